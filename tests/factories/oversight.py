"""Groups, inspections and what follows, by the room's own commands, written short."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from commons.kernel.actor import Actor, Role
from tenants.delivery.models import Project
from tenants.oversight.commands import evaluations, findings, groups, inspections, rectifications
from tenants.oversight.models import Evaluation, Finding, Inspection, Rectification, SupervisionGroup
from tenants.oversight.terms import FindingKind, InspectionKind
from tests.factories.people import AT, actor, as_actor, member

TODAY = dt.date(2026, 3, 2)  # the day of AT
DEADLINE = dt.date(2026, 4, 2)


def clerk() -> Actor:
    return actor(Role.CLERK, name="经办")


def director() -> Actor:
    return actor(Role.DIRECTOR, name="负责人")


def group(name: str = "第一监督小组", *projects: Project) -> SupervisionGroup:
    formed = groups.form_group(actor=clerk(), year=2026, name=name, led_by="社会建设工委", at=AT)
    for project in projects:
        groups.assign_project(actor=clerk(), group_uid=formed.uid, project_uid=project.uid, at=AT)
    return formed


def inspector(formed: SupervisionGroup, name: str = "监督员") -> Actor:
    """A member of the group, as an Actor."""
    person = member(Role.INSPECTOR, name=name)
    groups.add_member(actor=clerk(), group_uid=formed.uid, account_uid=person.uid, at=AT)
    return as_actor(person)


def inspection(
    project: Project,
    *,
    by: Actor | None = None,
    kind: InspectionKind = InspectionKind.SITE_CHECK,
    participants: int = 5,
    mandate_uids: tuple[UUID, ...] = (),
) -> Inspection:
    return inspections.inspect(
        actor=by or clerk(),
        project_uid=project.uid,
        kind=kind,
        held_on=TODAY,
        summary="现场查看施工情况",
        progress_note="按序时推进",
        participants=participants,
        mandate_uids=mandate_uids,
        at=AT,
    )


def finding(seen: Inspection, kind: FindingKind = FindingKind.SAFETY, *, by: Actor | None = None) -> Finding:
    return findings.raise_finding(
        actor=by or clerk(), inspection_uid=seen.uid, kind=kind, text="基坑临边没有护栏", location="3 号楼", at=AT
    )


def order(found: Finding, *, due_on: dt.date = DEADLINE) -> Rectification:
    return rectifications.order_rectification(
        actor=clerk(), finding_uid=found.uid, text="立即加装护栏", due_on=due_on, at=AT
    )


def evaluated(
    project: Project,
    satisfied: int = 15,
    basically: int = 1,
    dissatisfied: int = 13,
    abstain: int = 0,
    *,
    members: int = 31,
    present: int | None = None,
    void: int = 0,
    by: Actor | None = None,
    rectify_by: dt.date | None = None,
    held_on: dt.date = TODAY,
    at: dt.datetime = AT,
) -> Evaluation:
    """镇海's counts unless told otherwise."""
    returned = satisfied + basically + dissatisfied + abstain + void
    return evaluations.evaluate(
        actor=by or clerk(),
        project_uid=project.uid,
        held_on=held_on,
        members=members,
        present=returned if present is None else present,
        returned=returned,
        satisfied=satisfied,
        basically_satisfied=basically,
        dissatisfied=dissatisfied,
        abstain=abstain,
        void=void,
        rectify_by=rectify_by,
        at=at,
    )
