from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from commons.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class MembershipEnded(Event):
    label = "任职已结束"
    account_uid: UUID
    office_code: str
