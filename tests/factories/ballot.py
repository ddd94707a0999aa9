"""A vote in the hall, written short: 甲 乙 丙 are the projects, `approve(voter, round, "甲乙")` is a ballot.

`vote_of` writes the rows that preparation would write, so that a test of casting needs no year, session or mandates;
the way through preparation itself is walked in `test_preparation.py` and in the stories.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from commons.access import commands as access
from commons.kernel.actor import Actor, Role
from commons.kernel.models import new_uid
from commons.kernel.tenancy import current_code
from tenants.appraisal.models import Candidate, Proposal, SchemeRevision
from tenants.appraisal.terms import CandidateState, Origin, ProposalState
from tenants.ballot import queries
from tenants.ballot.commands import casting, counting, opening, papers, sheets
from tenants.ballot.commands.opening import Expected
from tenants.ballot.models import Officer, Question, RollEntry, Vote, VoteRound
from tenants.ballot.policies import PERMISSIONS
from tenants.ballot.terms import Duty
from tenants.deputies.models import Mandate
from tenants.deputies.terms import MandateKind
from tenants.intake.terms import Field
from tests.factories.people import AT, actor, as_actor, member

METHOD: dict[str, Any] = {
    "form": "approval",
    "overvote": "void_ballot",
    "undervote": "valid",
    "quorum": {"at_least": "2/3", "base": "all_deputies"},
    "pass": {"more_than": "1/2", "base": "all_deputies"},
    "min_participation": None,
    "margin": {"at_least": "1/5", "base": "seats"},
    "tie": "revote",
    "shortfall": "accept",
}
_PROJECTS = UUID("7d6f0a52-3f0e-4f5a-9a51-0d3c8c8a2f10")
_DUTIES = (
    (Duty.CHIEF, Role.CHIEF_SCRUTINEER),
    (Duty.SCRUTINEER, Role.SCRUTINEER),
    (Duty.SCRUTINEER, Role.SCRUTINEER),
    (Duty.TELLER, Role.TELLER),
    (Duty.TELLER, Role.TELLER),
)


def uid_of(project: str) -> str:
    """The same candidate uid for the same name, in every test."""
    return str(uuid5(_PROJECTS, project))


def vote_of(
    projects: str = "甲乙丙", seats: int = 2, *, on_street: bool = False, secrecy: str = "plain", **method: Any
) -> Vote:
    """A prepared vote on one project a character; fields of the method by their names (`pass` as `passing`)."""
    if "passing" in method:
        method["pass"] = method.pop("passing")
    vote = Vote(
        created_at=AT,
        cycle_uid=new_uid(),
        session_uid=new_uid(),
        title="2026年民生实事项目票决",
        seats=seats,
        method=METHOD | {"seats": seats} | method,
        method_adoption_uid=new_uid(),
        method_title="民生实事项目票决办法（第 1 版）",
        method_adopted_at=AT,
        officers_approved_at=AT,
        has_priorities=True,
        needs_confirmation=on_street,
        secrecy=secrecy,
    )
    vote.save(force_insert=True)
    Question.objects.bulk_create(
        Question(vote=vote, order=order, candidate_uid=uid_of(name), title=name, content=f"{name}的建设内容")
        for order, name in enumerate(projects, start=1)
    )
    return vote


@dataclass(frozen=True)
class Officials:
    chief: Actor
    scrutineers: tuple[Actor, Actor]
    tellers: tuple[Actor, Actor]

    @property
    def all_scrutineers(self) -> tuple[Actor, ...]:
        return (self.chief, *self.scrutineers)


def officials_of(vote: Vote) -> Officials:
    """Three scrutineers and two tellers with their grants."""
    found = []
    for number, (duty, role) in enumerate(_DUTIES):
        account = member(role, name=f"{duty.label}{number}")
        Officer(vote=vote, account_uid=account.uid, name=account.name, duty=duty).save(force_insert=True)
        for permission in PERMISSIONS[duty]:
            access.grant(account=account, permission=permission, on=vote)
        found.append(as_actor(account))
    return Officials(found[0], (found[1], found[2]), (found[3], found[4]))


def voters(number: int, role: Role = Role.DEPUTY) -> list[Actor]:
    return [actor(role, name=f"代表{each:03}") for each in range(1, number + 1)]


def expected(people: list[Actor], *, absent: int = 0, groups: tuple[str, ...] = ("deputy",)) -> list[Expected]:
    """The roll: these people, here, and so many others who are not."""
    here = [Expected(uuid4(), each.account_uid, each.name, groups, True) for each in people]
    away = [Expected(uuid4(), uuid4(), f"缺席{number:03}", groups, False) for number in range(absent)]
    return here + away


def opened(vote: Vote, people: list[Actor], *, absent: int = 0) -> VoteRound:
    """Its first round, opened to these people."""
    candidates = [str(each.candidate_uid) for each in vote.questions.order_by("order")]
    roll = expected(people, absent=absent)
    with transaction.atomic():
        return opening.begin(vote, "open", 1, candidates, vote.method, roll, actor=director(), at=AT)


def stand_behind(vote: Vote) -> None:
    """The rows of other rooms that a declared result touches: the approved list, the mandates of those who took part."""
    if not Candidate.objects.filter(cycle_uid=vote.cycle_uid).exists():
        for question in vote.questions.order_by("order"):
            approved(vote.cycle_uid, question.title, question.order, uid=question.candidate_uid)
    known = set(Mandate.objects.values_list("uid", flat=True))
    for slot in RollEntry.objects.filter(round__vote=vote).order_by("mandate_uid"):
        if slot.mandate_uid in known:
            continue
        known.add(slot.mandate_uid)
        Mandate(
            uid=slot.mandate_uid,
            created_at=AT,
            account_uid=slot.account_uid,
            name=slot.name,
            kind=MandateKind.DEPUTY,
            term_no=18,
            congress_code=f"{slot.uid}"[:12],  # one open mandate a congress and person; nobody asks here which
            sits_here=True,
            from_on=AT.date(),
        ).save(force_insert=True)


def approved(
    cycle_uid: UUID, title: str, position: int = 1, *, uid: UUID | None = None, unit_account_uid: UUID | None = None
) -> Candidate:
    """A candidate on the approved list, as appraisal would leave it."""
    proposal = Proposal(
        created_at=AT,
        cycle_uid=cycle_uid,
        origin=Origin.DEPARTMENT,
        field=Field.OTHER,
        title=title,
        content=f"{title}的建设内容",
        rubric_uid=new_uid(),
        exclusions_uid=new_uid(),
        state=ProposalState.PUT_FORWARD,
    )
    proposal.save(force_insert=True)
    scheme = SchemeRevision(
        proposal=proposal, number=1, title=title, content=proposal.content, reason="登记", revised_at=AT
    )
    scheme.save(force_insert=True)
    candidate = Candidate(
        uid=uid or new_uid(),
        created_at=AT,
        cycle_uid=cycle_uid,
        proposal=proposal,
        scheme=scheme,
        position=position,
        unit_name="城建办",
        unit_account_uid=unit_account_uid,
        state=CandidateState.APPROVED,
    )
    candidate.save(force_insert=True)
    return candidate


def director() -> Actor:
    return Actor(new_uid(), "张主席", current_code(), frozenset({Role.DIRECTOR}))


def choice(approve: str = "", oppose: str = "") -> dict[str, str]:
    return {uid_of(name): "approve" for name in approve} | {uid_of(name): "oppose" for name in oppose}


def cast(voter: Actor, this: VoteRound, approve: str = "", oppose: str = "") -> str:
    return casting.cast(actor=voter, round_uid=this.uid, marks=choice(approve, oppose), at=AT)


def closed(this: VoteRound) -> VoteRound:
    return counting.close_round(actor=director(), round_uid=this.uid, at=AT)


def counted(this: VoteRound, officials: Officials) -> VoteRound:
    return counting.count(actor=officials.chief, round_uid=this.uid, at=AT)


def confirmed(vote: Vote, officials: Officials) -> None:
    """All scrutineers have confirmed the count, and what the declaration writes down to exists."""
    stand_behind(vote)
    for each in officials.all_scrutineers:
        counting.confirm_count(actor=each, vote_uid=vote.uid, at=AT)


def papers_in(this: VoteRound, officials: Officials, *lines: tuple[str, int], void: int = 0, issued: int = 0) -> None:
    """The papers of a closed round: stated, entered alike by both tellers ("甲乙", 2), so many ruled void by the chief."""
    at_the_count = {"round_uid": this.uid, "at": AT}
    back = sum(count for _, count in lines) + void
    papers.state_papers(actor=officials.tellers[0], issued=issued or back, returned=back, **at_the_count)
    for teller in officials.tellers:
        for approve, count in lines:
            sheets.enter_paper(actor=teller, count=count, marks=choice(approve), **at_the_count)
        for _ in range(void):
            sheets.enter_paper(actor=teller, count=1, is_void=True, **at_the_count)
        sheets.finish_batch(actor=teller, batch=1, **at_the_count)
    for line in queries.doubtful(officials.chief, this.uid):
        sheets.judge_paper(actor=officials.chief, paper_uid=line.uid, is_void=True, at=AT)
