"""The tellers' sheets 登记表: each batch of papers is entered by two tellers who do not see each other's figures.

When both have handed in, the sheets are held against each other: equal ones agree and one counts; of unequal ones the
lines that differ are struck on both, named without figures, and entered again from the papers. What a teller cannot read
is put to the chief scrutineer, one paper a line, and waits for the ruling.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel.actor import Actor
from tenants.ballot import queries
from tenants.ballot.case import Ballot as Marked
from tenants.ballot.commands.casting import read_paper, written
from tenants.ballot.commands.papers import refuse_number, refuse_out_of_turn
from tenants.ballot.errors import (
    BatchNotFound,
    BatchRefused,
    BatchTaken,
    DoubtfulOneByOne,
    LineRefused,
    LineTaken,
    MarksRefused,
    NotDoubtful,
    PaperNotFound,
    ReasonRefused,
    SheetEmpty,
    SheetFinished,
)
from tenants.ballot.models import Paper, PaperSheet, RollEntry, Vote, VoteRound
from tenants.ballot.policies import POLICY
from tenants.ballot.sheets import Difference, Line, differences

MOST = 999  # batches of a round, lines of a sheet


@transaction.atomic
def enter_paper(
    *,
    actor: Actor,
    round_uid: UUID,
    count: int,
    batch: int = 1,
    line: int | None = None,
    marks: Mapping[str, object] | None = None,
    priorities: Mapping[str, object] | None = None,
    group: str = "",
    is_void: bool = False,
    at: dt.datetime,
) -> Paper:
    """Write a line of one's own sheet: `count` papers marked alike; or one, put to the chief (`is_void`).

    `line`: by default the first that is free. Over-marked papers are entered as they are: the engine judges them.
    """
    of, this = queries.lock_by_round(round_uid)
    POLICY.permit(actor, "ballot.enter_paper", of)
    refuse_out_of_turn(of, this)
    refuse_number(count, 1, "count")
    if is_void and (marks or priorities):
        raise MarksRefused("提请裁定的票不登记内容。请清空标记，或不要提请裁定。", field="marks")
    if is_void and count != 1:
        raise DoubtfulOneByOne(field="count")
    read = _read(this, marks or {}, priorities or {}, group, void=is_void)
    sheet = _own_sheet(actor, of, this, batch)
    _refuse_finished(sheet)
    assert actor.account_uid is not None  # the policy asked for a grant
    entered = Paper(
        round=this,
        sheet=sheet,
        line=_free_line(sheet, line),
        marks={} if is_void else written(read, this),
        priorities=_grades(read),
        group=group,
        count=count,
        is_void=is_void,
        teller_uid=actor.account_uid,
        teller_name=actor.name,
        entered_at=at,
    )
    entered.save(force_insert=True)
    facts = {"papers": count, "void": is_void, "batch": batch, "row": entered.line}
    record("ballot.enter_paper", entered, actor=actor, at=at, facts=facts)
    return entered


@transaction.atomic
def strike_paper(*, actor: Actor, paper_uid: UUID, reason: str, at: dt.datetime) -> Paper:
    """Strike a line of one's own that was entered wrongly. It stays in sight, and counts no more."""
    line = queries.lock_paper(paper_uid)
    of, this = queries.lock_by_round(line.round_id)
    POLICY.permit(actor, "ballot.enter_paper", of)
    refuse_out_of_turn(of, this)
    if line.struck_at is not None or line.teller_uid != actor.account_uid:
        raise PaperNotFound()
    if line.sheet is not None:
        _refuse_finished(line.sheet)
    _refuse_reason(reason)
    line.struck_at = at
    line.save(update_fields=["struck_at"])
    record("ballot.strike_paper", line, actor=actor, at=at, facts={"papers": line.count}, words=(reason.strip(),))
    return line


@dataclass(frozen=True, slots=True)
class Handed:
    """What came of handing a sheet in. `waiting` for the other teller's; `differences` to be entered again by both."""

    batch: int
    waiting: bool
    agreed: bool
    differences: list[Difference]


@transaction.atomic
def finish_batch(*, actor: Actor, round_uid: UUID, batch: int, at: dt.datetime) -> Handed:
    """Hand one's sheet of a batch in. The second to do so has the two compared."""
    of, this = queries.lock_by_round(round_uid)
    POLICY.permit(actor, "ballot.enter_paper", of)
    refuse_out_of_turn(of, this)
    sheets = list(PaperSheet.objects.filter(round=this, batch=batch).order_by("uid"))
    mine = next((each for each in sheets if each.teller_uid == actor.account_uid), None)
    if mine is None:
        raise SheetEmpty(batch=batch)
    _refuse_finished(mine)
    if not Paper.objects.filter(sheet=mine, struck_at=None).exists():
        raise SheetEmpty(batch=batch)
    mine.finished_at = at
    mine.save(update_fields=["finished_at"])
    together = [each for each in sheets if each.finished_at is not None]
    waiting = len(together) < queries.sheets_needed(of)
    found = [] if waiting else _compare(this, together, at)
    facts = {"batch": batch, "waiting": waiting, "rows": [each.line for each in found]}
    record("ballot.finish_batch", mine, actor=actor, at=at, facts=facts)
    return Handed(batch, waiting, not waiting and not found, found)


def _compare(this: VoteRound, sheets: list[PaperSheet], at: dt.datetime) -> list[Difference]:
    """Agree, or strike on both what differs and give the sheets back."""
    written_down = [_lines(each) for each in sheets]
    titles = {each.candidate_uid: each.title for each in queries.items(this.vote, this.candidates)}
    found = [each for other in written_down[1:] for each in differences(written_down[0], other, titles)]
    for sheet in sheets:
        sheet.differs = [each.as_json() for each in found]
        sheet.finished_at = None if found else sheet.finished_at
        sheet.agreed_at = None if found else at
        sheet.counts = not found and sheet is sheets[0]
        sheet.save(update_fields=["differs", "finished_at", "agreed_at", "counts"])
    struck = [each.line for each in found]
    Paper.objects.filter(sheet__in=sheets, line__in=struck, struck_at=None).update(struck_at=at)
    return found


def _lines(sheet: PaperSheet) -> dict[int, Line]:
    found = Paper.objects.filter(sheet=sheet, struck_at=None)
    return {
        each.line: Line(each.count, each.marks, each.priorities, each.group, each.is_void)
        for each in found
        if each.line is not None
    }


@transaction.atomic
def reopen_batch(*, actor: Actor, round_uid: UUID, batch: int, reason: str, at: dt.datetime) -> int:
    """The chief gives a batch back to its tellers: what they agreed on was wrong, or does not add up. Its number."""
    of, this = queries.lock_by_round(round_uid)
    POLICY.permit(actor, "ballot.judge_paper", of)
    refuse_out_of_turn(of, this)
    _refuse_reason(reason)
    sheets = PaperSheet.objects.filter(round=this, batch=batch, finished_at__isnull=False)
    if not sheets.exists():
        raise BatchNotFound(batch=batch)
    record("ballot.reopen_batch", this, actor=actor, at=at, facts={"batch": batch}, words=(reason.strip(),))
    Paper.objects.filter(sheet__in=sheets).update(ruling=None, judge_name="", judged_at=None)
    sheets.update(finished_at=None, agreed_at=None, counts=False)
    return batch


@transaction.atomic
def judge_paper(
    *,
    actor: Actor,
    paper_uid: UUID,
    is_void: bool,
    marks: Mapping[str, object] | None = None,
    priorities: Mapping[str, object] | None = None,
    at: dt.datetime,
) -> Paper:
    """The chief scrutineer rules on a paper the tellers could not read: void, or valid and marked so (domain §3.5)."""
    line = queries.lock_paper(paper_uid)
    of, this = queries.lock_by_round(line.round_id)
    POLICY.permit(actor, "ballot.judge_paper", of)
    refuse_out_of_turn(of, this)
    if not line.is_void or line.struck_at is not None or line.sheet is None or not line.sheet.counts:
        raise NotDoubtful()
    if is_void and (marks or priorities):
        raise MarksRefused("裁定为废票的，不填写内容。请清空标记，或裁定为有效。", field="marks")
    read = _read(this, marks or {}, priorities or {}, line.group, void=is_void)
    line.ruling = {"void": is_void, "marks": {} if is_void else written(read, this), "priorities": _grades(read)}
    line.judge_name, line.judged_at = actor.name, at
    line.save(update_fields=["ruling", "judge_name", "judged_at"])
    record("ballot.judge_paper", line, actor=actor, at=at, facts={"void": is_void})
    return line


def _read(
    this: VoteRound, marks: Mapping[str, object], priorities: Mapping[str, object], group: str, *, void: bool
) -> Marked:
    groups = set(RollEntry.objects.filter(round=this).exclude(group="").values_list("group", flat=True))
    return read_paper(this, marks, priorities, group, groups=groups, void=void)


def _grades(read: Marked) -> dict[str, Any]:
    return {uid: grade.value for uid, grade in read.priority.items()}


def _own_sheet(actor: Actor, of: Vote, this: VoteRound, batch: int) -> PaperSheet:
    if not 1 <= batch <= MOST:
        raise BatchRefused(field="batch", most=MOST)
    sheets = list(PaperSheet.objects.filter(round=this, batch=batch))
    mine = next((each for each in sheets if each.teller_uid == actor.account_uid), None)
    if mine is not None:
        return mine
    if len(sheets) >= queries.sheets_needed(of):
        raise BatchTaken(field="batch", batch=batch)
    assert actor.account_uid is not None  # the policy asked for a grant
    made = PaperSheet(round=this, batch=batch, teller_uid=actor.account_uid, teller_name=actor.name)
    made.save(force_insert=True)
    return made


def _free_line(sheet: PaperSheet, wished: int | None) -> int:
    taken = set(Paper.objects.filter(sheet=sheet, struck_at=None).values_list("line", flat=True))
    if wished is None:
        return next(number for number in range(1, MOST + 1) if number not in taken)
    if not 1 <= wished <= MOST:
        raise LineRefused(field="line", most=MOST)
    if wished in taken:
        raise LineTaken(field="line", batch=sheet.batch, line=wished)
    return wished


def _refuse_finished(sheet: PaperSheet) -> None:
    if sheet.finished_at is not None:
        raise SheetFinished(batch=sheet.batch)


def _refuse_reason(reason: str) -> None:
    if not 5 <= len(reason.strip()) <= 200:
        raise ReasonRefused(field="reason")
