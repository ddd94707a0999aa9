"""A satisfaction vote: whoever the rule names, each once, secret; counted by the rule, with what follows."""

from __future__ import annotations

from typing import Any

import pytest

from commons.audit.models import Entry
from commons.kernel.actor import Actor, Role, resident
from commons.kernel.lifecycle import WrongStep
from commons.kernel.policy import NotPermitted
from tenants.oversight import queries
from tenants.oversight.commands import evaluations, polls
from tenants.oversight.errors import (
    AnswerUnknown,
    DeadlineMissing,
    NobodyOnRoll,
    NotOnPollRoll,
    PollCodeUnknown,
    PollNotOpen,
    PollOpenAlready,
)
from tenants.oversight.models import Evaluation, Poll, PollAnswer, PollVoter, Rectification
from tenants.oversight.terms import PollState
from tests.factories import delivery as works
from tests.factories import oversight as make
from tests.factories.deputies import mandate
from tests.factories.people import AT, actor, as_actor, member


def voters(count: int) -> list[Actor]:
    """Members of the street's assembly."""
    found = []
    for place in range(count):
        account = member(Role.MEMBER, name=f"议员{place}")
        mandate(account.name, account_uid=account.uid)
        found.append(as_actor(account))
    return found


def opened(**more: Any) -> Any:
    project = more.pop("project", None) or works.completed()
    return polls.open_poll(actor=make.clerk(), project_uid=project.uid, held_on=make.TODAY, at=AT, **more)


def judged(poll: Poll, **more: Any) -> Evaluation:
    polls.close_poll(actor=make.clerk(), poll_uid=poll.uid, at=AT)
    return polls.judge_poll(actor=make.clerk(), poll_uid=poll.uid, held_on=make.TODAY, at=AT, **more)


def test_the_assembly_votes_each_once_and_the_rule_decides(street: str) -> None:
    """1-58, 1-64: whoever the street's rule names, 80 %."""
    people = voters(5)
    poll = opened().poll
    for person, answer in zip(people, ("satisfied", "satisfied", "basically_satisfied", "dissatisfied"), strict=False):
        polls.cast(actor=person, poll_uid=poll.uid, answer=answer, at=AT)
    polls.cast(actor=people[0], poll_uid=poll.uid, answer="dissatisfied", at=AT)  # a second time changes nothing
    assert [place.poll_id for place in queries.mine(people[4])] == [poll.uid]
    with pytest.raises(WrongStep):
        polls.judge_poll(actor=make.clerk(), poll_uid=poll.uid, held_on=make.TODAY, at=AT)
    with pytest.raises(DeadlineMissing):
        judged(poll)
    found = polls.judge_poll(actor=make.clerk(), poll_uid=poll.uid, held_on=make.TODAY, at=AT, rectify_by=make.DEADLINE)
    assert (found.members, found.present, found.returned) == (5, 4, 4)
    assert (found.satisfied, found.basically_satisfied, found.dissatisfied) == (2, 1, 1)
    assert (found.rate, found.result) == ("75.00%", "rectify")
    assert Rectification.objects.filter(evaluation=found).count() == 1


def test_nothing_joins_a_voter_and_an_answer(street: str) -> None:
    """As in the ballot: the roll says whether, the box says what, the trail names neither person nor hour."""
    person, *_ = voters(2)
    poll = opened().poll
    polls.cast(actor=person, poll_uid=poll.uid, answer="dissatisfied", at=AT.replace(hour=17))
    place, paper = PollVoter.objects.get(account_uid=person.account_uid), PollAnswer.objects.get()
    assert {each.name for each in PollAnswer._meta.fields} == {"uid", "poll_uid", "question", "answer"}
    assert (place.voted, paper.uid.version, place.uid.version) == (True, 4, 4)
    kept = Entry.objects.get(act="oversight.cast")
    assert (kept.account_uid, kept.at, kept.facts, kept.uid.version) == (None, AT, {}, 4)
    polls.close_poll(actor=make.clerk(), poll_uid=poll.uid, at=AT)
    assert PollAnswer.objects.get().uid != paper.uid


def test_closing_one_vote_leaves_the_answers_of_another(street: str) -> None:
    person, *_ = voters(1)
    first, second = opened().poll, opened(project=works.completed("二")).poll
    for poll in (first, second):
        polls.cast(actor=person, poll_uid=poll.uid, answer="satisfied", at=AT)
    polls.close_poll(actor=make.clerk(), poll_uid=first.uid, at=AT)
    assert PollAnswer.objects.filter(poll_uid=second.uid).count() == 1


def test_who_is_not_on_the_roll_or_too_late_or_unclear_is_refused(street: str) -> None:
    person, *_ = voters(1)
    poll = opened().poll
    late = voters(1)[0]
    with pytest.raises(NotOnPollRoll):
        polls.cast(actor=late, poll_uid=poll.uid, answer="satisfied", at=AT)
    with pytest.raises(NotPermitted):
        polls.cast(actor=make.clerk(), poll_uid=poll.uid, answer="satisfied", at=AT)
    with pytest.raises(AnswerUnknown):
        polls.cast(actor=person, poll_uid=poll.uid, answer="excellent", at=AT)
    with pytest.raises(PollOpenAlready):
        polls.open_poll(actor=make.clerk(), project_uid=poll.project_uid, held_on=make.TODAY, at=AT)
    polls.close_poll(actor=make.clerk(), poll_uid=poll.uid, at=AT)
    with pytest.raises(PollNotOpen):
        polls.cast(actor=person, poll_uid=poll.uid, answer="satisfied", at=AT)
    assert PollAnswer.objects.count() == 0


def test_without_anybody_there_is_no_vote(street: str) -> None:
    with pytest.raises(NobodyOnRoll):
        opened()
    assert Poll.objects.count() == 0


def test_households_answer_by_code(street: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Domain §4: 群众抽样. The rule of another office names the public."""
    monkeypatch.setitem(queries.satisfaction_rule(None, on=make.TODAY).body, "evaluators", "public")
    rule = queries.satisfaction_rule
    monkeypatch.setattr(queries, "satisfaction_rule", lambda uid, on: _public(rule(uid, on=on)))
    begun = opened(households=3)
    citizen = resident(street)
    assert len(begun.codes) == 3
    for code in begun.codes[:2]:
        polls.cast(actor=citizen, code=code.lower(), answer="satisfied", at=AT)
    polls.cast(actor=citizen, code=begun.codes[0], answer="dissatisfied", at=AT)
    for wrong in ("", "0000-0000-0000", begun.codes[2][:-1]):
        with pytest.raises(PollCodeUnknown):
            polls.cast(actor=citizen, code=wrong, answer="satisfied", at=AT)
    assert set(PollVoter.objects.values_list("name", flat=True)) == {""}
    assert begun.codes[0].replace("-", "") not in str(list(PollVoter.objects.values()))
    found = judged(begun.poll)
    assert (found.members, found.returned, found.satisfied, found.result) == (3, 2, 2, "passed")


def _public(rule: Any) -> Any:
    body = {**rule.body, "evaluators": "public"}
    return type(rule)(**{**{name: getattr(rule, name) for name in rule.__dataclass_fields__}, "body": body})


def test_a_result_taken_back_lets_the_vote_be_held_again(street: str) -> None:
    voters(1)
    project = works.completed()
    poll = opened(project=project).poll
    polls.cast(actor=as_actor_of(poll), poll_uid=poll.uid, answer="satisfied", at=AT)
    found = judged(poll)
    evaluations.annul_evaluation(actor=make.director(), evaluation_uid=found.uid, reason="登记有误", at=AT)
    poll.refresh_from_db()
    assert poll.state == PollState.VOIDED
    assert opened(project=project).poll.uid != poll.uid


def as_actor_of(poll: Poll) -> Actor:
    place = poll.roll.get()
    return Actor(
        account_uid=place.account_uid, name=place.name, office_code=poll.office_code, roles=frozenset({Role.MEMBER})
    )


def test_nobody_but_those_who_read_supervision_sees_the_turnout(street: str) -> None:
    voters(1)
    poll = opened().poll
    assert list(queries.polls(make.clerk())) == [poll]
    for stranger in (Role.MEMBER, Role.UNIT, Role.INSPECTOR, Role.RESIDENT):
        assert list(queries.polls(actor(stranger))) == []
