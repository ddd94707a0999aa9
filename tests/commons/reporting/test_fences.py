"""The second fence: what the application's role gets out of the shared tables by plain SQL, wherever it stands.

No query of ours is asked here. Every table holds rows of five offices that could leak.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from commons.directory.life import tree
from commons.directory.models import Office
from commons.kernel.actor import Actor, Role
from commons.kernel.models import new_uid
from commons.kernel.tenancy import in_office
from commons.reporting import commands
from commons.reporting.models import Rank, SharedCard
from tests.conftest import CITY, COUNTY, NEIGHBOUR, OFFICES, PROVINCE, STREET, TOWN
from tests.factories.people import AT
from tests.factories.reporting import YEAR, figures, snapshot

OWN_ROWS = ("reporting_snapshot", "reporting_node", "reporting_return", "reporting_sharedcard", "reporting_rank")
INSIDE = ("reporting_returnline", "reporting_lineremark")
SEES = {
    TOWN: {TOWN},
    STREET: {STREET},
    COUNTY: {COUNTY, TOWN, STREET, NEIGHBOUR},
    CITY: set(OFFICES),
    PROVINCE: {PROVINCE, *OFFICES},
}
PUT = (
    "INSERT INTO public.reporting_snapshot (uid, office_code, year, period, figures, evidence, as_of)"
    " VALUES (uuidv7(), %s, 2027, '2027', '{}', '{}', now())"
)


@pytest.fixture
def filled(commons: None) -> None:
    """Every office has figures, a node, an accepted return with a remark, a shared card and a published place."""
    due = dt.date(2026, 12, 31)
    commands.open_period(actor=_staff(PROVINCE), year=YEAR, due_on=due, at=AT)
    for code in OFFICES:
        snapshot(code, suggestions__received=7)
        filed = commands.file_return(actor=_staff(code), year=YEAR, figures=figures(suggestions__received=7), at=AT)
        superior = _staff(filed.to_office)
        commands.accept_return(actor=superior, uid=filed.uid, remarks={"suggestions.received": "已核"}, at=AT)
        SharedCard.objects.create(
            office_code=code, created_at=AT, project_uid=new_uid(), year=YEAR, title="路灯", card={}, as_of=AT
        )
        Rank.objects.create(
            office_code=code, parent_code=filed.to_office, basis="live", year=YEAR, period="2026",
            indicator="projects.completion_rate", place=1, among=3, published_at=AT,
        )  # fmt: skip


def _staff(code: str) -> Actor:
    return Actor(new_uid(), "测试人员", code, frozenset({Role.DIRECTOR}))


def read(statement: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def codes(table: str) -> set[str]:
    return {code for (code,) in read(f"SELECT office_code FROM public.{table}")}


@pytest.mark.parametrize("table", OWN_ROWS)
@pytest.mark.parametrize("office", [TOWN, STREET, COUNTY, CITY])
def test_an_office_reads_its_own_subtree_and_nothing_else(filled: None, table: str, office: str) -> None:
    with in_office(office):
        found = codes(table)
    expected = SEES[office]
    if table == "reporting_rank":  # and its siblings' published places
        expected = expected | ({TOWN, STREET, NEIGHBOUR} if office in (TOWN, STREET) else set())
    assert found == expected


@pytest.mark.parametrize("table", OWN_ROWS)
def test_the_province_reads_all(filled: None, table: str) -> None:
    assert codes(table) == (SEES[PROVINCE] if table == "reporting_node" else set(OFFICES))


@pytest.mark.parametrize("table", INSIDE)
def test_lines_and_remarks_are_seen_with_the_return_they_belong_to(filled: None, table: str) -> None:
    count = f"SELECT count(*) FROM public.{table}"
    for office, number in ((TOWN, 1), (COUNTY, 4), (CITY, 5)):
        with in_office(office):
            assert read(count) == [(number,)]
    assert read(count) == [(5,)]


@pytest.mark.parametrize("path", ['"$user", public', "", "o_9999, public", "office_template, public", "pg_catalog"])
@pytest.mark.parametrize("table", [*OWN_ROWS, *INSIDE])
def test_whoever_stands_in_no_offices_schema_reads_nothing(filled: None, table: str, path: str) -> None:
    """As psql comes; nowhere; an office whose schema is not there; the template; somewhere else."""
    with transaction.atomic():
        read("SELECT set_config('search_path', %s, true)", path)
        assert read(f"SELECT count(*) FROM public.{table}") == [(0,)]
        transaction.set_rollback(True)
    connection.set_schema_to_public()


def test_an_office_writes_its_own_figures_and_nobody_elses(filled: None) -> None:
    with in_office(TOWN):
        with connection.cursor() as cursor:
            cursor.execute(PUT, [TOWN])
        for foreign in (NEIGHBOUR, COUNTY, PROVINCE):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                read(PUT + " RETURNING 1", foreign)
    with in_office(COUNTY), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        read(PUT + " RETURNING 1", STREET)  # a superior reads below, and does not write there


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE public.reporting_snapshot SET figures = '{}' WHERE office_code = %s RETURNING 1",
        "UPDATE public.reporting_node SET figures = '{}' WHERE office_code = %s RETURNING 1",
        "UPDATE public.reporting_return SET state = 'accepted' WHERE office_code = %s RETURNING 1",
        "DELETE FROM public.reporting_snapshot WHERE office_code = %s RETURNING 1",
        "DELETE FROM public.reporting_sharedcard WHERE office_code = %s RETURNING 1",
        "DELETE FROM public.reporting_rank WHERE office_code = %s RETURNING 1",
    ],
)
def test_a_neighbours_row_is_neither_changed_nor_taken_away(filled: None, statement: str) -> None:
    with in_office(TOWN):
        assert read(statement, NEIGHBOUR) == []


def test_a_node_is_written_by_nobody_but_the_relay(filled: None) -> None:
    with in_office(CITY):
        assert read("UPDATE public.reporting_node SET counted = 0 WHERE office_code = %s RETURNING 1", CITY) == []
        assert read("DELETE FROM public.reporting_node RETURNING 1") == []


def test_a_place_in_the_tree_cannot_be_made_up(filled: None) -> None:
    """The foreign key holds it to the directory, whatever is written."""
    with in_office(TOWN), pytest.raises(DatabaseError, match="reporting_snapshot_place"), transaction.atomic():
        read("UPDATE public.reporting_snapshot SET lft = lft + 1 WHERE office_code = %s RETURNING 1", TOWN)


def test_rows_move_with_their_office_in_the_statement_that_moves_it(filled: None) -> None:
    """荷塘镇 comes under the city: from the next moment on the county reads nothing of it any more."""
    Office.objects.filter(code=NEIGHBOUR).update(parent_id=CITY, path=f"{PROVINCE}/{CITY}/{NEIGHBOUR}/")
    tree.renumber()
    with in_office(COUNTY):
        assert codes("reporting_snapshot") == {COUNTY, TOWN, STREET}
        assert codes("reporting_return") == {COUNTY, TOWN, STREET}
    with in_office(CITY):
        assert codes("reporting_snapshot") == set(OFFICES)
    with in_office(NEIGHBOUR):
        assert codes("reporting_snapshot") == {NEIGHBOUR}


def test_a_range_costs_no_scan(filled: None) -> None:
    """Both ends are looked up once, by the schema's own index; then the row is filtered or ranged, nothing else."""
    with in_office(TOWN), transaction.atomic():
        read("SELECT set_config('enable_seqscan', 'off', true)")
        plan = "\n".join(line for (line,) in read("EXPLAIN SELECT * FROM public.reporting_return WHERE year = 2026"))
    assert "Index Cond: ((lft >= (InitPlan 1).col1) AND (lft <= (InitPlan 2).col1))" in plan
    assert "Index Scan using directory_office_schema_name" in plan
    assert "reporting_return_below" in plan


def test_every_shared_table_is_fenced_and_the_application_does_not_own_it(filled: None) -> None:
    """The owner, who migrates, exports and backs up, is not held: a dump that left rows out would be no dump."""
    fenced = read(
        "SELECT relname, pg_get_userbyid(relowner) = current_user FROM pg_class"
        " WHERE relrowsecurity AND relnamespace = 'public'::regnamespace"
    )
    assert dict(fenced) == dict.fromkeys({*OWN_ROWS, *INSIDE}, False)
    assert read("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user") == [(False,)]
