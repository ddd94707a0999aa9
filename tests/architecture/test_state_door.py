"""No state moves without evidence."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture import rules

ROOT = Path(__file__).resolve().parents[2]


def test_only_advance_writes_a_state() -> None:
    assert rules.only_advance_moves_a_state(ROOT) == []


@pytest.mark.parametrize(
    "line",
    [
        "row.state = S.OPEN",
        "row.state, row.note = S.OPEN, ''",
        "rows.update(state=S.OPEN)",
        "row.save(update_fields=['state', 'closed_at'])",
        "setattr(row, 'state', S.OPEN)",
        "Row.objects.bulk_update(rows, ['state'])",
        "Row.objects.bulk_update(rows, fields=('state',))",
        "Row.objects.update_or_create(uid=uid, defaults={'state': S.OPEN})",
        "cursor.execute('UPDATE cycles_stage SET state = %s')",
    ],
)
def test_every_way_of_moving_a_state_is_seen(line: str) -> None:
    assert any(rules._writes_state(node) for node in ast.walk(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        "Row(state=S.OPEN)",
        "rows.filter(state=S.OPEN)",
        "before = row.state",
        "row.save(update_fields=['note'])",
        "rows.update(stated_at=at)",
    ],
)
def test_reading_a_state_and_starting_in_one_is_free(line: str) -> None:
    assert not any(rules._writes_state(node) for node in ast.walk(ast.parse(line)))
