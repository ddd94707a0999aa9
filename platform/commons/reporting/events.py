"""What reporting says. Letters: filed goes to the superior, accepted and sent back go to the office that filed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from commons.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ReturnFiled(Event):
    label = "报表已上报"
    return_uid: UUID
    office_code: str
    period: str


@dataclass(frozen=True, kw_only=True)
class ReturnAccepted(Event):
    label = "报表已接收"
    return_uid: UUID
    office_code: str
    period: str


@dataclass(frozen=True, kw_only=True)
class ReturnSentBack(Event):
    label = "报表已退回"
    return_uid: UUID
    office_code: str
    period: str
