"""A figure from the town's own count to the province's board; and nothing for a neighbour."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.directory.errors import OfficeNotFound
from commons.kernel.actor import system
from commons.kernel.tenancy import in_office
from commons.reporting import commands, queries
from commons.reporting.errors import NotYourFigures, NotYourSubordinate, YearRefused
from commons.reporting.models import Snapshot
from tests.conftest import CITY, COUNTY, NEIGHBOUR, PROVINCE, STREET, TOWN
from tests.factories.people import AT, Role, actor
from tests.factories.reporting import YEAR, figures, snapshot


def value(found: dict, code: str) -> str | None:
    return found["figures"][code]["value"]


def asked(run) -> int:
    run()  # the search path is set, content types are known
    with CaptureQueriesContext(connection) as seen:
        run()
    return len(seen)


# ── snapshots ─────────────────────────────────────────────────────────────────────────────────


def test_counting_again_replaces_and_never_adds(commons: None) -> None:
    for _ in range(2):
        snapshot(TOWN, suggestions__received=495, money__planned="1244000000.50")
    found = Snapshot.objects.get()
    assert (found.office_code, found.period) == (TOWN, "2026")
    assert found.figures == {"money.planned": Decimal("1244000000.5"), "suggestions.received": Decimal(495)}
    assert found.evidence == {"suggestions.received": 495}


def test_a_slow_count_that_began_earlier_does_not_undo_a_later_one(commons: None) -> None:
    earlier = AT.replace(hour=AT.hour - 1)
    snapshot(TOWN, homes__total=111)
    commands.put_snapshot(office_code=TOWN, year=YEAR, figures=figures(homes__total=110), at=earlier)
    assert Snapshot.objects.get().figures == {"homes.total": Decimal(111)}


def test_a_figure_may_become_not_collected_again(commons: None) -> None:
    snapshot(TOWN, homes__total=111)
    snapshot(TOWN, homes__total=None)
    assert Snapshot.objects.get().figures == {"homes.total": None}
    assert value(queries.rollup(TOWN, YEAR), "homes.total") is None


def test_forty_figures_are_one_statement(commons: None) -> None:
    many = figures(homes__total=1, deputies__total=2, look_backs__held=3)
    run = lambda: commands.put_snapshot(office_code=TOWN, year=YEAR, figures=many, at=AT)  # noqa: E731
    assert asked(run) == 1 + 2  # and the savepoint around it


def test_an_office_writes_its_own_figures_only(town: str) -> None:
    commands.put_snapshot(office_code=TOWN, year=YEAR, figures=figures(homes__total=1), at=AT)
    with pytest.raises(NotYourFigures):
        commands.put_snapshot(office_code=NEIGHBOUR, year=YEAR, figures=figures(homes__total=1), at=AT)
    assert list(Snapshot.objects.values_list("office_code", flat=True)) == [TOWN]


# ── the roll-up ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def collected(commons: None) -> None:
    """495 = 463 + 32 (3-29) shared out: the county's own 32, the town's 400, the street's 63."""
    snapshot(COUNTY, suggestions__received=32, deputies__total=200, money__planned=None)
    snapshot(TOWN, suggestions__received=400, deputies__total=51, satisfaction__favourable=10, satisfaction__valid=10)
    snapshot(STREET, suggestions__received=63, satisfaction__favourable=45, satisfaction__valid=90)
    snapshot(TOWN, year=2025, suggestions__received=7)
    snapshot(TOWN, period="2026Q1", suggestions__received=100)


def test_a_suggestion_of_the_town_is_in_every_figure_above_it(collected: None) -> None:
    found = [value(queries.rollup(code, YEAR), "suggestions.received") for code in (TOWN, COUNTY, CITY, PROVINCE)]
    assert found == ["400", "495", "495", "495"]


def test_the_answer_has_exactly_the_shape_of_the_contract(collected: None) -> None:
    found = queries.rollup(COUNTY, "2026")
    assert list(found) == ["office", "year", "period", "basis", "as_of", "figures", "children", "missing"]
    assert (found["office"], found["year"], found["period"], found["basis"]) == (COUNTY, 2026, "2026", "live")
    assert found["as_of"] == "2026-03-02T10:00:00+08:00"
    assert found["figures"]["suggestions.received"] == {"value": "495", "unit": "count"}
    assert found["figures"]["money.planned"] == {"value": None, "unit": "yuan"}
    assert found["figures"]["satisfaction.rate"] == {"value": "55", "unit": "percent"}
    assert [(child["office"], child["name"]) for child in found["children"]] == [
        (STREET, "白沙街道"),
        (TOWN, "棠下镇"),
        (NEIGHBOUR, "荷塘镇"),
    ]
    assert [value(child, "suggestions.received") for child in found["children"]] == ["63", "400", None]
    assert found["missing"] == [NEIGHBOUR]


def test_the_parts_add_up_to_the_whole_at_every_level(collected: None) -> None:
    for code, own in ((COUNTY, 32), (CITY, 0), (PROVINCE, 0)):
        found = queries.rollup(code, YEAR)
        parts = [value(child, "suggestions.received") for child in found["children"]]
        assert int(value(found, "suggestions.received") or 0) == own + sum(int(part or 0) for part in parts)


def test_a_quarter_is_not_the_year_and_last_year_is_not_this_one(collected: None) -> None:
    assert value(queries.rollup(COUNTY, YEAR, "2026Q1"), "suggestions.received") == "100"
    assert value(queries.rollup(COUNTY, 2025), "suggestions.received") == "7"


def test_where_nobody_has_counted_everything_is_null_and_everybody_below_is_missing(commons: None) -> None:
    found = queries.rollup(COUNTY, YEAR)
    known = {code: each["value"] for code, each in found["figures"].items() if each["value"] is not None}
    assert known == {  # that an office is there needs no counting
        "offices.founded": "4",
        "offices.founded_county": "1",
        "offices.founded_township": "2",
        "offices.founded_subdistrict": "1",
    }
    assert (found["as_of"], found["missing"]) == (None, [STREET, TOWN, NEIGHBOUR])
    assert queries.rollup(CITY, YEAR)["missing"] == [COUNTY, STREET, TOWN, NEIGHBOUR]


def test_a_province_is_summed_in_as_many_queries_as_a_town(collected: None) -> None:
    assert asked(lambda: queries.rollup(PROVINCE, YEAR)) == 3
    assert asked(lambda: queries.rollup(TOWN, YEAR)) == 3
    assert asked(lambda: queries.board(system(PROVINCE), COUNTY, YEAR)) == 7


def test_figures_are_read_from_inside_any_office(collected: None) -> None:
    with in_office(COUNTY):
        assert value(queries.rollup_for(actor(Role.CLERK), COUNTY, YEAR), "suggestions.received") == "495"


# ── who sees what ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("foreign", [NEIGHBOUR, STREET, COUNTY, CITY, PROVINCE, "9999", "440703101x", ""])
def test_a_town_sees_itself_and_nothing_else(collected: None, foreign: str) -> None:
    snapshot(NEIGHBOUR, suggestions__received=999)
    clerk = system(TOWN)
    assert value(queries.rollup_for(clerk, TOWN, YEAR), "suggestions.received") == "400"
    for look in (
        lambda: queries.rollup_for(clerk, foreign, YEAR),
        lambda: queries.board(clerk, foreign, YEAR),
    ):
        with pytest.raises(NotYourSubordinate):
            look()


def test_a_superior_sees_down_to_the_street(collected: None) -> None:
    for code in (PROVINCE, CITY, COUNTY):
        assert value(queries.rollup_for(system(code), STREET, YEAR), "suggestions.received") == "63"


def test_unknown_offices_and_years_are_refused_with_a_sentence(commons: None) -> None:
    with pytest.raises(OfficeNotFound):
        queries.rollup("9999", YEAR)
    with pytest.raises(YearRefused):
        queries.rollup(COUNTY, "soon")


def test_the_board_knows_last_year_the_way_down_and_who_is_missing(collected: None) -> None:
    found = queries.board(system(CITY), COUNTY, YEAR)
    assert found.levels == [(CITY, "江门市"), (COUNTY, "蓬江区")]
    assert {year: sums.get("suggestions.received") for year, sums in found.years.items()} == {
        2022: None,
        2023: None,
        2024: None,
        2025: Decimal(7),
        2026: Decimal(495),
    }
    assert (found.here.counted, [each.counted for each in found.children]) == (3, [1, 1, 0])
    assert found.other is None
    assert [place.name for place in found.missing] == ["荷塘镇"]
    assert found.offices == 3
    assert found.as_of == AT
