"""A demo year: how large it is and where it stands. Its steps are in `autumn`, `vote` and `works`, each calling commands.

Dates hang on the delivery year: collected in the autumn before, voted in January, built, evaluated in December, looked
back at the next spring. A step whose day has not come is not taken.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from commons.directory.terms import Body
from commons.kernel.tenancy import current_office
from infra.demo.projects import Work

LOCAL = ZoneInfo("Asia/Shanghai")


def morning(day: dt.date) -> dt.datetime:
    """Nine o'clock where the offices are."""
    return dt.datetime.combine(day, dt.time(9, 0), tzinfo=LOCAL)


@dataclass
class Plan:
    """How large a demo year is, and how it turns out."""

    year: int
    works: tuple[Work, ...]
    seats: int
    suggestions: int
    eliminated: int
    opinions: int = 6
    adopted: int = 2
    reserved: int = 0
    questions: int = 0
    answered: int = 0
    session_no: int = 1
    term_no: int = 18
    present: int = 0
    finished: bool = False
    shift: dt.timedelta = dt.timedelta()  # how much earlier or later than usual this office is all year round

    def day(self, month: int, day: int, *, before: int = 0) -> dt.date:
        """When a step of this year is taken that is usual on that day of the delivery year, or so many years `before` it."""
        return dt.date(self.year - before, month, day) + self.shift


@dataclass
class State:
    """Where a year stands while it is being made."""

    cycle_uid: UUID
    proposals: list[UUID] = field(default_factory=list)
    scored: list[UUID] = field(default_factory=list)


def is_street() -> bool:
    return bool(current_office().body == Body.WORKING_COMMITTEE)
