"""The implementation plan (1-83, 1-84): sub-projects, dates, and milestones with the standard they are accepted by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, Literal, NamedTuple
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel.actor import Actor
from commons.outbox.commands import publish, ring
from tenants.delivery import events, money, queries, schedule
from tenants.delivery.commands import clashes
from tenants.delivery.commands.refusals import refuse_amount, refuse_closed, refuse_done, refuse_future
from tenants.delivery.errors import (
    DatesReversed,
    NothingChanged,
    PartsDoNotAddUp,
    PartsUnknown,
    PlanStands,
    ReasonForChangeMissing,
    SpanTooShort,
    WeightOutOfRange,
)
from tenants.delivery.models import Adjustment, Milestone, Project, SubProject
from tenants.delivery.policies import POLICY
from tenants.delivery.terms import Aspect, WorkStage
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


class PartPlan(NamedTuple):
    """One 项 as the plan has it. `weight` 1 to 100; money in fen, None where nothing is said.

    `seen`: what the page showed of the four, as text; None where there was no page.
    """

    uid: UUID
    weight: int = 1
    planned_fen: int | None = None
    start_on: dt.date | None = None
    due_on: dt.date | None = None
    unit_name: str = ""
    seen: Mapping[str, str] | None = None


_PART: Final = {"weight": "权重", "planned_fen": "计划投资", "start_on": "计划开工", "due_on": "完成时限"}


@transaction.atomic
def weigh_parts(
    *, actor: Actor, project_uid: UUID, parts: Sequence[PartPlan], at: dt.datetime, reason: str = ""
) -> list[SubProject]:
    """Weight, money, dates and unit of the 项; those that are not named stay as they are.

    Once every 项 says its money, they add up to the 件: raises PartsDoNotAddUp. A sum that stood needs a reason to move;
    what somebody else moved since it was seen is kept. Raises ChangedMeanwhile with the comparison.
    """
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.plan", project)
    refuse_closed(project, "变更实施计划")
    reason = texts.line(reason, field="reason", label="变动原因", at_most=300, at_least=0)
    rows = {row.uid: row for row in project.sub_projects.order_by("position", "uid")}
    moved: dict[str, list[int | None]] = {}
    for plan in parts:
        row = rows.get(plan.uid)
        if row is None:
            raise PartsUnknown()
        plan = _kept(row, plan)
        if not 1 <= plan.weight <= 100:
            raise WeightOutOfRange(field="weight")
        if plan.planned_fen is not None:
            refuse_amount(plan.planned_fen, field="planned_fen", least=0)
        if plan.start_on and plan.due_on and plan.due_on < plan.start_on:
            raise DatesReversed(field="due_on")
        if row.planned_fen != plan.planned_fen:
            if row.planned_fen is not None and not reason:
                raise ReasonForChangeMissing(field="reason")
            moved[f"part_{row.position}_fen"] = [row.planned_fen, plan.planned_fen]
        row.weight, row.planned_fen = plan.weight, plan.planned_fen
        row.start_on, row.due_on = plan.start_on, plan.due_on
        row.unit_name = texts.line(plan.unit_name, field="unit_name", label="承办单位", at_most=80, at_least=0)
    short = money.missing_in_parts(project.planned_fen, [row.planned_fen for row in rows.values()])
    if short:
        raise PartsDoNotAddUp(difference_fen=short)
    SubProject.objects.bulk_update(rows.values(), ["weight", "planned_fen", "start_on", "due_on", "unit_name"])
    record("delivery.weigh_parts", project, actor=actor, at=at, facts={"parts": len(parts), **moved}, words=(reason,))
    publish(events.SubProjectsChanged(at=at, project_uid=project.uid, year=project.year))
    return list(rows.values())


def _kept(row: SubProject, plan: PartPlan) -> PartPlan:
    """The plan, with what somebody else changed meanwhile and this person did not touch left as it is."""
    now, wanted = ({name: clashes.text(getattr(each, name)) for name in _PART} for each in (row, plan))
    kept = clashes.left_alone(row.title, _PART, seen=plan.seen, now=now, wanted=wanted, field="seen", say=_said)
    return plan._replace(**{name: getattr(row, name) for name in kept})


def _said(name: str, value: str) -> str:
    """Money in 万元, as it stands on the page."""
    is_money = name == "planned_fen" and value.isdecimal()
    return f"{Decimal(value) / 1_000_000:,f} 万元" if is_money else value


class Step(NamedTuple):
    """One step of a plan that is drawn backwards. `share` of the whole time, as a whole number."""

    stage: WorkStage
    title: str
    standard: str
    share: int
    responsible: str = ""


@transaction.atomic
def draw_plan(
    *,
    actor: Actor,
    project_uid: UUID,
    start_on: dt.date,
    due_on: dt.date,
    steps: Sequence[Step],
    at: dt.datetime,
) -> list[Milestone]:
    """倒排工期 (1-84): from the deadline back to the start, each step with its stage, standard, owner and day.

    Raises PlanStands where there are milestones already, SpanTooShort where the days do not reach.
    """
    project = schedule_project(actor=actor, project_uid=project_uid, start_on=start_on, due_on=due_on, at=at)
    if count := project.milestones.count():
        raise PlanStands(count=count)
    try:
        days = schedule.shared_out(start_on, due_on, [step.share for step in steps])
    except ValueError as short:
        raise SpanTooShort(field="due_on", days=short.args[0], steps=len(steps)) from short
    made = [
        add_milestone(
            actor=actor,
            project_uid=project_uid,
            stage=step.stage,
            title=step.title,
            standard=step.standard,
            responsible=step.responsible,
            due_on=span.due_on,
            at=at,
        )
        for step, span in zip(steps, schedule.backwards(due_on, days), strict=True)
    ]
    record("delivery.draw_plan", project, actor=actor, at=at, facts={"steps": len(made)})
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
    stage: WorkStage | Literal[""] = "",
) -> Milestone:
    """A step of the plan; without an acceptance standard it is none (0-60)."""
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.plan", project)
    refuse_closed(project, "变更实施计划")
    step = Milestone(
        project=project,
        position=project.milestones.count() + 1,
        stage=stage,
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
