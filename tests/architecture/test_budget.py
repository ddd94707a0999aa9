"""A province is some 1,750 schemas: what is in each of them stays small and says whose it is."""

from __future__ import annotations

from django.db import connection

from commons.directory import provisioning
from commons.kernel.tenancy import in_office
from tests.architecture import living
from tests.conftest import TOWN


def test_every_root_carries_its_office_and_names_say_money_and_time() -> None:
    assert list(living.every_root_carries_its_office()) == []


def test_the_models_of_an_office_are_at_most_as_many_tables_as_decided() -> None:
    assert list(living.an_offices_schema_stays_small()) == []


def test_the_schema_of_an_office_has_at_most_as_many_tables_as_decided(town: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
        (tables,) = cursor.fetchone()
    assert 0 < tables <= living.MAX_TABLES


LED = """
SELECT a.indexrelid::regclass::text FROM pg_index a JOIN pg_index b USING (indrelid)
JOIN pg_class t ON t.oid = a.indrelid AND t.relnamespace = current_schema()::regnamespace
WHERE a.indexrelid <> b.indexrelid AND NOT a.indisunique AND a.indpred IS NULL AND b.indpred IS NULL
  AND a.indexprs IS NULL AND b.indexprs IS NULL AND a.indkey::int2[] <@ b.indkey::int2[]
  AND (b.indkey::int2[])[0:a.indnkeyatts - 1] = (a.indkey::int2[])[0:a.indnkeyatts - 1]
ORDER BY 1
"""
TWINS = "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname LIKE '%\\_like'"


def test_no_index_of_an_office_is_the_beginning_of_another(town: str) -> None:
    """Another index answers already: `db_index=False` on the foreign key (decision 0014)."""
    with connection.cursor() as cursor:
        cursor.execute(LED)
        assert cursor.fetchall() == []
        cursor.execute(TWINS)
        assert cursor.fetchall() == []


def test_an_index_that_is_the_beginning_of_another_is_seen(committed: str) -> None:
    with provisioning.as_owner() as owner:
        owner.execute(f'CREATE INDEX needless ON "o_{TOWN}".audit_entry (object_uid)')
    with in_office(TOWN), connection.cursor() as cursor:
        cursor.execute(LED)
        assert cursor.fetchall() == [("needless",)]
