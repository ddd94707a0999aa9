"""Presets that an office adopts, and what it gets: a calendar with dates, the street's mechanism, questions on three outcomes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from commons.kernel.actor import Actor, Role, resident, system
from commons.kernel.tenancy import current_code
from commons.rulebook import commands as rulebook_commands
from commons.rulebook import queries as rulebook
from commons.rulebook.models import Edition
from commons.rulebook.presets.supervision import CALENDARS
from commons.rulebook.terms import Kind
from tenants.deputies.commands import handling
from tenants.deputies.models import DeputySuggestion
from tenants.deputies.terms import ReplyClass
from tenants.oversight import queries
from tenants.oversight.commands import duties, evaluations, polls
from tenants.oversight.errors import (
    AlreadyEvaluated,
    AnswerUnknown,
    PollScored,
    QuestionsUnanswered,
    SuggestionUnanswered,
)
from tenants.oversight.models import Evaluation, Poll, PollAnswer, Rectification
from tenants.oversight.terms import EvaluationKind
from tests.factories import delivery as works
from tests.factories import deputies as people
from tests.factories import oversight as make
from tests.factories.cycles import open_year
from tests.factories.people import AT, as_actor, member

FEELINGS = ["获得感", "幸福感", "安全感"]


def adopt(title: str) -> None:
    """The office works under that preset of the province from AT on."""
    edition = Edition.objects.get(template__title=title, number=1)
    rulebook_commands.adopt_edition(actor=system(current_code()), edition_uid=edition.uid, at=AT)


# ── the calendar ─────────────────────────────────────────────────────────────────────────────


def test_the_three_steps_of_pengjiang_become_duties_with_dates_that_are_ticked_off(county: str) -> None:
    """0-56: 年初定选题、年中督进度、年终问效果."""
    adopt("监督“三步”")
    cycle = open_year()
    found = queries.duties(cycle.uid, on=make.TODAY)
    assert [(each.label, each.due_on, each.done_on) for each in found] == [
        ("年初定选题", dt.date(2026, 3, 31), None),
        ("年中督进度", dt.date(2026, 7, 31), None),
        ("年终问效果", dt.date(2026, 12, 31), None),
    ]
    duties.perform_duty(actor=make.clerk(), cycle_uid=cycle.uid, key="choose_topic", done_on=make.TODAY, at=AT)
    assert queries.duties(cycle.uid, on=dt.date(2026, 8, 3))[0].done_on == make.TODAY
    assert [each.overdue for each in queries.duties(cycle.uid, on=dt.date(2026, 8, 3))] == [False, True, False]


@pytest.mark.parametrize("title", [each.title for each in CALENDARS if "监督周" not in each.title])
def test_every_calendar_that_a_town_or_a_street_may_adopt_gives_its_duties(title: str, request: Any) -> None:
    """0-47, 0-56: none is only a name."""
    preset = next(each for each in CALENDARS if each.title == title)
    request.getfixturevalue("street" if title == "三单督办" else "town")
    adopt(title)
    found = queries.duties(open_year().uid, on=make.TODAY)
    assert len(found) == len(preset.body["duties"]) > 0
    assert {each.due_on.year for each in found} <= {2026, 2027}


def test_a_street_works_under_every_part_of_the_mechanism_from_its_first_day(street: str) -> None:
    """1-02: 民生实事项目监督“四全”机制, from the call to the evaluation, each part with the figures of the source."""
    in_force = {kind: rulebook.edition_in_force(current_code(), kind, on=make.TODAY) for kind in Kind}
    parts = {
        Kind.RUBRIC: [40, 30, 20, 10],
        Kind.NOTICE_PERIODS: (7, 5),
        Kind.SATISFACTION: "80%",
    }
    rubric = in_force[Kind.RUBRIC].body["rubric"]["criteria"]
    notice = in_force[Kind.NOTICE_PERIODS].body
    satisfaction = in_force[Kind.SATISFACTION].body
    assert parts == {
        Kind.RUBRIC: [each["weight"] for each in rubric],
        Kind.NOTICE_PERIODS: (notice["preliminary_days"], notice["result_days"]),
        Kind.SATISFACTION: satisfaction["rule"]["rectify_below"],
    }
    assert in_force[Kind.VOTING_METHOD].body["method"]["margin"] == {"at_least": "1/5", "base": "seats"}
    assert satisfaction["consequences"] == ["rectify", "look_back", "assessment"]
    cites = {kind for kind, rule in in_force.items() if "“四全”机制" in rule.source}
    assert {Kind.RUBRIC, Kind.NOTICE_PERIODS, Kind.SATISFACTION, Kind.PERFORMANCE, Kind.FUNDS} <= cites


# ── 获得感、幸福感、安全感 ────────────────────────────────────────────────────────────────────


def slips(count: int) -> polls.Opened:
    project = works.completed()
    return polls.open_poll(actor=make.clerk(), project_uid=project.uid, held_on=make.TODAY, households=count, at=AT)


def said(*answers: str) -> dict[str, str]:
    return dict(zip(FEELINGS, answers, strict=True))


def judged(poll: Poll, **more: Any) -> Evaluation:
    polls.close_poll(actor=make.clerk(), poll_uid=poll.uid, at=AT)
    return polls.judge_poll(actor=make.clerk(), poll_uid=poll.uid, held_on=make.TODAY, at=AT, **more)


def test_households_answer_on_each_of_three_outcomes_and_each_has_its_result(street: str) -> None:
    """0-32: 获得感、幸福感、安全感, one question each; the rule weighs them 40, 30, 30."""
    adopt("满意度测评规则（获得感、幸福感、安全感）")
    opened, citizen = slips(4), resident(street)
    assert (opened.poll.questions, polls.questions_on(opened.codes[0])) == (FEELINGS, FEELINGS)
    for code, answers in zip(
        opened.codes,
        (
            said("satisfied", "satisfied", "basically_satisfied"),
            said("satisfied", "basically_satisfied", "dissatisfied"),
            said("basically_satisfied", "satisfied", "abstain"),
            said("dissatisfied", "satisfied", "satisfied"),
        ),
        strict=True,
    ):
        polls.cast(actor=citizen, code=code, outcomes=answers, at=AT)
    assert {each.answer for each in PollAnswer.objects.filter(question="幸福感")} == {
        "satisfied",
        "basically_satisfied",
    }
    found = judged(opened.poll)
    assert found.scores == {"获得感": "75.00", "幸福感": "100.00", "安全感": "66.67"}
    assert (found.score, found.result, found.members, found.present) == ("80.00", "passed", 4, 4)


def test_a_slip_that_leaves_out_an_outcome_or_answers_another_is_refused(street: str) -> None:
    adopt("满意度测评规则（获得感、幸福感、安全感）")
    opened, citizen = slips(1), resident(street)
    for odd in (
        {},
        {"获得感": "satisfied", "幸福感": "satisfied"},
        {**said("satisfied", "satisfied", "satisfied"), "成就感": "satisfied"},
    ):
        with pytest.raises(QuestionsUnanswered):
            polls.cast(actor=citizen, code=opened.codes[0], outcomes=odd, answer="satisfied", at=AT)
    with pytest.raises(AnswerUnknown):
        polls.cast(actor=citizen, code=opened.codes[0], outcomes=said("satisfied", "satisfied", "splendid"), at=AT)
    assert (PollAnswer.objects.count(), opened.poll.roll.filter(voted=True).count()) == (0, 0)


def test_where_each_scores_a_part_of_his_own_there_is_no_vote(street: str) -> None:
    """镇海 2013: the public 60, the leaders 30, the net 10; a common box could not tell them apart."""
    adopt("满意度测评规则（三方评分）")
    with pytest.raises(PollScored):
        slips(3)
    assert Poll.objects.count() == 0


# ── how a deputies' suggestion was handled ───────────────────────────────────────────────────


def suggestion(*, replied: bool = True) -> DeputySuggestion:
    made = people.accepted(people.deputy("提出代表")[1])
    unit, clerk_of_unit = people.unit()
    handling.assign(
        actor=make.clerk(), suggestion_uid=made.uid, lead=unit, assisting=(), due_on=dt.date(2026, 6, 2), at=AT
    )
    if replied:
        handling.answer(
            actor=clerk_of_unit, suggestion_uid=made.uid, reply="已更换灯具。", reply_class=ReplyClass.SOLVED, at=AT
        )
    return made


def voters(count: int) -> list[Actor]:
    found = []
    for place in range(count):
        account = member(Role.MEMBER, name=f"议员{place}")
        people.mandate(account.name, account_uid=account.uid)
        found.append(as_actor(account))
    return found


def test_how_a_suggestion_was_handled_is_put_to_the_vote_and_counted(street: str) -> None:
    """3-55: 办理情况满意度测评; what follows is the deputies' room's 重新办理, and no order to a project's unit."""
    made = suggestion()
    assert queries.answered_suggestions() == [(made.uid, f"2026年 {made.title}")]
    people_here = voters(4)
    poll = polls.open_poll(
        actor=make.clerk(), project_uid=made.uid, kind=EvaluationKind.HANDLING, held_on=make.TODAY, at=AT
    ).poll
    for person, answer in zip(
        people_here, ("satisfied", "satisfied", "basically_satisfied", "dissatisfied"), strict=True
    ):
        polls.cast(actor=person, poll_uid=poll.uid, answer=answer, at=AT)
    found = judged(poll)
    assert (found.project_title, found.year, found.rate, found.rectify) == (made.title, 2026, "75.00%", True)
    assert Rectification.objects.count() == 0
    figures = queries.figures(2026)
    assert (figures.handlings.evaluated, figures.handlings.answers, figures.handlings.favourable) == (1, 4, 3)
    assert (figures.evaluated, figures.valid_answers) == (0, None)
    with pytest.raises(AlreadyEvaluated):
        handled(made)


def handled(made: DeputySuggestion) -> Evaluation:
    return evaluations.evaluate(
        actor=make.clerk(), project_uid=made.uid, kind=EvaluationKind.HANDLING, held_on=make.TODAY, members=1, present=1,
        returned=1, satisfied=1, at=AT,
    )  # fmt: skip


def test_what_was_not_answered_yet_is_not_judged(street: str) -> None:
    made = suggestion(replied=False)
    assert queries.answered_suggestions() == []
    with pytest.raises(SuggestionUnanswered):
        handled(made)
    assert Evaluation.objects.count() == 0


def test_a_micro_project_is_judged_as_every_project_is(street: str) -> None:
    """3-55: the source's 微实事 have their 办理情况满意度测评 too."""
    voters(1)
    assert slips(0).poll.kind == EvaluationKind.FINAL
