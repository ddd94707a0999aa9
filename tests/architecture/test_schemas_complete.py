"""A table missing from an office's schema would let its rows fall through to public unseen: so none may be missing."""

from __future__ import annotations

import pytest
from django.db import connection

from commons.directory import provisioning, queries
from commons.kernel.tenancy import in_office
from tests.conftest import OFFICES, TOWN

ACROSS = (
    "SELECT k.conname FROM pg_constraint k JOIN pg_class a ON a.oid = k.conrelid JOIN pg_class b ON b.oid = k.confrelid"
    " WHERE a.relnamespace <> b.relnamespace ORDER BY 1"
)


def constraints_across_schemas() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(ACROSS)
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.parametrize("code", OFFICES)
def test_every_office_equals_the_blueprint_and_the_models(commons: None, code: str) -> None:
    office = queries.office(code)
    assert provisioning.inspect(office) == queries.blueprint().fingerprint
    assert provisioning.missing_columns(office.schema_name) == set()


def test_no_constraint_joins_two_schemas(commons: None) -> None:
    assert constraints_across_schemas() == []


def test_a_constraint_that_joins_two_schemas_is_seen(committed: str) -> None:
    with provisioning.as_owner() as owner:
        owner.execute(
            f'ALTER TABLE "o_{TOWN}".access_accountgroup ADD CONSTRAINT astray'
            " FOREIGN KEY (account_id) REFERENCES public.identity_account (uid)"
        )
    assert constraints_across_schemas() == ["astray"]


@pytest.mark.parametrize("table", ["audit_entry", "audit_link", "outbox_message", "outbox_receipt"])
def test_a_row_that_fell_through_to_public_is_refused_there(committed: str, table: str) -> None:
    """The public twin checks that what it takes was written from public."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_constraint WHERE conrelid = %s::regclass AND conname = %s",
            [f"public.{table}", f"{table}_home_is_public"],
        )
        assert cursor.fetchone() == (1,)
    with provisioning.as_owner() as owner:
        owner.execute(f'DROP TABLE "o_{TOWN}".{table} CASCADE')
    with in_office(TOWN), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema(), to_regclass(%s)::text", [table])
        assert cursor.fetchone() == (f"o_{TOWN}", table)  # the name now finds the public twin
