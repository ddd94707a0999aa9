"""Paper beside the phone: handing out, and the tellers' figures. A person has one or the other, never both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel.actor import Actor
from tenants.ballot import queries
from tenants.ballot.errors import NoPaperIssued, NotOpen, PaperCountRefused, SlotsRefused, StillOpen
from tenants.ballot.models import RollEntry, Vote, VoteRound
from tenants.ballot.policies import POLICY
from tenants.ballot.terms import Channel, VoteState

MOST = 5000  # papers in one line or one statement; the largest congress has some six hundred deputies


@transaction.atomic
def issue_papers(*, actor: Actor, round_uid: UUID, mandates: Sequence[UUID] | None = None, at: dt.datetime) -> int:
    """Hand a paper to those named, or to everybody present who has not voted yet. Their phones are refused from now on.

    All or nothing. Returns how many were handed out.
    """
    this = queries.hold_open(round_uid)
    POLICY.permit(actor, "ballot.issue_paper", this.vote)
    if this.closed_at is not None:
        raise NotOpen()
    slots = queries.lock_slots(this, mandates)
    if not slots or (mandates is not None and len(slots) != len(set(mandates))):
        raise SlotsRefused(field="mandates")
    RollEntry.objects.filter(uid__in=[slot.uid for slot in slots]).update(channel=Channel.PAPER)
    record("ballot.issue_paper", this, actor=actor, at=at, facts={"papers": len(slots)})
    return len(slots)


@transaction.atomic
def state_papers(*, actor: Actor, round_uid: UUID, issued: int, returned: int, at: dt.datetime) -> VoteRound:
    """Say how many papers the tellers handed out and took from the box, counted by hand. The engine judges the figures."""
    of, this = queries.lock_by_round(round_uid)
    POLICY.permit(actor, "ballot.enter_paper", of)
    refuse_out_of_turn(of, this)
    refuse_number(issued, 0, "issued")
    refuse_number(returned, 0, "returned")
    this.papers_issued, this.papers_returned = issued, returned
    this.save(update_fields=["papers_issued", "papers_returned"])
    record("ballot.state_papers", this, actor=actor, at=at, facts={"issued": issued, "returned": returned})
    return this


def refuse_out_of_turn(of: Vote, this: VoteRound) -> None:
    """The box is opened after closing: before that nobody knows a mark, after counting nobody adds one."""
    if this.closed_at is None:
        raise StillOpen()
    if of.state != VoteState.CLOSED or this.outcome is not None:
        raise NotOpen("本轮已经计票，不能再改动纸质票。")
    if not RollEntry.objects.filter(round=this, channel=Channel.PAPER).exists():
        raise NoPaperIssued()


def refuse_number(number: int, least: int, field: str) -> None:
    if not least <= number <= MOST:
        raise PaperCountRefused(field=field, least=least, most=MOST)
