"""Rules that several commands of this room share."""

from __future__ import annotations

import datetime as dt

from commons.kernel import clock
from tenants.oversight.errors import DateInFuture, DeadlinePassed, FigureOutOfRange

LARGEST_COUNT = 100_000


def refuse_future(day: dt.date, at: dt.datetime, *, field: str, label: str) -> None:
    if day > clock.date_of(at):
        raise DateInFuture(field=field, label=label)


def refuse_past_deadline(due_on: dt.date, at: dt.datetime, *, field: str = "due_on") -> None:
    if due_on <= clock.date_of(at):
        raise DeadlinePassed(field=field)


def refuse_odd_count(value: int, *, field: str, label: str, at_most: int = LARGEST_COUNT) -> None:
    if not 0 <= value <= at_most:
        raise FigureOutOfRange(field=field, label=label, at_most=at_most)
