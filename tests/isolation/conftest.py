"""One furnished database a worker, and every test in a transaction of its own that is never committed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections, transaction

from tests.conftest import copy_world, drop_database
from tests.isolation.world import House, furnish


@pytest.fixture(scope="session")
def furnished(django_db_setup: None, django_db_blocker: Any, worker_id: str) -> Iterator[tuple[Any, House]]:
    """The way into that database, kept open from test to test (a new connection knows no table yet), and what is in it."""
    from commons.kernel.tenancy import leave

    name, usual = f"isolation_{worker_id}_{os.getpid()}", connections["default"]
    door = usual.copy()
    door.settings_dict["NAME"] = name
    with django_db_blocker.unblock():
        copy_world(name)
        connections["default"] = door
        made = furnish()
        leave()
    connections["default"] = usual
    yield door, made
    with django_db_blocker.unblock():
        door.close()
        drop_database(name)


@pytest.fixture
def house(furnished: tuple[Any, House], django_db_blocker: Any) -> Iterator[House]:
    from django.contrib.contenttypes.models import ContentType
    from django.core.cache import cache

    door, made = furnished
    usual = connections["default"]
    with django_db_blocker.unblock():
        connections["default"] = door
        connection.set_schema_to_public()
        ContentType.objects.clear_cache()
        cache.clear()
        with transaction.atomic():
            yield made
            transaction.set_rollback(True)
        connection.set_schema_to_public()
        connections["default"] = usual
