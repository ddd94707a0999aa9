"""限期整改: ordered, answered by the unit, rechecked; what is not put right gets a second order (1-64)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from commons.access import commands as grants
from commons.access import queries as access
from commons.audit.commands import advance, record
from commons.identity import queries as identity
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.outbox.commands import publish
from tenants.delivery import queries as delivery
from tenants.documents import commands as documents
from tenants.intake import texts
from tenants.notices.commands import notifications
from tenants.oversight import events, queries
from tenants.oversight.commands.findings import close_finding
from tenants.oversight.commands.refusals import refuse_past_deadline
from tenants.oversight.commands.slips import write_slip
from tenants.oversight.errors import DeadlineMissing
from tenants.oversight.lifecycle import FINDING, RECTIFICATION
from tenants.oversight.models import Evaluation, Finding, LookBack, Rectification
from tenants.oversight.policies import POLICY
from tenants.oversight.terms import Demand, Origin, RectificationState, SlipKind

PERMISSION = "answer_rectification"


@transaction.atomic
def order_rectification(
    *, actor: Actor, finding_uid: UUID, text: str, due_on: dt.date, at: dt.datetime, demand: Demand = Demand.RECTIFY
) -> Rectification:
    """责令整改 of a finding, with a deadline."""
    finding = queries.lock_finding(finding_uid)
    POLICY.permit(actor, "oversight.order", finding)
    refuse_past_deadline(due_on, at)
    advance(finding, FINDING, "order", actor=actor, at=at)
    return open_order(
        actor=actor,
        of=finding,
        origin=Origin.FINDING,
        text=texts.prose(text, field="text", label="整改要求", at_most=1000),
        due_on=due_on,
        demand=demand,
        at=at,
    )


def open_order(
    *,
    actor: Actor,
    of: Finding | Evaluation | LookBack,
    origin: Origin,
    text: str,
    due_on: dt.date,
    at: dt.datetime,
    demand: Demand = Demand.RECTIFY,
    previous: Rectification | None = None,
) -> Rectification:
    """The row, the unit's right to answer it, the evidence, the event: for whatever gave cause."""
    project = delivery.project(of.project_uid, on=clock.date_of(at))
    order = Rectification(
        project_uid=of.project_uid,
        project_title=of.project_title,
        year=of.year,
        origin=origin,
        finding=of if isinstance(of, Finding) else None,
        evaluation=of if isinstance(of, Evaluation) else None,
        look_back=of if isinstance(of, LookBack) else None,
        previous=previous,
        round_no=previous.round_no + 1 if previous else 1,
        demand=demand,
        text=text,
        due_on=due_on,
        unit_name=project.unit_name,
        unit_account_uid=project.unit_account_uid,
        state=RECTIFICATION.start,
        created_at=at,
    )
    order.save(force_insert=True)
    write_slip(order, SlipKind.ASSIGN, text, actor=actor, at=at)
    _give(order)
    _remind(order, actor=actor, at=at)
    facts = {
        "project": order.project_uid,
        "origin": origin,
        "demand": demand,
        "due_on": due_on,
        "round": order.round_no,
        "unit": order.unit_account_uid,
    }
    record("oversight.order", order, actor=actor, at=at, facts=facts, words=(text,), states=("", order.state))
    publish(
        events.RectificationOrdered(
            at=at,
            rectification_uid=order.uid,
            project_uid=order.project_uid,
            year=order.year,
            round_no=order.round_no,
        )
    )
    return order


@transaction.atomic
def answer_rectification(
    *,
    actor: Actor,
    rectification_uid: UUID,
    reply: str,
    at: dt.datetime,
    photos: Sequence[tuple[str, bytes]] = (),
) -> Rectification:
    """The unit says what it did. Late is late, but never refused: the recheck judges."""
    order = queries.lock_rectification(rectification_uid)
    POLICY.permit(actor, "oversight.answer", order)
    words = texts.prose(reply, field="reply", label="整改情况", at_most=3000)
    advance(
        order,
        RECTIFICATION,
        "answer",
        actor=actor,
        at=at,
        facts={"late": order.is_overdue(clock.date_of(at)), "photos": len(photos)},
        words=(words,),
        reply=words,
        answered_at=at,
    )
    for filename, content in photos:
        documents.attach(
            actor=actor,
            subject_type="oversight.rectification",
            subject_uid=order.uid,
            filename=filename,
            content=content,
            at=at,
        )
    notifications.settle(actor=actor, key=_matter(order), at=at)
    publish(
        events.RectificationAnswered(at=at, rectification_uid=order.uid, project_uid=order.project_uid, year=order.year)
    )
    return order


@transaction.atomic
def recheck_rectification(
    *,
    actor: Actor,
    rectification_uid: UUID,
    passed: bool,
    note: str,
    at: dt.datetime,
    due_on: dt.date | None = None,
) -> Rectification:
    """复查: passed closes it (and the finding behind it); failed opens the 二次整改, which needs its own deadline.

    Returns the order that was rechecked; a second one is its `following`.
    """
    order = queries.lock_rectification(rectification_uid)
    POLICY.permit(actor, "oversight.recheck", order)
    words = texts.line(note, field="verdict_note", label="复查意见", at_most=300)
    step = "pass" if passed else "fail"
    RECTIFICATION.step(step, order.state)
    if not passed:
        if due_on is None:
            raise DeadlineMissing(field="due_on", why="整改不到位")
        refuse_past_deadline(due_on, at)
    advance(order, RECTIFICATION, step, actor=actor, at=at, words=(words,), verdict_note=words, closed_at=at)
    _take(order)
    publish(
        events.RectificationClosed(
            at=at, rectification_uid=order.uid, project_uid=order.project_uid, year=order.year, passed=passed
        )
    )
    cause = order.finding or order.evaluation or order.look_back
    assert cause is not None  # the row's own constraint
    if not passed and due_on is not None:
        open_order(
            actor=actor,
            of=cause,
            origin=Origin(order.origin),
            text=order.text,
            due_on=due_on,
            demand=Demand(order.demand),
            previous=order,
            at=at,
        )
    elif order.finding is not None:
        finding = queries.lock_finding(order.finding.uid)
        close_finding(finding, "close", actor=actor, at=at, settlement=words)
    return order


@transaction.atomic
def hand_over_rectifications(*, actor: Actor, project_uid: UUID, account_uid: UUID, at: dt.datetime) -> int:
    """The project has another unit now: what is still open goes with it. How many changed hands."""
    POLICY.permit(actor, "oversight.hand_over")
    project = delivery.project(project_uid, on=clock.date_of(at))
    moved = 0
    for order in queries.standing_rectifications(project_uid).select_for_update():
        if order.unit_account_uid == account_uid:
            continue
        _take(order)
        notifications.settle(actor=actor, key=_matter(order), at=at)
        order.unit_account_uid, order.unit_name = account_uid, project.unit_name
        order.save(update_fields=["unit_account_uid", "unit_name"])
        _give(order)
        _remind(order, actor=actor, at=at)
        record("oversight.hand_over", order, actor=actor, at=at, facts={"unit": account_uid})
        moved += 1
    return moved


def _remind(order: Rectification, *, actor: Actor, at: dt.datetime) -> None:
    """On the unit's to-do list until it has answered."""
    if order.unit_account_uid is not None and order.state == RectificationState.ORDERED:
        notifications.notify(
            actor=actor,
            account_uid=order.unit_account_uid,
            title=f"请办理：{order}"[:100],
            href=f"/desk/rectifications/{order.uid}/",
            due_on=order.due_on,
            key=_matter(order),
            at=at,
        )


def _matter(order: Rectification) -> str:
    return f"oversight.rectification:{order.uid}"


def _give(order: Rectification) -> None:
    if order.unit_account_uid is not None:
        grants.grant(account=identity.account(order.unit_account_uid), permission=PERMISSION, on=order)


def _take(order: Rectification) -> None:
    for account in access.grantees(PERMISSION, order):
        grants.withdraw(account=account, permission=PERMISSION, on=order)
