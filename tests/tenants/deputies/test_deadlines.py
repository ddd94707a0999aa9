"""Three months to reply, six where the matter is difficult (代表法 2025); twenty working days to rate (重庆 2017)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.rulebook import kinds
from commons.rulebook.terms import Kind
from commons.rulebook.workdays import NATIONAL, Calendar
from tenants.deputies.deadlines import months_after, rating_due, redo_due, reply_due

RULE = kinds.schema(Kind.SUGGESTION_DEADLINES).default_body()


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2026, 1, 15), 3, dt.date(2026, 4, 15)),
        (dt.date(2026, 11, 30), 3, dt.date(2027, 2, 28)),
        (dt.date(2027, 11, 30), 3, dt.date(2028, 2, 29)),
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)),
        (dt.date(2026, 10, 31), 1, dt.date(2026, 11, 30)),
        (dt.date(2026, 12, 31), 0, dt.date(2026, 12, 31)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_one(day: dt.date, months: int, expected: dt.date) -> None:
    assert months_after(day, months) == expected


def test_a_reply_is_due_after_three_months_and_after_six_when_extended() -> None:
    day = dt.date(2026, 3, 2)
    assert (reply_due(day, RULE), reply_due(day, RULE, extended=True)) == (dt.date(2026, 6, 2), dt.date(2026, 9, 2))
    assert redo_due(day, RULE) == dt.date(2026, 5, 2)


def test_a_place_may_be_quicker_than_the_law() -> None:
    """北京 2014: fifteen working days to rate; 浙江 2016: one month to do it again."""
    quick = {**RULE, "reply_months": 2, "rating_workdays": 15, "redo_months": 1}
    day = dt.date(2026, 3, 2)
    assert (reply_due(day, quick), redo_due(day, quick), rating_due(day, quick, NATIONAL)) == (
        dt.date(2026, 5, 2),
        dt.date(2026, 4, 2),
        dt.date(2026, 3, 23),
    )


def test_an_evaluation_is_awaited_for_twenty_working_days() -> None:
    assert rating_due(dt.date(2026, 3, 2), RULE, NATIONAL) == dt.date(2026, 3, 30)


def test_a_holiday_that_the_province_entered_lengthens_the_wait() -> None:
    """Five days of 2026-03-02 … 06 are not worked: the twentieth working day is a week later."""
    days = {dt.date(2026, 3, 2) + dt.timedelta(days=each): False for each in range(5)}
    assert rating_due(dt.date(2026, 3, 1), RULE, NATIONAL) == dt.date(2026, 3, 27)
    assert rating_due(dt.date(2026, 3, 1), RULE, Calendar(days)) == dt.date(2026, 4, 3)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1)), st.integers(0, 24))
def test_months_after_stays_in_the_right_month(day: dt.date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
