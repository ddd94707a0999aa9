"""Votes, their rounds and questions, the roll and the tellers' sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from commons.access import queries as access
from commons.kernel.actor import Actor, Role
from tenants.ballot.errors import RoundNotFound, VoteNotFound
from tenants.ballot.models import Officer, Question, RollEntry, Vote, VoteRound
from tenants.ballot.policies import POLICY, SCRUTINISE, TELL
from tenants.ballot.rounds import next_round
from tenants.ballot.terms import PLAIN_MODE_WARNING, REHEARSAL_NOTICE, SEALED_MODE_NOTICE, Secrecy, VoteState

_READERS = frozenset({Role.CLERK, Role.DIRECTOR, Role.GOVERNMENT, Role.AUDITOR, Role.DEPUTY, Role.MEMBER})


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


@dataclass(frozen=True, slots=True)
class Item:
    candidate_uid: str
    order: int
    title: str
    content: str


@dataclass(frozen=True, slots=True)
class VotePage:
    """A vote with what hangs on it, for one page."""

    uid: UUID
    cycle_uid: UUID
    session_uid: UUID
    title: str
    seats: int
    method: dict[str, Any]
    method_title: str
    secrecy: str
    state: str
    needs_confirmation: bool
    method_adopted_at: dt.datetime | None
    officers_approved_at: dt.datetime | None
    confirmed_on: dt.date | None
    rehearses: UUID | None
    warning: str
    notice: str
    questions: tuple[Item, ...]
    officers: list[Officer]
    rounds: list[VoteRound]


def vote_page(viewer: Actor, uid: UUID) -> VotePage:
    found = vote(viewer, uid)
    asked = questions(found)
    return VotePage(
        **{name: getattr(found, name) for name in _COPIED},
        warning=warning(found),
        notice=REHEARSAL_NOTICE if found.rehearses else "",
        questions=tuple(Item(str(each.candidate_uid), each.order, each.title, each.content) for each in asked),
        officers=list(officers(found)),
        rounds=list(rounds(found)),
    )


_COPIED = (
    "uid", "cycle_uid", "session_uid", "title", "seats", "method", "method_title", "secrecy", "state",
    "needs_confirmation", "method_adopted_at", "officers_approved_at", "confirmed_on",
    "rehearses",
)  # fmt: skip


def warning(of: Vote) -> str:
    """What the way of voting does not protect, for who is about to vote."""
    return PLAIN_MODE_WARNING if of.secrecy == Secrecy.PLAIN else SEALED_MODE_NOTICE


def rehearsal_of(of: Vote) -> Vote | None:
    """The practice vote beside this one that has not been ended."""
    return Vote.objects.filter(rehearses=of.uid).exclude(state=VoteState.VOID).first()


def officers(of: Vote) -> QuerySet[Officer]:
    """The chief first, then scrutineers, then tellers."""
    return Officer.objects.filter(vote=of).order_by("duty", "name", "uid")


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
    _hold(round_uid)
    return VoteRound.objects.select_related("vote").get(uid=round_uid)


class HeldSlot(NamedTuple):
    """A voter's slot while its round is kept open; `manifest_hash` and `ballot_size` of the round's box, where it has one."""

    entry: UUID
    slot: bytes | None
    channel: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    manifest_hash: bytes | None
    ballot_size: int | None


_SLOT = """
SELECT entry.uid, entry.slot, entry.channel, this.opened_at, this.closed_at, box.manifest_hash, box.ballot_size
  FROM ballot_voteround this
  LEFT JOIN ballot_sealedbox box ON box.round_id = this.uid
  LEFT JOIN ballot_rollentry entry ON entry.round_id = this.uid AND entry.account_uid = %s
 WHERE this.uid = %s
   FOR SHARE OF this
"""


def hold_slot(round_uid: UUID, account_uid: UUID | None) -> HeldSlot | None:
    """The voter's slot, its round kept open as by `hold_open`; the slot is not locked. None: not on this roll.

    In SQL, because a whole plenary asks it within minutes. Raises RoundNotFound.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SLOT, [account_uid, round_uid])
        found = cursor.fetchone()
    if found is None:
        raise RoundNotFound()
    return None if found[0] is None else HeldSlot(*found)


def _hold(round_uid: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM ballot_voteround WHERE uid = %s FOR SHARE", [round_uid])
        if cursor.fetchone() is None:
            raise RoundNotFound()


def rounds(of: Vote) -> QuerySet[VoteRound]:
    return VoteRound.objects.filter(vote=of).order_by("number")


def last_round(of: Vote) -> VoteRound | None:
    return VoteRound.objects.filter(vote=of).order_by("-number").first()


def needs_another_round(of: Vote) -> bool:
    """Whether the last round's result leaves something to vote on."""
    last = last_round(of)
    if last is None or last.outcome is None:
        return False
    return next_round(last.candidates, last.method, last.outcome) is not None


def questions(of: Vote) -> QuerySet[Question]:
    return Question.objects.filter(vote=of).order_by("order")


def items(of: Vote, candidates: Sequence[str]) -> tuple[Item, ...]:
    """The questions of one paper, in its order."""
    asked = {str(each.candidate_uid): each for each in questions(of)}
    return tuple(Item(uid, asked[uid].order, asked[uid].title, asked[uid].content) for uid in candidates)


def roll(viewer: Actor, round_uid: UUID) -> QuerySet[RollEntry]:
    """Who is expected, who is here, who has voted. Never when, never what."""
    this = permitted_round(viewer, round_uid, "ballot.read_roll")
    return RollEntry.objects.filter(round=this).order_by("name", "uid")


def outcome(viewer: Actor, round_uid: UUID) -> dict[str, Any] | None:
    """The answer of a counted round, for who is at the count; None before. Others read the certificate."""
    return permitted_round(viewer, round_uid, "ballot.read_count").outcome


def permitted_round(viewer: Actor, round_uid: UUID, action: str) -> VoteRound:
    found = VoteRound.objects.select_related("vote").filter(uid=round_uid).first()
    if found is None:
        raise RoundNotFound()
    POLICY.permit(viewer, action, found.vote)
    return found
