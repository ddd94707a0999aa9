"""The typed kinds: one module each, whose `SCHEMA` is the table of its fields.

Where an engine already reads part of a body (a method, a rubric, a list, a rule), that engine's own reader does the
checking here too: one grammar, one place. The engines live in `tenants`, which commons may not import, so
`infra/wiring.py` hands their readers in; the same way handlers and gates are plugged in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from commons.rulebook.kinds import (
    body_labels,
    collection,
    document_templates,
    exclusions,
    funds,
    lights,
    notice_periods,
    performance,
    points,
    pre_vote_gates,
    rubric,
    satisfaction,
    suggestion_deadlines,
    supervision_calendar,
    voting_method,
)
from commons.rulebook.schema import Reader, Schema
from commons.rulebook.terms import Kind

_SCHEMAS: Final[Mapping[Kind, Schema]] = {
    Kind.COLLECTION: collection.SCHEMA,
    Kind.RUBRIC: rubric.SCHEMA,
    Kind.EXCLUSIONS: exclusions.SCHEMA,
    Kind.NOTICE_PERIODS: notice_periods.SCHEMA,
    Kind.PRE_VOTE_GATES: pre_vote_gates.SCHEMA,
    Kind.VOTING_METHOD: voting_method.SCHEMA,
    Kind.SUPERVISION_CALENDAR: supervision_calendar.SCHEMA,
    Kind.LIGHTS: lights.SCHEMA,
    Kind.FUNDS: funds.SCHEMA,
    Kind.SATISFACTION: satisfaction.SCHEMA,
    Kind.PERFORMANCE: performance.SCHEMA,
    Kind.SUGGESTION_DEADLINES: suggestion_deadlines.SCHEMA,
    Kind.POINTS: points.SCHEMA,
    Kind.BODY_LABELS: body_labels.SCHEMA,
    Kind.DOCUMENT_TEMPLATES: document_templates.SCHEMA,
}
_readers: Mapping[Kind, Reader] = {}


def install(readers: Mapping[Kind, Reader]) -> None:
    """Plug in the engines' readers of the kinds that have an engine."""
    global _readers
    _readers = readers


def schema(kind: Kind | str) -> Schema:
    return _SCHEMAS[Kind(kind)]


def check(kind: Kind, body: object) -> None:
    """Raises Malformed with one Chinese sentence unless `body` is a whole body of this kind."""
    schema(kind).check(body, _readers.get(kind, _no_engine))


def describe(kind: Kind, body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(what, how) for people: a ledger of two columns. The body has been checked."""
    return schema(kind).describe(body)


def label(kind: Kind, path: str) -> str:
    """What the field at this path is called; a path inside a named field is called after that field."""
    return schema(kind).label(path)


def _no_engine(value: object, where: str) -> object:
    raise AssertionError(f"no reader is installed for {where}")
