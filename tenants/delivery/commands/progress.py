"""Work begins, is reported month by month, and is declared complete."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.kernel.actor import Actor
from commons.outbox.commands import publish, ring
from tenants.delivery import events, queries
from tenants.delivery.commands.funds import raise_alerts
from tenants.delivery.commands.refusals import refuse_closed, refuse_future
from tenants.delivery.errors import (
    MilestonesOpen,
    PartsUnknown,
    PartsUnsaid,
    PercentOutOfRange,
    PlanMissing,
    ReasonForDelayMissing,
    ReasonForRetreatMissing,
    ReportChecked,
    SubProjectsOpen,
)
from tenants.delivery.lights import Part, plain, weighed
from tenants.delivery.models import ProgressReport, Project, SubProject
from tenants.delivery.policies import POLICY
from tenants.delivery.terms import PhotoPhase, ProjectKind, Verdict
from tenants.documents import commands as documents
from tenants.documents import queries as document_queries
from tenants.intake import texts
from tenants.notices.commands import notifications

_LIMIT = 2000


@transaction.atomic
def start_project(*, actor: Actor, project_uid: UUID, started_on: dt.date, at: dt.datetime) -> Project:
    """开工. There must be a plan to measure it by, except for a 微实事. Raises PlanMissing."""
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.report", project)
    refuse_future(started_on, at, field="started_on", label="开工日期")
    if project.kind != ProjectKind.MICRO and not project.milestones.exists():
        raise PlanMissing()
    advance(project, project.lifecycle, "start", actor=actor, at=at, facts={"on": started_on}, started_on=started_on)
    publish(events.ProjectStarted(at=at, project_uid=project.uid, year=project.year))
    return project


@transaction.atomic
def report_progress(
    *,
    actor: Actor,
    project_uid: UUID,
    month_on: dt.date,
    planned_percent: Decimal,
    at: dt.datetime,
    physical_percent: Decimal | None = None,
    parts: Mapping[UUID, Decimal] | None = None,
    problems: str = "",
    delay_reason: str = "",
    next_steps: str = "",
    photos: Sequence[tuple[str, bytes]] = (),
) -> ProgressReport:
    """A month's 形象进度 against 序时进度. A month reported again becomes a new version; the old one stays.

    `parts` says how far each open 项 is; the 件's own percent is then theirs by weight, whatever `physical_percent` says.
    Raises PartsUnknown, PartsUnsaid for a list that is not this project's, ReasonForDelayMissing when 10 points or more behind without reason and remedy (1-86), and
    ReasonForRetreatMissing when the work is said to be less than it was.
    """
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.report", project)
    refuse_closed(project, "报送进度")
    month = month_on.replace(day=1)
    refuse_future(month, at, field="month_on", label="报送月份")
    for name, percent in (("physical_percent", physical_percent or Decimal(0)), ("planned_percent", planned_percent)):
        _refuse_percent(name, percent)
    if parts:
        physical_percent = _of_parts(project, parts)
    elif physical_percent is None:
        raise PercentOutOfRange("请填写形象进度。", field="physical_percent")
    report = ProgressReport(
        project=project,
        month_on=month,
        version=project.reports.filter(month_on=month).count() + 1,
        physical_percent=physical_percent,
        planned_percent=planned_percent,
        problems=texts.prose(problems, field="problems", label="存在问题", at_most=_LIMIT, at_least=0),
        delay_reason=texts.prose(delay_reason, field="delay_reason", label="滞后原因", at_most=_LIMIT, at_least=0),
        next_steps=texts.prose(next_steps, field="next_steps", label="下一步措施", at_most=_LIMIT, at_least=0),
        reported_by_uid=actor.account_uid,
        reported_by=actor.name,
        reported_at=at,
        parts={str(uid): str(percent) for uid, percent in (parts or {}).items()},
    )
    _refuse_unexplained(project, report)
    report.save(force_insert=True)
    for filename, content in photos:
        documents.attach(
            actor=actor,
            subject_type="delivery.progressreport",
            subject_uid=report.uid,
            filename=filename,
            content=content,
            at=at,
        )
    record(
        "delivery.report",
        report,
        actor=actor,
        at=at,
        facts={
            "project": project.uid,
            "month": month,
            "version": report.version,
            "physical": physical_percent,
            "planned": planned_percent,
            "photos": len(photos),
        },
        words=(report.problems, report.delay_reason, report.next_steps),
    )
    notifications.settle(actor=actor, key=_matter(project, month), at=at)
    raise_alerts(actor, project, at)
    publish(events.ProgressReported(at=at, project_uid=project.uid, year=project.year, month_on=month))
    return report


@transaction.atomic
def check_report(
    *, actor: Actor, report_uid: UUID, passed: bool, at: dt.datetime, reason: str = "", publish_photos: bool = False
) -> ProgressReport:
    """The office has looked at a month's report: it stands, or goes back with the reason. Raises ReportChecked.

    What goes back waits on the unit's list until the month is reported again.
    """
    report = queries.report(report_uid)
    project = queries.lock(report.project_id)
    POLICY.permit(actor, "delivery.check_report", project)
    report.refresh_from_db()
    newer = project.reports.filter(month_on=report.month_on, version__gt=report.version).exists()
    if newer or report.verdict != Verdict.WAITING:
        raise ReportChecked()
    reason = texts.line(reason, field="reason", label="退回原因", at_most=300, at_least=0 if passed else 1)
    report.verdict = Verdict.PASSED if passed else Verdict.SENT_BACK
    report.verdict_reason, report.checked_by, report.checked_at = reason, actor.name, at
    report.save(update_fields=["verdict", "verdict_reason", "checked_by", "checked_at"])
    if passed and publish_photos:
        for each in document_queries.attachments_of(report.uid):
            documents.set_public(actor=actor, uid=each.uid, public=True, at=at)
    record("delivery.check_report", report, actor=actor, at=at, facts={"verdict": report.verdict}, words=(reason,))
    if not passed:
        _tell_unit(project, report, actor, at)
        publish(events.ReportSentBack(at=at, project_uid=project.uid, year=project.year, month_on=report.month_on))
    else:
        ring()
    return report


@transaction.atomic
def add_photos(
    *,
    actor: Actor,
    project_uid: UUID,
    phase: PhotoPhase,
    photos: Sequence[tuple[str, bytes]],
    at: dt.datetime,
    public: bool = False,
) -> int:
    """Pictures of the place before the work or after it; those during it come with the month's reports. How many."""
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.report", project)
    subject = queries.BEFORE_OF if phase == PhotoPhase.BEFORE else queries.AFTER_OF
    for filename, content in photos:
        documents.attach(
            actor=actor,
            subject_type=subject,
            subject_uid=project.uid,
            filename=filename,
            content=content,
            public=public,
            at=at,
        )
    record("delivery.add_photos", project, actor=actor, at=at, facts={"phase": phase, "photos": len(photos)})
    ring()
    return len(photos)


def _of_parts(project: Project, parts: Mapping[UUID, Decimal]) -> Decimal:
    """Keep how far each 项 is, and answer how far that makes the 件. The project is locked."""
    rows = list(project.sub_projects.order_by("position", "uid"))
    if set(parts) - {row.uid for row in rows}:
        raise PartsUnknown(field="parts")
    unsaid = sum(row.done_on is None and row.uid not in parts for row in rows)
    if unsaid:
        raise PartsUnsaid(field="parts", count=unsaid)
    for row in rows:
        if row.uid in parts:
            _refuse_percent("parts", parts[row.uid])
            row.physical_percent = parts[row.uid]
    SubProject.objects.bulk_update(rows, ["physical_percent"])
    return weighed(
        [Part(row.title, row.physical_percent, row.weight, None, None, row.done_on is not None) for row in rows]
    )


def _tell_unit(project: Project, report: ProgressReport, actor: Actor, at: dt.datetime) -> None:
    if project.unit_account_uid is not None:
        notifications.notify(
            actor=actor,
            account_uid=project.unit_account_uid,
            title="进度报告被退回",
            body=f"“{project.title}”{report.month_on:%Y年%-m月}的进度报告被退回：{report.verdict_reason}",
            href=f"/desk/projects/{project.uid}/report/",
            key=_matter(project, report.month_on),
            at=at,
        )


def _matter(project: Project, month: dt.date) -> str:
    return f"delivery.report:{project.uid}:{month:%Y-%m}"


@transaction.atomic
def complete_project(*, actor: Actor, project_uid: UUID, completed_on: dt.date, at: dt.datetime) -> Project:
    """申报完工. Raises MilestonesOpen, SubProjectsOpen while anything promised is unfinished."""
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.report", project)
    refuse_future(completed_on, at, field="completed_on", label="完工日期")
    _refuse_unfinished(project)
    on_time = project.due_on is None or completed_on <= project.due_on
    advance(
        project,
        project.lifecycle,
        "complete",
        actor=actor,
        at=at,
        facts={"on": completed_on, "on_time": on_time},
        completed_on=completed_on,
        state_reason="",
    )
    publish(events.ProjectCompleted(at=at, project_uid=project.uid, year=project.year))
    return project


def _refuse_unfinished(project: Project) -> None:
    if steps := project.milestones.filter(done_on=None).count():
        raise MilestonesOpen(count=steps)
    if parts := project.sub_projects.filter(done_on=None).count():
        raise SubProjectsOpen(count=parts)


def _refuse_unexplained(project: Project, report: ProgressReport) -> None:
    rule = queries.light_rule(project, report.month_on)
    if report.planned_percent - report.physical_percent >= rule.yellow_from and not (
        report.delay_reason and report.next_steps
    ):
        raise ReasonForDelayMissing(field="next_steps" if report.delay_reason else "delay_reason")
    earlier = queries.reports_of(project).filter(month_on__lt=report.month_on).first()
    if earlier is not None and report.physical_percent < earlier.physical_percent and not report.problems:
        raise ReasonForRetreatMissing(field="problems", percent=plain(earlier.physical_percent))


def _refuse_percent(name: str, percent: Decimal) -> None:
    if not percent.is_finite() or not 0 <= percent <= 100 or percent != percent.quantize(Decimal("0.01")):
        raise PercentOutOfRange(field=name)
