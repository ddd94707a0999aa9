"""Working days, for every notice period counted in 工作日 (1-46: at least 7; 1-78: 5). Pure.

The State Council announces each year's holidays and make-up working days late in the year before; the `chinesecalendar`
package carries them from 2004. Where no calendar has been announced a day is judged by its weekday and the answer says
so (`estimated`), so that nobody signs a date that an announcement may still move. Whoever counts names the calendar:
inside the platform always `queries.calendar()`, so that what the province enters reaches every clock.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

import chinese_calendar

from commons.kernel.errors import Malformed

_DAY = timedelta(days=1)
_SATURDAY = 5


@functools.cache  # one entry a year asked for; the package's data does not change while we run
def _announced(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


@dataclass(frozen=True)
class Calendar:
    """The national calendar with an authority's own table on top: date → is it a working day. The table wins.

    `years` are those whose arrangement the authority has entered whole: what it does not name goes by its weekday.
    """

    overrides: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "overrides", MappingProxyType(dict(self.overrides)))

    def is_official(self, day: date) -> bool:
        """Whether somebody with authority has said what this day is."""
        return day in self.overrides or day.year in self.years or _announced(day.year)

    def is_workday(self, day: date) -> bool:
        """Whether offices work on this day; without an announcement Monday to Friday."""
        if day in self.overrides:
            return self.overrides[day]
        if day.year not in self.years and _announced(day.year):
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < _SATURDAY


NATIONAL = Calendar()


def nth_working_day(start: date, n: int, calendar: Calendar) -> tuple[date, bool]:
    """The n-th working day after `start` (the first one after it is day 1), and whether any day on the way, `start`
    included, had no official calendar. Raises Malformed for n < 1 or an answer beyond the year 9999."""
    if n < 1:
        raise Malformed(f"工作日天数应不小于 1，现为 {n}，请改正。")
    if n > (date.max - start).days:
        raise _beyond(start)
    day, left, estimated = start, n, not calendar.is_official(start)
    while left:
        if day == date.max:
            raise _beyond(start)
        day += _DAY
        left -= calendar.is_workday(day)
        estimated = estimated or not calendar.is_official(day)
    return day, estimated


def working_days_between(start: date, end: date, calendar: Calendar) -> tuple[int, bool]:
    """How many working days lie after `start` up to and including `end`, and whether the count is estimated. It undoes
    `nth_working_day`. Raises Malformed where `end` is before `start`."""
    if end < start:
        raise Malformed(f"截止日期 {end} 早于起始日期 {start}，请核对。")
    days = [start + _DAY * offset for offset in range((end - start).days + 1)]
    return sum(calendar.is_workday(day) for day in days[1:]), not all(calendar.is_official(day) for day in days)


def _beyond(start: date) -> Malformed:
    return Malformed(f"从 {start} 起数这么多工作日已超出公元 9999 年，请减少天数。")


def answer(start: str, days: int, calendar: Calendar = NATIONAL) -> dict[str, object]:
    """Contract §4.4: `start` as YYYY-MM-DD and the number of working days to the JSON answer. Raises Malformed."""
    if isinstance(days, bool) or not isinstance(days, int):
        raise Malformed("工作日天数应为整数，请改正。")
    until, estimated = nth_working_day(_read_date(start), days, calendar)
    return {"from": start, "days": days, "until": until.isoformat(), "estimated": estimated}


def _read_date(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except (TypeError, ValueError):
        day = None
    if day is None or day.isoformat() != text:  # the reader also takes 20250926 and week dates; we print one form
        raise Malformed("起始日期应是真实存在的日期，写作 2025-09-26 的样式，请改正。")
    return day
