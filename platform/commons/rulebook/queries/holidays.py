"""The calendar by which offices count working days: the national one, and what the province has entered on top."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from commons.rulebook.models import HolidayYear
from commons.rulebook.workdays import Calendar


def calendar() -> Calendar:
    """Every year's newest entry. One query, a row a year."""
    days: dict[dt.date, bool] = {}
    years = set()
    for row in HolidayYear.objects.order_by("year", "-uid").distinct("year"):
        years.add(row.year)
        days |= {dt.date.fromisoformat(day): worked for day, worked in row.days.items()}
    return Calendar(days, frozenset(years))


def holiday_years() -> QuerySet[HolidayYear]:
    """Every entry, also those that a later one replaced; the newest first."""
    return HolidayYear.objects.order_by("-year", "-uid")
