"""履职积分: what a deputy's records are worth under one edition (3-06; 江北 2014; 璧山: half-points exist)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.kernel.errors import Malformed
from tenants.deputies.points import Item, Line, Sheet, read_items, score

JIANGBEI = {
    "items": [
        {"kind": "suggestion", "label": "提出代表建议", "points": "3"},
        {"kind": "inspection", "label": "视察调研", "points": "3"},
        {"kind": "leave", "label": "会议请假半天", "points": "-1"},
    ]
}
ONE = Decimal(1)

quantities = st.integers(1, 20).map(lambda halves: Decimal(halves) / 2)
kinds = st.sampled_from(["suggestion", "inspection", "leave", "training"])
records = st.lists(st.tuples(kinds, quantities), max_size=30)
worth = st.integers(-20, 20).map(lambda halves: Decimal(halves) / 2)


def test_two_suggestions_an_inspection_and_a_day_of_leave_make_seven_points() -> None:
    done = [("suggestion", ONE), ("suggestion", ONE), ("inspection", ONE), ("leave", Decimal(2))]
    assert score(done, read_items(JIANGBEI)) == Sheet(
        total=Decimal(7),
        lines=(
            Line("suggestion", "提出代表建议", 2, Decimal(2), Decimal(6)),
            Line("inspection", "视察调研", 1, ONE, Decimal(3)),
            Line("leave", "会议请假半天", 1, Decimal(2), Decimal(-2)),
        ),
        unscored=0,
    )


def test_half_points_are_exact() -> None:
    items = [Item("training", "学习培训", Decimal("0.5"))]
    assert score([("training", ONE)] * 237, items).total == Decimal("118.5")


def test_a_kind_the_edition_does_not_name_earns_nothing_and_is_reported() -> None:
    assert score([("award", ONE), ("suggestion", ONE)], read_items(JIANGBEI)).total == Decimal(3)
    assert score([("award", ONE)], read_items(JIANGBEI)) == Sheet(Decimal(0), (), unscored=1)


@pytest.mark.parametrize("points", ["很多", "NaN", "Infinity", ""])
def test_a_figure_that_is_none_is_malformed(points: str) -> None:
    with pytest.raises(Malformed):
        read_items({"items": [{"kind": "a", "label": "甲", "points": points}]})


def test_a_kind_named_twice_is_malformed() -> None:
    row = {"kind": "a", "label": "甲", "points": "1"}
    with pytest.raises(Malformed):
        read_items({"items": [row, row]})


@given(records, records)
def test_points_of_two_periods_add_up(first: list[tuple[str, Decimal]], second: list[tuple[str, Decimal]]) -> None:
    items = read_items(JIANGBEI)
    assert score(first + second, items).total == score(first, items).total + score(second, items).total


@given(records)
def test_the_order_of_records_does_not_matter(done: list[tuple[str, Decimal]]) -> None:
    items = read_items(JIANGBEI)
    assert score(done, items) == score(list(reversed(done)), items) == score(sorted(done), items)


@given(records, worth)
def test_every_record_is_scored_once_or_reported(done: list[tuple[str, Decimal]], points: Decimal) -> None:
    items = [Item("suggestion", "提出代表建议", points)]
    sheet = score(done, items)
    assert sheet.unscored + sum(line.records for line in sheet.lines) == len(done)
    assert sheet.total == points * sum((q for kind, q in done if kind == "suggestion"), Decimal(0))
