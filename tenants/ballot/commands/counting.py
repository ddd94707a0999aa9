"""Closing, shuffling, counting, confirming, declaring. The only place that opens the box."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q

from commons.audit.commands import advance, record
from commons.kernel import clock
from commons.kernel.actor import Actor, system
from commons.outbox.commands import publish
from tenants.appraisal.commands import candidates
from tenants.ballot import events, queries, tally
from tenants.ballot.case import read_case
from tenants.ballot.commands import sealing, unsealing
from tenants.ballot.commands.ceremony import abandon_ceremonies
from tenants.ballot.commands.officers import dismiss_officers
from tenants.ballot.errors import (
    ConfirmationRefused,
    ConfirmationsMissing,
    NotCounted,
    PapersDiffer,
    PapersDoNotAddUp,
    PapersNotStated,
    PapersUnjudged,
    ReasonRefused,
    RehearsalOnly,
    RevoteOutstanding,
    RoundRefused,
)
from tenants.ballot.lifecycle import VOTE
from tenants.ballot.models import Ballot, Certificate, Confirmation, RollEntry, Vote, VoteRound
from tenants.ballot.policies import POLICY
from tenants.ballot.rounds import overall
from tenants.ballot.tally import Outcome, Refused
from tenants.ballot.terms import Channel, VoteState
from tenants.deputies.commands import duties
from tenants.deputies.terms import DutyKind

BOX_DIFFERS = "ballot.box_differs_from_roll"
RETURNED_EXCEEDS = "ballot.returned_exceeds_issued"
_chance = random.SystemRandom()


# ── closing ───────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def close_round(*, actor: Actor, round_uid: UUID, at: dt.datetime) -> VoteRound:
    """Take no more ballots, and shuffle the box. Waits for ballots on their way: a receipt given is a ballot counted."""
    of, this = queries.lock_by_round(round_uid)
    POLICY.permit(actor, "ballot.close", of)
    VOTE.step("close", of.state)
    _close(this, at)
    advance(of, VOTE, "close", actor=actor, at=at, facts={"round": this.number, "issued": this.issued})
    publish(events.VoteClosed(at=at, vote_uid=of.uid, cycle_uid=of.cycle_uid, round_no=this.number))
    return this


def _close(this: VoteRound, at: dt.datetime) -> None:
    """Everybody present was issued the ballot on the phone, unless a paper was handed out instead."""
    figures = queries.slots(this)
    this.closed_at = at
    this.issued = figures["electronic"] + figures["on_paper"]
    this.save(update_fields=["closed_at", "issued"])
    if queries.is_sealed(this.vote):
        sealing.seal_box(this.uid)
    else:
        _shuffle(this)


def _shuffle(this: VoteRound) -> None:
    """Write the box anew, in random order, under new random keys, in this one transaction; and the roll's rows with it.

    Until now a ballot and its slot carried the number of the transaction that wrote both, and ballots lay in the order
    of casting. Now every ballot carries the number of this transaction, as does every slot, and the old table's file is
    gone. (Not its traces in the write-ahead log: voting.md §2.)
    """
    box = list(Ballot.objects.all())
    _chance.shuffle(box)
    for ballot in box:
        ballot.uid = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE ballot_ballot")
    Ballot.objects.bulk_create(box, batch_size=1000)
    RollEntry.objects.filter(round=this).update(voted=F("voted"))


# ── counting ──────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def count(*, actor: Actor, round_uid: UUID, at: dt.datetime) -> VoteRound:
    """Open the box and let the engine decide. A round that does not stand is counted too, and says why."""
    of, this = queries.lock_by_round(round_uid)
    POLICY.permit(actor, "ballot.count", of)
    VOTE.step("count", of.state)
    _refuse_papers_in_doubt(this)
    if this.papers_issued is not None:
        this.issued = queries.slots(this)["electronic"] + this.papers_issued
    papers = queries.paper_lines(this)
    if _more_back_than_out(this):
        electronic, decided = queries.slots(this)["voted"], _void_for_papers(this)
    elif queries.is_sealed(of):
        opened = unsealing.open_sums(this, papers)
        electronic, decided = opened.returned, opened.outcome
    else:
        boxed = [
            queries.as_case(each.marks, each.priorities, each.group)
            for each in Ballot.objects.filter(round_uid=this.uid)
        ]
        electronic, decided = len(boxed), _decide(this, [*boxed, *papers])
    this.returned = electronic + (this.papers_returned or 0)
    decided = _unless_the_box_differs(this, electronic, decided)
    this.outcome = decided.as_json()
    this.refusal = decided.refused.code if decided.refused else ""
    this.save(update_fields=["issued", "returned", "outcome", "refusal"])
    figures = {"valid": decided.valid, "void": decided.void, "selected": len(decided.selected)}
    facts = {"round": this.number, "issued": this.issued, "returned": this.returned, **figures, "refusal": this.refusal}
    advance(of, VOTE, "count", actor=actor, at=at, facts=facts)
    return this


def _refuse_papers_in_doubt(this: VoteRound) -> None:
    """Stated, every batch entered alike by its tellers, every doubtful paper judged, and it adds up."""
    if not RollEntry.objects.filter(round=this, channel=Channel.PAPER).exists():
        return
    if this.papers_returned is None:
        raise PapersNotStated()
    if _more_back_than_out(this):
        return  # nothing on these papers will count
    if open_batches := queries.batches_in_doubt(this):
        named = "、".join(map(str, open_batches))
        raise PapersDiffer(batches=named, needed=queries.sheets_needed(this.vote))
    if waiting := queries.unjudged(this):
        raise PapersUnjudged(papers=waiting)
    entered = _papers(queries.paper_lines(this))
    if entered != this.papers_returned:
        raise PapersDoNotAddUp(returned=this.papers_returned, entered=entered)


def _more_back_than_out(this: VoteRound) -> bool:
    """More papers in the box than were handed out: the whole round is void (选举法 第四十四条), phones or no phones."""
    return this.papers_issued is not None and (this.papers_returned or 0) > this.papers_issued


def _void_for_papers(this: VoteRound) -> Outcome:
    """Nothing is opened: the figures of a void round are nobody's to know."""
    sentence = f"纸质票收回 {this.papers_returned} 张，多于发出的 {this.papers_issued} 张，本轮投票无效，请查明原因后重新投票。"
    return Outcome(0, 0, Refused(RETURNED_EXCEEDS, sentence))


def _papers(lines: Iterable[dict[str, Any]]) -> int:
    return sum(each["count"] for each in lines)


def _decide(this: VoteRound, ballots: list[dict[str, Any]]) -> Outcome:
    """The engine's answer over the plain box and the tellers' sheet."""
    sizes = Counter(RollEntry.objects.filter(round=this).exclude(group="").values_list("group", flat=True))
    case = {
        "method": this.method,
        "roll": {"expected": this.expected, "present": this.present, "groups": dict(sizes)},
        "issued": this.issued,
        "returned": _papers(ballots),
        "candidates": this.candidates,
        "ballots": ballots,
    }
    return tally.count(read_case(case))


def _unless_the_box_differs(this: VoteRound, inside: int, decided: Outcome) -> Outcome:
    """A box that holds other than the roll says was never a vote."""
    voted = queries.slots(this)["voted"]
    if inside == voted:
        return decided
    sentence = f"票箱内有电子票 {inside} 张，名册上已投 {voted} 人，两者不符，本轮投票无效，请重新投票并查明原因。"
    return Outcome(decided.valid, decided.void, Refused(BOX_DIFFERS, sentence))


# ── confirming and declaring ──────────────────────────────────────────────────────────────────


@transaction.atomic
def confirm_count(*, actor: Actor, vote_uid: UUID, at: dt.datetime) -> Confirmation:
    """A scrutineer has checked the count of every round so far. Idempotent; a further round asks for it anew."""
    of = queries.lock(vote_uid)
    POLICY.permit(actor, "ballot.confirm_count", of)
    if of.state != VoteState.COUNTED:
        raise NotCounted()
    assert actor.account_uid is not None  # the policy asked for a grant
    seen, new = Confirmation.objects.get_or_create(
        vote=of, account_uid=actor.account_uid, digest=queries.count_digest(of), defaults={"confirmed_at": at}
    )
    if new:
        record("ballot.confirm_count", of, actor=actor, at=at, facts={"digest": seen.digest})
    return seen


@transaction.atomic
def certify(*, actor: Actor, vote_uid: UUID, at: dt.datetime) -> Certificate:
    """The chief scrutineer declares the result 当场宣布. A congress's is in effect at once; a street's once confirmed."""
    of = queries.lock(vote_uid)
    POLICY.permit(actor, "ballot.certify", of)
    if of.rehearses is not None:
        raise RehearsalOnly()
    step = VOTE.step("declare" if of.needs_confirmation else "certify", of.state)
    _refuse_unsettled(of)
    _refuse_unconfirmed(of)
    unsealing.refuse_unsigned(of)
    certificate = _write_certificate(of, actor, at)
    facts = {"digest": certificate.digest, "selected": certificate.outcome["selected"]}
    advance(of, VOTE, step.name, actor=actor, at=at, facts=facts)
    dismiss_officers(of)
    _record_duties(of, at)
    if of.needs_confirmation:
        publish(events.VoteDeclared(at=at, vote_uid=of.uid, cycle_uid=of.cycle_uid))
    else:
        _take_effect(of, certificate, at)
    return certificate


@transaction.atomic
def confirm(*, actor: Actor, vote_uid: UUID, on: dt.date, basis: str, at: dt.datetime) -> Vote:
    """Record that the street's 党工委 has confirmed the result (domain §10): with that it takes effect."""
    of = queries.lock(vote_uid)
    POLICY.permit(actor, "ballot.confirm", of)
    VOTE.step("confirm", of.state)
    basis = basis.strip()
    if not (clock.date_of(of.certificate.declared_at) <= on <= clock.date_of(at) and 0 < len(basis) <= 100):
        raise ConfirmationRefused(field="on" if basis else "basis")
    changes = {"confirmed_on": on, "confirmation_basis": basis}
    advance(of, VOTE, "confirm", actor=actor, at=at, facts={"on": on}, words=(basis,), **changes)
    _take_effect(of, of.certificate, at)
    return of


@transaction.atomic
def void_vote(*, actor: Actor, vote_uid: UUID, reason: str, at: dt.datetime) -> Vote:
    """The vote does not stand. An open round is closed and its box shuffled: voiding must not leave it readable."""
    of = queries.lock(vote_uid)
    POLICY.permit(actor, "ballot.void", of)
    VOTE.step("void", of.state)
    if not 5 <= len(reason.strip()) <= 200:
        raise ReasonRefused(field="reason")
    for this in VoteRound.objects.select_for_update().filter(vote=of, closed_at=None):
        _close(this, at)
    advance(of, VOTE, "void", actor=actor, at=at, words=(reason.strip(),))
    abandon_ceremonies(of, at)
    unsealing.erase_links(of, at)
    dismiss_officers(of)
    publish(events.VoteVoided(at=at, vote_uid=of.uid, cycle_uid=of.cycle_uid))
    return of


def _refuse_unsettled(of: Vote) -> None:
    last = queries.last_round(of)
    if last is None or last.refusal:
        raise RoundRefused()
    if last.revote is not None:
        raise RevoteOutstanding(seats=last.revote["seats"])


def _refuse_unconfirmed(of: Vote) -> None:
    confirmed = queries.confirmed_by(of)
    missing = [each for each in of.officers.all() if each.scrutinises and each.account_uid not in confirmed]
    if missing:
        raise ConfirmationsMissing(missing=len(missing))


def _write_certificate(of: Vote, chief: Actor, at: dt.datetime) -> Certificate:
    rounds = [queries.protocol(each) for each in queries.rounds(of)]
    asked = list(queries.questions(of))
    certificate = Certificate(
        vote=of,
        title=of.title,
        method=of.method,
        method_adoption_uid=of.method_adoption_uid,
        method_title=of.method_title,
        questions=[{"candidate_uid": str(q.candidate_uid), "order": q.order, "title": q.title} for q in asked],
        rounds=rounds,
        outcome=overall([str(q.candidate_uid) for q in asked], [each["outcome"] for each in rounds]),
        officers=[{"name": each.name, "duty": each.duty} for each in queries.officers(of)],
        declared_by=chief.name,
        declared_at=at,
        created_at=at,
    )
    certificate.digest = queries.certificate_digest(certificate)
    certificate.save(force_insert=True)
    return certificate


def _record_duties(of: Vote, at: dt.datetime) -> None:
    """Taking part in a vote is a deputy's duty. In the order of the roll and as of the day, so that nothing is said of
    who voted when."""
    took_part = RollEntry.objects.filter(round__vote=of).filter(Q(voted=True) | Q(channel=Channel.PAPER))
    days = took_part.order_by("name", "mandate_uid", "-round__number").values_list("mandate_uid", "round__opened_at")
    for mandate_uid, opened_at in dict(days).items():  # of several rounds the first
        duties.record_duty(
            actor=system(of.office_code),
            mandate_uid=mandate_uid,
            kind=DutyKind.VOTE,
            on=clock.date_of(opened_at),
            evidence_type="ballot.vote",
            evidence_uid=of.uid,
            at=at,
        )


def _take_effect(of: Vote, certificate: Certificate, at: dt.datetime) -> None:
    """The candidate list learns what became of it; whoever comes later is told."""
    selected, rest = certificate.outcome["selected"], certificate.outcome["not_selected"]
    candidates.note_result(
        actor=system(of.office_code),
        cycle_uid=of.cycle_uid,
        selected=[UUID(uid) for uid in selected],
        not_selected=[UUID(uid) for uid in rest],
        at=at,
    )
    publish(events.VoteCertified(at=at, vote_uid=of.uid, cycle_uid=of.cycle_uid, selected=selected, not_selected=rest))
