"""Reading oversight: what a viewer may see, the year's figures, the calendar's duties, the gates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from commons.access import queries as access
from commons.kernel.actor import Actor, Role
from commons.kernel.lifecycle import GateAnswer
from commons.kernel.policy import YES
from commons.rulebook.queries import InForce
from commons.rulebook.terms import Kind
from tenants.delivery import queries as delivery
from tenants.oversight.errors import (
    EvaluationNotFound,
    FindingNotFound,
    GroupNotFound,
    InspectionNotFound,
    LookBackNotFound,
    RectificationNotFound,
)
from tenants.oversight.models import (
    Assignment,
    CalendarMark,
    Evaluation,
    Finding,
    GroupMember,
    Inspection,
    LookBack,
    Rectification,
    SupervisionGroup,
)
from tenants.oversight.policies import POLICY
from tenants.oversight.queries.calendar import rule_of, unassigned
from tenants.oversight.terms import (
    STANDING,
    EvaluationKind,
    EvaluationState,
)

_READERS = POLICY.acts["oversight.read"].who


@dataclass(frozen=True)
class EvaluationFacts:
    """A valid result, for the portal and the ledger."""

    project_uid: UUID
    project_title: str
    sub_project_title: str
    kind: str
    held_on: dt.date
    result: str
    result_label: str
    rate: str
    score: str
    satisfied: int
    basically_satisfied: int
    dissatisfied: int
    abstain: int
    rectify: bool
    late: bool


# ── what a viewer may see ────────────────────────────────────────────────────────────────────


def sees_all(viewer: Actor) -> bool:
    return any(_READERS.get(role) is YES for role in viewer.roles)


def inspections(viewer: Actor) -> QuerySet[Inspection]:
    rows = Inspection.objects.select_related("group")
    return rows if sees_all(viewer) else rows.filter(project_uid__in=delivery.inspected_by(viewer))


def inspection(viewer: Actor, uid: UUID) -> Inspection:
    found = inspections(viewer).filter(uid=uid).first()
    if found is None:
        raise InspectionNotFound()
    return found


def findings(viewer: Actor) -> QuerySet[Finding]:
    rows = Finding.objects.select_related("inspection")
    return rows if sees_all(viewer) else rows.filter(project_uid__in=delivery.inspected_by(viewer))


def finding(viewer: Actor, uid: UUID) -> Finding:
    found = findings(viewer).filter(uid=uid).first()
    if found is None:
        raise FindingNotFound()
    return found


def rectifications(viewer: Actor) -> QuerySet[Rectification]:
    """The staff: all; a group: those of its projects; a unit: those it has to answer."""
    rows = Rectification.objects.all()
    if sees_all(viewer):
        return rows
    mine = Q(project_uid__in=delivery.inspected_by(viewer))
    if Role.UNIT in viewer.roles:
        mine |= Q(pk__in=access.granted(viewer, "answer_rectification", Rectification.objects.all()).values("pk"))
    return rows.filter(mine)


def rectification(viewer: Actor, uid: UUID) -> Rectification:
    found = rectifications(viewer).filter(uid=uid).first()
    if found is None:
        raise RectificationNotFound()
    return found


def evaluations(viewer: Actor) -> QuerySet[Evaluation]:
    rows = Evaluation.objects.all()
    return rows if sees_all(viewer) else rows.filter(project_uid__in=delivery.inspected_by(viewer))


def evaluation(viewer: Actor, uid: UUID) -> Evaluation:
    found = evaluations(viewer).filter(uid=uid).first()
    if found is None:
        raise EvaluationNotFound()
    return found


def look_backs(viewer: Actor) -> QuerySet[LookBack]:
    rows = LookBack.objects.select_related("group")
    return rows if sees_all(viewer) else rows.filter(project_uid__in=delivery.inspected_by(viewer))


def look_back(viewer: Actor, uid: UUID) -> LookBack:
    found = look_backs(viewer).filter(uid=uid).first()
    if found is None:
        raise LookBackNotFound()
    return found


def groups(viewer: Actor) -> QuerySet[SupervisionGroup]:
    """The staff: all; a member: the groups he is in."""
    rows = SupervisionGroup.objects.all()
    if sees_all(viewer):
        return rows
    if viewer.account_uid is None:
        return rows.none()
    mine = GroupMember.objects.filter(account_uid=viewer.account_uid, left_on=None).values("group_id")
    return rows.filter(pk__in=mine)


def group(viewer: Actor, uid: UUID) -> SupervisionGroup:
    found = groups(viewer).filter(uid=uid).first()
    if found is None:
        raise GroupNotFound()
    return found


def may_read_inspection(viewer: Actor, uid: UUID) -> bool:
    """For the photos attached to it."""
    return inspections(viewer).filter(uid=uid).exists()


def may_read_rectification(viewer: Actor, uid: UUID) -> bool:
    return rectifications(viewer).filter(uid=uid).exists()


# ── locks ────────────────────────────────────────────────────────────────────────────────────


def lock_group(uid: UUID) -> SupervisionGroup:
    found = SupervisionGroup.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise GroupNotFound()
    return found


def lock_inspection(uid: UUID) -> Inspection:
    found = Inspection.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise InspectionNotFound()
    return found


def lock_finding(uid: UUID) -> Finding:
    found = Finding.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise FindingNotFound()
    return found


def lock_rectification(uid: UUID) -> Rectification:
    found = Rectification.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise RectificationNotFound()
    return found


def lock_look_back(uid: UUID) -> LookBack:
    found = LookBack.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise LookBackNotFound()
    return found


def lock_evaluation(uid: UUID) -> Evaluation:
    found = Evaluation.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise EvaluationNotFound()
    return found


# ── groups ───────────────────────────────────────────────────────────────────────────────────


def members_of(row: SupervisionGroup) -> QuerySet[GroupMember]:
    """Who is in it now, the leader first."""
    return row.members.filter(left_on=None).order_by("-is_leader", "joined_on", "uid")


def accounts_of(row: SupervisionGroup) -> list[UUID]:
    return [uid for uid in members_of(row).values_list("account_uid", flat=True) if uid is not None]


def assignments_of(row: SupervisionGroup) -> QuerySet[Assignment]:
    return row.assignments.filter(ended_on=None).order_by("assigned_on", "uid")


def groups_with_counts(year: int) -> QuerySet[SupervisionGroup]:
    """The year's groups, each led by its 对口工委 (0-57), with how many projects it watches."""
    rows = SupervisionGroup.objects.filter(year=year, disbanded_on=None).order_by("name", "uid")
    return rows.annotate(watched=Count("assignments", filter=Q(assignments__ended_on=None)))


def groups_watching(project_uid: UUID) -> QuerySet[SupervisionGroup]:
    watching = Assignment.objects.filter(project_uid=project_uid, ended_on=None).values("group_id")
    return SupervisionGroup.objects.filter(pk__in=watching).order_by("name", "uid")


def reaches(account_uid: UUID, project_uid: UUID) -> bool:
    """Whether some group still brings this person to this project."""
    return Assignment.objects.filter(
        project_uid=project_uid,
        ended_on=None,
        group__members__account_uid=account_uid,
        group__members__left_on=None,
    ).exists()


def findings_of(row: Inspection) -> QuerySet[Finding]:
    return row.findings.order_by("created_at", "uid")


def calendar_marks() -> QuerySet[CalendarMark]:
    """What of the calendars was done, the newest first."""
    return CalendarMark.objects.order_by("-done_on", "-uid")


# ── what stands ──────────────────────────────────────────────────────────────────────────────


def standing_rectifications(project_uid: UUID) -> QuerySet[Rectification]:
    return Rectification.objects.filter(project_uid=project_uid, state__in=STANDING).order_by("due_on", "uid")


def satisfaction_rule(cycle_uid: UUID | None, *, on: dt.date) -> InForce:
    """The satisfaction rule pinned to the cycle; for a project of no cycle, the one in force on the day."""
    return rule_of(cycle_uid, Kind.SATISFACTION, on)


def results_of(year: int) -> list[EvaluationFacts]:
    """Valid results of a year's projects, project by project."""
    rows = Evaluation.objects.filter(year=year, state=EvaluationState.VALID)
    return [_evaluation_facts(row) for row in rows.order_by("project_title", "kind", "held_on", "uid")]


def _evaluation_facts(row: Evaluation) -> EvaluationFacts:
    return EvaluationFacts(
        project_uid=row.project_uid,
        project_title=row.project_title,
        sub_project_title=row.sub_project_title,
        kind=row.kind,
        held_on=row.held_on,
        result=row.result,
        result_label=row.result_label,
        rate=row.rate,
        score=row.score,
        satisfied=row.satisfied,
        basically_satisfied=row.basically_satisfied,
        dissatisfied=row.dissatisfied,
        abstain=row.abstain,
        rectify=row.rectify,
        late=row.late,
    )


# ── gates ────────────────────────────────────────────────────────────────────────────────────


def gate_every_project_supervised(cycle_uid: UUID) -> GateAnswer:
    """事事有监督 (0-59)."""
    missing = unassigned(cycle_uid)
    wanted = bool(missing) or bool(delivery.projects_of(cycle_uid))
    named = "、".join(f"“{each.title}”" for each in missing[:3])
    return GateAnswer(
        "每个项目都有监督小组",
        wanted and not missing,
        f"还有 {len(missing)} 个项目没有监督小组（{named}{'等' if missing[3:] else ''}），请分配"
        if wanted
        else "还没有项目，请先立项",
        "/admin/oversight/supervisiongroup/",
    )


def gate_evaluated(cycle_uid: UUID) -> GateAnswer:
    """Every project has its year-end result, before anybody looks back."""
    wanted = {each.uid for each in delivery.projects_of(cycle_uid)}
    judged = set(
        Evaluation.objects.filter(
            project_uid__in=wanted, state=EvaluationState.VALID, kind=EvaluationKind.FINAL
        ).values_list("project_uid", flat=True)
    )
    missing = len(wanted - judged)
    return GateAnswer(
        "每个项目都有年终测评结果",
        bool(wanted) and not missing,
        f"还有 {missing} 个项目没有测评结果，请登记" if wanted else "还没有项目，请先立项",
        "/admin/oversight/evaluation/",
    )
