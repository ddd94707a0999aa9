"""披露规则: one table; and the ranks that a superior publishes, the only thing siblings see of one another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from commons.audit.models import Entry
from commons.directory import queries as directory
from commons.kernel.actor import Actor, Role
from commons.kernel.models import new_uid
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import in_commons, in_office
from commons.outbox.models import Message
from commons.reporting import commands, queries
from commons.reporting.errors import IndicatorUnknown, NotYourSubordinate, TooFewToRank
from commons.reporting.models import Rank
from commons.reporting.policies import BoardPolicy, Relation, Showing
from tests.conftest import CITY, COUNTY, NEIGHBOUR, PROVINCE, STREET, TOWN
from tests.factories.people import AT, member
from tests.factories.reporting import YEAR, snapshot
from tests.factories.web import Browser


def staff(code: str, role: Role = Role.DIRECTOR) -> Actor:
    return Actor(new_uid(), "测试人员", code, frozenset({role}))


def test_the_table_is_the_one_that_was_drawn_by_hand() -> None:
    lines = Path(__file__).with_name("disclosure.txt").read_text().splitlines()
    head, *rows = [line.split() for line in lines if not line.startswith("#")]
    drawn = {
        Relation(relation): {Showing(what) for what, cell in zip(head, cells, strict=True) if cell == "yes"}
        for relation, *cells in rows
    }
    assert drawn == BoardPolicy.TABLE


@pytest.mark.parametrize(
    ("own", "other", "relation"),
    [
        (TOWN, TOWN, Relation.SELF),
        (TOWN, STREET, Relation.SIBLING),
        (TOWN, COUNTY, Relation.ABOVE),
        (TOWN, PROVINCE, Relation.ABOVE),
        (COUNTY, TOWN, Relation.BELOW),
        (PROVINCE, STREET, Relation.BELOW),
        (PROVINCE, PROVINCE, Relation.SELF),
    ],
)
def test_how_two_offices_stand_to_each_other(commons: None, own: str, other: str, relation: Relation) -> None:
    assert BoardPolicy.relation(directory.office(own), directory.office(other)) is relation


def test_offices_of_different_superiors_are_nothing_to_each_other(commons: None) -> None:
    town, county = directory.office(TOWN), directory.office(COUNTY)
    elsewhere = directory.office(NEIGHBOUR)
    elsewhere.parent_id = CITY
    assert BoardPolicy.relation(town, elsewhere) is Relation.ELSEWHERE
    assert BoardPolicy.relation(county, elsewhere) is Relation.BELOW  # by the numbers; the parent alone says nothing


# ── ranks ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def counted(commons: None) -> None:
    for code, number in ((TOWN, 400), (STREET, 900), (NEIGHBOUR, 400)):
        snapshot(code, suggestions__received=number)


def published(code: str = COUNTY, indicator: str = "suggestions.received") -> list[Rank]:
    with in_office(code):
        return commands.publish_ranks(actor=staff(code), year=YEAR, indicator=indicator, at=AT)


def test_a_superior_publishes_the_places_of_those_directly_below(counted: None) -> None:
    assert {(row.office_code, row.place, row.among) for row in published()} == {
        (STREET, 1, 3),
        (TOWN, 2, 3),
        (NEIGHBOUR, 2, 3),
    }
    with in_office(COUNTY):
        entry = Entry.objects.order_by("-uid").first()
        assert entry is not None
        assert (entry.act, entry.facts["indicator"], entry.facts["offices"]) == (
            "reporting.publish_ranks", "suggestions.received", 3,
        )  # fmt: skip
        assert Message.objects.filter(event="reporting.RanksPublished").count() == 1


def test_publishing_again_replaces_and_a_figure_that_moved_moves_no_published_place(counted: None) -> None:
    published()
    snapshot(TOWN, suggestions__received=1000)
    assert Rank.objects.get(office_code=TOWN).place == 2
    published()
    assert Rank.objects.get(office_code=TOWN).place == 1
    assert Rank.objects.count() == 3


def test_an_office_without_the_figure_has_no_place_and_one_alone_is_no_ranking(commons: None) -> None:
    snapshot(TOWN, suggestions__received=1)
    with pytest.raises(TooFewToRank, match="只有 1 个下级机构有数据"):
        published()
    with pytest.raises(IndicatorUnknown):
        published(indicator="nothing")
    assert not Rank.objects.exists()


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUDITOR, Role.GOVERNMENT, Role.BOARD_READER])
def test_nobody_but_the_director_publishes(counted: None, role: Role) -> None:
    with in_office(COUNTY), pytest.raises(NotPermitted):
        commands.publish_ranks(actor=staff(COUNTY, role), year=YEAR, indicator="suggestions.received", at=AT)
    assert not Rank.objects.exists()


def test_a_town_sees_its_place_and_its_siblings_and_no_figure(counted: None) -> None:
    published()
    with in_office(TOWN):
        (found,) = queries.rankings(staff(TOWN), TOWN, YEAR)
        assert found.places == [(1, STREET, "白沙街道"), (2, TOWN, "棠下镇"), (2, NEIGHBOUR, "荷塘镇")]
        assert found.place_of(TOWN) == 2
        with pytest.raises(NotYourSubordinate):
            queries.rankings(staff(TOWN), STREET, YEAR)
        page = Browser(member(Role.CLERK)).get("/board/?year=2026").content.decode()
    words = re.sub(r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]+>", " ", page, flags=re.S))
    assert "上级通报的名次" in words
    assert "第 1 名 白沙街道 第 2 名 棠下镇 第 2 名 荷塘镇" in words
    assert "900" not in words


def test_a_county_of_another_city_sees_none_of_it(counted: None) -> None:
    published()
    with in_office(CITY):
        assert queries.rankings(staff(CITY), CITY, YEAR) == []  # the province has published nothing
        assert len(queries.published_by(staff(CITY), COUNTY, YEAR)) == 1  # its own subtree


def test_the_button_publishes_what_the_page_compares(counted: None) -> None:
    with in_office(COUNTY):
        director = Browser(member(Role.DIRECTOR))
        assert "通报这项排名" in director.get("/board/?year=2026").content.decode()
        done = director.post("/board/ranks/?year=2026&figure=suggestions.received")
        assert (done.status_code, done["Location"]) == (
            302,
            f"/board/?office={COUNTY}&year=2026&figure=suggestions.received",
        )
        assert "通报这项排名" not in Browser(member(Role.CLERK)).get("/board/?year=2026").content.decode()
    with in_commons():
        assert Rank.objects.count() == 3
