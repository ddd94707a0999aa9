"""Deadlines of deputies' suggestions. Pure.

A unit replies within three months, six where the matter is wide or difficult (代表法 2025). The evaluation is awaited
for twenty working days (重庆 2017); one that never came back is left out of satisfaction figures.
"""

from __future__ import annotations

import calendar
import datetime as dt

from commons.rulebook.workdays import nth_working_day

REPLY_MONTHS, EXTENDED_MONTHS = 3, 6
RATING_WORKDAYS = 20


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day `months` later, or the last day of a month too short to have it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def reply_due(assigned_on: dt.date, *, extended: bool = False) -> dt.date:
    return months_after(assigned_on, EXTENDED_MONTHS if extended else REPLY_MONTHS)


def rating_due(replied_on: dt.date) -> dt.date:
    return nth_working_day(replied_on, RATING_WORKDAYS)[0]
