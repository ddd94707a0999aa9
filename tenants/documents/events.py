"""What papers say."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from commons.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DocumentIssued(Event):
    label = "文书已印发"
    document_uid: UUID
    kind: str
    year: int


@dataclass(frozen=True, kw_only=True)
class DocumentVoided(Event):
    label = "文书已作废"
    document_uid: UUID
    kind: str
    year: int
