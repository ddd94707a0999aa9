"""Before the meeting: the questions that are put, and the method that it is asked to adopt."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.directory.terms import Body
from commons.directory.words import words
from commons.kernel.actor import Actor
from commons.kernel.errors import Malformed
from commons.kernel.tenancy import current_office
from commons.outbox.commands import publish
from commons.rulebook import queries as rulebook
from commons.rulebook.terms import Kind
from tenants.appraisal import queries as appraisal
from tenants.ballot import events
from tenants.ballot.case import read_case
from tenants.ballot.errors import (
    CandidatesNotApproved,
    MethodUnreadable,
    SealedNeedsThree,
    SeatsRefused,
    SessionUnsuitable,
    TitleRefused,
    VoteAlreadyPrepared,
)
from tenants.ballot.lifecycle import VOTE
from tenants.ballot.method import Method
from tenants.ballot.models import Question, Vote
from tenants.ballot.policies import POLICY
from tenants.ballot.terms import Secrecy, VoteState
from tenants.cycles import queries as cycles
from tenants.meetings import queries as meetings
from tenants.meetings.terms import SessionKind

VOTING = frozenset({SessionKind.CONGRESS, SessionKind.ASSEMBLY})
TRUSTEES = 3  # at least: two of three open, and the loss of one device loses no vote


@transaction.atomic
def prepare_vote(
    *, actor: Actor, cycle_uid: UUID, session_uid: UUID, seats: int, title: str = "", at: dt.datetime
) -> Vote:
    """Put the approved candidates to the vote at a session, under the method that the cycle has pinned.

    Both are copied: what is amended later does not touch a vote that was prepared.
    """
    POLICY.permit(actor, "ballot.prepare")
    cycle = cycles.cycle(cycle_uid)
    _refuse_session(session_uid, cycle_uid)
    candidates = appraisal.candidates(cycle_uid)
    if not candidates:
        raise CandidatesNotApproved()
    if not 1 <= seats <= len(candidates):
        raise SeatsRefused(field="seats", candidates=len(candidates))
    rule = rulebook.in_force(UUID(cycle.pins[Kind.VOTING_METHOD]))
    method = _method(rule.body, seats, [str(each.uid) for each in candidates])
    office = current_office()
    title = title.strip() or f"{office.name}{cycle.year}年民生实事项目{words(office).vote}"
    if len(title) > 100:
        raise TitleRefused(field="title")
    of = Vote(
        created_at=at,
        cycle_uid=cycle_uid,
        session_uid=session_uid,
        title=title,
        seats=seats,
        method=method,
        method_adoption_uid=rule.adoption_uid,
        method_title=f"{rule.title}（第 {rule.number} 版）",
        scrutineers_needed=rule.body["scrutineers"],
        tellers_needed=rule.body["tellers"],
        has_priorities=rule.body["priority"],
        needs_confirmation=office.body == Body.WORKING_COMMITTEE,
        secrecy=rule.body["secrecy"],
        state=VOTE.start,
    )
    of.save(force_insert=True)
    Question.objects.bulk_create(
        Question(vote=of, order=order, candidate_uid=each.uid, title=each.title, content=each.content)
        for order, each in enumerate(candidates, start=1)
    )
    facts = {"seats": seats, "questions": len(candidates), "method": rule.adoption_uid}
    record("ballot.prepare", of, actor=actor, at=at, facts=facts)
    publish(events.VotePrepared(at=at, vote_uid=of.uid, cycle_uid=cycle_uid, questions=len(candidates)))
    return of


def _refuse_session(session_uid: UUID, cycle_uid: UUID) -> None:
    session = meetings.session(session_uid)
    if session.cycle_uid != cycle_uid or session.kind not in VOTING:
        raise SessionUnsuitable(field="session_uid")
    if Vote.objects.filter(cycle_uid=cycle_uid, session_uid=session_uid).exclude(state=VoteState.VOID).exists():
        raise VoteAlreadyPrepared()


def _method(body: dict[str, Any], seats: int, candidates: list[str]) -> dict[str, Any]:
    """The method with its seats, as contract §4.1 has it, tried on an empty box of these candidates: nothing about it
    shall turn out impossible only when the papers are counted. Raises SealedNeedsThree, MethodUnreadable.
    """
    if body["secrecy"] == Secrecy.SEALED and body["scrutineers"] < TRUSTEES:
        raise SealedNeedsThree()
    method: dict[str, Any] = body["method"] | {"seats": seats}
    try:
        groups = dict.fromkeys(Method.read(method).groups, 1)
        roll = {"expected": 1, "present": 0, "groups": groups}
        read_case({"method": method, "roll": roll, "issued": 0, "returned": 0, "candidates": candidates, "ballots": []})
    except Malformed as unreadable:
        raise MethodUnreadable(problem=str(unreadable)) from unreadable
    return method
