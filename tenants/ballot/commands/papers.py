"""Paper beside the phone: handing out, counting by hand, the tellers' sheet. A person has one or the other, never both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel.actor import Actor
from tenants.ballot import queries
from tenants.ballot.commands.casting import read_paper, written
from tenants.ballot.errors import (
    MarksRefused,
    NoPaperIssued,
    NotOpen,
    PaperCountRefused,
    PaperNotFound,
    ReasonRefused,
    SlotsRefused,
    StillOpen,
)
from tenants.ballot.models import Paper, RollEntry, Vote, VoteRound
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
    _refuse_out_of_turn(of, this)
    _refuse_number(issued, 0, "issued")
    _refuse_number(returned, 0, "returned")
    this.papers_issued, this.papers_returned = issued, returned
    this.save(update_fields=["papers_issued", "papers_returned"])
    record("ballot.state_papers", this, actor=actor, at=at, facts={"issued": issued, "returned": returned})
    return this


@transaction.atomic
def enter_paper(
    *,
    actor: Actor,
    round_uid: UUID,
    count: int,
    marks: Mapping[str, object] | None = None,
    priorities: Mapping[str, object] | None = None,
    group: str = "",
    is_void: bool = False,
    at: dt.datetime,
) -> Paper:
    """Write a line of the sheet: `count` papers marked alike, or void. Over-marked papers are entered as they are."""
    of, this = queries.lock_by_round(round_uid)
    POLICY.permit(actor, "ballot.enter_paper", of)
    _refuse_out_of_turn(of, this)
    _refuse_number(count, 1, "count")
    if is_void and (marks or priorities):
        raise MarksRefused("废票不登记内容。请清空标记，或不要标为废票。", field="marks")
    groups = set(RollEntry.objects.filter(round=this).exclude(group="").values_list("group", flat=True))
    read = read_paper(this, marks or {}, priorities or {}, group, groups=groups, void=is_void)
    assert actor.account_uid is not None  # the policy asked for a grant
    line = Paper(
        round=this,
        marks={} if is_void else written(read, this),
        priorities={uid: grade.value for uid, grade in read.priority.items()},
        group=group,
        count=count,
        is_void=is_void,
        teller_uid=actor.account_uid,
        teller_name=actor.name,
        entered_at=at,
    )
    line.save(force_insert=True)
    record("ballot.enter_paper", line, actor=actor, at=at, facts={"papers": count, "void": is_void})
    return line


@transaction.atomic
def strike_paper(*, actor: Actor, paper_uid: UUID, reason: str, at: dt.datetime) -> Paper:
    """Strike a line that was entered wrongly. It stays in sight, and counts no more."""
    line = queries.lock_paper(paper_uid)
    of, this = queries.lock_by_round(line.round_id)
    POLICY.permit(actor, "ballot.enter_paper", of)
    _refuse_out_of_turn(of, this)
    if line.struck_at is not None:
        raise PaperNotFound()
    if not 5 <= len(reason.strip()) <= 200:
        raise ReasonRefused(field="reason")
    line.struck_at = at
    line.save(update_fields=["struck_at"])
    record("ballot.strike_paper", line, actor=actor, at=at, facts={"papers": line.count}, words=(reason.strip(),))
    return line


def _refuse_out_of_turn(of: Vote, this: VoteRound) -> None:
    """The box is opened after closing: before that nobody knows a mark, after counting nobody adds one."""
    if this.closed_at is None:
        raise StillOpen()
    if of.state != VoteState.CLOSED or this.outcome is not None:
        raise NotOpen("本轮已经计票，不能再改动纸质票。")
    if not RollEntry.objects.filter(round=this, channel=Channel.PAPER).exists():
        raise NoPaperIssued()


def _refuse_number(number: int, least: int, field: str) -> None:
    if not least <= number <= MOST:
        raise PaperCountRefused(field=field, least=least, most=MOST)
