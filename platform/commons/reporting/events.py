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


@dataclass(frozen=True, kw_only=True)
class ReturnDecided(Event):
    """In the superior's own office: nobody need look at this return any more."""

    label = "报表已办结"
    return_uid: UUID


@dataclass(frozen=True, kw_only=True)
class CardShared(Event):
    label = "项目卡片已共享"
    project_uid: UUID


@dataclass(frozen=True, kw_only=True)
class CardTakenBack(Event):
    label = "项目卡片已收回"
    project_uid: UUID


@dataclass(frozen=True, kw_only=True)
class RanksPublished(Event):
    label = "排名已通报"
    period: str
    indicator: str
