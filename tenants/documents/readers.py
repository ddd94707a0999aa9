"""Who may open what is attached to a record of another room. The table stands in `infra/wiring.py`.

This room knows no other: a reader is a question that the record's own room answers (subject type → question).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from commons.kernel.actor import Actor

Reader = Callable[[Actor, UUID], bool]

_table: Mapping[str, Reader] = {}


def install(table: Mapping[str, Reader]) -> None:
    """Plug in the table, once, at start-up."""
    global _table
    _table = table


def may_read(actor: Actor, subject_type: str, subject_uid: UUID) -> bool:
    """A subject whose room was not asked to answer is nobody's to read."""
    reader = _table.get(subject_type)
    return reader is not None and reader(actor, subject_uid)
