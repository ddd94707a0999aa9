"""The typed kinds: one module each, with `check(body, read)` that raises Malformed for a body nobody could work with.

Where an engine already reads part of a body (a method, a rubric, a list, a rule), that engine's own reader does the
checking here too: one grammar, one place. The engines live in `tenants`, which commons may not import, so
`infra/wiring.py` hands their readers in; the same way handlers and gates are plugged in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from commons.rulebook.kinds import (
    exclusions,
    notice_periods,
    points,
    rubric,
    satisfaction,
    supervision_calendar,
    voting_method,
)
from commons.rulebook.terms import Kind

Reader = Callable[[object, str], object]  # (value, where it stands) → whatever the engine works with; raises Malformed

_CHECKS: Final[Mapping[Kind, Callable[[object, Reader], None]]] = {
    Kind.VOTING_METHOD: voting_method.check,
    Kind.RUBRIC: rubric.check,
    Kind.EXCLUSIONS: exclusions.check,
    Kind.NOTICE_PERIODS: notice_periods.check,
    Kind.SUPERVISION_CALENDAR: supervision_calendar.check,
    Kind.SATISFACTION: satisfaction.check,
    Kind.POINTS: points.check,
}
_readers: Mapping[Kind, Reader] = {}


def install(readers: Mapping[Kind, Reader]) -> None:
    """Plug in the engines' readers of the kinds that have an engine."""
    global _readers
    _readers = readers


def check(kind: Kind, body: object) -> None:
    """Raises Malformed with one Chinese sentence unless `body` is a whole body of this kind."""
    _CHECKS[kind](body, _readers.get(kind, _no_engine))


def _no_engine(value: object, where: str) -> object:
    raise AssertionError(f"no reader is installed for {where}")
