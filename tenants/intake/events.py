"""What intake says."""

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
class _OfSuggestion(Event):
    """`cycle_uid` is None while a suggestion waits for the next cycle to open."""

    suggestion_uid: UUID
    cycle_uid: UUID | None


@dataclass(frozen=True, kw_only=True)
class SuggestionSubmitted(_OfSuggestion):
    label = "建议已提交"
    channel: str


@dataclass(frozen=True, kw_only=True)
class SuggestionScreened(_OfSuggestion):
    label = "建议已初审通过"


@dataclass(frozen=True, kw_only=True)
class SuggestionReturned(_OfSuggestion):
    label = "建议已退回补充"


@dataclass(frozen=True, kw_only=True)
class SuggestionResubmitted(_OfSuggestion):
    label = "建议已补充"


@dataclass(frozen=True, kw_only=True)
class SuggestionDeclined(_OfSuggestion):
    label = "建议未予采纳"
    reason: str


@dataclass(frozen=True, kw_only=True)
class SuggestionReinstated(_OfSuggestion):
    label = "建议已恢复办理"


@dataclass(frozen=True, kw_only=True)
class SuggestionMerged(_OfSuggestion):
    label = "建议已并案"
    primary_uid: UUID


@dataclass(frozen=True, kw_only=True)
class MergeUndone(_OfSuggestion):
    label = "并案已撤销"
    primary_uid: UUID


@dataclass(frozen=True, kw_only=True)
class SuggestionNominated(_OfSuggestion):
    label = "建议已推荐评议"
