"""Money: sums, rates and the light of its use. Pure."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.delivery.lights import Light
from tenants.delivery.money import Totals, judge, rate
from tenants.delivery.terms import MoneyKind

few = settings(max_examples=100, deadline=None)
lines = st.lists(st.tuples(st.sampled_from(list(MoneyKind)), st.integers(1, 10**15)), max_size=20)


def summed(entries: list[tuple[MoneyKind, int]]) -> Totals:
    total = Totals()
    for kind, amount in entries:
        total = total.plus(kind, amount)
    return total


@few
@given(lines)
def test_each_column_is_the_sum_of_its_lines(entries: list[tuple[MoneyKind, int]]) -> None:
    total = summed(entries)
    for kind in MoneyKind:
        assert getattr(total, f"{kind}_fen") == sum(amount for each, amount in entries if each == kind)


@few
@given(lines)
def test_counter_entries_of_every_line_bring_everything_back_to_nothing(entries: list[tuple[MoneyKind, int]]) -> None:
    total = summed(entries)
    for kind, amount in entries:
        total = total.plus(kind, -amount)
    assert total == Totals()


@few
@given(lines, lines)
def test_the_order_of_lines_and_their_grouping_do_not_matter(
    some: list[tuple[MoneyKind, int]], others: list[tuple[MoneyKind, int]]
) -> None:
    assert summed(some) + summed(others) == summed(others + some)


# 宁海 2020: 2.41 of 2.47 亿; 2013: 7.5 of 7.1 亿 (domain §6.3).
@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(241, 247, "97.57"), (75, 71, "105.63"), (1, 3, "33.33"), (1, 8, "12.50"), (0, 5, "0.00"), (5, 0, None)],
)
def test_a_rate_is_half_up_to_two_places_and_none_without_a_base(part: int, whole: int, percent: str | None) -> None:
    assert rate(part, whole) == (None if percent is None else Decimal(percent))


def test_what_was_paid_in_advance_is_seen() -> None:
    assert not Totals(arrived_fen=5, paid_fen=5).overpaid
    assert Totals(arrived_fen=5, paid_fen=6).overpaid


@pytest.mark.parametrize(
    ("totals", "physical", "stopped", "light"),
    [
        (Totals(100, 100, 59), "50", False, Light.GREEN),
        (Totals(100, 100, 60), "50", False, Light.YELLOW),
        (Totals(100, 100, 80), "50", False, Light.YELLOW),
        (Totals(100, 100, 81), "50", False, Light.RED),  # 1-103: paid far ahead of the work
        (Totals(100, 50, 51), "50", False, Light.RED),
        (Totals(0, 0, 0), "50", False, Light.GREY),
        (Totals(100, 100, 0), "50", True, Light.RED),
    ],
)
def test_money_that_runs_ahead_of_the_work_lights_up(
    totals: Totals, physical: str, stopped: bool, light: Light
) -> None:
    found = judge(totals, physical=Decimal(physical), stopped=stopped)
    assert found.light == light
    assert found.why.endswith("。")
