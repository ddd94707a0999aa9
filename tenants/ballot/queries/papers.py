"""The tellers' sheets: each teller's own, the batches without figures, what the chief has to judge, what counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from commons.kernel.actor import Actor
from tenants.ballot.errors import PaperNotFound
from tenants.ballot.method import Method
from tenants.ballot.models import Paper, PaperSheet, Vote, VoteRound
from tenants.ballot.policies import POLICY
from tenants.ballot.queries.votes import Item, items, last_round, permitted_round, questions, vote
from tenants.ballot.rounds import next_round
from tenants.ballot.terms import OTHERS
from tenants.ballot.wording import rules_on_paper

# A line that counts: not struck, on the sheet of its batch that counts (or entered before there were sheets).
COUNTING = Q(struck_at=None) & (Q(sheet=None) | Q(sheet__counts=True))


def sheets_needed(of: Vote) -> int:
    """By how many tellers each batch is entered: two, unless the method names a single one."""
    return min(2, of.tellers_needed)


def papers(viewer: Actor, round_uid: UUID) -> QuerySet[Paper]:
    """Before the count a teller's own lines and nobody else's; afterwards, to who is at the count, what was counted."""
    this = permitted_round(viewer, round_uid, "ballot.read_count")
    lines = Paper.objects.filter(round=this).select_related("sheet").order_by("entered_at", "uid")
    if this.outcome is not None:
        return lines.filter(COUNTING)
    return lines.filter(teller_uid=viewer.account_uid) if viewer.account_uid else lines.none()


@dataclass(frozen=True, slots=True)
class PaperForm:
    """The 表决票 of one round as it is printed. Nothing in it tells one paper from another; `groups`: papers of other colours."""

    vote_uid: UUID
    title: str
    number: int
    seats: int
    form: str
    has_priorities: bool
    items: tuple[Item, ...]
    rules: list[str]
    groups: tuple[str, ...]


def paper_form(viewer: Actor, vote_uid: UUID) -> PaperForm:
    """Of the round that is open or closed; before it, and where another must follow, of the round to come."""
    of = vote(viewer, vote_uid)
    POLICY.permit(viewer, "ballot.print_paper", of)
    last = last_round(of)
    number, candidates, method = 1, [str(each.candidate_uid) for each in questions(of)], of.method
    if last is not None:
        number, candidates, method = last.number, last.candidates, last.method
        further = next_round(candidates, method, last.outcome) if last.outcome else None
        if further is not None:
            number, candidates, method = number + 1, list(further.candidates), further.method
    read = Method.read(method)
    return PaperForm(
        vote_uid=of.uid,
        title=of.title,
        number=number,
        seats=method["seats"],
        form=method["form"],
        has_priorities=of.has_priorities,
        items=items(of, candidates),
        rules=rules_on_paper(read, len(candidates), priorities=of.has_priorities),
        groups=(*read.groups, OTHERS) if read.groups else (),
    )


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """How far a batch is. `papers` once agreed. `differs`: where the two sheets last differed, without figures."""

    batch: int
    tellers: list[str]
    finished: int
    needed: int
    agreed: bool
    papers: int | None
    is_mine: bool
    i_finished: bool
    differs: list[dict[str, Any]]


def batches(viewer: Actor, round_uid: UUID) -> list[BatchFacts]:
    """For who is at the count, in the order of their numbers."""
    this = permitted_round(viewer, round_uid, "ballot.read_roll")
    sheets = PaperSheet.objects.filter(round=this).order_by("batch", "uid")
    counted = sheets.annotate(papers=Sum("lines__count", filter=Q(lines__struck_at=None)))
    found: dict[int, list[Any]] = {}
    for each in counted:
        found.setdefault(each.batch, []).append(each)
    return [_facts(viewer, this.vote, batch, each) for batch, each in found.items()]


def _facts(viewer: Actor, of: Vote, batch: int, sheets: list[Any]) -> BatchFacts:
    mine = next((each for each in sheets if each.teller_uid == viewer.account_uid), None)
    agreed = all(each.agreed_at is not None for each in sheets)
    return BatchFacts(
        batch=batch,
        tellers=[each.teller_name for each in sheets],
        finished=sum(each.finished_at is not None for each in sheets),
        needed=sheets_needed(of),
        agreed=agreed,
        papers=sheets[0].papers if agreed else None,
        is_mine=mine is not None,
        i_finished=mine is not None and mine.finished_at is not None,
        differs=[] if agreed or mine is None else mine.differs,
    )


def doubtful(viewer: Actor, round_uid: UUID) -> QuerySet[Paper]:
    """Agreed lines that were put to the chief scrutineer, judged ones included."""
    this = permitted_round(viewer, round_uid, "ballot.judge_paper")
    lines = Paper.objects.filter(COUNTING, round=this, is_void=True, sheet__isnull=False)
    return lines.select_related("sheet").order_by("sheet__batch", "line")


def doubtful_paper(viewer: Actor, round_uid: UUID, uid: UUID) -> Paper:
    """One of them. Raises PaperNotFound."""
    found = doubtful(viewer, round_uid).filter(uid=uid).first()
    if found is None:
        raise PaperNotFound()
    return found


def batches_in_doubt(this: VoteRound) -> list[int]:
    """Batches that two tellers have not entered alike."""
    agreed = PaperSheet.objects.filter(round=this).values("batch").annotate(counting=Count("uid", Q(counts=True)))
    return [each["batch"] for each in agreed.order_by("batch") if not each["counting"]]


def unjudged(this: VoteRound) -> int:
    return Paper.objects.filter(COUNTING, round=this, is_void=True, sheet__isnull=False, ruling__isnull=True).count()


def lock_paper(uid: UUID) -> Paper:
    found = Paper.objects.select_for_update(of=("self",)).select_related("sheet").filter(uid=uid).first()
    if found is None:
        raise PaperNotFound()
    return found


def paper_lines(this: VoteRound) -> list[dict[str, Any]]:
    """What counts of the tellers' sheets, as ballots of contract §4.1; doubtful papers as the chief ruled."""
    return [_as_case(each) for each in Paper.objects.filter(COUNTING, round=this).order_by("uid")]


def _as_case(line: Paper) -> dict[str, Any]:
    if line.ruling is None:
        return as_case(line.marks, line.priorities, line.group, line.count, void=line.is_void)
    said = line.ruling
    return as_case(said["marks"], said["priorities"], line.group, line.count, void=said["void"])


def as_case(marks: Any, priorities: Any, group: str, times: int = 1, *, void: bool = False) -> dict[str, Any]:
    ballot = {"marks": marks, "priority": priorities, "count": times, "void": void}
    return ballot | {"group": group} if group else ballot
