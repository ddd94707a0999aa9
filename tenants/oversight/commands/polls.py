"""A satisfaction vote on the ballot's mechanism: a roll that says whether, a box that says what, nothing between them.

As in `ballot.casting`, less is kept of an act here than elsewhere, on purpose: the entry of a cast names the place on the
roll, no account and no hour, under a random key; closing writes the whole box anew in random order under new random keys.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import secrets
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from commons.audit.commands import advance, record
from commons.kernel.actor import Actor
from commons.rulebook import cases
from commons.rulebook.kinds.satisfaction import EVALUATORS
from commons.rulebook.queries import InForce
from tenants.delivery import queries as delivery
from tenants.intake import query_code
from tenants.meetings import queries as meetings
from tenants.oversight import queries
from tenants.oversight.commands import evaluations
from tenants.oversight.commands.refusals import refuse_odd_count
from tenants.oversight.errors import (
    AnswerUnknown,
    NobodyOnRoll,
    NotOnPollRoll,
    PollCodeUnknown,
    PollNotOpen,
    PollOpenAlready,
    QuestionsUnanswered,
)
from tenants.oversight.evaluation import CONTENT, DISSATISFIED
from tenants.oversight.lifecycle import POLL
from tenants.oversight.models import Evaluation, Poll, PollAnswer, PollVoter
from tenants.oversight.policies import POLICY
from tenants.oversight.terms import ANSWERS, EvaluationKind, PollState

_chance: Final = random.SystemRandom()
MOST_CODES: Final = 5000  # 300 households a project in 镇海; a street's whole survey fits


@dataclass(frozen=True)
class Opened:
    """The vote, and the codes of its paper slips: shown once, only their digests are kept."""

    poll: Poll
    codes: list[str]


@transaction.atomic
def open_poll(
    *,
    actor: Actor,
    project_uid: UUID,
    at: dt.datetime,
    held_on: dt.date,
    kind: EvaluationKind = EvaluationKind.FINAL,
    sub_project_uid: UUID | None = None,
    session_uid: UUID | None = None,
    households: int = 0,
) -> Opened:
    """Put the question to whoever the year's rule names; the roll is frozen now.

    `project_uid` is a deputies' suggestion where `kind` is HANDLING (3-55). Raises NobodyOnRoll, PollOpenAlready, PollScored.
    """
    project = queries.subject(kind, project_uid, on=held_on)
    POLICY.permit(actor, "oversight.evaluate")
    refuse_odd_count(households, field="households", label="答卷份数", at_most=MOST_CODES)
    part = delivery.sub_project_of(project_uid, sub_project_uid) if sub_project_uid else None
    if queries.standing_poll(project_uid, kind, sub_project_uid) is not None:
        raise PollOpenAlready(field="project_uid")
    rule = queries.satisfaction_rule(project.cycle_uid, on=held_on)
    evaluators = queries.evaluators_of(rule)
    poll = Poll(
        project_uid=project.uid,
        project_title=project.title,
        year=project.year,
        kind=kind,
        sub_project_uid=sub_project_uid,
        sub_project_title=part.title if part else "",
        session_uid=session_uid,
        evaluators=evaluators,
        questions=queries.questions_of(rule),
        opened_at=at,
        state=POLL.start,
        created_at=at,
    )
    poll.save(force_insert=True)
    people, codes = _roll(poll, rule, held_on, households)
    PollVoter.objects.bulk_create(people)
    facts = {"project": project.uid, "kind": kind, "evaluators": evaluators, "roll": len(people)}
    record("oversight.open_poll", poll, actor=actor, at=at, facts=facts, states=("", poll.state))
    return Opened(poll, codes)


@transaction.atomic
def cast(
    *,
    actor: Actor,
    at: dt.datetime,
    answer: str = "",
    outcomes: Mapping[str, str] | None = None,
    poll_uid: UUID | None = None,
    code: str = "",
) -> None:
    """One answer into the box: a member by the account, a household by its code. A second time changes nothing.

    Where the vote has questions, `outcomes` answers every one of them. `at` is taken like everywhere, and kept nowhere.
    Raises PollNotFound, NotOnPollRoll, PollCodeUnknown, PollNotOpen, AnswerUnknown, QuestionsUnanswered.
    """
    POLICY.permit(actor, "oversight.vote")
    found = _by_code(code) if poll_uid is None else _by_account(actor, poll_uid)
    poll = queries.hold_poll(found.poll_id)  # before the place: closing takes them in this order too
    if poll.state != PollState.OPEN:
        raise PollNotOpen()
    given = _read_answers(poll, answer, outcomes or {})
    place = queries.lock_place(found.uid)
    if place.voted:
        return
    place.voted = True
    place.save(update_fields=["voted"])
    PollAnswer.objects.bulk_create(
        [PollAnswer(poll_uid=poll.uid, question=question, answer=said) for question, said in given.items()]
    )
    nobody = Actor(account_uid=None, name="", office_code=actor.office_code)
    assert poll.opened_at is not None
    record("oversight.cast", place, actor=nobody, at=poll.opened_at, uid=uuid.uuid4())


@transaction.atomic
def close_poll(*, actor: Actor, poll_uid: UUID, at: dt.datetime) -> Poll:
    """Take no more answers, and shuffle the box. Waits for answers on their way."""
    poll = queries.lock_poll(poll_uid)
    POLICY.permit(actor, "oversight.evaluate", poll)
    POLL.step("close_poll", poll.state)
    _shuffle(poll)
    advance(poll, POLL, "close_poll", actor=actor, at=at, facts={"voted": queries.voted(poll)}, closed_at=at)
    return poll


@transaction.atomic
def judge_poll(
    *, actor: Actor, poll_uid: UUID, held_on: dt.date, at: dt.datetime, rectify_by: dt.date | None = None
) -> Evaluation:
    """Count the box; the year's rule decides, with its consequences at once. Raises what `evaluate` raises."""
    poll = queries.lock_poll(poll_uid)
    POLICY.permit(actor, "oversight.evaluate", poll)
    POLL.step("judge_poll", poll.state)
    counts, scores = _count(poll)
    voted, roll = queries.voted(poll), poll.roll.count()
    present = meetings.present_count(poll.session_uid, voting_only=True) if poll.session_uid else voted
    found = evaluations.evaluate(
        actor=actor,
        project_uid=poll.project_uid,
        held_on=held_on,
        members=roll,
        present=min(roll, max(present, voted)),
        returned=counts.total(),
        satisfied=counts["satisfied"],
        basically_satisfied=counts["basically_satisfied"],
        dissatisfied=counts["dissatisfied"],
        abstain=counts["abstain"],
        scores=scores,
        kind=EvaluationKind(poll.kind),
        sub_project_uid=poll.sub_project_uid,
        session_uid=poll.session_uid,
        rectify_by=rectify_by,
        at=at,
    )
    advance(poll, POLL, "judge_poll", actor=actor, at=at, facts={"evaluation": found.uid}, evaluation=found)
    return found


@transaction.atomic
def void_poll(*, actor: Actor, poll_uid: UUID, at: dt.datetime) -> Poll:
    """What went wrong is begun anew; the answers stay in the box and count nowhere."""
    poll = queries.lock_poll(poll_uid)
    POLICY.permit(actor, "oversight.annul", poll)
    advance(poll, POLL, "void_poll", actor=actor, at=at)
    return poll


def questions_on(code: str) -> list[str]:
    """What the slip with this code asks; nothing for one that nobody has."""
    read = query_code.read(code)
    return queries.questions_behind(digest(read)) if read else []


def digest(code: str) -> str:
    return hashlib.sha256(f"oversight.poll:{code}".encode()).hexdigest()


def _roll(poll: Poll, rule: InForce, on: dt.date, households: int) -> tuple[list[PollVoter], list[str]]:
    seats = [each for each in queries.seats_of(rule, on) if each.account_uid is not None]
    people = [PollVoter(poll=poll, account_uid=each.account_uid, name=each.name) for each in seats]
    codes = [query_code.draw(secrets.choice) for _ in range(households if queries.asks_the_public(rule) else 0)]
    people += [PollVoter(poll=poll, code_digest=digest(each)) for each in codes]
    if not people:
        raise NobodyOnRoll(field="households", who=EVALUATORS[queries.evaluators_of(rule)])
    return people, [query_code.shown(each) for each in codes]


def _read_answers(poll: Poll, answer: str, outcomes: Mapping[str, str]) -> dict[str, str]:
    """Question → answer; one without a name where the vote asks but one thing."""
    if poll.questions and set(outcomes) != set(poll.questions):
        raise QuestionsUnanswered(field="outcomes", questions="、".join(poll.questions))
    given = dict(outcomes) if poll.questions else {"": answer}
    if not set(given.values()) <= set(ANSWERS):
        raise AnswerUnknown(field="outcomes" if poll.questions else "answer")
    return given


def _count(poll: Poll) -> tuple[Counter[str], dict[str, str]]:
    """The answers of a vote on one thing; of one with questions the points of each: 满意 and 基本满意 among its valid answers."""
    box = Counter(PollAnswer.objects.filter(poll_uid=poll.uid).values_list("question", "answer"))
    if not poll.questions:
        return Counter({answer: count for (_, answer), count in box.items()}), {}
    return Counter(), {question: _points(box, question) for question in poll.questions}


def _points(box: Counter[tuple[str, str]], question: str) -> str:
    content = sum(box[question, answer] for answer in CONTENT)
    valid = content + box[question, DISSATISFIED]
    return str(cases.half_up(Fraction(content * 100, valid))) if valid else "0"


def _by_account(actor: Actor, poll_uid: UUID) -> PollVoter:
    found = queries.find_place(poll_uid=poll_uid, account_uid=actor.account_uid)
    if found is None:
        queries.hold_poll(poll_uid)  # raises PollNotFound
        raise NotOnPollRoll()
    return found


def _by_code(code: str) -> PollVoter:
    read = query_code.read(code)
    found = queries.find_place(code_digest=digest(read)) if read else None
    if found is None:
        raise PollCodeUnknown(field="code")
    return found


def _shuffle(poll: Poll) -> None:
    """As `ballot.counting`: the whole table anew, in random order, under new keys, in this one transaction."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE oversight_pollanswer IN ACCESS EXCLUSIVE MODE")
        box = list(PollAnswer.objects.all())
        _chance.shuffle(box)
        for each in box:
            each.uid = uuid.uuid4()
        cursor.execute("TRUNCATE oversight_pollanswer")
    PollAnswer.objects.bulk_create(box, batch_size=1000)
    poll.roll.update(voted=F("voted"))
