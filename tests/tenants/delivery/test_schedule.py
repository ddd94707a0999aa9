"""倒排工期: from the deadline backwards, and what holds of money and 项 whatever the figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.delivery import lights, money
from tenants.delivery.lights import Judgement, Light, Part
from tenants.delivery.money import Line, Totals
from tenants.delivery.schedule import Span, backwards, shared_out

DUE = dt.date(2026, 11, 30)
TODAY = dt.date(2026, 6, 15)
few = settings(max_examples=100, deadline=None)


def test_a_plan_is_drawn_from_its_last_day_back() -> None:
    """1-84: three stages, each with the day of its 验收节点."""
    assert backwards(DUE, [31, 61, 30]) == [
        Span(dt.date(2026, 8, 1), dt.date(2026, 8, 31)),
        Span(dt.date(2026, 9, 1), dt.date(2026, 10, 31)),
        Span(dt.date(2026, 11, 1), DUE),
    ]


@few
@given(st.lists(st.integers(1, 200), min_size=1, max_size=8))
def test_the_steps_follow_each_other_without_a_gap(days: list[int]) -> None:
    spans = backwards(DUE, days)
    assert spans[-1].due_on == DUE
    assert [(span.due_on - span.start_on).days + 1 for span in spans] == days
    assert all(after.start_on - before.due_on == dt.timedelta(days=1) for before, after in pairwise(spans))


@few
@given(st.lists(st.integers(1, 100), min_size=1, max_size=6), st.integers(0, 700))
def test_days_are_shared_out_to_the_last(shares: list[int], more: int) -> None:
    start = DUE - dt.timedelta(days=len(shares) - 1 + more)
    days = shared_out(start, DUE, shares)
    assert sum(days) == len(shares) + more
    assert min(days) >= 1


def test_fewer_days_than_steps_cannot_be_shared_out() -> None:
    with pytest.raises(ValueError, match="2"):
        shared_out(DUE - dt.timedelta(days=1), DUE, [1, 1, 1])


lines = st.lists(
    st.builds(
        Line,
        kind=st.sampled_from(["budget", "arrived", "paid"]),
        source=st.sampled_from(["own_fiscal", "superior_fiscal", "social"]),
        amount_fen=st.integers(-(10**12), 10**12),
        part=st.none() | st.sampled_from([UUID(int=1), UUID(int=2)]),
    ),
    max_size=40,
)


@few
@given(lines)
def test_every_column_is_the_sum_of_its_sources_and_of_its_parts(lines: list[Line]) -> None:
    """budget = Σ sources, 件 = Σ 项, for arrived and paid as well."""
    found = money.sheet(lines)
    assert sum(found.by_source.values(), Totals()) == found.whole
    assert sum(found.by_part.values(), Totals()) == found.whole
    assert found.whole.budget_fen == sum(line.amount_fen for line in lines if line.kind == "budget")


@pytest.mark.parametrize(
    ("whole", "parts", "short"),
    [
        (100, [60, 40], 0),
        (100, [60, 30], 10),
        (100, [60, 50], -10),
        (100, [60, None], None),
        (None, [60, 40], None),
        (100, [], None),
    ],
)
def test_parts_are_compared_once_all_of_them_say_their_money(
    whole: int | None, parts: list[int | None], short: int | None
) -> None:
    assert money.missing_in_parts(whole, parts) == short


def part(physical: str, weight: int = 1, *, title: str = "东区", done: bool = False, due: int = 200) -> Part:
    return Part(title, Decimal(physical), weight, dt.date(2026, 1, 1), dt.date(2026, 1, 1) + dt.timedelta(due), done)


def test_a_whole_is_as_far_as_its_parts_by_weight() -> None:
    assert lights.weighed([part("50", 3), part("10", 1)]) == Decimal("40.00")
    assert lights.weighed([part("0", 2, done=True), part("0", 1)]) == Decimal("66.67")


def test_a_whole_is_never_better_off_than_its_worst_part() -> None:
    green = Judgement(Light.GREEN, "按序时推进。")
    late = part("10", title="西区", due=100)
    judged = lights.with_parts(green, [part("90"), late], TODAY)
    assert judged == (Light.RED, "子项“西区”：已超过完成时限 65 天，仍未完成。")
    assert lights.with_parts(green, [part("90")], TODAY) == green
    red = Judgement(Light.RED, "节点“竣工”已逾期 3 天。")
    assert lights.with_parts(red, [late], TODAY) == red


@few
@given(st.lists(st.builds(part, st.integers(0, 100).map(str), st.integers(1, 9)), min_size=1, max_size=6))
def test_the_weighed_percent_lies_between_the_least_and_the_most(parts: list[Part]) -> None:
    every = [each.physical for each in parts]
    assert min(every) <= lights.weighed(parts) <= max(every)


@pytest.mark.parametrize(
    ("physical", "light"),
    [("29.99", Light.RED), ("30", Light.YELLOW), ("59.99", Light.YELLOW), ("60", Light.GREEN)],
)
def test_five_colours_go_by_how_far_the_work_is(physical: str, light: Light) -> None:
    """五色督办 (domain §6.2): red below 30 %; the other cut-offs are the office's."""
    standing = lights.Standing(
        today=TODAY, phase=lights.Phase.UNDER_WAY, physical=Decimal(physical), planned=Decimal(100), heard_on=TODAY
    )
    assert lights.judge(standing, replace(lights.USUAL, by_lag=False)).light == light


def test_an_adopted_rule_moves_the_boundaries() -> None:
    standing = lights.Standing(
        today=TODAY, phase=lights.Phase.UNDER_WAY, physical=Decimal(45), planned=Decimal(50), heard_on=TODAY
    )
    strict = replace(lights.USUAL, yellow_from=Decimal(5), red_above=Decimal(8))
    assert (lights.judge(standing).light, lights.judge(standing, strict).light) == (Light.GREEN, Light.YELLOW)
