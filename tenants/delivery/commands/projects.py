"""Opening a project, saying who answers for it, changing it, pausing, accepting and ending it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from commons.access import commands as grants
from commons.access import queries as access
from commons.audit.commands import advance, record
from commons.identity import queries as identity
from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.outbox.commands import publish, ring
from tenants.delivery import events, queries
from tenants.delivery.commands import clashes
from tenants.delivery.commands.plans import add_sub_projects
from tenants.delivery.commands.refusals import refuse_amount, refuse_closed
from tenants.delivery.errors import (
    DatesReversed,
    DecisionMissing,
    InspectorNotAppointed,
    NothingChanged,
    UnitNotAppointed,
    YearOutOfRange,
)
from tenants.delivery.lifecycle import OF_KIND
from tenants.delivery.models import Adjustment, Project
from tenants.delivery.policies import POLICY
from tenants.delivery.terms import Aspect, ProjectKind
from tenants.intake import texts

LEADERS: Final = {
    "accountable_leader": "责任领导",
    "direct_owner": "直接责任人",
    "executor": "具体执行人",
    "task_force": "工作专班",
    "task_force_size": "专班人数",
    "community": "村（社区）",
}


@transaction.atomic
def open_project(
    *,
    actor: Actor,
    kind: ProjectKind,
    year: int,
    title: str,
    content: str,
    at: dt.datetime,
    planned_fen: int | None = None,
    field: str = "",
    goal: str = "",
    beneficiaries: str = "",
    unit_name: str = "",
    sub_projects: Sequence[str] = (),
    cycle_uid: UUID | None = None,
    candidate_uid: UUID | None = None,
) -> Project:
    """A new project at the end of the year's list."""
    POLICY.permit(actor, "delivery.open")
    _refuse_year(year)
    if planned_fen is not None:
        refuse_amount(planned_fen, field="planned_fen", least=0)
    project = Project(
        year=year,
        position=queries.next_position(year),
        kind=kind,
        cycle_uid=cycle_uid,
        candidate_uid=candidate_uid,
        title=texts.line(title, field="title", label="项目名称", at_most=100),
        content=texts.prose(content, field="content", label="建设内容", at_most=5000),
        field=texts.line(field, field="field", label="领域", at_most=40, at_least=0),
        goal=texts.prose(goal, field="goal", label="年度目标", at_most=2000, at_least=0),
        beneficiaries=texts.line(beneficiaries, field="beneficiaries", label="惠及范围", at_most=200, at_least=0),
        planned_fen=planned_fen,
        promised_fen=planned_fen,
        unit_name=texts.line(unit_name, field="unit_name", label="责任单位", at_most=80, at_least=0),
        state=OF_KIND[kind].start,
        created_at=at,
    )
    project.promised_title, project.promised_content = project.title, project.content
    project.promised_goal = project.goal
    project.save(force_insert=True)
    record(
        "delivery.open",
        project,
        actor=actor,
        at=at,
        facts={"year": year, "kind": kind, "planned_fen": planned_fen, "candidate": candidate_uid},
        states=("", project.state),
    )
    publish(events.ProjectOpened(at=at, project_uid=project.uid, year=year, kind=kind))
    if sub_projects:
        add_sub_projects(actor=actor, project_uid=project.uid, titles=sub_projects, at=at)
    return project


@transaction.atomic
def assign_unit(
    *,
    actor: Actor,
    project_uid: UUID,
    account_uid: UUID,
    unit_name: str,
    at: dt.datetime,
    seen: Mapping[str, str] | None = None,
) -> Project:
    """Give the project to a unit's account; whoever had it before loses it.

    `seen` is what the page showed. Raises UnitNotAppointed, ChangedMeanwhile with the comparison.
    """
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.assign", project)
    refuse_closed(project, "更换责任单位")
    if not access.holds(account_uid, Role.UNIT):
        raise UnitNotAppointed(field="account_uid")
    account = identity.account(account_uid)
    name = texts.line(unit_name, field="unit_name", label="责任单位", at_most=80)
    now = {"unit_name": project.unit_name, "account_uid": clashes.text(project.unit_account_uid)}
    if seen is not None and seen.get("account_uid") != now["account_uid"] != str(account_uid):
        label, was, is_now = "责任单位", seen.get("unit_name", ""), now["unit_name"]
        clashes.refuse([clashes.Conflict(project.title, "account_uid", label, was, is_now, name)])
    _take_from_unit(project)
    grants.grant(account=account, permission="report_project", on=project)
    project.unit_name = name
    project.unit_account_uid = account.uid
    project.save(update_fields=["unit_name", "unit_account_uid"])
    record("delivery.assign_unit", project, actor=actor, at=at, facts={"account": account.uid})
    publish(events.UnitAssigned(at=at, project_uid=project.uid, account_uid=account.uid))
    return project


@transaction.atomic
def name_leaders(
    *,
    actor: Actor,
    project_uid: UUID,
    accountable_leader: str,
    direct_owner: str,
    executor: str,
    at: dt.datetime,
    task_force: str = "",
    task_force_size: int | None = None,
    community: str = "",
    seen: Mapping[str, str] | None = None,
) -> Project:
    """责任领导, 直接责任人, 具体执行人 (1-89 … 1-91), the 工作专班 and the 村（社区） where there are any (1-88, 1-92).

    `seen` is what the page showed: what somebody else changed since is kept. Raises ChangedMeanwhile with the comparison.
    """
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.assign", project)
    refuse_closed(project, "变更责任人")
    wanted: dict[str, Any] = {
        "accountable_leader": texts.line(accountable_leader, field="accountable_leader", label="责任领导", at_most=40),
        "direct_owner": texts.line(direct_owner, field="direct_owner", label="直接责任人", at_most=40),
        "executor": texts.line(executor, field="executor", label="具体执行人", at_most=40),
        "task_force": texts.line(task_force, field="task_force", label="工作专班", at_most=80, at_least=0),
        "task_force_size": task_force_size,
        "community": texts.line(community, field="community", label="村（社区）", at_most=80, at_least=0),
    }
    now = {name: clashes.text(getattr(project, name)) for name in wanted}
    typed = {name: clashes.text(value) for name, value in wanted.items()}
    kept = clashes.left_alone(project.title, LEADERS, seen=seen, now=now, wanted=typed)
    for name in wanted.keys() - kept:
        setattr(project, name, wanted[name])
    project.save(update_fields=list(wanted))
    record(
        "delivery.name_leaders",
        project,
        actor=actor,
        at=at,
        facts={"task_force_size": project.task_force_size},
        words=(project.accountable_leader, project.direct_owner, project.executor, project.task_force),
    )
    ring()
    return project


@transaction.atomic
def adjust_project(
    *,
    actor: Actor,
    project_uid: UUID,
    reason: str,
    at: dt.datetime,
    content: str | None = None,
    goal: str | None = None,
    due_on: dt.date | None = None,
    planned_fen: int | None = None,
) -> list[Adjustment]:
    """Change an ordinary work. What the deputies voted is changed by `changes.propose_change`: raises DecisionMissing."""
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.adjust", project)
    refuse_closed(project, "调整")
    reason = texts.line(reason, field="reason", label="调整原因", at_most=300)
    if project.kind == ProjectKind.VOTED:
        raise DecisionMissing()
    if planned_fen is not None:
        refuse_amount(planned_fen, field="planned_fen", least=0)
    if due_on is not None and project.start_on is not None and due_on < project.start_on:
        raise DatesReversed(field="due_on")
    wanted: dict[Aspect, tuple[str, str | int | dt.date | None]] = {
        Aspect.CONTENT: (
            "content",
            content and texts.prose(content, field="content", label="建设内容", at_most=5000, at_least=0),
        ),
        Aspect.GOAL: ("goal", goal and texts.prose(goal, field="goal", label="年度目标", at_most=2000, at_least=0)),
        Aspect.DUE: ("due_on", due_on),
        Aspect.MONEY: ("planned_fen", planned_fen),
    }
    made = []
    for aspect, (name, value) in wanted.items():
        before = getattr(project, name)
        if value is None or value == "" or value == before:
            continue
        setattr(project, name, value)
        made.append(
            Adjustment(
                project=project,
                aspect=aspect,
                before="" if before is None else str(before),
                after=str(value),
                reason=reason,
                adjusted_at=at,
            )
        )
    if not made:
        raise NothingChanged()
    Adjustment.objects.bulk_create(made)
    project.save(update_fields=["content", "goal", "due_on", "planned_fen"])
    figures = {each.aspect: [each.before, each.after] for each in made if each.aspect in (Aspect.DUE, Aspect.MONEY)}
    record(
        "delivery.adjust",
        project,
        actor=actor,
        at=at,
        facts={"aspects": [each.aspect for each in made], **figures},
        words=(reason, *(each.after for each in made)),
    )
    for each in made:
        publish(events.ProjectAdjusted(at=at, project_uid=project.uid, year=project.year, aspect=each.aspect))
    return made


@transaction.atomic
def pause_project(*, actor: Actor, project_uid: UUID, reason: str, at: dt.datetime) -> Project:
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.pause", project)
    reason = texts.line(reason, field="reason", label="暂停原因", at_most=300)
    advance(project, project.lifecycle, "pause", actor=actor, at=at, words=(reason,), state_reason=reason)
    publish(events.ProjectPaused(at=at, project_uid=project.uid, year=project.year))
    return project


@transaction.atomic
def resume_project(*, actor: Actor, project_uid: UUID, at: dt.datetime) -> Project:
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.pause", project)
    advance(project, project.lifecycle, "resume", actor=actor, at=at, state_reason="")
    publish(events.ProjectResumed(at=at, project_uid=project.uid, year=project.year))
    return project


@transaction.atomic
def accept_project(*, actor: Actor, project_uid: UUID, at: dt.datetime) -> Project:
    """竣工验收 passed: the project is closed and the unit's access with it."""
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.accept", project)
    advance(project, project.lifecycle, "accept", actor=actor, at=at, accepted_on=clock.date_of(at))
    _take_from_unit(project)
    publish(events.ProjectAccepted(at=at, project_uid=project.uid, year=project.year))
    return project


@transaction.atomic
def reject_completion(*, actor: Actor, project_uid: UUID, reason: str, at: dt.datetime) -> Project:
    """竣工验收 failed: back to work, with the reason on the row."""
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.accept", project)
    reason = texts.line(reason, field="reason", label="不予验收的原因", at_most=300)
    advance(
        project,
        project.lifecycle,
        "reject",
        actor=actor,
        at=at,
        words=(reason,),
        completed_on=None,
        state_reason=reason,
    )
    publish(events.CompletionRejected(at=at, project_uid=project.uid, year=project.year))
    return project


@transaction.atomic
def terminate_project(*, actor: Actor, project_uid: UUID, reason: str, at: dt.datetime) -> Project:
    """End an ordinary work for good. What was voted is ended by `changes.propose_change`: raises DecisionMissing."""
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.terminate", project)
    reason = texts.line(reason, field="reason", label="终止原因", at_most=190)
    if project.kind == ProjectKind.VOTED:
        raise DecisionMissing()
    return end(project, actor=actor, standing=reason, at=at)


def end(project: Project, *, actor: Actor, standing: str, at: dt.datetime) -> Project:
    """The last step of a project that is given up; it is locked, and whoever asks was permitted to."""
    advance(project, project.lifecycle, "terminate", actor=actor, at=at, words=(standing,), state_reason=standing)
    _take_from_unit(project)
    publish(events.ProjectTerminated(at=at, project_uid=project.uid, year=project.year))
    return project


@transaction.atomic
def let_inspect(*, actor: Actor, project_uid: UUID, account_uid: UUID, at: dt.datetime) -> None:
    """A member of a supervision group may look into this project. Idempotent. Raises InspectorNotAppointed."""
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.let_inspect", project)
    if not access.holds(account_uid, Role.INSPECTOR):
        raise InspectorNotAppointed(field="account_uid")
    account = identity.account(account_uid)
    grants.grant(account=account, permission="inspect_project", on=project)
    record("delivery.let_inspect", project, actor=actor, at=at, facts={"account": account.uid})


@transaction.atomic
def stop_inspecting(*, actor: Actor, project_uid: UUID, account_uid: UUID, at: dt.datetime) -> None:
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.let_inspect", project)
    grants.withdraw(account=identity.account(account_uid), permission="inspect_project", on=project)
    record("delivery.stop_inspecting", project, actor=actor, at=at, facts={"account": account_uid})


def _take_from_unit(project: Project) -> None:
    for account in access.grantees("report_project", project):
        grants.withdraw(account=account, permission="report_project", on=project)


def _refuse_year(year: int) -> None:
    if not 2000 <= year <= 2100:
        raise YearOutOfRange(field="year", year=year)
