"""Geometry of the board, and its table of sections. No database."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commons.reporting import shown
from commons.reporting.drawing import LINE_HIGH, LINE_WIDE, STEPS, bars, line, shades, short, tiling
from commons.reporting.indicators import BY_CODE
from commons.reporting.rollup import places
from commons.reporting.sections import SECTIONS

_VALUES = st.lists(st.none() | st.decimals(-1000, 10**9, places=2), max_size=30)


@given(st.integers(1, 200))
@settings(max_examples=50)
def test_every_unit_has_a_tile_of_its_own_inside_the_picture(number: int) -> None:
    found = tiling(number)
    assert len({(each.x, each.y) for each in found.hexagons}) == number
    corners = [tuple(map(float, pair.split(","))) for each in found.hexagons for pair in each.points.split(" ")]
    assert all(0 <= x <= found.width and 0 <= y <= found.height for x, y in corners)


def test_the_same_units_lie_in_the_same_places_whatever_their_figures() -> None:
    assert tiling(21) == tiling(21)
    assert [each.y for each in tiling(21).hexagons] == sorted(each.y for each in tiling(21).hexagons)


@given(_VALUES)
@settings(max_examples=50)
def test_more_is_never_lighter_and_equal_is_equally_dark(values: list[Decimal | None]) -> None:
    found = shades(values)
    assert all((shade == 0) is (value is None) for shade, value in zip(found, values, strict=True))
    known = sorted((value, shade) for value, shade in zip(values, found, strict=True) if value is not None)
    assert [shade for _, shade in known] == sorted(shade for _, shade in known)
    assert all(1 <= shade <= STEPS for _, shade in known)
    assert len({value for value, _ in known}) >= len({shade for _, shade in known})


@given(_VALUES)
@settings(max_examples=50)
def test_bars_and_dots_stay_in_their_picture_and_what_is_unknown_has_none(values: list[Decimal | None]) -> None:
    assert all(0 <= length <= 100 for length in bars(values))
    dots = line(values)
    assert [dot is None for dot in dots] == [value is None for value in values]
    assert all(dot is None or (0 <= dot.x <= LINE_WIDE and 0 <= dot.y <= LINE_HIGH) for dot in dots)


def test_equals_share_a_place_and_the_next_one_is_left_out() -> None:
    values = {"a": Decimal(5), "b": None, "c": Decimal(9), "d": Decimal(5), "e": Decimal(1)}
    assert list(places(values).items()) == [("c", 1), ("a", 2), ("d", 2), ("e", 4), ("b", None)]


@pytest.mark.parametrize(
    ("name", "lines"),
    [("江门市", ["江门市"]), ("白沙街道", ["白沙街道"]), ("乳源瑶族自治县", ["乳源瑶族", "自治县"]), ("八九十甲乙丙丁戊己庚", ["八九十甲", "乙丙丁…"])],
)  # fmt: skip
def test_a_long_name_takes_two_lines(name: str, lines: list[str]) -> None:
    assert short(name) == lines


@pytest.mark.parametrize(
    ("code", "label"),
    [("2026", "2026年全年"), ("2026H2", "2026年下半年"), ("2026Q3", "2026年第三季度"), ("2026M09", "2026年9月")],
)
def test_a_period_is_said_in_words(code: str, label: str) -> None:
    assert shown.period(code) == label
    assert (code, label) in shown.periods(2026)


def test_money_is_whole_from_a_thousand_wan_on_and_the_yuan_stand_behind_it() -> None:
    money = BY_CODE["money.planned"]
    sums = {"money.planned": Decimal("1244000000.56")}
    value = shown.figure(money, sums)
    assert value == Decimal("124400.000056")
    assert (shown.plain(money, value), shown.exact(money, value)) == (Decimal(124400), "1,244,000,000.56 元")
    assert shown.plain(money, Decimal("12.34")) == Decimal("12.34")
    assert shown.plain(money, None) is None


def test_no_section_shows_a_figure_twice() -> None:
    for section in SECTIONS:
        assert len(set(section.codes)) == len(section.codes), section.key
