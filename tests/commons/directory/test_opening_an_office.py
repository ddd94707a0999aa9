"""An office is founded on the map and opened with a schema of its own."""

from __future__ import annotations

import pytest
from django.db import connection

from commons.audit.models import Entry
from commons.directory import commands, divisions, provisioning, queries
from commons.directory.errors import OneProvince, SchemaIncomplete
from commons.directory.models import Office
from commons.directory.terms import Body, Level, OfficeState, Relation
from commons.directory.words import words
from commons.kernel.policy import NotPermitted
from tests.conftest import CITY, COUNTY, PROVINCE, STREET, TOWN
from tests.factories.people import AT, Role, actor


def test_a_street_has_a_working_committee_that_reports_while_a_town_has_a_congress_that_is_guided(
    commons: None,
) -> None:
    street, town = queries.office(STREET), queries.office(TOWN)
    assert (street.body, street.relation) == (Body.WORKING_COMMITTEE, Relation.REPORTS_TO)
    assert (town.body, town.relation) == (Body.CONGRESS, Relation.GUIDES)


def test_a_prefecture_has_a_working_committee_that_reports_to_the_province(commons: None) -> None:
    """地方组织法 第五十九条: the province's standing committee may set up a working body in a prefecture."""
    kashgar, urumqi = (
        commands._office(division, path="", at=AT, is_demo=False)
        for division in (divisions.subtree("6531", 0)[0], divisions.subtree("6501", 0)[0])
    )
    assert (kashgar.level, kashgar.body, kashgar.relation) == (Level.CITY, Body.WORKING_COMMITTEE, Relation.REPORTS_TO)
    assert (urumqi.body, urumqi.relation) == (Body.CONGRESS, Relation.GUIDES)
    assert (words(kashgar).title, words(kashgar).government) == ("人大喀什地区工作委员会", "喀什地区行政公署")


def test_the_tree_is_read_top_down_and_a_subtree_is_one_range(commons: None) -> None:
    assert [each.code for each in queries.superiors_of(queries.office(TOWN))] == [PROVINCE, CITY, COUNTY]
    assert [each.code for each in queries.subtree(queries.office(COUNTY))] == [COUNTY, STREET, TOWN, "440703102"]


def test_founding_twice_founds_nothing_new(commons: None) -> None:
    made = commands.found_offices(actor=actor(Role.PROVISIONER), division=TOWN, depth=0, at=AT)
    assert made == []


@pytest.mark.parametrize("division", ["65", "6531", "330106"])
def test_another_province_is_refused_in_one_sentence_and_leaves_nothing_behind(commons: None, division: str) -> None:
    before = (Office.objects.count(), Entry.objects.count())
    with pytest.raises(OneProvince, match="本平台属于广东省"):
        commands.found_offices(actor=actor(Role.PROVISIONER), division=division, depth=0, at=AT)
    assert (Office.objects.count(), Entry.objects.count()) == before


def test_founding_what_is_missing_here_and_there_moves_nobody_and_keeps_the_tree_nested(commons: None) -> None:
    before = dict(Office.objects.values_list("code", "lft"))
    made = commands.found_offices(actor=actor(Role.PROVISIONER), division=COUNTY, depth=None, at=AT)
    made += commands.found_offices(actor=actor(Role.PROVISIONER), division="440704", depth=None, at=AT)
    assert len(made) > 5
    rows = list(Office.objects.order_by("lft"))
    assert {each.code: each.lft for each in rows if each.code in before} == before
    assert [each.path for each in rows] == sorted(each.path for each in rows)
    assert len({number for each in rows for number in (each.lft, each.rgt)}) == 2 * len(rows)
    for each in rows:
        below = {other.code for other in rows if each.lft <= other.lft and other.rgt <= each.rgt}
        assert below == {other.code for other in rows if other.path.startswith(each.path)}


def test_founding_is_not_for_a_clerk_and_leaves_nothing_behind(commons: None) -> None:
    before = (Office.objects.count(), Entry.objects.count())
    with pytest.raises(NotPermitted):
        commands.found_offices(actor=actor(Role.CLERK), division="440703103", depth=0, at=AT)
    assert (Office.objects.count(), Entry.objects.count()) == before


def test_every_opened_schema_equals_the_blueprint_and_the_models(commons: None) -> None:
    plan = queries.blueprint()
    for code in (CITY, COUNTY, TOWN, STREET):
        office = queries.office(code)
        assert provisioning.inspect(office) == plan.fingerprint
        assert provisioning.missing_columns(office.schema_name) == set()


def test_an_office_whose_schema_lost_a_table_does_not_pass_the_inspection(committed: str) -> None:
    with provisioning.as_owner() as owner:
        owner.execute(f'DROP TABLE "o_{TOWN}".outbox_receipt')
    with pytest.raises(SchemaIncomplete):
        provisioning.inspect(queries.office(TOWN))


@pytest.mark.parametrize("spare", [True, False])
def test_a_schema_that_stands_there_already_and_is_not_the_blueprints_opens_no_office(
    committed: str, spare: bool
) -> None:
    commands.found_offices(actor=actor(Role.PROVISIONER), division="440703103", depth=0, at=AT)
    with provisioning.as_owner() as owner:
        owner.execute('CREATE SCHEMA "o_440703103"; CREATE TABLE "o_440703103".left_by_a_stranger ()')
    if spare:
        assert provisioning.keep_spares(at_most=1) >= 0
    with pytest.raises(SchemaIncomplete, match="结构摘要不符"):
        commands.open_office(actor=actor(Role.PROVISIONER), code="440703103", at=AT)
    assert queries.office("440703103").state == OfficeState.REQUESTED


def test_a_kill_between_any_two_steps_of_opening_is_repaired_by_opening_again(committed: str) -> None:
    commands.found_offices(actor=actor(Role.PROVISIONER), division="440703103", depth=0, at=AT)

    class Killed(BaseException):
        pass

    labels: list[str] = []

    def die_at(number: int):
        def progress(office: Office, label: str) -> None:
            labels.append(label)
            if len(labels) == number:
                raise Killed

        return progress

    for number in range(1, 6):
        with pytest.raises(Killed):
            commands.open_office(actor=actor(Role.PROVISIONER), code="440703103", at=AT, progress=die_at(number))
        assert queries.office("440703103").state != OfficeState.READY
        labels.clear()
        if number > 1:
            break
    office = commands.open_office(actor=actor(Role.PROVISIONER), code="440703103", at=AT)
    assert office.state == OfficeState.READY
    assert queries.host_of(office) == "440703103.localhost"


def test_no_constraint_reaches_from_one_schema_into_another(commons: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_constraint k JOIN pg_class a ON a.oid = k.conrelid JOIN pg_class b ON b.oid = k.confrelid"
            " WHERE a.relnamespace <> b.relnamespace"
        )
        assert cursor.fetchone() == (0,)
