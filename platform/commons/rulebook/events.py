"""What the rulebook says."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from commons.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class EditionPublished(Event):
    label = "规则版本已发布"
    edition_uid: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class EditionWithdrawn(Event):
    label = "规则版本已撤回"
    edition_uid: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class EditionAdopted(Event):
    label = "规则已采用"
    office_code: str
    kind: str
    edition_uid: UUID
    adoption_uid: UUID
