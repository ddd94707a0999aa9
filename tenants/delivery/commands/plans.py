"""The implementation plan (1-83, 1-84): sub-projects, dates, and milestones with the standard they are accepted by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel.actor import Actor
from commons.outbox.commands import publish, ring
from tenants.delivery import events, queries
from tenants.delivery.commands.refusals import refuse_closed, refuse_done, refuse_future
from tenants.delivery.errors import DatesReversed, NothingChanged
from tenants.delivery.models import Adjustment, Milestone, Project, SubProject
from tenants.delivery.policies import POLICY
from tenants.delivery.terms import Aspect
from tenants.intake import texts
from tenants.notices.commands import notifications


@transaction.atomic
def add_sub_projects(
    *, actor: Actor, project_uid: UUID, titles: Sequence[str], at: dt.datetime, unit_name: str = ""
) -> list[SubProject]:
    """The 项 of a 件, at the end of its list."""
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.plan", project)
    refuse_closed(project, "变更实施计划")
    unit = texts.line(unit_name, field="unit_name", label="承办单位", at_most=80, at_least=0)
    after = project.sub_projects.count()
    made = [
        SubProject(
            project=project,
            position=after + place,
            title=texts.line(title, field="titles", label="子项名称", at_most=100),
            unit_name=unit,
        )
        for place, title in enumerate(titles, 1)
    ]
    SubProject.objects.bulk_create(made)
    record("delivery.add_sub_projects", project, actor=actor, at=at, facts={"count": len(made)})
    publish(events.SubProjectsChanged(at=at, project_uid=project.uid, year=project.year))
    return made


@transaction.atomic
def complete_sub_project(*, actor: Actor, sub_project_uid: UUID, done_on: dt.date, at: dt.datetime) -> SubProject:
    part = queries.sub_project(sub_project_uid)
    project = queries.lock(part.project_id)
    POLICY.permit(actor, "delivery.plan", project)
    refuse_closed(project, "变更实施计划")
    part.refresh_from_db()
    refuse_done(part.done_on)
    refuse_future(done_on, at, field="done_on", label="完成日期")
    part.done_on = done_on
    part.save(update_fields=["done_on"])
    record("delivery.complete_sub_project", part, actor=actor, at=at, facts={"done_on": done_on})
    publish(events.SubProjectsChanged(at=at, project_uid=project.uid, year=project.year))
    return part


@transaction.atomic
def schedule_project(
    *, actor: Actor, project_uid: UUID, start_on: dt.date, due_on: dt.date, at: dt.datetime
) -> Project:
    """When work is to begin and to be finished. Once a deadline stands, only `adjust_project` moves it."""
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.plan", project)
    refuse_closed(project, "变更实施计划")
    if due_on < start_on:
        raise DatesReversed(field="due_on")
    if project.due_on not in (None, due_on):
        raise NothingChanged("完成时限已经确定。如需变更，请办理项目调整。", field="due_on")
    project.start_on, project.due_on = start_on, due_on
    project.save(update_fields=["start_on", "due_on"])
    record("delivery.schedule", project, actor=actor, at=at, facts={"start_on": start_on, "due_on": due_on})
    ring()
    return project


@transaction.atomic
def add_milestone(
    *,
    actor: Actor,
    project_uid: UUID,
    title: str,
    standard: str,
    due_on: dt.date,
    at: dt.datetime,
    responsible: str = "",
) -> Milestone:
    """A step of the plan; without an acceptance standard it is none (0-60)."""
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.plan", project)
    refuse_closed(project, "变更实施计划")
    step = Milestone(
        project=project,
        position=project.milestones.count() + 1,
        title=texts.line(title, field="title", label="节点名称", at_most=80),
        standard=texts.line(standard, field="standard", label="验收标准", at_most=300),
        responsible=texts.line(responsible, field="responsible", label="责任人", at_most=40, at_least=0),
        due_on=due_on,
    )
    step.save(force_insert=True)
    record("delivery.add_milestone", step, actor=actor, at=at, facts={"due_on": due_on, "project": project.uid})
    ring()
    return step


@transaction.atomic
def complete_milestone(
    *, actor: Actor, milestone_uid: UUID, done_on: dt.date, evidence: str, at: dt.datetime
) -> Milestone:
    """The step meets its standard. What shows that is written down with it."""
    step = queries.milestone(milestone_uid)
    project = queries.lock(step.project_id)
    POLICY.permit(actor, "delivery.plan", project)
    refuse_closed(project, "变更实施计划")
    step.refresh_from_db()
    refuse_done(step.done_on)
    refuse_future(done_on, at, field="done_on", label="完成日期")
    step.done_on = done_on
    step.evidence = texts.line(evidence, field="evidence", label="完成情况", at_most=300)
    step.save(update_fields=["done_on", "evidence"])
    early = (step.due_on - done_on).days
    notifications.settle(actor=actor, key=_matter(step), at=at)
    record("delivery.complete_milestone", step, actor=actor, at=at, facts={"done_on": done_on, "days_early": early})
    publish(
        events.MilestoneReached(
            at=at, project_uid=project.uid, milestone_uid=step.uid, year=project.year, days_early=early
        )
    )
    return step


@transaction.atomic
def reschedule_milestone(
    *, actor: Actor, milestone_uid: UUID, due_on: dt.date, reason: str, at: dt.datetime
) -> Milestone:
    """Another day for a step, with the reason kept (1-86). A miss that was noticed stays on the trail."""
    step = queries.milestone(milestone_uid)
    project = queries.lock(step.project_id)
    POLICY.permit(actor, "delivery.adjust", project)
    refuse_closed(project, "变更实施计划")
    step.refresh_from_db()
    refuse_done(step.done_on)
    reason = texts.line(reason, field="reason", label="调整原因", at_most=300)
    if due_on == step.due_on:
        raise NothingChanged(field="due_on")
    before, step.due_on, step.missed_on = step.due_on, due_on, None
    step.save(update_fields=["due_on", "missed_on"])
    notifications.settle(actor=actor, key=_matter(step), at=at)
    Adjustment(
        project=project,
        aspect=Aspect.MILESTONE,
        before=f"{step.title} {before:%Y年%-m月%-d日}",
        after=f"{step.title} {due_on:%Y年%-m月%-d日}",
        reason=reason,
        adjusted_at=at,
    ).save(force_insert=True)
    record(
        "delivery.reschedule_milestone",
        step,
        actor=actor,
        at=at,
        facts={"due_on": [before, due_on]},
        words=(reason,),
    )
    publish(events.ProjectAdjusted(at=at, project_uid=project.uid, year=project.year, aspect=Aspect.MILESTONE))
    return step


@transaction.atomic
def note_missed_milestones(*, actor: Actor, today: dt.date, at: dt.datetime) -> int:
    """Every morning: milestones that passed their day unfinished are marked once and told. How many were new."""
    POLICY.permit(actor, "delivery.watch_milestones")
    missed = list(queries.missed_milestones(today).select_for_update(of=("self",)))
    for step in missed:
        step.missed_on = today
        step.save(update_fields=["missed_on"])
        record("delivery.miss_milestone", step, actor=actor, at=at, facts={"due_on": step.due_on})
        publish(
            events.MilestoneMissed(at=at, project_uid=step.project_id, milestone_uid=step.uid, year=step.project.year)
        )
        _remind(step, actor=actor, at=at)
    return len(missed)


def _remind(step: Milestone, *, actor: Actor, at: dt.datetime) -> None:
    """On the unit's to-do list until the step is done or moved."""
    if step.project.unit_account_uid is not None:
        notifications.notify(
            actor=actor,
            account_uid=step.project.unit_account_uid,
            title="项目节点已逾期",
            body=f"“{step.project.title}”的节点“{step.title}”已逾期，请登记完成情况或说明原因。",
            href=f"/desk/projects/{step.project_id}/",
            due_on=step.due_on,
            key=_matter(step),
            at=at,
        )


def _matter(step: Milestone) -> str:
    return f"delivery.milestone:{step.uid}"
