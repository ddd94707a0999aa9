"""Reading a vote. Nothing here looks into the box: only `commands.counting` reads ballots, and only after closing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from commons.access import queries as access
from commons.audit.seal import canonical, sm3
from commons.kernel.actor import Actor, Role
from tenants.ballot.errors import CertificateNotFound, PaperNotFound, RoundNotFound, VoteNotFound
from tenants.ballot.models import Certificate, Paper, Question, RollEntry, Vote, VoteRound
from tenants.ballot.policies import POLICY, SCRUTINISE, TELL
from tenants.ballot.terms import PLAIN_MODE_WARNING, Channel, RoundState, Secrecy, VoteState

_READERS = frozenset({Role.CLERK, Role.DIRECTOR, Role.GOVERNMENT, Role.AUDITOR, Role.DEPUTY, Role.MEMBER})

# ── the vote and its rounds ───────────────────────────────────────────────────────────────────


def visible_to(viewer: Actor) -> QuerySet[Vote]:
    """Votes this person may read: the list form of `ballot.read`. Newest first."""
    votes = Vote.objects.order_by("-created_at", "-uid")
    if viewer.holds(*_READERS):
        return votes
    found = votes.none()
    if viewer.holds(Role.SCRUTINEER, Role.CHIEF_SCRUTINEER):
        found = found | access.granted(viewer, SCRUTINISE, votes)
    if viewer.holds(Role.TELLER):
        found = found | access.granted(viewer, TELL, votes)
    return found.order_by("-created_at", "-uid")


def vote(viewer: Actor, uid: UUID) -> Vote:
    """The vote, or VoteNotFound."""
    found = visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise VoteNotFound()
    return found


def lock(uid: UUID) -> Vote:
    """The vote, locked until the transaction ends."""
    found = Vote.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise VoteNotFound()
    return found


def lock_by_round(round_uid: UUID) -> tuple[Vote, VoteRound]:
    """The round and its vote, both locked, the vote first. Waits for ballots on their way into this round."""
    found = VoteRound.objects.filter(uid=round_uid).values_list("vote_id", flat=True).first()
    if found is None:
        raise RoundNotFound()
    parent = lock(found)
    return parent, VoteRound.objects.select_for_update().get(uid=round_uid)


def hold_open(round_uid: UUID) -> VoteRound:
    """The round, kept from being closed until the transaction ends, but not from other voters (FOR SHARE).

    Whoever closes the round takes it FOR UPDATE: a ballot is either in before that, or finds `closed_at` set.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM ballot_voteround WHERE uid = %s FOR SHARE", [round_uid])
        if cursor.fetchone() is None:
            raise RoundNotFound()
    return VoteRound.objects.select_related("vote").get(uid=round_uid)


def rounds(of: Vote) -> QuerySet[VoteRound]:
    return VoteRound.objects.filter(vote=of).order_by("number")


def last_round(of: Vote) -> VoteRound | None:
    return VoteRound.objects.filter(vote=of).order_by("-number").first()


def questions(of: Vote) -> QuerySet[Question]:
    return Question.objects.filter(vote=of).order_by("order")


def papers(viewer: Actor, round_uid: UUID) -> QuerySet[Paper]:
    """The tellers' sheet. Only who is at the count sees it."""
    this = _round(viewer, round_uid, "ballot.read_count")
    return Paper.objects.filter(round=this).order_by("entered_at", "uid")


def lock_paper(uid: UUID) -> Paper:
    found = Paper.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise PaperNotFound()
    return found


def roll(viewer: Actor, round_uid: UUID) -> QuerySet[RollEntry]:
    """Who is expected, who is here, who has voted. Never when, never what."""
    this = _round(viewer, round_uid, "ballot.read_roll")
    return RollEntry.objects.filter(round=this).order_by("name", "uid")


def outcome(viewer: Actor, round_uid: UUID) -> dict[str, Any] | None:
    """The answer of a counted round, for who is at the count; None before. Others read the certificate."""
    return _round(viewer, round_uid, "ballot.read_count").outcome


def _round(viewer: Actor, round_uid: UUID, action: str) -> VoteRound:
    found = VoteRound.objects.select_related("vote").filter(uid=round_uid).first()
    if found is None:
        raise RoundNotFound()
    POLICY.permit(viewer, action, found.vote)
    return found


# ── the hall ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Turnout:
    """What a hall screen may show while voting goes on: people and papers, never marks."""

    round_uid: UUID
    number: int
    state: RoundState
    expected: int
    present: int
    voted: int  # electronic ballots in the box
    on_paper: int  # people who took a paper instead
    issued: int | None  # after closing
    returned: int | None  # after counting


def turnout(viewer: Actor, round_uid: UUID) -> Turnout:
    this = _round(viewer, round_uid, "ballot.read")
    figures = slots(this)
    return Turnout(
        this.uid,
        this.number,
        this.state,
        this.expected,
        this.present,
        figures["voted"],
        figures["on_paper"],
        this.issued,
        this.returned,
    )


def slots(this: VoteRound) -> dict[str, int]:
    """People of the roll: `voted` electronically, `on_paper`, and `electronic`: present with the ballot on their phone."""
    return RollEntry.objects.filter(round=this).aggregate(
        voted=Count("uid", filter=Q(voted=True)),
        on_paper=Count("uid", filter=Q(channel=Channel.PAPER)),
        electronic=Count("uid", filter=Q(is_present=True, channel=Channel.ELECTRONIC)),
    )


# ── the voter ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Item:
    candidate_uid: str
    order: int
    title: str
    content: str


@dataclass(frozen=True, slots=True)
class Booth:
    """The paper as one voter finds it. `form` and `max_approvals` as in contract §4.1; `max_approvals` None: no limit."""

    round_uid: UUID
    vote_uid: UUID
    title: str
    number: int
    seats: int
    form: str
    max_approvals: int | None
    has_priorities: bool
    items: tuple[Item, ...]
    is_present: bool
    channel: str
    voted: bool
    warning: str


def open_round_for(account_uid: UUID | None) -> Booth | None:
    """The open round on whose roll this account stands, or None. The oldest first, should there be two."""
    if account_uid is None:
        return None
    entry = (
        RollEntry.objects.select_related("round__vote")
        .filter(account_uid=account_uid, round__closed_at=None)
        .order_by("round__opened_at", "round_id")
        .first()
    )
    return None if entry is None else booth(entry)


def booth(entry: RollEntry) -> Booth:
    this, of = entry.round, entry.round.vote
    return Booth(
        round_uid=this.uid,
        vote_uid=of.uid,
        title=of.title,
        number=this.number,
        seats=this.method["seats"],
        form=this.method["form"],
        max_approvals=this.method.get("max_approvals", this.method["seats"]),
        has_priorities=of.has_priorities,
        items=items(of, this.candidates),
        is_present=entry.is_present,
        channel=entry.channel,
        voted=entry.voted,
        warning=PLAIN_MODE_WARNING if of.secrecy == Secrecy.PLAIN else "",
    )


def items(of: Vote, candidates: Sequence[str]) -> tuple[Item, ...]:
    """The questions of one paper, in its order."""
    asked = {str(each.candidate_uid): each for each in questions(of)}
    return tuple(Item(uid, asked[uid].order, asked[uid].title, asked[uid].content) for uid in candidates)


def find_slot(this: VoteRound, account_uid: UUID | None) -> RollEntry | None:
    """The voter's slot, locked until the transaction ends."""
    if account_uid is None:
        return None
    return RollEntry.objects.select_for_update().filter(round=this, account_uid=account_uid).first()


def lock_slots(this: VoteRound, mandates: Iterable[UUID] | None) -> list[RollEntry]:
    """Slots that could still be given a paper; all of them, or those of `mandates`. Locked in the order of keys."""
    free = RollEntry.objects.select_for_update().filter(
        round=this, is_present=True, voted=False, channel=Channel.ELECTRONIC
    )
    if mandates is not None:
        free = free.filter(mandate_uid__in=list(mandates))
    return list(free.order_by("uid"))


# ── the result ────────────────────────────────────────────────────────────────────────────────


def protocol(this: VoteRound) -> dict[str, Any]:
    """A round on paper: what the scrutineers confirm, and what the certificate prints."""
    return {
        "number": this.number,
        "candidates": this.candidates,
        "method": this.method,
        "expected": this.expected,
        "present": this.present,
        "issued": this.issued,
        "returned": this.returned,
        "papers_issued": this.papers_issued,
        "papers_returned": this.papers_returned,
        "outcome": this.outcome,
    }


def count_digest(of: Vote) -> str:
    """SM3 over every round so far: a scrutineer's confirmation holds for exactly these figures."""
    return sm3(canonical({"vote": of.uid, "rounds": [protocol(each) for each in rounds(of)]}))


def confirmed_by(of: Vote) -> frozenset[UUID]:
    """Accounts of the scrutineers who have confirmed the count as it stands."""
    found = of.confirmations.filter(digest=count_digest(of)).values_list("account_uid", flat=True)
    return frozenset(uid for uid in found if uid is not None)


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What was declared. `in_effect` is false while a street's result waits for the 党工委."""

    vote_uid: UUID
    cycle_uid: UUID
    session_uid: UUID
    title: str
    method_title: str
    questions: list[dict[str, Any]]
    rounds: list[dict[str, Any]]
    outcome: dict[str, Any]
    officers: list[dict[str, str]]
    declared_by: str
    declared_at: dt.datetime
    digest: str
    in_effect: bool
    confirmed_on: dt.date | None
    confirmation_basis: str


def certificate(vote_uid: UUID) -> CertificateFacts:
    """The declared result: public. CertificateNotFound before it is declared, and for a vote that was voided."""
    found = _declared().filter(vote_id=vote_uid).first()
    if found is None:
        raise CertificateNotFound()
    return _facts(found)


def certificates_of(cycle_uid: UUID) -> list[CertificateFacts]:
    """The declared results of a cycle, oldest first."""
    return [_facts(each) for each in _declared().filter(vote__cycle_uid=cycle_uid).order_by("declared_at", "uid")]


def is_genuine(found: Certificate) -> bool:
    """Whether the certificate still says what was sealed into it."""
    return found.digest == certificate_digest(found)


def certificate_digest(of: Certificate) -> str:
    return sm3(canonical({name: getattr(of, name) for name in _PRINTED} | {"declared_at": of.declared_at.timestamp()}))


_PRINTED = (
    "office_code", "vote_id", "title", "method", "method_adoption_uid", "method_title", "questions", "rounds", "outcome",
    "officers", "declared_by",
)  # fmt: skip


def _declared() -> QuerySet[Certificate]:
    return Certificate.objects.select_related("vote").exclude(vote__state=VoteState.VOID)


def _facts(found: Certificate) -> CertificateFacts:
    of = found.vote
    return CertificateFacts(
        vote_uid=of.uid,
        cycle_uid=of.cycle_uid,
        session_uid=of.session_uid,
        title=found.title,
        method_title=found.method_title,
        questions=found.questions,
        rounds=found.rounds,
        outcome=found.outcome,
        officers=found.officers,
        declared_by=found.declared_by,
        declared_at=found.declared_at,
        digest=found.digest,
        in_effect=of.state == VoteState.CERTIFIED,
        confirmed_on=of.confirmed_on,
        confirmation_basis=of.confirmation_basis,
    )
