"""Reading one project and what belongs to it, for those who may see it; the gates that ask about a cycle's projects."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from commons.access import queries as access
from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.kernel.lifecycle import GateAnswer
from commons.kernel.policy import YES
from tenants.delivery.errors import (
    ChangeNotFound,
    EntryNotFound,
    MilestoneNotFound,
    ProjectNotFound,
    ReportNotFound,
    SubProjectNotFound,
)
from tenants.delivery.models import Adjustment, LedgerEntry, Milestone, ProgressReport, Project, SubProject
from tenants.delivery.policies import POLICY
from tenants.delivery.terms import CHANGES_OPEN, Aspect, ChangeState, PhotoPhase, ProjectState, Verdict
from tenants.documents import queries as documents
from tenants.documents.terms import MediaType

_READERS = POLICY.acts["delivery.read"].who


@dataclass(frozen=True)
class ProjectFacts:
    """A project as other rooms need it."""

    uid: UUID
    year: int
    cycle_uid: UUID | None
    kind: str
    title: str
    unit_name: str
    unit_account_uid: UUID | None
    state: str
    is_done: bool
    is_late: bool
    due_on: dt.date | None
    completed_on: dt.date | None


# ── one project ──────────────────────────────────────────────────────────────────────────────


def visible_to(viewer: Actor) -> QuerySet[Project]:
    """The list form of `delivery.read`: everything, or just the rows one was given."""
    rows = Project.objects.all()
    if any(_READERS.get(role) is YES for role in viewer.roles):
        return rows
    mine = Q(pk__in=[])
    for role, permission in ((Role.UNIT, "report_project"), (Role.INSPECTOR, "inspect_project")):
        if role in viewer.roles:
            mine |= Q(pk__in=access.granted(viewer, permission, Project.objects.all()).values("pk"))
    return rows.filter(mine)


def get(viewer: Actor, uid: UUID) -> Project:
    """The project, or ProjectNotFound also when it is somebody else's."""
    found = visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise ProjectNotFound()
    return found


def lock(uid: UUID) -> Project:
    """The project, locked until the transaction ends: every command of this room queues here."""
    found = Project.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise ProjectNotFound()
    return found


def find_by_candidate(candidate_uid: UUID) -> Project | None:
    return Project.objects.filter(candidate_uid=candidate_uid).first()


def candidate_of(project_uid: UUID) -> UUID | None:
    """The candidate that became this project; None where it was none (微实事)."""
    return Project.objects.filter(uid=project_uid).values_list("candidate_uid", flat=True).first()


def may_read(viewer: Actor, uid: UUID) -> bool:
    return visible_to(viewer).filter(uid=uid).exists()


def may_read_report(viewer: Actor, report_uid: UUID) -> bool:
    """Photos of a report are for whoever may see its project."""
    return visible_to(viewer).filter(reports=report_uid).exists()


@dataclass(frozen=True)
class Picture:
    """A photo of the place, in the gallery of its project."""

    uid: UUID
    phase: PhotoPhase
    taken_on: dt.date
    public: bool

    @property
    def href(self) -> str:
        return f"/files/{self.uid}/"


BEFORE_OF, AFTER_OF = "delivery.before", "delivery.after"  # subjects of photos that belong to no month's report


def gallery(project_uid: UUID, *, public_only: bool = False) -> list[Picture]:
    """建设前, 建设中, 建成后, each oldest first: two queries."""
    months = dict(ProgressReport.objects.filter(project_id=project_uid).values_list("uid", "month_on"))
    rows = documents.attachments().filter(subject_uid__in=[project_uid, *months])
    kept = (rows.filter(public=True) if public_only else rows).order_by("uid")
    phases = {BEFORE_OF: PhotoPhase.BEFORE, AFTER_OF: PhotoPhase.AFTER}
    found = [
        Picture(
            each.uid,
            phases.get(each.subject_type, PhotoPhase.DURING),
            months.get(each.subject_uid, clock.date_of(each.created_at)),
            each.public,
        )
        for each in kept
        if each.file.media_type in (MediaType.JPEG, MediaType.PNG)
    ]
    return sorted(found, key=lambda each: (list(PhotoPhase).index(each.phase), each.taken_on, each.uid))


def project(uid: UUID, *, on: dt.date | None = None) -> ProjectFacts:
    """Facts for other rooms. Raises ProjectNotFound."""
    found = Project.objects.filter(uid=uid).first()
    if found is None:
        raise ProjectNotFound()
    return _facts(found, on or clock.today())


def projects_of(cycle_uid: UUID, *, on: dt.date | None = None) -> list[ProjectFacts]:
    """Every project of a cycle that was not terminated, in the order of the list."""
    rows = Project.objects.filter(cycle_uid=cycle_uid).exclude(state=ProjectState.TERMINATED)
    return [_facts(row, on or clock.today()) for row in rows.order_by("position", "uid")]


def _facts(row: Project, today: dt.date) -> ProjectFacts:
    return ProjectFacts(
        uid=row.uid,
        year=row.year,
        cycle_uid=row.cycle_uid,
        kind=row.kind,
        title=row.title,
        unit_name=row.unit_name,
        unit_account_uid=row.unit_account_uid,
        state=row.state,
        is_done=row.is_done,
        is_late=row.is_late(today),
        due_on=row.due_on,
        completed_on=row.completed_on,
    )


def inspected_by(viewer: Actor) -> set[UUID]:
    """Projects this person was given to inspect, for oversight's own lists."""
    if Role.INSPECTOR not in viewer.roles:
        return set()
    return set(access.granted(viewer, "inspect_project", Project.objects.all()).values_list("uid", flat=True))


def may_inspect(viewer: Actor, project_uid: UUID) -> bool:
    return Role.INSPECTOR in viewer.roles and access.has_grant(viewer, "inspect_project", Project(uid=project_uid))


def next_position(year: int) -> int:
    """The end of the year's list. Whoever asks opens a project: others wait until that is done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.delivery_project'), %s)", [year])
    return (Project.objects.filter(year=year).aggregate(last=Max("position"))["last"] or 0) + 1


# ── what belongs to a project ────────────────────────────────────────────────────────────────


def milestone(uid: UUID) -> Milestone:
    found = Milestone.objects.filter(uid=uid).first()
    if found is None:
        raise MilestoneNotFound()
    return found


def sub_project(uid: UUID) -> SubProject:
    found = SubProject.objects.filter(uid=uid).first()
    if found is None:
        raise SubProjectNotFound()
    return found


def sub_project_of(project_uid: UUID, uid: UUID) -> SubProject:
    """One 项 of this very project. Raises SubProjectNotFound."""
    found = SubProject.objects.filter(project_id=project_uid, uid=uid).first()
    if found is None:
        raise SubProjectNotFound()
    return found


def entry(uid: UUID) -> LedgerEntry:
    found = LedgerEntry.objects.filter(uid=uid).first()
    if found is None:
        raise EntryNotFound()
    return found


def milestones_of(row: Project) -> QuerySet[Milestone]:
    return row.milestones.order_by("position", "uid")


def sub_projects_of(row: Project) -> QuerySet[SubProject]:
    return row.sub_projects.order_by("position", "uid")


def entries_of(row: Project) -> QuerySet[LedgerEntry]:
    """Every line, counter-entries beside what they correct, oldest first."""
    return row.entries.order_by("entered_at", "uid")


def reports_of(row: Project) -> QuerySet[ProgressReport]:
    return row.reports.order_by("-month_on", "-version", "uid")


def adjustments_of(row: Project) -> QuerySet[Adjustment]:
    return row.adjustments.order_by("adjusted_at", "uid")


def changes_in_effect(row: Project) -> QuerySet[Adjustment]:
    """What was changed, in the order in which it came into effect."""
    return adjustments_of(row).filter(state__in=[ChangeState.APPROVED, ChangeState.PUBLISHED])


def open_change(row: Project, aspect: Aspect) -> Adjustment | None:
    return row.adjustments.filter(aspect=aspect, state__in=CHANGES_OPEN).first()


def lock_change(uid: UUID) -> Adjustment:
    """The change with its project, both locked, the project first as everywhere."""
    project_uid = Adjustment.objects.filter(uid=uid).values_list("project_id", flat=True).first()
    if project_uid is None:
        raise ChangeNotFound()
    project = lock(project_uid)
    found = Adjustment.objects.select_for_update(of=("self",)).get(uid=uid)
    found.project = project
    return found


def report(uid: UUID) -> ProgressReport:
    found = ProgressReport.objects.filter(uid=uid).first()
    if found is None:
        raise ReportNotFound()
    return found


def unchecked_reports() -> QuerySet[ProgressReport]:
    """What units have sent and the office has not looked at, the oldest first; superseded versions left out."""
    newer = ProgressReport.objects.filter(
        project_id=OuterRef("project_id"), month_on=OuterRef("month_on"), version__gt=OuterRef("version")
    )
    return (
        ProgressReport.objects.filter(~Exists(newer), verdict=Verdict.WAITING)
        .select_related("project")
        .order_by("reported_at", "uid")
    )


def missed_milestones(today: dt.date) -> QuerySet[Milestone]:
    """Past their day, not done, and not yet noticed; of projects that are still being delivered."""
    return (
        Milestone.objects.filter(done_on=None, missed_on=None, due_on__lt=today)
        .exclude(project__state__in=[ProjectState.COMPLETED, ProjectState.ACCEPTED, ProjectState.TERMINATED])
        .select_related("project")
        .order_by("due_on", "uid")
    )


# ── gates ────────────────────────────────────────────────────────────────────────────────────


def gate_projects_opened(cycle_uid: UUID) -> GateAnswer:
    """Every project voted has been opened, and every one has its unit (1-83, 0-59)."""
    found = projects_of(cycle_uid)
    lonely = sum(not each.unit_name for each in found)
    return GateAnswer(
        "项目已立项并明确责任单位",
        bool(found) and not lonely,
        f"请为其余 {lonely} 个项目明确责任单位" if found else "请先立项",
        "/admin/delivery/project/",
    )


def gate_projects_completed(cycle_uid: UUID) -> GateAnswer:
    """What is to be evaluated has been delivered; what is late is answered for in the evaluation itself (0-65)."""
    found = projects_of(cycle_uid)
    unfinished = sum(not each.is_done and not each.is_late for each in found)
    return GateAnswer(
        "项目已完工或已到期",
        bool(found) and not unfinished,
        f"还有 {unfinished} 个项目未完工，请等待完工或到期" if found else "请先立项",
        "/admin/delivery/project/",
    )
