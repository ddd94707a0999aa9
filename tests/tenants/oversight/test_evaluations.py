"""满意度测评 by the pinned rule, with its consequences; the look-back of the year after; the calendar's duties."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from commons.kernel.actor import Role
from commons.kernel.lifecycle import WrongStep
from commons.kernel.policy import Hidden, NotPermitted
from tenants.delivery import queries as delivery
from tenants.delivery.models import Project
from tenants.oversight import queries
from tenants.oversight.commands import duties, evaluations, look_backs, rectifications
from tenants.oversight.errors import (
    AlreadyEvaluated,
    CountsDoNotAddUp,
    DateInFuture,
    DeadlineMissing,
    DutyDone,
    DutyUnknown,
    MorePresentThanMembers,
    MoreVotesThanPresent,
    NotYetDue,
    PresentDiffers,
    ProjectNotDone,
    RectificationNotFound,
    RectificationStanding,
    RuleUnreadable,
    ScoreOutOfRange,
)
from tenants.oversight.models import Evaluation, LookBack, Rectification
from tenants.oversight.terms import Demand, EvaluationKind, Origin, Outcome, RectificationState
from tests.factories import delivery as works
from tests.factories import oversight as make
from tests.factories.cycles import open_year
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.meetings import session
from tests.factories.people import AT, actor

NEXT_YEAR = AT.replace(year=2027)
NEXT_DAY = dt.date(2027, 3, 2)


def back(project: Project, outcome: Outcome = Outcome.HOLDING, **more: Any) -> LookBack:
    values: dict[str, Any] = {"actor": make.clerk(), "held_on": NEXT_DAY, "at": NEXT_YEAR, **more}
    return look_backs.look_back(project_uid=project.uid, outcome=outcome, summary="设施完好", **values)


# ── the result ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("satisfied", "basically", "dissatisfied", "result", "rate"),
    [
        (16, 0, 13, "satisfied", "51.61%"),  # 16 of 31 members: half or more
        (15, 1, 13, "basically_satisfied", "51.61%"),
        (15, 0, 14, "dissatisfied", "48.39%"),
    ],
)
def test_a_town_judges_by_all_members_as_its_rule_says(
    town: str, satisfied: int, basically: int, dissatisfied: int, result: str, rate: str
) -> None:
    """0-55, 0-64, 2-29: the rule every congress starts with."""
    found = make.evaluated(works.completed(), satisfied, basically, dissatisfied, rectify_by=make.DEADLINE)
    assert (found.result, found.rate, found.rectify) == (result, rate, result == "dissatisfied")


@pytest.mark.parametrize(("content", "result"), [(80, "passed"), (79, "rectify")])
def test_a_street_asks_for_eighty_of_a_hundred(street: str, content: int, result: str) -> None:
    """1-64."""
    found = make.evaluated(works.completed(), content, 0, 100 - content, members=120, rectify_by=make.DEADLINE)
    assert (found.result, found.rate) == (result, f"{content}.00%")


def test_twelve_projects_of_a_street_are_ninety_eight_percent_satisfying(street: str) -> None:
    """1-58: 12 projects, above 98 %."""
    for place in range(12):
        make.evaluated(works.completed(f"项目{place}"), 90, 8, 2, members=100)
    found = queries.figures(2026, on=make.TODAY)
    assert (found.evaluated, found.satisfaction_rate, found.rectify) == (12, Decimal("98.00"), 0)


def test_the_evidence_holds_counts_rule_and_result(town: str) -> None:
    project = works.completed()
    found = make.evaluated(project, 20, 5, 3, 1, void=1)
    rule = queries.satisfaction_rule(None, on=make.TODAY)
    assert last_entry(found) == {
        "act": "oversight.evaluate",
        "states": ("", "valid"),
        "facts": {
            "project": str(project.uid),
            "kind": "final",
            "rule": str(rule.adoption_uid),
            "counts": {
                "members": 31,
                "present": 30,
                "returned": 30,
                "satisfied": 20,
                "basically_satisfied": 5,
                "dissatisfied": 3,
                "abstain": 1,
                "void": 1,
            },
            "scores": {},
            "result": "satisfied",
            "rate": "80.65%",
            "score": "",
            "late": False,
        },
    }
    assert told()[-1] == "oversight.EvaluationClosed"


def test_the_rule_pinned_to_the_year_is_the_one_that_judges(town: str) -> None:
    cycle = open_year()
    project = works.completed()
    Project.objects.filter(pk=project.pk).update(cycle_uid=cycle.uid)
    found = make.evaluated(project)
    assert str(found.adoption_uid) == cycle.pins["satisfaction"]


# ── sums ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("wrong", "refusal", "field"),
    [
        (
            {"satisfied": 95, "basically_satisfied": 27, "returned": 222},
            CountsDoNotAddUp,
            "returned",
        ),  # 宁海's misprint
        ({"satisfied": 30, "returned": 30, "present": 29}, MoreVotesThanPresent, "returned"),
        ({"satisfied": 31, "returned": 31, "present": 32, "members": 31}, MorePresentThanMembers, "present"),
    ],
)
def test_counts_that_cannot_be_are_refused_and_nothing_is_kept(
    town: str, wrong: dict[str, int], refusal: type[Exception], field: str
) -> None:
    values = {"members": 300, "present": 300, **wrong}
    project = works.completed()
    before = footprint()
    with pytest.raises(refusal) as refused:
        evaluations.evaluate(actor=make.clerk(), project_uid=project.uid, held_on=make.TODAY, at=AT, **values)
    assert refused.value.data["field"] == field  # type: ignore[attr-defined]
    assert (footprint(), Evaluation.objects.count()) == (before, 0)


def test_a_rule_that_needs_votes_is_not_answered_without_any(town: str) -> None:
    with pytest.raises(RuleUnreadable) as refused:
        make.evaluated(works.completed(), 0, 0, 0, members=0)
    assert refused.value.message.startswith("无法按测评规则计算：")


def test_more_present_than_signed_in_is_refused(town: str) -> None:
    with pytest.raises(PresentDiffers):
        evaluations.evaluate(
            actor=make.clerk(),
            project_uid=works.completed().uid,
            session_uid=session().uid,
            held_on=make.TODAY,
            members=31,
            present=20,
            returned=20,
            satisfied=20,
            at=AT,
        )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts=st.lists(st.integers(0, 30), min_size=5, max_size=5), off=st.integers(-3, 3))
def test_a_result_is_kept_exactly_when_its_counts_add_up(town: str, counts: list[int], off: int) -> None:
    assume(sum(counts) + off >= 0)
    project = works.completed()
    before = Evaluation.objects.count()
    with nullcontext() if off == 0 else pytest.raises(CountsDoNotAddUp):
        evaluations.evaluate(
            actor=make.clerk(),
            project_uid=project.uid,
            held_on=make.TODAY,
            members=500,
            present=200,
            returned=sum(counts) + off,
            satisfied=counts[0],
            basically_satisfied=counts[1],
            dissatisfied=counts[2],
            abstain=counts[3],
            void=counts[4],
            rectify_by=make.DEADLINE,
            at=AT,
        )
    assert Evaluation.objects.count() - before == (off == 0)


def test_the_database_takes_no_counts_that_do_not_add_up(town: str) -> None:
    found = make.evaluated(works.completed())
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.filter(pk=found.pk).update(satisfied=16)


# ── the consequence ──────────────────────────────────────────────────────────────────────────


def test_a_bad_result_opens_an_order_with_a_deadline_or_is_not_taken(town: str) -> None:
    """1-64."""
    project = works.completed()
    before = footprint()
    with pytest.raises(DeadlineMissing) as refused:
        make.evaluated(project, 10, 0, 19)
    assert refused.value.message == "测评结果为“不满意”，须限期整改或作出说明。请填写期限后重新提交。"
    assert footprint() == before
    found = make.evaluated(project, 10, 0, 19, rectify_by=make.DEADLINE)
    kept = Rectification.objects.order_by("uid").values_list("origin", "evaluation", "demand", "due_on")
    assert list(kept) == [  # 0-65: what displeased is put right, and explained
        (Origin.EVALUATION, found.uid, Demand.RECTIFY, make.DEADLINE),
        (Origin.EVALUATION, found.uid, Demand.EXPLAIN, make.DEADLINE),
    ]


def test_what_was_late_must_be_explained_however_much_it_pleased(town: str) -> None:
    """0-65."""
    project = works.completed()
    Project.objects.filter(pk=project.pk).update(due_on=dt.date(2026, 2, 1))
    with pytest.raises(DeadlineMissing):
        make.evaluated(project, 29, 0, 0)
    found = make.evaluated(project, 29, 0, 0, rectify_by=make.DEADLINE)
    assert found.late
    assert list(Rectification.objects.values_list("demand", "text")) == [
        ("explain", "项目未按时完成，请作出解释和说明。")
    ]


def test_a_good_result_in_time_demands_nothing_even_if_a_deadline_was_given(town: str) -> None:
    make.evaluated(works.completed(), 29, 0, 0, rectify_by=make.DEADLINE)
    assert Rectification.objects.count() == 0


def test_a_project_has_one_valid_result_until_it_is_annulled(town: str) -> None:
    project = works.completed()
    first = make.evaluated(project)
    with pytest.raises(AlreadyEvaluated):
        make.evaluated(project)
    with pytest.raises(NotPermitted):
        evaluations.annul_evaluation(actor=make.clerk(), evaluation_uid=first.uid, reason="票数录错", at=AT)
    evaluations.annul_evaluation(actor=make.director(), evaluation_uid=first.uid, reason="票数录错", at=AT)
    make.evaluated(project, 20, 5, 4)
    with pytest.raises(WrongStep):
        evaluations.annul_evaluation(actor=make.director(), evaluation_uid=first.uid, reason="再撤", at=AT)
    assert acts(first) == ["oversight.evaluate", "oversight.annul"]
    assert [each.result for each in queries.results_of(2026)] == ["satisfied"]


def test_midterm_and_final_and_each_part_are_judged_apart(town: str) -> None:
    """2-34; 湖州 per 子项."""
    project = works.completed()
    part = works.opened("带子项", sub_projects=("东区",))
    parts = delivery.sub_projects_of(part)
    make.evaluated(project)
    evaluations.evaluate(
        actor=make.clerk(),
        project_uid=project.uid,
        kind=EvaluationKind.MIDTERM,
        held_on=make.TODAY,
        members=31,
        present=20,
        returned=20,
        satisfied=20,
        at=AT,
    )
    found = evaluations.evaluate(
        actor=make.clerk(),
        project_uid=part.uid,
        sub_project_uid=parts[0].uid,
        held_on=make.TODAY,
        members=31,
        present=20,
        returned=20,
        satisfied=20,
        at=AT,
    )
    assert found.sub_project_title == "东区"
    assert Evaluation.objects.count() == 3


def test_points_of_the_parts_come_with_the_evaluation_and_weights_with_the_rule() -> None:
    """1-96: 40, 30, 30."""
    rule = {
        "kind": "all_of",
        "rules": [
            {
                "kind": "score",
                "parts": [
                    {"key": "progress", "weight": 40},
                    {"key": "quality", "weight": 30},
                    {"key": "satisfaction", "weight": 30},
                ],
                "rectify_below": "80",
            }
        ],
    }
    filled = evaluations.with_scores(rule, {"progress": "90", "quality": "80", "satisfaction": "70"})
    found = Evaluation(office_code="44", scores={"progress": "90", "quality": "80", "satisfaction": "70"})
    assert [part["score"] for part in filled["rules"][0]["parts"]] == ["90", "80", "70"]
    assert evaluations._judge(rule, found) == {
        "result": "passed",
        "rate": None,
        "rectify": False,
        "score": "81.00",
    }
    with pytest.raises(RuleUnreadable):
        evaluations._judge(rule, Evaluation(office_code="44", scores={"progress": "90"}))


def test_evaluating_is_not_for_those_who_are_evaluated_and_not_for_tomorrow(town: str) -> None:
    project = works.completed()
    with pytest.raises(NotPermitted):
        make.evaluated(project, by=actor(Role.GOVERNMENT))
    with pytest.raises(DateInFuture):
        make.evaluated(project, held_on=make.TODAY + dt.timedelta(days=1))


# ── the year after ───────────────────────────────────────────────────────────────────────────


def test_the_year_after_somebody_looks_back_and_problems_open_an_order_again(town: str) -> None:
    """0-22, 2-41."""
    project = works.completed()
    good = back(project, score=Decimal("92.5"))
    assert (good.outcome, good.score) == (Outcome.HOLDING, Decimal("92.5"))
    with pytest.raises(DeadlineMissing):
        back(project, Outcome.PROBLEMS)
    bad = back(project, Outcome.PROBLEMS, rectify_by=dt.date(2027, 5, 1))
    ordered = Rectification.objects.get()
    assert (ordered.origin, ordered.look_back, ordered.year) == (Origin.LOOK_BACK, bad, 2026)
    found = queries.figures(2026, on=NEXT_DAY)
    assert (found.look_backs, found.look_backs_with_problems, found.rectifications_standing) == (2, 1, 1)
    assert told()[-1] == "oversight.LookBackRecorded"


@pytest.mark.parametrize("day", [dt.date(2026, 3, 2), dt.date(2026, 12, 31)])
def test_the_same_year_is_too_early_to_look_back(town: str, day: dt.date) -> None:
    project = works.completed()
    with pytest.raises(NotYetDue):
        back(project, held_on=day)


def test_what_is_not_finished_cannot_be_looked_back_at(town: str) -> None:
    with pytest.raises(ProjectNotDone):
        back(works.started())


def test_a_rectification_that_passed_may_be_looked_at_in_the_same_year(town: str) -> None:
    """1-65."""
    project = works.started()
    ordered = make.order(make.finding(make.inspection(project)))
    with pytest.raises(RectificationStanding):
        back(project, rectification_uid=ordered.uid)
    rectifications.answer_rectification(actor=works.government(), rectification_uid=ordered.uid, reply="已办", at=AT)
    rectifications.recheck_rectification(
        actor=make.clerk(), rectification_uid=ordered.uid, passed=True, note="到位", at=AT
    )
    ordered.refresh_from_db()
    assert ordered.state == RectificationState.PASSED
    assert back(project, held_on=make.TODAY, at=AT, rectification_uid=ordered.uid).rectification == ordered
    with pytest.raises(RectificationNotFound):
        back(works.started("别的项目"), rectification_uid=ordered.uid)


@pytest.mark.parametrize("score", ["-1", "100.01", "1.234", "NaN"])
def test_a_score_that_is_none_is_refused(town: str, score: str) -> None:
    with pytest.raises(ScoreOutOfRange):
        back(works.completed(), score=Decimal(score))


def test_a_group_looks_back_at_its_own_projects_only(town: str) -> None:
    own, other = works.completed("自己"), works.completed("别人")
    watching = make.inspector(make.group("甲组", own))
    back(own, actor=watching)
    with pytest.raises(Hidden):
        back(other, actor=watching)
    assert [each.project_title for each in queries.look_backs(watching)] == ["自己"]


# ── the calendar ─────────────────────────────────────────────────────────────────────────────


def test_the_four_ones_are_due_through_the_year_and_ticked_off(town: str) -> None:
    """0-48 … 0-51: twelve months, four quarters, a mid-year and a year-end."""
    cycle = open_year()
    found = queries.duties(cycle.uid, on=make.TODAY)
    assert len(found) == 18
    assert [(each.key, each.due_on, each.overdue) for each in found[:3]] == [
        ("monthly_notice_01", dt.date(2026, 1, 31), True),
        ("monthly_notice_02", dt.date(2026, 2, 28), True),
        ("monthly_notice_03", dt.date(2026, 3, 31), False),
    ]
    mark = duties.perform_duty(
        actor=make.clerk(), cycle_uid=cycle.uid, key="monthly_notice_01", done_on=make.TODAY, at=AT
    )
    assert last_entry(mark)["facts"] == {
        "cycle": str(cycle.uid),
        "key": "monthly_notice_01",
        "done_on": "2026-03-02",
        "days_late": 30,
    }
    first = queries.duties(cycle.uid, on=make.TODAY)[0]
    assert (first.done_on, first.overdue) == (make.TODAY, False)


def test_a_duty_is_done_once_and_only_if_the_year_has_it(town: str) -> None:
    cycle = open_year()

    def perform(key: str) -> None:
        duties.perform_duty(actor=make.clerk(), cycle_uid=cycle.uid, key=key, done_on=make.TODAY, at=AT)

    with pytest.raises(DutyUnknown):
        perform("watch_the_moon")
    perform("midyear_report")
    with pytest.raises(DutyDone):
        perform("midyear_report")


def test_a_stage_opens_when_every_project_is_watched_and_the_look_back_when_every_one_is_judged(town: str) -> None:
    cycle = open_year()
    assert not queries.gate_every_project_supervised(cycle.uid).met
    project, other = works.completed("一"), works.completed("二")
    Project.objects.update(cycle_uid=cycle.uid)
    make.group("甲组", project)
    assert queries.gate_every_project_supervised(cycle.uid).advice == "还有 1 个项目没有监督小组（“二”），请分配"
    make.group("乙组", other)
    assert queries.gate_every_project_supervised(cycle.uid).met
    make.evaluated(project, 20, 5, 4)
    assert not queries.gate_evaluated(cycle.uid).met
    make.evaluated(other, 20, 5, 4)
    assert queries.gate_evaluated(cycle.uid).met
