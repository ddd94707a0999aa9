"""During a deploy the offices stand at different heads: what this program can work with is served, the rest waits."""

from __future__ import annotations

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ModelState, ProjectState
from django.test import Client

from commons.directory.migrating import heads
from commons.directory.migrating.operations import leaned_on
from commons.directory.models import Office, SchemaHead
from commons.kernel.tenancy import OfficeNotServing, in_commons, in_office
from commons.outbox import relay
from tests.conftest import NEIGHBOUR, TOWN

AHEAD, TAKEN, GIVEN_UP = "meetings.0990_newer", "meetings.0990_hard_remove", "meetings.0990_hard_remove_old"


def put_at(code: str, migrations_: set[str], contracts: dict[str, list[str]] | None = None) -> None:
    """The office at a head of its own, which the directory can look up. As the owner: the web may not."""
    head = heads.digest(migrations_)
    with in_commons():
        SchemaHead.objects.create(head=head, migrations=sorted(migrations_), contracts=contracts or {})
        Office.objects.filter(code=code).update(schema_head=head)


def page(code: str) -> tuple[int, str | None]:
    answer = Client(headers={"host": f"{code}.localhost"}).get("/")
    return answer.status_code, answer.headers.get("Retry-After")


def own() -> set[str]:
    return set(heads.program().migrations)


def test_an_office_ahead_of_this_program_is_served_and_so_is_its_neighbour(commons: None) -> None:
    put_at(TOWN, own() | {AHEAD})
    assert (page(TOWN), page(NEIGHBOUR)) == ((200, None), (200, None))


def test_an_office_whose_newer_migration_took_away_what_this_program_still_uses_waits(commons: None) -> None:
    put_at(TOWN, own() | {TAKEN}, {TAKEN: ["meetings.0989_soft_remove"]})
    assert (page(TOWN), page(NEIGHBOUR)) == ((503, "30"), (200, None))


def test_an_office_whose_newer_migration_took_away_what_this_program_has_given_up_is_served(commons: None) -> None:
    put_at(TOWN, own() | {GIVEN_UP}, {GIVEN_UP: ["meetings.0001_initial"]})
    assert page(TOWN) == (200, None)


def test_an_office_that_lacks_only_an_index_is_served(commons: None) -> None:
    put_at(TOWN, own() - {"meetings.0002_fewer_indexes"})
    assert page(TOWN) == (200, None)


def test_an_office_that_lacks_a_table_waits_with_a_page_that_says_so_and_so_do_its_tasks_and_its_mail(
    commons: None,
) -> None:
    put_at(TOWN, own() - {"outbox.0003_answers_are_kept"})
    assert page(TOWN) == (503, "30")
    body = Client(headers={"host": f"{TOWN}.localhost"}).get("/").content.decode()
    assert "棠下镇正在升级" in body
    with pytest.raises(OfficeNotServing), in_office(TOWN):
        pass
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO public.outbox_doorbell (office_code) VALUES (%s)", [TOWN])
    assert (relay.drain(TOWN), relay.ringing()) == (0, [TOWN])


def test_a_head_that_nobody_wrote_down_is_not_guessed_at(commons: None) -> None:
    Office.objects.filter(code=TOWN).update(schema_head="0" * 64)
    assert page(TOWN) == (503, "30")


def test_a_head_is_looked_up_once_a_process(commons: None, django_assert_num_queries) -> None:
    put_at(TOWN, own() | {"meetings.0991_asked_once"})
    office = Office.objects.get(code=TOWN)
    with django_assert_num_queries(1):
        assert (office.is_serving, office.is_serving) == (True, True)


# ── what a release leans on ───────────────────────────────────────────────────────────────────
def before() -> ProjectState:
    state = ProjectState()
    fields = [("id", models.BigAutoField(primary_key=True)), ("title", models.CharField("题", max_length=10))]
    state.add_model(ModelState("room", "Thing", fields))
    return state


@pytest.mark.parametrize(
    ("operation", "leans"),
    [
        (migrations.AddField("thing", "note", models.TextField(null=True)), True),
        (migrations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]), True),
        (migrations.AlterField("thing", "title", models.CharField("题", max_length=99)), True),
        (migrations.AlterField("thing", "title", models.CharField("题目", max_length=10)), False),
        (migrations.AlterField("thing", "title", models.CharField("题", max_length=10, db_index=True)), False),
        (migrations.AddIndex("thing", models.Index(fields=["title"], name="by_title")), False),
        (migrations.RunPython(migrations.RunPython.noop), True),
        (migrations.RunSQL("SELECT 1"), True),
        (migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("thing", "title")]), False),
    ],
    ids=["column", "table", "width", "label", "index of a field", "index", "data", "sql", "models only"],
)
def test_a_program_leans_on_columns_and_tables_and_not_on_indexes(operation, leans: bool) -> None:
    migration = migrations.Migration("0002_x", "room")
    migration.operations = [operation]
    assert leaned_on(migration, before()) is leans


@pytest.mark.parametrize("word", [{"tolerated": True}, {"contract": ("room.0001_initial",)}])
def test_a_migration_may_say_that_nothing_leans_on_it(word: dict[str, object]) -> None:
    migration = migrations.Migration("0002_x", "room")
    migration.operations = [migrations.RunSQL("SELECT 1")]
    for name, value in word.items():
        setattr(migration, name, value)
    assert leaned_on(migration, before()) is False
