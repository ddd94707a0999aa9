"""The typed kinds: one module each. `check(body, read)` raises Malformed for a body nobody could work with; `describe(body)`
says a checked body in the words of an office, line by line.

Where an engine already reads part of a body (a method, a rubric, a list, a rule), that engine's own reader does the
checking here too: one grammar, one place. The engines live in `tenants`, which commons may not import, so
`infra/wiring.py` hands their readers in; the same way handlers and gates are plugged in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, Final

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

_KINDS: Final[Mapping[Kind, ModuleType]] = {
    Kind.VOTING_METHOD: voting_method,
    Kind.RUBRIC: rubric,
    Kind.EXCLUSIONS: exclusions,
    Kind.NOTICE_PERIODS: notice_periods,
    Kind.SUPERVISION_CALENDAR: supervision_calendar,
    Kind.SATISFACTION: satisfaction,
    Kind.POINTS: points,
}
_readers: Mapping[Kind, Reader] = {}


def install(readers: Mapping[Kind, Reader]) -> None:
    """Plug in the engines' readers of the kinds that have an engine."""
    global _readers
    _readers = readers


def check(kind: Kind, body: object) -> None:
    """Raises Malformed with one Chinese sentence unless `body` is a whole body of this kind."""
    _KINDS[kind].check(body, _readers.get(kind, _no_engine))


def describe(kind: Kind, body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(what, how) for people: a ledger of two columns. The body has been checked."""
    lines: list[tuple[str, str]] = _KINDS[kind].describe(body)
    return lines


def label(kind: Kind, path: str) -> str:
    """What the field at this path is called; a path inside a named field is called after that field."""
    labels: Mapping[str, str] = _KINDS[kind].LABELS
    while path not in labels and "." in path:
        path = path.rpartition(".")[0]
    return labels.get(path, path)


def _no_engine(value: object, where: str) -> object:
    raise AssertionError(f"no reader is installed for {where}")
