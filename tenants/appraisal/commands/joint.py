"""联合会审 by the departments themselves: asked with a date, answered from their own desk, gathered by the clerk (1-33 … 1-37)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from commons.access import queries as access
from commons.audit.commands import record
from commons.kernel.actor import Actor, Role
from commons.kernel.clock import date_of
from commons.outbox.commands import publish
from tenants.appraisal import events, queries
from tenants.appraisal.commands.reviews import keep_opinion
from tenants.appraisal.errors import DepartmentUnknown, DueInThePast, NothingToAsk, NotUnderReview, RequestClosed
from tenants.appraisal.models import JointOpinion, JointRequest, Proposal
from tenants.appraisal.policies import POLICY
from tenants.appraisal.queries import SETTLED
from tenants.appraisal.terms import Aspect, Stance
from tenants.notices import commands as notices

_DESK = "/desk/joint/"


@transaction.atomic
def ask_departments(
    *,
    actor: Actor,
    proposal_uids: Sequence[UUID],
    unit_uids: Sequence[UUID],
    aspects: Sequence[Aspect],
    at: dt.datetime,
    due_on: dt.date | None = None,
) -> list[JointRequest]:
    """Ask each of these departments about each aspect of each proposal; those that are asked already are left as they are.

    Each department is told once, with the date. Raises NothingToAsk, DepartmentUnknown, DueInThePast, ProposalNotFound,
    NotUnderReview.
    """
    POLICY.permit(actor, "appraisal.ask_review")
    rows = [queries.lock(uid) for uid in sorted(set(proposal_uids))]
    units = _departments(unit_uids)
    asked = [Aspect(each) for each in dict.fromkeys(aspects)]
    _refuse_settled(rows)
    if due_on and due_on < date_of(at):
        raise DueInThePast(field="due_on")
    standing = queries.asked_already(rows)
    made = [
        JointRequest(
            proposal=proposal,
            account_uid=unit.uid,
            department=unit.name,
            aspect=aspect,
            due_on=due_on,
            asked_at=at,
            asked_by_name=actor.name,
        )
        for proposal in rows
        for unit in units
        for aspect in asked
        if (proposal.uid, unit.uid, aspect) not in standing
    ]
    if not made:
        raise NothingToAsk(field="proposal_uids")
    JointRequest.objects.bulk_create(made)
    for proposal in rows:
        mine = [each for each in made if each.proposal_id == proposal.uid]
        facts = {"units": sorted({str(each.account_uid) for each in mine}), "aspects": asked, "due_on": due_on}
        if mine:
            record("appraisal.ask_review", proposal, actor=actor, at=at, facts=facts)
    for cycle_uid in sorted({proposal.cycle_uid for proposal in rows}):
        told = {each.account_uid for each in made if each.proposal.cycle_uid == cycle_uid}
        _tell(actor, cycle_uid, told, due_on, at)
        publish(events.JointReviewAsked(at=at, cycle_uid=cycle_uid, departments=len(told)))
    return made


@transaction.atomic
def give_joint_opinion(*, actor: Actor, uid: UUID, stance: Stance, at: dt.datetime, opinion: str = "") -> JointOpinion:
    """The department answers, in its own name. Raises RequestNotFound, RequestClosed, TextRefused."""
    request = queries.lock_request(uid)
    POLICY.permit(actor, "appraisal.opine", request)
    _refuse_closed(request)
    row = keep_opinion(
        actor=actor,
        act="appraisal.opine",
        proposal=request.proposal,
        department=request.department,
        aspect=Aspect(request.aspect),
        stance=stance,
        opinion=opinion,
        held_on=date_of(at),
        at=at,
    )
    request.opinion = row
    request.save(update_fields=["opinion"])
    _settle(actor, request, at)
    return row


@transaction.atomic
def withdraw_request(*, actor: Actor, uid: UUID, at: dt.datetime) -> JointRequest:
    """It is no longer asked, e.g. because another department answers. Raises RequestNotFound, RequestClosed."""
    request = queries.lock_request(uid)
    POLICY.permit(actor, "appraisal.ask_review", request)
    _refuse_closed(request)
    request.withdrawn_at = at
    request.save(update_fields=["withdrawn_at"])
    facts = {"unit": request.account_uid, "aspect": request.aspect}
    record("appraisal.withdraw_request", request.proposal, actor=actor, at=at, facts=facts)
    publish(
        events.JointRequestWithdrawn(
            at=at, proposal_uid=request.proposal_id, cycle_uid=request.proposal.cycle_uid, aspect=request.aspect
        )
    )
    _settle(actor, request, at)
    return request


def _departments(uids: Sequence[UUID]) -> list[Any]:
    found = {each.uid: each for each in access.holders_of(Role.UNIT)}
    if unknown := set(uids) - set(found):
        raise DepartmentUnknown(field="unit_uids", count=len(unknown))
    return [found[uid] for uid in dict.fromkeys(uids)]


def _refuse_settled(rows: Sequence[Proposal]) -> None:
    settled = next((each for each in rows if each.state in SETTLED), None)
    if settled is not None:
        raise NotUnderReview(field="proposal_uids", title=settled.title, state=settled.get_state_display())


def _refuse_closed(request: JointRequest) -> None:
    if not request.is_open:
        raise RequestClosed()


def _tell(actor: Actor, cycle_uid: UUID, units: set[UUID], due_on: dt.date | None, at: dt.datetime) -> None:
    key = _matter(cycle_uid)
    title = "请对建议项目提出联合会审意见"
    notices.notify_all(actor=actor, account_uids=sorted(units), title=title, href=_DESK, due_on=due_on, key=key, at=at)


def _settle(actor: Actor, request: JointRequest, at: dt.datetime) -> None:
    """When nothing of the year waits for this department any more, it leaves its to-do list."""
    cycle_uid = request.proposal.cycle_uid
    if not queries.open_requests(cycle_uid).filter(account_uid=request.account_uid).exists():
        notices.settle(actor=actor, key=_matter(cycle_uid), account_uid=request.account_uid, at=at)


def _matter(cycle_uid: UUID) -> str:
    return f"appraisal.joint:{cycle_uid}"
