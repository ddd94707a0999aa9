"""When a duty of the supervision calendar is reminded of, and its light. Pure.

Steps are working days from the due day: T−7, T−3, T−1, the day itself, T+1 (issue 6). A day off between two steps, or a
night without power, skips nothing that still matters: the step a day has reached is the last one due.
"""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

from commons.rulebook.workdays import Calendar, nth_working_day, working_days_between

BEFORE: Final = (1, 3, 7)  # working days, the nearest first
DAY: Final = 0
AFTER: Final = -1


class Light(NamedTuple):
    """`colour` is a word of `admin_theme`'s lights; `word` stands beside its shape; `why` explains it."""

    colour: str
    word: str
    why: str


def step(due_on: dt.date, today: dt.date, calendar: Calendar) -> int | None:
    """7, 3 or 1 working days are left, 0 on the day, -1 from the first working day after; None when it is not yet time."""
    if today > due_on:
        return AFTER if today >= nth_working_day(due_on, 1, calendar)[0] else DAY
    if today == due_on:
        return DAY
    left = working_days_between(today, due_on, calendar)[0]
    return next((each for each in BEFORE if left <= each), None)


def light(due_on: dt.date, done_on: dt.date | None, today: dt.date, calendar: Calendar) -> Light:
    """Blue: done in time. Green: done, though late, or its time has not come. Yellow: within three working days. Red: overdue."""
    if done_on is not None:
        late = (done_on - due_on).days
        return Light("green", "迟办", f"逾期 {late} 天后完成") if late > 0 else Light("blue", "已完成", "按时完成")
    if today > due_on:
        return Light("red", "逾期", f"已逾期 {(today - due_on).days} 天，尚未完成")
    left = working_days_between(today, due_on, calendar)[0]
    if left <= BEFORE[1]:
        return Light("yellow", "临近", "今天到期" if today == due_on else f"还有 {left} 个工作日")
    return Light("grey", "未到期", f"还有 {left} 个工作日")
