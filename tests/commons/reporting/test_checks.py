"""Plausibility: what the rules say to figures, in words with the figures. No database."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commons.reporting.checks import RULES, Doubt, examine
from commons.reporting.figures import period_before
from commons.reporting.indicators import BY_CODE, TABLE


def values(**known: int | str | None) -> dict[str, Decimal | None]:
    return {code.replace("__", "."): None if value is None else Decimal(value) for code, value in known.items()}


def told(now: dict[str, Decimal | None], before: dict[str, Decimal | None] | None = None) -> list[tuple[bool, str]]:
    return [(doubt.hard, doubt.sentence) for doubt in examine(now, before or {})]


def test_figures_that_agree_raise_no_doubt() -> None:
    """3-29: 495 = 463 + 32; 1-32: 210 − 70 = 140; 2-16: 10 → 7."""
    assert told(
        values(
            suggestions__received=495, proposals__scored=210, proposals__passed=140, proposals__eliminated=70,
            projects__candidates=10, projects__selected=7, projects__completed=7, money__arrived=100, money__paid=100,
        )
    ) == []  # fmt: skip


def test_more_selected_than_there_were_candidates_is_refused_in_words_with_the_figures() -> None:
    assert told(values(projects__selected=9, projects__candidates=8)) == [
        (True, "“入选项目” 9 件，大于“候选项目” 8 件，请核对。")
    ]


def test_parts_that_do_not_come_to_the_whole_are_refused() -> None:
    """3-70: 111 homes printed as 110 elsewhere."""
    homes = {"village": 81, "town_organ": 11, "community": 10, "regiment": 5, "enterprise": 2, "institution": 1,
             "congress_organ": 1}  # fmt: skip
    by_host = {f"homes.by_host.{kind}": Decimal(number) for kind, number in homes.items()}
    assert told({**by_host, "homes.total": Decimal(111)}) == []
    assert told({**by_host, "homes.total": Decimal(110)}) == [
        (True, "各类设立地代表之家合计 111 个，与“代表之家（联络站）” 110 个不一致，请核对。")
    ]


def test_money_paid_before_it_arrived_wants_a_reason_only() -> None:
    assert told(values(money__paid="120.50", money__arrived=100)) == [
        (False, "“资金拨付” 120.5 元，大于“资金到位” 100 元，请核对。")
    ]


def test_a_street_that_has_no_vote_is_not_asked_about_one() -> None:
    assert told(values(projects__selected=6, projects__selected_by_poll=6)) == []
    assert told(values(projects__selected=6, projects__selected_by_poll=5))[0][0] is True


def test_a_turnout_below_two_thirds_wants_a_reason() -> None:
    assert told(values(votes__present=39, votes__deputies_total=60)) == [
        (False, "“票决出席率” 65%，低于 66.67%，请核对或说明原因。")
    ]
    assert told(values(votes__present=41, votes__deputies_total=60)) == []


@pytest.mark.parametrize(("now", "doubted"), [(300, False), (301, True), (33, True), (34, False), (110, False)])
def test_a_jump_against_the_last_period_wants_a_reason(now: int, doubted: bool) -> None:
    assert bool(told(values(suggestions__received=now), values(suggestions__received=100))) is doubted


def test_small_numbers_jump_as_they_like() -> None:
    assert told(values(projects__selected=8), values(projects__selected=1)) == []


def test_a_jump_names_both_figures() -> None:
    assert told(values(money__planned=9_000_000), values(money__planned=1_000_000)) == [
        (False, "“年度计划投资” 9000000 元，上期为 1000000 元，变动较大，请核对或说明原因。")
    ]


def test_what_was_known_last_time_is_not_left_out_without_a_word() -> None:
    assert told(values(homes__total=None), values(homes__total=111)) == [
        (False, "“代表之家（联络站）”上期为 111 个，本期没有数据，请核对或说明原因。")
    ]


def test_what_was_not_collected_raises_no_doubt() -> None:
    assert told({each.code: None for each in TABLE}) == []
    assert told({}) == []


def test_the_hard_ones_come_first() -> None:
    found = examine(values(money__paid=2, money__arrived=1, projects__selected=9, projects__candidates=8), {})
    assert [doubt.hard for doubt in found] == [True, False]
    assert found[0] == Doubt(
        "at_most:projects.selected:projects.candidates",
        True,
        "“入选项目” 9 件，大于“候选项目” 8 件，请核对。",
        ("projects.selected", "projects.candidates"),
    )


def test_every_rule_says_itself_in_words_and_only_of_indicators() -> None:
    assert all(rule.in_words for rule in RULES)
    assert all(code in BY_CODE for rule in RULES for code in rule.codes)


@given(st.dictionaries(st.sampled_from(sorted(BY_CODE)), st.none() | st.integers(0, 50).map(Decimal), max_size=30))
@settings(max_examples=100)
def test_a_part_is_doubted_exactly_when_it_is_larger_than_its_whole(now: dict[str, Decimal | None]) -> None:
    keys = {doubt.key for doubt in examine(now, {})}
    for part, whole in (("projects.selected", "projects.candidates"), ("money.paid", "money.arrived")):
        known = now.get(part) is not None and now.get(whole) is not None
        assert (f"at_most:{part}:{whole}" in keys) == (known and now[part] > now[whole])  # type: ignore[operator]


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2026", "2025"),
        ("2026H1", "2025H1"),
        ("2026H2", "2026H1"),
        ("2026Q1", "2025Q1"),
        ("2026Q3", "2026Q2"),
        ("2026M01", "2025M01"),
        ("2026M10", "2026M09"),
    ],
)
def test_figures_are_cumulative_so_the_first_period_looks_back_at_the_same_one_a_year_ago(
    period: str, before: str
) -> None:
    assert period_before(period) == before
