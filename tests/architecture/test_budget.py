"""A province is some 1,750 schemas: what is in each of them stays small and says whose it is."""

from __future__ import annotations

from django.db import connection

from tests.architecture import living


def test_every_root_carries_its_office_and_names_say_money_and_time() -> None:
    assert list(living.every_root_carries_its_office()) == []


def test_the_models_of_an_office_are_at_most_a_hundred_tables() -> None:
    assert list(living.an_offices_schema_stays_small()) == []


def test_the_schema_of_an_office_has_at_most_a_hundred_tables(town: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
        (tables,) = cursor.fetchone()
    assert 0 < tables <= living.MAX_TABLES
