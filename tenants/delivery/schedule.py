"""倒排工期: from the day it must be finished, backwards to the day it must begin. Pure.

Each step has its length in days; the last one ends on the deadline, each earlier one the day before the next begins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple


class Span(NamedTuple):
    start_on: dt.date
    due_on: dt.date


def backwards(due_on: dt.date, days: Sequence[int]) -> list[Span]:
    """The span of every step, in the order of the work. Lengths are at least one day."""
    spans: list[Span] = []
    until = due_on
    for length in reversed(days):
        start = until - dt.timedelta(days=length - 1)
        spans.append(Span(start, until))
        until = start - dt.timedelta(days=1)
    return spans[::-1]


def shared_out(start_on: dt.date, due_on: dt.date, shares: Sequence[int]) -> list[int]:
    """Days between two dates (both counted), shared out by whole shares; every step gets at least one.

    What rounding leaves over goes to the longest. Raises ValueError where there are fewer days than steps.
    """
    whole = (due_on - start_on).days + 1
    if whole < len(shares):
        raise ValueError(whole)
    days = [max(1, whole * share // sum(shares)) for share in shares]
    longest = max(range(len(days)), key=lambda place: days[place])
    days[longest] += whole - sum(days)
    return days
