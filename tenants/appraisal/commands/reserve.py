"""The reserve pool: put in with a reason, tracked, taken up in a later year, or dropped."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.kernel.actor import Actor
from commons.outbox.commands import publish
from tenants.appraisal import events, queries
from tenants.appraisal.commands.proposals import enter_proposal, tell_origins
from tenants.appraisal.errors import SameYear
from tenants.appraisal.lifecycle import PROPOSAL, RESERVE
from tenants.appraisal.models import Proposal, Reserve, ReserveNote
from tenants.appraisal.policies import POLICY
from tenants.appraisal.terms import Origin, ReserveReason
from tenants.cycles import queries as cycles
from tenants.intake import texts
from tenants.intake.terms import Field, OutcomeKind


@transaction.atomic
def put_in_reserve(
    *, actor: Actor, proposal_uid: UUID, reason_code: ReserveReason, reason: str, at: dt.datetime
) -> Reserve:
    """暂无法实施: kept for a later year (1-40). A candidate still on the list is first withdrawn, or disposed of."""
    proposal = queries.lock(proposal_uid)
    POLICY.permit(actor, "appraisal.reserve", proposal)
    if queries.standing_candidate(proposal):
        PROPOSAL.step("put_forward", proposal.state)  # refuses: it is on the list
    return keep_in_reserve(proposal, reason_code, reason, actor=actor, at=at)


def keep_in_reserve(
    proposal: Proposal, reason_code: ReserveReason, reason: str, *, actor: Actor, at: dt.datetime
) -> Reserve:
    """Part of putting in and of disposing by route B (2-19)."""
    code = ReserveReason(reason_code)
    words = texts.line(reason, field="reason", label="入库说明", at_most=300, at_least=4)
    year = cycles.cycle(proposal.cycle_uid).year
    facts = {"reason": code, "year": year}
    advance(proposal, PROPOSAL, "reserve", actor=actor, at=at, facts=facts, words=(words,))
    reserve = Reserve(proposal=proposal, year=year, reason_code=code, reason=words, created_at=at)
    reserve.save(force_insert=True)
    tell_origins(proposal, OutcomeKind.RESERVED, at=at)
    publish(events.ProposalReserved(at=at, proposal_uid=proposal.uid, cycle_uid=proposal.cycle_uid, reason=code))
    return reserve


@transaction.atomic
def track_reserve(*, actor: Actor, uid: UUID, note: str, at: dt.datetime) -> ReserveNote:
    """持续跟踪 (1-40)."""
    reserve = queries.lock_reserve(uid)
    POLICY.permit(actor, "appraisal.track", reserve)
    RESERVE.step("take_up", reserve.state)
    row = ReserveNote(
        reserve=reserve,
        note=texts.line(note, field="note", label="跟踪情况", at_most=500, at_least=4),
        noted_at=at,
    )
    row.save(force_insert=True)
    record("appraisal.track", reserve, actor=actor, at=at, words=(row.note,))
    return row


@transaction.atomic
def take_from_reserve(*, actor: Actor, uid: UUID, cycle_uid: UUID, at: dt.datetime) -> Proposal:
    """条件成熟: it comes back as a new proposal of a later year, under that year's rules (1-41). Raises SameYear."""
    reserve = queries.lock_reserve(uid)
    POLICY.permit(actor, "appraisal.reserve", reserve)
    RESERVE.step("take_up", reserve.state)
    year = cycles.cycle(cycle_uid).year
    if year <= reserve.year:
        raise SameYear(field="cycle_uid", year=reserve.year)
    old = reserve.proposal
    new = enter_proposal(
        actor=actor,
        cycle_uid=cycle_uid,
        title=old.title,
        content=old.content,
        field=Field(old.field),
        goal=old.goal,
        beneficiaries=old.beneficiaries,
        funding=old.funding,
        cost_fen=old.cost_fen,
        money=old.money,
        suggestion_uids=queries.suggestions_of(old.uid),
        origin=Origin.RESERVE,
        at=at,
    )
    advance(
        reserve,
        RESERVE,
        "take_up",
        actor=actor,
        at=at,
        facts={"year": year, "proposal": new.uid},
        successor=new,
        taken_up_year=year,
    )
    tell_origins(old, OutcomeKind.TAKEN_UP, subject_uid=new.uid, at=at)
    publish(events.ReserveTakenUp(at=at, proposal_uid=old.uid, cycle_uid=old.cycle_uid, new_proposal_uid=new.uid))
    return new


@transaction.atomic
def drop_reserve(*, actor: Actor, uid: UUID, reason: str, at: dt.datetime) -> Reserve:
    """移出储备库: it was built otherwise, or nobody needs it any longer."""
    reserve = queries.lock_reserve(uid)
    POLICY.permit(actor, "appraisal.reserve", reserve)
    words = texts.line(reason, field="reason", label="移出理由", at_most=300, at_least=4)
    advance(reserve, RESERVE, "drop", actor=actor, at=at, words=(words,))
    proposal = reserve.proposal
    publish(events.ReserveDropped(at=at, proposal_uid=proposal.uid, cycle_uid=proposal.cycle_uid))
    return reserve
