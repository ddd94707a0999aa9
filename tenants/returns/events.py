"""What returns says."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from commons.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ReturnCompiled(Event):
    label = "报表已汇编"
    compilation_uid: UUID
    period: str
