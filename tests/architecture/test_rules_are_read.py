"""A rule that nobody reads is a stub: every field of every kind is named where its room reads it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from commons.rulebook.kinds import schema
from commons.rulebook.terms import Kind

ROOT = Path(__file__).resolve().parents[2]
READERS = {
    Kind.COLLECTION: ("tenants/intake/queries/rule.py",),
    Kind.RUBRIC: ("tenants/appraisal/scoring.py",),
    Kind.EXCLUSIONS: ("tenants/appraisal/queries/proposals.py",),
    Kind.NOTICE_PERIODS: ("tenants/notices/commands/notices.py",),
    Kind.PRE_VOTE_GATES: ("tenants/appraisal/queries/candidates.py",),
    Kind.VOTING_METHOD: ("tenants/ballot/method.py", "tenants/ballot/commands/preparation.py"),
    Kind.SUPERVISION_CALENDAR: ("platform/commons/rulebook/kinds/supervision_calendar.py",),
    Kind.LIGHTS: ("tenants/delivery/lights.py",),
    Kind.FUNDS: ("tenants/delivery/anomalies.py",),
    Kind.SATISFACTION: (
        "tenants/oversight/queries/records.py",
        "tenants/oversight/queries/polling.py",
        "tenants/oversight/commands/polls.py",
        "tenants/oversight/commands/evaluations.py",
    ),
    Kind.PERFORMANCE: ("tenants/oversight/performance.py",),
    Kind.SUGGESTION_DEADLINES: ("tenants/deputies/deadlines.py", "tenants/deputies/commands/handling.py"),
    Kind.POINTS: ("tenants/deputies/points.py",),
    Kind.BODY_LABELS: ("platform/commons/rulebook/queries/words.py",),
    Kind.DOCUMENT_TEMPLATES: ("tenants/cycles/queries.py",),
}


@cache
def _said(path: str) -> frozenset[str]:
    """Strings, and the fields of a dataclass that takes a body as it is."""
    walked = list(ast.walk(ast.parse((ROOT / path).read_text())))
    strings = {each.value for each in walked if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    fields = {
        each.target.id for each in walked if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
    }
    return frozenset(strings | fields)


@pytest.mark.parametrize("kind", Kind, ids=str)
def test_every_field_of_a_rule_is_read_by_its_room(kind: Kind) -> None:
    said = frozenset[str]().union(*map(_said, READERS[kind]))
    assert [each.path for each in schema(kind).fields if each.path.rpartition(".")[2] not in said] == []
