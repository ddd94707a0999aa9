"""Arithmetic over the tree. No database."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commons.reporting.errors import FigureRefused, PeriodRefused, YearRefused
from commons.reporting.figures import Figure, checked, period_of, year_of
from commons.reporting.indicators import BY_CODE, COLLECTED, TABLE
from commons.reporting.rollup import leaf, node, printed, total, value_of, written
from commons.reporting.terms import Unit
from commons.rulebook.cases import half_up

_CODES = st.sampled_from(sorted(COLLECTED))
_VALUES = st.none() | st.decimals(0, 10**9, places=2)
_OFFICES = st.lists(st.dictionaries(_CODES, _VALUES, max_size=6), max_size=8)


@given(_OFFICES, st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_the_order_of_the_offices_changes_nothing(offices: list[dict[str, Decimal | None]], luck) -> None:
    shuffled = list(offices)
    luck.shuffle(shuffled)
    assert total(shuffled) == total(offices)


@given(_OFFICES, st.integers(0, 8))
@settings(max_examples=100)
def test_summing_parts_that_were_summed_already_is_summing_everything(
    offices: list[dict[str, Decimal | None]], cut: int
) -> None:
    assert total([total(offices[:cut]), total(offices[cut:])]) == total(offices)


@given(_OFFICES)
@settings(max_examples=100)
def test_a_sum_is_none_exactly_where_nobody_collected_anything(offices: list[dict[str, Decimal | None]]) -> None:
    for code, value in total(offices).items():
        collected = [office[code] for office in offices if office.get(code) is not None]
        assert value == (sum(collected) if collected else None)


# ── the tree ──────────────────────────────────────────────────────────────────────────────────

_OWN = st.dictionaries(
    st.sampled_from(["suggestions.received", "projects.days_early", "projects.early", "outcomes.new_jobs"]),
    st.none() | st.decimals(0, 10**9, places=2),
)
_TREES = st.recursive(
    st.tuples(_OWN, st.just([])), lambda below: st.tuples(_OWN, st.lists(below, max_size=4)), max_leaves=20
)


def _rolled_up(tree) -> dict[str, Decimal | None]:
    own, below = tree
    return node(own, [_rolled_up(each) for each in below])


def _offices(tree) -> list[dict[str, Decimal | None]]:
    own, below = tree
    return [own, *(office for each in below for office in _offices(each))]


@given(_TREES)
@settings(max_examples=100)
def test_rolling_up_from_below_is_adding_up_every_office_at_once(tree) -> None:
    rolled, direct = _rolled_up(tree), total(_offices(tree))
    assert rolled.keys() == direct.keys()
    for code, value in rolled.items():
        assert value == (tree[0].get(code) if code == "outcomes.new_jobs" else direct[code])


@given(_TREES)
@settings(max_examples=100)
def test_a_mean_over_the_tree_is_weighted_by_what_it_is_a_mean_of(tree) -> None:
    """Never an average of averages: the days of all over the projects of all."""
    offices = _offices(tree)
    days = [office["projects.days_early"] for office in offices if office.get("projects.days_early") is not None]
    early = [office["projects.early"] for office in offices if office.get("projects.early") is not None]
    found = value_of(BY_CODE["projects.mean_days_early"], _rolled_up(tree))
    if not days or not sum(early):
        assert found is None
    else:
        assert found == half_up(Fraction(sum(days)) / Fraction(sum(early)))


def test_an_office_counts_itself_once_and_at_its_level() -> None:
    city = node(leaf("city", {}), [node(leaf("county", {}), [leaf("township", {}), leaf("township", {})])])
    assert city == {
        "offices.founded": 4,
        "offices.founded_city": 1,
        "offices.founded_county": 1,
        "offices.founded_township": 2,
    }


def test_coverage_is_offices_that_practise_over_offices_there_are() -> None:
    """44 of 112 towns are 39.29 % (金华: 39.3 %)."""
    towns = [leaf("township", {"offices.practising_township": Decimal(number < 44)}) for number in range(112)]
    assert value_of(BY_CODE["offices.coverage_rate_township"], node({}, towns)) == Decimal("39.29")


def test_a_ratio_is_the_ratio_of_sums_and_no_average_of_ratios() -> None:
    """Two offices with 100 % of 10 and 50 % of 90 are at 55 % together, not at 75 %."""
    both = total(
        [
            {"satisfaction.favourable": Decimal(10), "satisfaction.valid": Decimal(10)},
            {"satisfaction.favourable": Decimal(45), "satisfaction.valid": Decimal(90)},
        ]
    )
    assert value_of(BY_CODE["satisfaction.rate"], both) == Decimal("55.00")


@pytest.mark.parametrize(
    ("part", "whole", "rate"),
    [
        (1, 3, Decimal("33.33")),
        (2, 3, Decimal("66.67")),
        (1, 8000, Decimal("0.01")),
        (0, 5, Decimal("0.00")),
        (3, 0, None),
        (None, 5, None),
        (5, None, None),
    ],
)
def test_a_ratio_over_nothing_is_not_collected(part: int | None, whole: int | None, rate: Decimal | None) -> None:
    sums = {
        "deputies.active": None if part is None else Decimal(part),
        "deputies.total": None if whole is None else Decimal(whole),
    }
    assert value_of(BY_CODE["deputies.activity_rate"], sums) == rate


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        (Decimal("495.00"), "495"),
        (Decimal("0.00"), "0"),
        (Decimal("113.50"), "113.5"),
        (Decimal("-0.50"), "-0.5"),
        (Decimal("1244000000.00"), "1244000000"),
        (Decimal("1E+3"), "1000"),
        (100, "100"),
    ],
)
def test_a_figure_is_written_in_plain_digits(value: Decimal | None, text: str | None) -> None:
    assert written(value) == text


def test_every_indicator_of_the_table_is_printed_and_what_nobody_collected_is_null() -> None:
    found = printed({"money.planned": Decimal(1244000000)})
    assert list(found) == [indicator.code for indicator in TABLE]
    assert found["money.planned"] == {"value": "1244000000", "unit": "yuan"}
    assert found["suggestions.received"] == {"value": None, "unit": "count"}
    assert json.dumps(found)


def test_the_table_names_the_figures_the_contract_and_the_domain_name() -> None:
    """Contract §3; domain §9 and the seeds' own figures."""
    wanted = {
        "suggestions.received", "suggestions.screened_out", "suggestions.merged", "suggestions.nominated",
        "proposals.scored", "proposals.eliminated", "proposals.excluded", "reserve.entered", "reserve.taken_up",
        "notices.opinions", "notices.opinions_adopted", "projects.candidates", "projects.selected",
        "projects.not_selected", "projects.items", "projects.sub_projects", "projects.completed", "projects.evaluated",
        "projects.late", "votes.deputies_total", "votes.present", "votes.ballots_valid", "votes.rounds",
        "money.planned", "money.arrived", "money.paid", "inspections.held", "findings.raised", "findings.closed",
        "satisfaction.rate", "look_backs.held", "deputies.total", "homes.total", "receptions.held",
        "receptions.visitors", "deputy_suggestions.received", "deputy_suggestions.solved_below",
        "deputy_suggestions.solved_county", "enquiries.asked", "enquiries.answered", "points.total",
        "offices.practising",
    }  # fmt: skip
    assert wanted <= set(BY_CODE)
    assert {indicator.unit for indicator in TABLE if indicator.code.startswith("money.") and not indicator.of} == {
        Unit.YUAN
    }


@pytest.mark.parametrize("code", ["satisfaction.rate", "suggestions.recieved", ""])
def test_what_nobody_collects_is_not_taken(code: str) -> None:
    with pytest.raises(FigureRefused):
        checked({code: Figure(1)})


@pytest.mark.parametrize("value", ["-1", "0.001", "1E+18", "NaN", "Infinity"])
def test_a_value_that_could_not_be_kept_exactly_is_not_taken(value: str) -> None:
    with pytest.raises(FigureRefused):
        checked({"money.paid": Figure(Decimal(value))})


def test_points_may_fall_below_nought_and_a_whole_number_is_as_good_as_a_decimal() -> None:
    assert checked({"points.total": Figure(Decimal("-0.5"), 3), "homes.total": Figure(111)}) == {
        "points.total": Figure(Decimal("-0.5"), 3),
        "homes.total": Figure(Decimal(111)),
    }


@pytest.mark.parametrize("year", [2026, "2026", "2100", 2000])
def test_a_year_is_four_digits(year: int | str) -> None:
    assert year_of(year) == int(year)


@pytest.mark.parametrize("year", ["26", "1999", "2101", "二〇二六", "2026 ", "", None, "٢٠٢٦"])
def test_what_is_no_year_is_refused_with_what_to_do(year: object) -> None:
    with pytest.raises(YearRefused, match="年度应为 2000 到 2100 之间的四位数，如 2026，请改正。"):
        year_of(year)


@pytest.mark.parametrize("period", [None, "", "2026", "2026H1", "2026Q4", "2026M09"])
def test_a_period_is_the_year_a_half_a_quarter_or_a_month(period: str | None) -> None:
    assert period_of(2026, period) == (period or "2026")


@pytest.mark.parametrize("period", ["2025", "2026H3", "2026Q0", "2026M13", "2026M9", "2026 Q1", "x"])
def test_what_is_no_period_of_the_year_is_refused(period: str) -> None:
    with pytest.raises(PeriodRefused):
        period_of(2026, period)
