"""What the meetings say."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from commons.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SessionConvened(Event):
    label = "会议已召集"
    session_uid: UUID
    cycle_uid: UUID | None
    kind: str


@dataclass(frozen=True, kw_only=True)
class SessionOpened(Event):
    label = "会议已开幕"
    session_uid: UUID
    cycle_uid: UUID | None
    kind: str


@dataclass(frozen=True, kw_only=True)
class SessionClosed(Event):
    label = "会议已闭会"
    session_uid: UUID
    cycle_uid: UUID | None
    kind: str
    present: int
    asked: int
    answered_on_spot: int


@dataclass(frozen=True, kw_only=True)
class EnquiryAsked(Event):
    label = "会议提问已记录"
    enquiry_uid: UUID
    session_uid: UUID


@dataclass(frozen=True, kw_only=True)
class EnquiryAnswered(Event):
    label = "会议提问已答复"
    enquiry_uid: UUID
    session_uid: UUID
    on_spot: bool
