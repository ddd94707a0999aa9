"""How others make an office's schema, each in a process of its own as the owner (`server.as_peer`).

Prints the seconds of each schema. Starting Python and Django is not counted, in favour of the peer.
"""

from __future__ import annotations

import contextlib
import io
import time

from django.db import connection
from django_tenants.clone import CloneSchema

from commons.directory.models import Office
from commons.directory.provisioning import TEMPLATE
from infra.bench import defaults


def by_migrations(schema: str) -> None:
    """django-tenants as it comes: create the schema, run every migration in it."""
    with contextlib.redirect_stdout(io.StringIO()):
        Office(code="peer", schema_name=schema).create_schema(check_if_exists=True, sync_schema=True, verbosity=0)


def by_clone(schema: str) -> None:
    """django-tenants with TENANT_BASE_SCHEMA: its PL/pgSQL function copies a schema."""
    with contextlib.redirect_stdout(io.StringIO()):
        CloneSchema().clone_schema(TEMPLATE, schema)


def by_defaults(schema: str) -> None:
    """Not a way to make an office, but what Django's defaults would make of its models (`defaults.py`)."""
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA "{schema}"')
    defaults.build(schema)


WAYS = {"migrations": by_migrations, "clone": by_clone, "defaults": by_defaults}


def main(arguments: list[str]) -> None:
    way, *schemas = arguments
    for schema in schemas:
        started = time.perf_counter()
        WAYS[way](schema)
        print(time.perf_counter() - started)
