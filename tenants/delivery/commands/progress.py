"""Work begins, is reported month by month, and is declared complete."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.kernel.actor import Actor
from commons.outbox.commands import publish
from tenants.delivery import events, queries
from tenants.delivery.commands.refusals import refuse_closed, refuse_future
from tenants.delivery.errors import (
    MilestonesOpen,
    PercentOutOfRange,
    PlanMissing,
    ReasonForDelayMissing,
    ReasonForRetreatMissing,
    SubProjectsOpen,
)
from tenants.delivery.lights import plain
from tenants.delivery.models import ProgressReport, Project
from tenants.delivery.policies import POLICY
from tenants.delivery.terms import ProjectKind
from tenants.documents import commands as documents
from tenants.intake import texts

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
    physical_percent: Decimal,
    planned_percent: Decimal,
    at: dt.datetime,
    problems: str = "",
    delay_reason: str = "",
    next_steps: str = "",
    photos: Sequence[tuple[str, bytes]] = (),
) -> ProgressReport:
    """A month's 形象进度 against 序时进度. A month reported again becomes a new version; the old one stays.

    Raises ReasonForDelayMissing when 10 points or more behind without reason and remedy (1-86), and
    ReasonForRetreatMissing when the work is said to be less than it was.
    """
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.report", project)
    refuse_closed(project, "报送进度")
    month = month_on.replace(day=1)
    refuse_future(month, at, field="month_on", label="报送月份")
    for name, percent in (("physical_percent", physical_percent), ("planned_percent", planned_percent)):
        _refuse_percent(name, percent)
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
    publish(events.ProgressReported(at=at, project_uid=project.uid, year=project.year, month_on=month))
    return report


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
