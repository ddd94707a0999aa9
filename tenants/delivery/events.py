"""What delivery says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from commons.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ProjectOpened(Event):
    label = "项目已立项"
    project_uid: UUID
    year: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class UnitAssigned(Event):
    label = "责任单位已明确"
    project_uid: UUID
    account_uid: UUID


@dataclass(frozen=True, kw_only=True)
class ProjectStarted(Event):
    label = "项目已开工"
    project_uid: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class ProjectPaused(Event):
    label = "项目已暂停"
    project_uid: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class ProjectResumed(Event):
    label = "项目已恢复"
    project_uid: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class ProjectAdjusted(Event):
    label = "项目已调整"
    project_uid: UUID
    year: int
    aspect: str


@dataclass(frozen=True, kw_only=True)
class SubProjectsChanged(Event):
    label = "子项已变更"
    project_uid: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class ProgressReported(Event):
    label = "进度已报送"
    project_uid: UUID
    year: int
    month_on: dt.date


@dataclass(frozen=True, kw_only=True)
class LedgerEntered(Event):
    label = "资金已登记"
    project_uid: UUID
    year: int
    kind: str
    amount_fen: int


@dataclass(frozen=True, kw_only=True)
class PaymentsHalted(Event):
    label = "资金拨付已叫停"
    project_uid: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class PaymentsResumed(Event):
    label = "资金拨付已恢复"
    project_uid: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class MilestoneReached(Event):
    label = "节点已完成"
    project_uid: UUID
    milestone_uid: UUID
    year: int
    days_early: int


@dataclass(frozen=True, kw_only=True)
class MilestoneMissed(Event):
    label = "节点已逾期"
    project_uid: UUID
    milestone_uid: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class ProjectCompleted(Event):
    label = "项目已完工"
    project_uid: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class CompletionRejected(Event):
    label = "验收未通过"
    project_uid: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class ProjectAccepted(Event):
    label = "项目已验收"
    project_uid: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class ProjectTerminated(Event):
    label = "项目已终止"
    project_uid: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class FundAlertRaised(Event):
    label = "资金预警已发出"
    project_uid: UUID
    alert_uid: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class FundAlertMoved(Event):
    label = "资金预警已办理"
    project_uid: UUID
    alert_uid: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class ChangeProposed(Event):
    label = "项目变更已提出"
    project_uid: UUID
    year: int
    aspect: str


@dataclass(frozen=True, kw_only=True)
class ReportSentBack(Event):
    label = "进度报告已退回"
    project_uid: UUID
    year: int
    month_on: dt.date


@dataclass(frozen=True, kw_only=True)
class LightsMarked(Event):
    label = "本月亮灯已记录"
    year: int
    month_on: dt.date
    projects: int
