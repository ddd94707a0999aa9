"""The hall while voting goes on: figures for the screen, the paper in front of a voter, slots of the roll."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from commons.kernel.actor import Actor
from tenants.ballot.method import Base, Method
from tenants.ballot.models import RollEntry, Vote, VoteRound
from tenants.ballot.queries.votes import Item, items, permitted_round, warning
from tenants.ballot.terms import REHEARSAL_NOTICE, Channel, RoundState, Secrecy, VoteState


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
    this = permitted_round(viewer, round_uid, "ballot.read")
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


def quorum_of(of: Vote, expected: int) -> int | None:
    """法定人数: how many of those expected must be here, or None where the method asks for none of them all."""
    rule = Method.read(of.method).quorum
    return rule.least(expected) if rule is not None and rule.base is Base.ALL_DEPUTIES else None


def sealed_vote_at(session_uid: UUID) -> bool:
    """Whether devices have to seal at this meeting: asked at sign-in, before the hall waits."""
    waiting = Vote.objects.filter(session_uid=session_uid, secrecy=Secrecy.SEALED)
    return waiting.filter(state__in=(VoteState.PREPARED, VoteState.OPEN)).exists()


def slots(this: VoteRound) -> dict[str, int]:
    """People of the roll: `voted` electronically, `on_paper`, and `electronic`: present with the ballot on their phone."""
    return RollEntry.objects.filter(round=this).aggregate(
        voted=Count("uid", filter=Q(voted=True)),
        on_paper=Count("uid", filter=Q(channel=Channel.PAPER)),
        electronic=Count("uid", filter=Q(is_present=True, channel=Channel.ELECTRONIC)),
    )


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
    is_sealed: bool
    notice: str  # why there is a further round; that this is a rehearsal; or ""


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
        warning=warning(of),
        is_sealed=of.secrecy == Secrecy.SEALED,
        notice=_notice(of, this),
    )


def _notice(of: Vote, this: VoteRound) -> str:
    said = REHEARSAL_NOTICE if of.rehearses else ""
    if this.number == 1:
        return said
    before = VoteRound.objects.filter(vote=of, number=this.number - 1).values_list("outcome", flat=True).get()
    assert before is not None  # another round is opened when this one was counted
    why = before["revote"]["why"] if before["revote"] else "refused"
    return said + _WHY_AGAIN[why]


_WHY_AGAIN = {
    "tie": "上一轮得票相等，现在只对得票相等的项目再次投票。",
    "shortfall": "上一轮入选的项目不足名额，现在对没有入选的项目再次投票。",
    "refused": "上一轮投票无效，现在重新投票。",
}


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
