"""Casting, the one exception to the five beats (architecture §7): the plain, unlinked ballot of voting.md design A.

What is kept of an act here is less than elsewhere, on purpose. The slot says *that*; the box says *what*; neither says
when. So the audit entry of a cast names the slot and nothing else: no account, a random key instead of one that sorts
by time, and as its time the opening of the round. Nothing is published. While the round is open, whoever reads the
database itself can still match slot and ballot by the transaction that wrote both: that is what plain mode means, and
`terms.PLAIN_MODE_WARNING` says it to the voter.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel.actor import Actor
from commons.kernel.errors import Malformed
from tenants.ballot import queries
from tenants.ballot.case import Ballot as Paper
from tenants.ballot.case import Mark, read_ballot
from tenants.ballot.errors import (
    MarksRefused,
    NoPriorities,
    NotOnRoll,
    NotOpen,
    NotSignedIn,
    PaperTaken,
    RankingIncomplete,
    SealedOnly,
    TooFewApprovals,
    TooManyApprovals,
)
from tenants.ballot.method import Form, Method
from tenants.ballot.models import Ballot, RollEntry, VoteRound
from tenants.ballot.policies import POLICY
from tenants.ballot.tally import is_valid
from tenants.ballot.terms import RECEIPT, Channel


@transaction.atomic
def cast(
    *,
    actor: Actor,
    round_uid: UUID,
    marks: Mapping[str, object],
    priorities: Mapping[str, object] | None = None,
    at: dt.datetime,
) -> str:
    """Put one ballot into the box. Answers RECEIPT; a second time too, whatever it brings: the first one counts.

    `marks` and `priorities` by candidate uid, as on a ballot of contract §4.1. The answer never depends on the choice.
    `at` is taken like everywhere, and kept nowhere.
    """
    this, slot = _at_the_booth(actor, round_uid)
    if slot.voted:
        return RECEIPT
    paper = _accepted(this, slot, marks, priorities or {})
    slot.voted = True
    slot.save(update_fields=["voted"])
    Ballot(
        round_uid=this.uid,
        group=slot.group,
        marks=written(paper, this),
        priorities={uid: paper.priority[uid].value for uid in this.candidates if uid in paper.priority},
    ).save(force_insert=True)
    nobody = Actor(account_uid=None, name="", office_code=actor.office_code)
    record("ballot.cast", slot, actor=nobody, at=this.opened_at, uid=uuid.uuid4())
    return RECEIPT


@transaction.atomic
def check(
    *,
    actor: Actor,
    round_uid: UUID,
    marks: Mapping[str, object],
    priorities: Mapping[str, object] | None = None,
) -> None:
    """Refuse what `cast` would refuse, and put nothing into the box: before the voter reads her choices back."""
    this, slot = _at_the_booth(actor, round_uid)
    if not slot.voted:
        _accepted(this, slot, marks, priorities or {})


def _at_the_booth(actor: Actor, round_uid: UUID) -> tuple[VoteRound, RollEntry]:
    """The round, kept open, and the voter's slot, locked. Raises NotOnRoll."""
    this = queries.hold_open(round_uid)
    POLICY.permit(actor, "ballot.cast", this.vote)
    if queries.is_sealed(this.vote):
        raise SealedOnly()
    slot = queries.find_slot(this, actor.account_uid)
    if slot is None:
        raise NotOnRoll()
    return this, slot


def _accepted(this: VoteRound, slot: RollEntry, marks: Mapping[str, object], priorities: Mapping[str, object]) -> Paper:
    """The paper that may go into the box, from this slot and now."""
    _refuse_out_of_turn(this, slot)
    paper = read_paper(this, marks, priorities, slot.group, groups={slot.group})
    _refuse_a_paper_that_would_not_count(paper, Method.read(this.method))
    return paper


def read_paper(
    this: VoteRound,
    marks: Mapping[str, object],
    priorities: Mapping[str, object],
    group: str,
    *,
    groups: Collection[str],
    void: bool = False,
) -> Paper:
    """What is on a paper of this round, read as the engine reads it. Raises MarksRefused, NoPriorities."""
    if priorities and not this.vote.has_priorities:
        raise NoPriorities(field="priorities")
    value: dict[str, object] = {"marks": marks, "priority": priorities, "void": void}
    if group:
        value["group"] = group
    try:
        return read_ballot(value, "选票", Method.read(this.method), tuple(this.candidates), groups=groups)
    except Malformed as unreadable:
        raise MarksRefused(field="marks") from unreadable


def written(paper: Paper, this: VoteRound) -> dict[str, str | int]:
    """The marks as they go into the box: equal choices look equal, whatever the page that sent them left unsaid."""
    said = {uid: paper.marks[uid] for uid in this.candidates if uid in paper.marks}
    if this.method["form"] == Form.APPROVAL:
        said = {uid: paper.marks.get(uid, Mark.ABSTAIN) for uid in this.candidates}
    return {uid: mark if isinstance(mark, int) else mark.value for uid, mark in said.items()}


def _refuse_out_of_turn(this: VoteRound, slot: RollEntry) -> None:
    if this.closed_at is not None:
        raise NotOpen()
    if slot.channel == Channel.PAPER:
        raise PaperTaken()
    if not slot.is_present:
        raise NotSignedIn()


def _refuse_a_paper_that_would_not_count(paper: Paper, method: Method) -> None:
    """A phone can say so before it is too late; a paper cannot. Only the blank one is taken: that is a choice too."""
    if Mark.UNCLEAR in paper.marks.values():
        raise MarksRefused(field="marks")
    if not paper.marks or method.max_approvals is None or is_valid(paper, method):
        return
    limit = method.max_approvals
    if method.form is Form.RANKING:
        raise RankingIncomplete(field="marks", limit=limit)
    approvals = sum(mark == Mark.APPROVE for mark in paper.marks.values())
    wrong = TooManyApprovals if approvals > limit else TooFewApprovals
    raise wrong(field="marks", limit=limit, approvals=approvals)
