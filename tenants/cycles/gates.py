"""What must hold before a stage opens. The table stands in `infra/wiring.py`; this room knows none of those who answer.

A gate is a question that a room answers about a cycle; None where the office's own rules do not ask it. The answers are asked for afresh each time: nothing is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from commons.kernel.lifecycle import GateAnswer
from tenants.cycles.terms import StageKind

__all__ = ["Gate", "GateAnswer", "ask", "install"]

Gate = Callable[[UUID], GateAnswer | None]

_table: Mapping[StageKind, Sequence[Gate]] = {}


def install(table: Mapping[StageKind, Sequence[Gate]]) -> None:
    """Plug in the table, once, at start-up."""
    global _table
    _table = table


def ask(kind: StageKind, cycle_uid: UUID) -> list[GateAnswer]:
    """What the rooms say about this cycle, in the order of the table."""
    return [answer for gate in _table.get(kind, ()) if (answer := gate(cycle_uid)) is not None]
