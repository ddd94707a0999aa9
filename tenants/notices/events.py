"""What notices say. Never a word of what people wrote."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from commons.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class NoticePosted(Event):
    label = "公示已发布"
    notice_uid: UUID
    cycle_uid: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class NoticeClosed(Event):
    label = "公示已办结"
    notice_uid: UUID
    cycle_uid: UUID
    kind: str
    opinions: int
    adopted: int


@dataclass(frozen=True, kw_only=True)
class NoticeRetracted(Event):
    label = "公示已撤回"
    notice_uid: UUID
    cycle_uid: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class OpinionReceived(Event):
    label = "收到公示意见"
    opinion_uid: UUID
    notice_uid: UUID
    cycle_uid: UUID
    channel: str


@dataclass(frozen=True, kw_only=True)
class OpinionAnswered(Event):
    label = "公示意见已答复"
    opinion_uid: UUID
    notice_uid: UUID
    cycle_uid: UUID
    adopted: bool
