"""What oversight says."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from commons.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ProjectPlacedUnderSupervision(Event):
    label = "项目已明确监督小组"
    project_uid: UUID
    group_uid: UUID


@dataclass(frozen=True, kw_only=True)
class InspectionHeld(Event):
    label = "已开展监督检查"
    inspection_uid: UUID
    project_uid: UUID
    year: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class FindingRaised(Event):
    label = "已发现问题"
    finding_uid: UUID
    project_uid: UUID
    year: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class FindingClosed(Event):
    label = "问题已销号"
    finding_uid: UUID
    project_uid: UUID
    year: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class RectificationOrdered(Event):
    label = "已责令整改"
    rectification_uid: UUID
    project_uid: UUID
    year: int
    round_no: int


@dataclass(frozen=True, kw_only=True)
class RectificationAnswered(Event):
    label = "整改已答复"
    rectification_uid: UUID
    project_uid: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class RectificationClosed(Event):
    label = "整改已复查"
    rectification_uid: UUID
    project_uid: UUID
    year: int
    passed: bool


@dataclass(frozen=True, kw_only=True)
class EvaluationClosed(Event):
    label = "满意度测评已有结果"
    evaluation_uid: UUID
    project_uid: UUID
    year: int
    result: str


@dataclass(frozen=True, kw_only=True)
class EvaluationAnnulled(Event):
    label = "满意度测评已撤销"
    evaluation_uid: UUID
    project_uid: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class LookBackRecorded(Event):
    label = "已开展回头看"
    look_back_uid: UUID
    project_uid: UUID
    year: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class DutyPerformed(Event):
    label = "监督工作已完成"
    cycle_uid: UUID
    key: str


@dataclass(frozen=True, kw_only=True)
class HearingHeld(Event):
    label = "已开展询问或约谈"
    hearing_uid: UUID
    year: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class BulletinPublished(Event):
    label = "已公布公示或通报"
    bulletin_uid: UUID
    year: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class CluesHandedOver(Event):
    label = "问政问题已交办"
    hearing_uid: UUID
    year: int
    clues: int


@dataclass(frozen=True, kw_only=True)
class ClueSolved(Event):
    label = "问政问题已解决"
    clue_uid: UUID
    hearing_uid: UUID
    year: int
