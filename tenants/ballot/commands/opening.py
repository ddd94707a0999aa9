"""Opening a round: the roll is frozen, the engine is asked what can be known before anybody votes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.outbox.commands import publish
from tenants.appraisal import queries as appraisal
from tenants.ballot import events, queries, tally
from tenants.ballot.commands import ceremony, sealing
from tenants.ballot.errors import (
    AgendaOutstanding,
    CandidatesChanged,
    CandidatesNotApproved,
    GroupEmpty,
    MarginNotMet,
    MethodNotAdopted,
    NobodyPresent,
    NoFurtherRound,
    OfficersMissing,
    OfficersNotApproved,
    QuorumNotMet,
    RehearsalUnderWay,
    SessionNotOpen,
)
from tenants.ballot.lifecycle import VOTE
from tenants.ballot.method import Method
from tenants.ballot.models import RollEntry, Vote, VoteRound
from tenants.ballot.policies import POLICY
from tenants.ballot.rounds import next_round
from tenants.ballot.terms import OTHERS
from tenants.deputies import queries as deputies
from tenants.deputies.terms import MandateKind
from tenants.meetings import queries as meetings
from tenants.meetings.terms import SessionState


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody on the roll, and whether he or she is here."""

    mandate_uid: UUID
    account_uid: UUID | None
    name: str
    groups: tuple[str, ...]  # names by which a method may count this person apart: the kind of mandate, the group
    is_present: bool


@transaction.atomic
def open_round(*, actor: Actor, vote_uid: UUID, at: dt.datetime) -> VoteRound:
    """Open the first round. Freezes the roll; refuses without quorum, margin, approved candidates, an open session."""
    of = queries.lock(vote_uid)
    POLICY.permit(actor, "ballot.open", of)
    VOTE.step("open", of.state)
    asked = [str(each.candidate_uid) for each in queries.questions(of)]
    if of.rehearses is not None:
        return begin(of, "open", 1, asked, of.method, _expected(of, at), actor=actor, at=at)
    approved = [str(each.uid) for each in appraisal.candidates(of.cycle_uid)]
    if not approved:
        raise CandidatesNotApproved()
    if approved != asked:
        raise CandidatesChanged()
    _refuse_unready_meeting(of)
    return begin(of, "open", 1, asked, of.method, _expected(of, at), actor=actor, at=at)


@transaction.atomic
def open_next_round(*, actor: Actor, vote_uid: UUID, at: dt.datetime) -> VoteRound:
    """Vote again: among the tied, on what is left over, or on everything when the last round did not stand (4.1)."""
    of = queries.lock(vote_uid)
    POLICY.permit(actor, "ballot.open", of)
    VOTE.step("open_next", of.state)
    last = queries.last_round(of)
    further = next_round(last.candidates, last.method, last.outcome) if last and last.outcome else None
    if last is None or further is None:
        raise NoFurtherRound()
    number = last.number + 1
    return begin(of, "open_next", number, further.candidates, further.method, _expected(of, at), actor=actor, at=at)


def _refuse_unready_meeting(of: Vote) -> None:
    """The rehearsal over, method adopted, then the officers, and all that the agenda puts first (domain §3.7, 1-56 … 1-62)."""
    if queries.rehearsal_of(of) is not None:
        raise RehearsalUnderWay()
    if of.method_adopted_at is None:
        raise MethodNotAdopted()
    if not of.officers.exists():
        raise OfficersMissing()
    if of.officers_approved_at is None:
        raise OfficersNotApproved()
    if waiting := meetings.unfinished_before_vote(of.session_uid):
        raise AgendaOutstanding(item=waiting[0])


def _expected(of: Vote, at: dt.datetime) -> list[Expected]:
    """The roll of today 应到, and who of it has signed in 实到. Raises SessionNotOpen.

    To a rehearsal, which no meeting holds, everybody with an account may come.
    """
    roll = deputies.roll_on(clock.date_of(at))
    if of.rehearses is not None:
        return [_seat(each, is_present=each.account_uid is not None) for each in roll]
    if meetings.session(of.session_uid).state != SessionState.OPEN:
        raise SessionNotOpen()
    here = {each.seat_uid for each in meetings.present(of.session_uid) if each.votes}
    return [_seat(each, is_present=each.mandate_uid in here) for each in roll]


def _seat(seat: deputies.Seat, *, is_present: bool) -> Expected:
    groups = (seat.kind, MandateKind(seat.kind).label, seat.group)
    return Expected(seat.mandate_uid, seat.account_uid, seat.name, groups, is_present)


def begin(
    of: Vote,
    step: str,
    number: int,
    candidates: Sequence[str],
    method: dict[str, Any],
    expected: Iterable[Expected],
    *,
    actor: Actor,
    at: dt.datetime,
) -> VoteRound:
    """Write the round and its frozen roll, and let the voters in."""
    box = ceremony.ready_box(of, number) if queries.is_sealed(of) else None
    slots = _slots(expected, Method.read(method).groups)
    present = sum(slot.is_present for slot in slots)
    _refuse_by_rule(method, candidates, slots, present)
    if box is not None:
        sealing.give_slots(slots)
    this = VoteRound(
        vote=of,
        number=number,
        candidates=list(candidates),
        method=method,
        expected=len(slots),
        present=present,
        opened_at=at,
    )
    this.save(force_insert=True)
    for slot in slots:
        slot.round = this
    RollEntry.objects.bulk_create(slots, batch_size=1000)
    if box is not None:
        sealing.freeze_manifest(box, this, slots)
    facts = {"round": number, "questions": len(candidates), "expected": len(slots), "present": present}
    advance(of, VOTE, step, actor=actor, at=at, facts=facts)
    publish(events.VoteOpened(at=at, vote_uid=of.uid, cycle_uid=of.cycle_uid, round_no=number))
    return this


def _slots(expected: Iterable[Expected], groups: tuple[str, ...]) -> list[RollEntry]:
    """One slot a person: who holds two seats has one vote, and is here if signed in for either."""
    found: dict[UUID, RollEntry] = {}
    for each in sorted(expected, key=lambda seat: (seat.groups, seat.name, seat.mandate_uid)):
        person = each.account_uid or each.mandate_uid
        if person in found:
            found[person].is_present |= each.is_present
            continue
        group = next((name for name in groups if name in each.groups), OTHERS if groups else "")
        found[person] = RollEntry(
            mandate_uid=each.mandate_uid,
            account_uid=each.account_uid,
            name=each.name,
            group=group,
            is_present=each.is_present,
        )
    return list(found.values())


def _refuse_by_rule(method: dict[str, Any], candidates: Sequence[str], slots: list[RollEntry], present: int) -> None:
    """Ask the engine about an empty box: of its refusals, quorum and margin can be known before anybody votes."""
    read = Method.read(method)
    for group in read.groups:
        if not any(slot.group == group for slot in slots):
            raise GroupEmpty(group=group)
    if not present:
        raise NobodyPresent()
    refused = tally.decide(tally.empty(read, candidates, expected=len(slots), present=present)).refused
    for broken in (QuorumNotMet, MarginNotMet):
        if refused is not None and refused.code == broken.code:
            raise broken(refused.message)
