"""When a duty is reminded of, and its light."""

from __future__ import annotations

import datetime as dt

import pytest

from commons.rulebook.workdays import NATIONAL, Calendar
from tenants.oversight import reminding

DUE = dt.date(2026, 6, 30)  # a Tuesday


@pytest.mark.parametrize(
    ("today", "step"),
    [
        (dt.date(2026, 6, 17), None),  # eight working days are left: 端午 of 2026 is on Friday 19 June
        (dt.date(2026, 6, 18), 7),
        (dt.date(2026, 6, 22), 7),
        (dt.date(2026, 6, 25), 3),
        (dt.date(2026, 6, 28), 3),  # a Sunday: Monday and Tuesday are left
        (dt.date(2026, 6, 29), 1),
        (DUE, 0),
        (dt.date(2026, 7, 1), -1),
    ],
)
def test_the_steps_are_working_days(today: dt.date, step: int | None) -> None:
    assert reminding.step(DUE, today, NATIONAL) == step


def test_after_a_friday_the_next_step_waits_for_monday() -> None:
    friday = dt.date(2026, 7, 31)
    assert [reminding.step(friday, friday + dt.timedelta(days=days), NATIONAL) for days in (0, 1, 2, 3)] == [
        0,
        0,
        0,
        -1,
    ]


def test_a_day_off_that_the_province_entered_is_no_step() -> None:
    """Monday 29 June off: on Friday one working day is left, not two."""
    off = Calendar({dt.date(2026, 6, 29): False})
    friday = dt.date(2026, 6, 26)
    assert (reminding.step(DUE, friday, NATIONAL), reminding.step(DUE, friday, off)) == (3, 1)
    assert reminding.light(DUE, None, friday, off).why == "还有 1 个工作日"


@pytest.mark.parametrize(
    ("today", "done_on", "colour", "why"),
    [
        (DUE, DUE, "blue", "按时完成"),
        (DUE, dt.date(2026, 7, 2), "green", "逾期 2 天后完成"),
        (dt.date(2026, 7, 3), None, "red", "已逾期 3 天，尚未完成"),
        (DUE, None, "yellow", "今天到期"),
        (dt.date(2026, 6, 25), None, "yellow", "还有 3 个工作日"),
        (dt.date(2026, 6, 24), None, "grey", "还有 4 个工作日"),
    ],
)
def test_the_light_says_how_a_duty_stands(today: dt.date, done_on: dt.date | None, colour: str, why: str) -> None:
    found = reminding.light(DUE, done_on, today, NATIONAL)
    assert (found.colour, found.why) == (colour, why)
