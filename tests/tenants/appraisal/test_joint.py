"""联合会审 by the departments themselves: asked, answered in their own name, gathered (1-33 … 1-37)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest

from commons.identity.models import Account
from commons.kernel.models import new_uid
from commons.kernel.policy import Hidden, NotPermitted
from tenants.appraisal import errors, queries
from tenants.appraisal.commands import joint, reserve
from tenants.appraisal.models import JointOpinion, JointRequest, Proposal
from tenants.appraisal.terms import Aspect, ReserveReason, Stance
from tenants.cycles import queries as cycles
from tenants.cycles.terms import StageKind
from tenants.intake.errors import TextRefused
from tenants.notices import queries as notices
from tests.factories.appraisal import TODAY, enter
from tests.factories.cycles import open_year
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.people import AT, Role, actor, as_actor, member

DUE = TODAY + dt.timedelta(days=10)


def traces() -> tuple[int, ...]:
    open_ones = JointRequest.objects.filter(opinion=None, withdrawn_at=None).count()
    return JointRequest.objects.count(), open_ones, JointOpinion.objects.count(), *footprint()


def department(name: str = "测试财政所") -> Account:
    return member(Role.UNIT, name=name)


def ask(rows: list[Proposal], units: list[Account], *aspects: Aspect, **changes: Any) -> list[JointRequest]:
    values: dict[str, Any] = {"actor": actor(Role.CLERK), "due_on": DUE, "at": AT}
    return joint.ask_departments(
        proposal_uids=[row.uid for row in rows],
        unit_uids=[unit.uid for unit in units],
        aspects=aspects or (Aspect.FUNDING,),
        **{**values, **changes},
    )


def answer(who: Account, request: JointRequest, stance: Stance = Stance.AGREE, opinion: str = "") -> JointOpinion:
    return joint.give_joint_opinion(actor=as_actor(who), uid=request.uid, stance=stance, opinion=opinion, at=AT)


def owed(who: Account) -> list[str]:
    return [each.label for each in notices.todos(as_actor(who), on=TODAY)]


def test_each_department_is_asked_each_matter_of_each_project_and_told_once(town: str) -> None:
    rows = [enter(open_year(2026).uid), enter(cycles.cycle_of_year(2026).uid, "停车位扩容")]
    money, build = department(), department("测试城建办")
    made = ask(rows, [money, build], Aspect.FUNDING, Aspect.LEGALITY)
    assert len({(each.proposal_id, each.account_uid, each.aspect) for each in made}) == 8
    assert (owed(money), owed(build)) == (["请对建议项目提出联合会审意见"],) * 2
    assert last_entry(rows[0]) == {
        "act": "appraisal.ask_review",
        "states": ("", ""),
        "facts": {
            "units": sorted([str(money.uid), str(build.uid)]),
            "aspects": ["funding", "legality"],
            "due_on": "2026-03-12",
        },
    }
    assert told()[-1] == "appraisal.JointReviewAsked"


def test_a_department_sees_what_it_is_asked_about_and_nothing_else(town: str) -> None:
    cycle = open_year(2026)
    ours, theirs = enter(cycle.uid), enter(cycle.uid, "停车位扩容")
    money, build = department(), department("测试城建办")
    (mine,) = ask([ours], [money])
    (other,) = ask([theirs], [build])
    seen = as_actor(money)
    assert [each.uid for each in queries.requests_visible_to(seen)] == [mine.uid]
    assert [each.uid for each in queries.visible_to(seen)] == [ours.uid]
    with pytest.raises(errors.RequestNotFound):
        queries.joint_request(seen, other.uid)
    with pytest.raises(Hidden):
        answer(money, other)


def test_a_department_answers_in_its_own_name_and_is_done(town: str) -> None:
    row, money = enter(open_year(2026).uid), department()
    first, second = ask([row], [money], Aspect.FUNDING, Aspect.COMPLIANCE)
    answer(money, first, Stance.ADJUST, "改由本级财政安排")
    assert owed(money) == ["请对建议项目提出联合会审意见"]
    answer(money, second)
    assert owed(money) == []
    assert [(each.department, each.aspect, each.stance, each.opinion) for each in queries.opinions_of(row)] == [
        ("测试财政所", "funding", "adjust", "改由本级财政安排"),
        ("测试财政所", "compliance", "agree", ""),
    ]
    assert acts(row)[-3:] == ["appraisal.ask_review", "appraisal.opine", "appraisal.opine"]
    assert told()[-1] == "appraisal.JointOpinionRecorded"


def test_an_answer_is_given_once_and_reasons_are_given_for_a_no(town: str) -> None:
    row, money = enter(open_year(2026).uid), department()
    (asked,) = ask([row], [money])
    before = traces()
    with pytest.raises(TextRefused):
        answer(money, asked, Stance.OBJECT)
    assert traces() == before
    answer(money, asked)
    before = traces()
    with pytest.raises(errors.RequestClosed):
        answer(money, asked)
    assert traces() == before


def test_what_is_asked_already_is_not_asked_again_and_what_was_answered_may_be(town: str) -> None:
    row, money, build = enter(open_year(2026).uid), department(), department("测试城建办")
    (asked,) = ask([row], [money])
    assert [each.department for each in ask([row], [money, build])] == ["测试城建办"]
    before = traces()
    with pytest.raises(errors.NothingToAsk):
        ask([row], [money])
    assert traces() == before
    answer(money, asked)
    assert len(ask([row], [money])) == 1


def test_a_request_may_be_withdrawn_until_it_is_answered(town: str) -> None:
    row, money = enter(open_year(2026).uid), department()
    asked, kept = ask([row], [money], Aspect.FUNDING, Aspect.LEGALITY)
    joint.withdraw_request(actor=actor(Role.GOVERNMENT), uid=asked.uid, at=AT)
    assert [each.uid for each in queries.requests_visible_to(as_actor(money))] == [kept.uid]
    with pytest.raises(errors.RequestClosed):
        answer(money, asked)
    answer(money, kept)
    with pytest.raises(errors.RequestClosed):
        joint.withdraw_request(actor=actor(Role.CLERK), uid=kept.uid, at=AT)
    assert told()[-1] == "appraisal.JointOpinionRecorded"


def test_the_list_is_not_posted_before_every_department_has_answered(town: str) -> None:
    cycle = open_year(2026)
    row, money = enter(cycle.uid), department()

    def gathered() -> list[tuple[bool, str]]:
        found = cycles.checklist(cycle.uid, StageKind.NOTICE)
        return [(each.met, each.advice) for each in found if "会审" in each.label]

    assert gathered() == []
    (asked,) = ask([row], [money])
    assert gathered() == [(False, "还有 1 项会审意见没有收到，请催办，或撤回征求")]
    answer(money, asked)
    assert gathered() == [(True, "")]


def test_only_the_two_sides_ask_and_only_a_department_answers(town: str) -> None:
    row, money = enter(open_year(2026).uid), department()
    (asked,) = ask([row], [money], actor=actor(Role.GOVERNMENT))
    before = traces()
    for role in (Role.UNIT, Role.REVIEWER, Role.AUDITOR, Role.DEPUTY):
        with pytest.raises(NotPermitted):
            ask([row], [money], actor=actor(role))
    for role in (Role.CLERK, Role.GOVERNMENT, Role.DIRECTOR):
        with pytest.raises(NotPermitted):
            joint.give_joint_opinion(actor=actor(role), uid=asked.uid, stance=Stance.AGREE, at=AT)
    assert traces() == before


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"due_on": TODAY - dt.timedelta(days=1)}, errors.DueInThePast),
        ({"unit_uids": [UUID(int=7)]}, errors.DepartmentUnknown),
        ({"proposal_uids": [UUID(int=7)]}, errors.ProposalNotFound),
        ({"proposal_uids": []}, errors.NothingToAsk),
        ({"unit_uids": []}, errors.NothingToAsk),
        ({"aspects": []}, errors.NothingToAsk),
    ],
)
def test_what_cannot_be_asked_is_refused(town: str, changes: dict[str, Any], refusal: type[Exception]) -> None:
    values: dict[str, Any] = {
        "proposal_uids": [enter(open_year(2026).uid).uid],
        "unit_uids": [department().uid],
        "aspects": [Aspect.FUNDING],
    }
    before = traces()
    with pytest.raises(refusal):
        joint.ask_departments(actor=actor(Role.CLERK), at=AT, **{**values, **changes})
    assert traces() == before


def test_nobody_is_asked_about_what_is_settled(town: str) -> None:
    row, money = enter(open_year(2026).uid), department()
    reserve.put_in_reserve(
        actor=actor(Role.CLERK), proposal_uid=row.uid, reason_code=ReserveReason.NOT_RIPE, reason="明年再议", at=AT
    )
    before = traces()
    with pytest.raises(errors.NotUnderReview):
        ask([row], [money])
    assert traces() == before


def test_an_unknown_request_is_not_found(town: str) -> None:
    with pytest.raises(errors.RequestNotFound):
        joint.withdraw_request(actor=actor(Role.CLERK), uid=new_uid(), at=AT)


@pytest.mark.parametrize("number", [1, 3])
def test_a_departments_list_costs_the_same_for_one_and_for_three(
    town: str, number: int, django_assert_num_queries: Any
) -> None:
    cycle, money = open_year(2026), department()
    ask([enter(cycle.uid, f"测试项目{each}") for each in range(number)], [money])
    seen = as_actor(money)
    with django_assert_num_queries(1):
        assert len([str(each.proposal) for each in queries.requests_visible_to(seen)]) == number
