"""Forming a supervision group, who is in it, and which projects it watches. Grants follow both."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from commons.access import queries as access
from commons.audit.commands import record
from commons.identity import queries as identity
from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.outbox.commands import publish, ring
from tenants.delivery import queries as delivery
from tenants.delivery.commands import projects
from tenants.deputies import queries as deputies
from tenants.intake import texts
from tenants.oversight import events, queries
from tenants.oversight.errors import (
    AlreadyAssigned,
    AlreadyMember,
    GroupDisbanded,
    NotAMember,
    NotAnInspector,
    NotAssigned,
)
from tenants.oversight.models import Assignment, GroupMember, SupervisionGroup
from tenants.oversight.policies import POLICY
from tenants.oversight.terms import GroupKind


@transaction.atomic
def form_group(
    *, actor: Actor, year: int, name: str, led_by: str, at: dt.datetime, kind: GroupKind = GroupKind.PROJECT
) -> SupervisionGroup:
    POLICY.permit(actor, "oversight.organise")
    group = SupervisionGroup(
        year=year,
        name=texts.line(name, field="name", label="小组名称", at_most=60),
        kind=kind,
        led_by=texts.line(led_by, field="led_by", label="牵头工委", at_most=60),
        created_at=at,
    )
    group.save(force_insert=True)
    record("oversight.form_group", group, actor=actor, at=at, facts={"year": year, "kind": kind})
    ring()
    return group


@transaction.atomic
def add_member(
    *, actor: Actor, group_uid: UUID, account_uid: UUID, at: dt.datetime, is_leader: bool = False
) -> GroupMember:
    """He reaches the group's projects at once; a deputy's mandate is noted for his duty records. Raises NotAnInspector."""
    group = queries.lock_group(group_uid)
    POLICY.permit(actor, "oversight.organise", group)
    _refuse_disbanded(group)
    if not access.holds(account_uid, Role.INSPECTOR):
        raise NotAnInspector(field="account_uid")
    account = identity.account(account_uid)
    if group.members.filter(account_uid=account_uid, left_on=None).exists():
        raise AlreadyMember(field="account_uid")
    today = clock.date_of(at)
    seat = deputies.mandate_of(account.uid, today)
    member = GroupMember(
        group=group,
        account_uid=account.uid,
        name=account.name,
        mandate_uid=seat.mandate_uid if seat else None,
        is_leader=is_leader,
        joined_on=today,
    )
    member.save(force_insert=True)
    facts = {"group": group.uid, "account": account.uid, "leader": is_leader}
    record("oversight.add_member", member, actor=actor, at=at, facts=facts)
    for assignment in queries.assignments_of(group):
        projects.let_inspect(actor=actor, project_uid=assignment.project_uid, account_uid=account.uid, at=at)
    return member


@transaction.atomic
def remove_member(*, actor: Actor, group_uid: UUID, account_uid: UUID, at: dt.datetime) -> GroupMember:
    """He leaves, and keeps only the projects that another group of his still watches."""
    group = queries.lock_group(group_uid)
    POLICY.permit(actor, "oversight.organise", group)
    member = group.members.filter(account_uid=account_uid, left_on=None).first()
    if member is None:
        raise NotAMember(field="account_uid")
    member.left_on = clock.date_of(at)
    member.save(update_fields=["left_on"])
    facts = {"group": group.uid, "account": account_uid}
    record("oversight.remove_member", member, actor=actor, at=at, facts=facts)
    for assignment in queries.assignments_of(group):
        _stop_unless_reached(actor, account_uid, assignment.project_uid, at)
    return member


@transaction.atomic
def assign_project(*, actor: Actor, group_uid: UUID, project_uid: UUID, at: dt.datetime) -> Assignment:
    """The group watches this project from now on (0-59); every member is let in."""
    group = queries.lock_group(group_uid)
    POLICY.permit(actor, "oversight.organise", group)
    _refuse_disbanded(group)
    project = delivery.project(project_uid, on=clock.date_of(at))
    if group.assignments.filter(project_uid=project_uid, ended_on=None).exists():
        raise AlreadyAssigned(field="project_uid")
    assignment = Assignment(
        group=group, project_uid=project.uid, project_title=project.title, assigned_on=clock.date_of(at)
    )
    assignment.save(force_insert=True)
    facts = {"group": group.uid, "project": project.uid}
    record("oversight.assign_project", assignment, actor=actor, at=at, facts=facts)
    for account_uid in queries.accounts_of(group):
        projects.let_inspect(actor=actor, project_uid=project.uid, account_uid=account_uid, at=at)
    publish(events.ProjectPlacedUnderSupervision(at=at, project_uid=project.uid, group_uid=group.uid))
    return assignment


@transaction.atomic
def withdraw_project(*, actor: Actor, group_uid: UUID, project_uid: UUID, at: dt.datetime) -> Assignment:
    group = queries.lock_group(group_uid)
    POLICY.permit(actor, "oversight.organise", group)
    ring()
    return _end(actor, group, project_uid, at)


@transaction.atomic
def disband_group(*, actor: Actor, group_uid: UUID, at: dt.datetime) -> SupervisionGroup:
    """The group watches nothing any more; what it recorded stays."""
    group = queries.lock_group(group_uid)
    POLICY.permit(actor, "oversight.organise", group)
    _refuse_disbanded(group)
    for assignment in list(queries.assignments_of(group)):
        _end(actor, group, assignment.project_uid, at)
    group.disbanded_on = clock.date_of(at)
    group.save(update_fields=["disbanded_on"])
    record("oversight.disband_group", group, actor=actor, at=at)
    ring()
    return group


def _end(actor: Actor, group: SupervisionGroup, project_uid: UUID, at: dt.datetime) -> Assignment:
    assignment = group.assignments.filter(project_uid=project_uid, ended_on=None).first()
    if assignment is None:
        raise NotAssigned(field="project_uid")
    assignment.ended_on = clock.date_of(at)
    assignment.save(update_fields=["ended_on"])
    facts = {"group": group.uid, "project": project_uid}
    record("oversight.withdraw_project", assignment, actor=actor, at=at, facts=facts)
    for account_uid in queries.accounts_of(group):
        _stop_unless_reached(actor, account_uid, project_uid, at)
    return assignment


def _stop_unless_reached(actor: Actor, account_uid: UUID, project_uid: UUID, at: dt.datetime) -> None:
    if not queries.reaches(account_uid, project_uid):
        projects.stop_inspecting(actor=actor, project_uid=project_uid, account_uid=account_uid, at=at)


def _refuse_disbanded(group: SupervisionGroup) -> None:
    if group.disbanded_on is not None:
        raise GroupDisbanded()
