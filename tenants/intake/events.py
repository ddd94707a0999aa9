"""What intake says. `cycle_uid` is None while a suggestion waits for a cycle to open."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from commons.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CampaignOpened(Event):
    label = "征集活动已开始"
    campaign_uid: UUID
    cycle_uid: UUID


@dataclass(frozen=True, kw_only=True)
class CampaignClosed(Event):
    label = "征集活动已结束"
    campaign_uid: UUID
    cycle_uid: UUID


@dataclass(frozen=True, kw_only=True)
class SuggestionSubmitted(Event):
    label = "建议已提交"
    suggestion_uid: UUID
    cycle_uid: UUID | None
    channel: str


@dataclass(frozen=True, kw_only=True)
class SuggestionsImported(Event):
    label = "建议已从文件导入"
    cycle_uid: UUID | None
    number: int


@dataclass(frozen=True, kw_only=True)
class SuggestionScreened(Event):
    label = "建议已初审通过"
    suggestion_uid: UUID
    cycle_uid: UUID | None


@dataclass(frozen=True, kw_only=True)
class SuggestionReturned(Event):
    label = "建议已退回补充"
    suggestion_uid: UUID
    cycle_uid: UUID | None


@dataclass(frozen=True, kw_only=True)
class SuggestionResubmitted(Event):
    label = "建议已补充"
    suggestion_uid: UUID
    cycle_uid: UUID | None


@dataclass(frozen=True, kw_only=True)
class SuggestionDeclined(Event):
    label = "建议未予采纳"
    suggestion_uid: UUID
    cycle_uid: UUID | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class SuggestionReinstated(Event):
    label = "建议已恢复办理"
    suggestion_uid: UUID
    cycle_uid: UUID | None


@dataclass(frozen=True, kw_only=True)
class SuggestionMerged(Event):
    label = "建议已并案"
    suggestion_uid: UUID
    cycle_uid: UUID | None
    primary_uid: UUID


@dataclass(frozen=True, kw_only=True)
class MergeUndone(Event):
    label = "并案已撤销"
    suggestion_uid: UUID
    cycle_uid: UUID | None
    primary_uid: UUID


@dataclass(frozen=True, kw_only=True)
class SuggestionNominated(Event):
    label = "建议已推荐评议"
    suggestion_uid: UUID
    cycle_uid: UUID
