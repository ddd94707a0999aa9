"""What the year says. Figures change with every one of them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from commons.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CycleOpened(Event):
    label = "年度已开启"
    cycle_uid: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class CycleClosed(Event):
    label = "年度已办结"
    cycle_uid: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class StageOpened(Event):
    label = "环节已开启"
    cycle_uid: UUID
    year: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class StageClosed(Event):
    label = "环节已结束"
    cycle_uid: UUID
    year: int
    kind: str
