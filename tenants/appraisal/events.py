"""What appraisal says."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from commons.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ProposalEntered(Event):
    label = "建议项目已登记"
    proposal_uid: UUID
    cycle_uid: UUID
    origin: str


@dataclass(frozen=True, kw_only=True)
class ProposalExcluded(Event):
    label = "建议项目不列入"
    proposal_uid: UUID
    cycle_uid: UUID
    flag: str


@dataclass(frozen=True, kw_only=True)
class ProposalReadmitted(Event):
    label = "建议项目已恢复"
    proposal_uid: UUID
    cycle_uid: UUID


@dataclass(frozen=True, kw_only=True)
class ProposalScored(Event):
    label = "建议项目已评分"
    proposal_uid: UUID
    cycle_uid: UUID
    outcome: str
    score: str | None


@dataclass(frozen=True, kw_only=True)
class JointOpinionRecorded(Event):
    label = "联合会审意见已登记"
    proposal_uid: UUID
    cycle_uid: UUID
    aspect: str
    stance: str


@dataclass(frozen=True, kw_only=True)
class SchemeRevised(Event):
    label = "项目方案已修改"
    proposal_uid: UUID
    cycle_uid: UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class JointReviewAsked(Event):
    label = "已征求部门会审意见"
    cycle_uid: UUID
    departments: int


@dataclass(frozen=True, kw_only=True)
class JointRequestWithdrawn(Event):
    label = "会审征求已撤回"
    proposal_uid: UUID
    cycle_uid: UUID
    aspect: str


@dataclass(frozen=True, kw_only=True)
class ProposalRecommended(Event):
    label = "人大建议列为候选"
    proposal_uid: UUID
    cycle_uid: UUID


@dataclass(frozen=True, kw_only=True)
class ProposalReserved(Event):
    label = "项目已入储备库"
    proposal_uid: UUID
    cycle_uid: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReserveTakenUp(Event):
    label = "储备项目已启用"
    proposal_uid: UUID
    cycle_uid: UUID
    new_proposal_uid: UUID


@dataclass(frozen=True, kw_only=True)
class ReserveDropped(Event):
    label = "储备项目已移出"
    proposal_uid: UUID
    cycle_uid: UUID


@dataclass(frozen=True, kw_only=True)
class PanelAssigned(Event):
    label = "评分已布置"
    panel_uid: UUID
    cycle_uid: UUID
    proposals: int
    reviewers: int


@dataclass(frozen=True, kw_only=True)
class RoundClosed(Event):
    label = "评分已结束"
    panel_uid: UUID
    cycle_uid: UUID


@dataclass(frozen=True, kw_only=True)
class CandidatePutForward(Event):
    label = "候选项目已提出"
    candidate_uid: UUID
    cycle_uid: UUID


@dataclass(frozen=True, kw_only=True)
class CandidateWithdrawn(Event):
    label = "候选项目已撤回"
    candidate_uid: UUID
    cycle_uid: UUID


@dataclass(frozen=True, kw_only=True)
class CandidatesSentBack(Event):
    label = "候选名单已退回政府研究"
    cycle_uid: UUID


@dataclass(frozen=True, kw_only=True)
class CandidatesApproved(Event):
    label = "候选名单已确定"
    cycle_uid: UUID
    candidates: int


@dataclass(frozen=True, kw_only=True)
class CandidateDisposed(Event):
    label = "未入选项目已分类处置"
    candidate_uid: UUID
    cycle_uid: UUID
    route: str


@dataclass(frozen=True, kw_only=True)
class ReviewerRecused(Event):
    label = "评审人回避"
    proposal_uid: UUID
    cycle_uid: UUID
    panel_uid: UUID


@dataclass(frozen=True, kw_only=True)
class PreVoteStepPassed(Event):
    label = "票决前程序已登记"
    cycle_uid: UUID
    key: str
