"""One furnished database a worker, and every test in a transaction of its own that is never committed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections, transaction

from tests.conftest import _use, copy_world, drop_database
from tests.isolation.world import House, furnish


@pytest.fixture(scope="session")
def furnished(django_db_setup: None, django_db_blocker: Any, worker_id: str) -> Iterator[tuple[str, House]]:
    before, name = connections["default"].settings_dict["NAME"], f"isolation_{worker_id}_{os.getpid()}"
    with django_db_blocker.unblock():
        copy_world(name)
        _use(name)
        made = furnish()
        _use(before)
    yield name, made
    with django_db_blocker.unblock():
        drop_database(name)


@pytest.fixture
def house(furnished: tuple[str, House], django_db_blocker: Any) -> Iterator[House]:
    from django.contrib.contenttypes.models import ContentType
    from django.core.cache import cache

    name, made = furnished
    before = connections["default"].settings_dict["NAME"]
    with django_db_blocker.unblock():
        _use(name)
        connection.set_schema_to_public()
        ContentType.objects.clear_cache()
        cache.clear()
        with transaction.atomic():
            yield made
            transaction.set_rollback(True)
        connection.set_schema_to_public()
        _use(before)
