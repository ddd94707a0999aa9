"""Deadlines of deputies' suggestions. Pure: `rule` is a body of the rulebook's kind `suggestion_deadlines`.

A unit replies within three months, six where the matter is wide or difficult (代表法 2025): no office may give more. For
how long an evaluation is awaited differs; one that never came back is left out of satisfaction figures.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Mapping
from typing import Any

from commons.rulebook.workdays import Calendar, nth_working_day


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day `months` later, or the last day of a month too short to have it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_after(start: dt.date, period: Mapping[str, Any], calendar: Calendar) -> dt.date:
    """The last day of a stretch of the rule, e.g. `{"count": 10, "unit": "workday"}`, that begins the day after `start`."""
    match period["unit"]:
        case "workday":
            return nth_working_day(start, period["count"], calendar)[0]
        case "month":
            return months_after(start, period["count"])
        case _:
            return start + dt.timedelta(days=period["count"])


def assign_due(since: dt.date, rule: Mapping[str, Any], calendar: Calendar) -> dt.date:
    """交办期限, counted from the day the suggestion came in or was handed back."""
    return day_after(since, rule["assign_within"], calendar)


def reply_due(assigned_on: dt.date, rule: Mapping[str, Any], *, extended: bool = False) -> dt.date:
    return months_after(assigned_on, rule["extended_months" if extended else "reply_months"])


def redo_due(asked_on: dt.date, rule: Mapping[str, Any]) -> dt.date:
    return months_after(asked_on, rule["redo_months"])


def rating_due(replied_on: dt.date, rule: Mapping[str, Any], calendar: Calendar) -> dt.date:
    return nth_working_day(replied_on, rule["rating_workdays"], calendar)[0]
