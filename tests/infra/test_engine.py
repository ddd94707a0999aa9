"""Django's own commands look for tables in the schema they are in, and nowhere else."""

from __future__ import annotations

from django.db import connection

from commons.kernel.tenancy import in_commons, in_office
from tests.conftest import TOWN


def _by_catalog(schema: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
        return {name for (name,) in cursor.fetchall()}


def test_the_tables_of_an_office_are_its_own_and_all_of_them(db: None) -> None:
    with in_office(TOWN):
        assert set(connection.introspection.table_names()) == _by_catalog(f"o_{TOWN}")
    with in_commons():
        assert set(connection.introspection.table_names()) == _by_catalog("public")


def test_the_whole_catalog_is_not_read_for_it(db: None) -> None:
    """`pg_table_is_visible` over every row of pg_class is what makes Django's commands slow at a thousand schemas."""
    from django.test.utils import CaptureQueriesContext

    with in_office(TOWN), CaptureQueriesContext(connection) as asked:
        connection.introspection.table_names()
    statements = [each["sql"] for each in asked.captured_queries if "pg_class" in each["sql"]]
    assert len(statements) == 1
    assert "pg_depend" in statements[0]
    assert "pg_table_is_visible" not in statements[0]
