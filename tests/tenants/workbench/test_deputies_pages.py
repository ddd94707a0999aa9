"""Suggestions, reception days and points, through the pages."""

from __future__ import annotations

from typing import Any

import pytest

from commons.access import commands as access
from commons.identity.models import Account
from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from tenants.deputies.commands import handling, homes, suggestions
from tenants.deputies.models import DeputySuggestion, ReceptionDay
from tests.factories import deputies
from tests.factories.people import AT, actor, as_actor, member
from tests.factories.web import Browser


def phone(who: Actor) -> Browser:
    return Browser(Account.objects.get(uid=who.account_uid))


WORDS = {"title": "关于修复村口路灯的建议", "content": "村口路灯损坏多日，夜间出行不便。"}


def test_a_deputy_writes_another_signs_a_unit_answers_and_the_first_rates(town: str) -> None:
    _, lead = deputies.deputy("陈测试")
    other, signer = deputies.deputy("李测试")
    written = phone(lead).post("/desk/suggestions/new/", {**WORDS, "co_signer_uids": [str(other.uid)]})
    assert (written.status_code, written["Location"]) == (302, "/desk/suggestions/")
    made = DeputySuggestion.objects.get()
    here = f"/desk/suggestions/{made.uid}/"

    assert "邀请我附议" in phone(signer).get("/desk/suggestions/").text
    assert "答复附议邀请" in phone(signer).get("/desk/").text
    assert phone(signer).post(f"{here}co-sign/", {"signs": "yes"}).status_code == 302
    assert made.co_signers.get().confirmed_at is not None

    suggestions.accept(actor=actor(Role.CLERK), suggestion_uid=made.uid, at=AT)
    unit, person = deputies.unit()
    handling.assign(actor=actor(Role.CLERK), suggestion_uid=made.uid, lead=unit, at=clock.now())
    assert "答复代表建议" in phone(person).get("/desk/").text
    assert phone(person).post(f"{here}answer/", {"reply": "已于本周修复。", "reply_class": "a"}).status_code == 302
    assert "评价答复" in phone(lead).get(here).text
    assert phone(lead).post(f"{here}rate/", {"rating": "satisfied"}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.rating) == ("rated", "satisfied")


def test_a_unit_that_is_not_the_right_one_hands_it_back_and_sees_it_no_more(town: str) -> None:
    _, lead = deputies.deputy()
    made = deputies.accepted(lead)
    unit, person = deputies.unit()
    handling.assign(actor=actor(Role.CLERK), suggestion_uid=made.uid, lead=unit, at=clock.now())
    back = f"/desk/suggestions/{made.uid}/hand-back/"
    assert phone(person).post(back, {"reason": ""}).status_code == 422
    assert phone(person).post(back, {"reason": "不属于本单位职责。"}).status_code == 302
    assert phone(person).status(f"/desk/suggestions/{made.uid}/") == 404


def test_what_was_typed_stays_when_it_is_refused(town: str) -> None:
    _, lead = deputies.deputy()
    page = phone(lead).post("/desk/suggestions/new/", {**WORDS, "title": ""})
    assert page.status_code == 422
    assert WORDS["content"] in page.text
    assert DeputySuggestion.objects.count() == 0


def test_a_deputy_sees_her_own_suggestions_only(town: str) -> None:
    _, lead = deputies.deputy("陈测试")
    _, stranger = deputies.deputy("王测试")
    made = deputies.suggestion(lead)
    assert made.title in phone(lead).get("/desk/suggestions/").text
    assert made.title not in phone(stranger).get("/desk/suggestions/").text
    assert phone(stranger).status(f"/desk/suggestions/{made.uid}/") == 404
    assert phone(stranger).post(f"/desk/suggestions/{made.uid}/withdraw/").status_code == 404
    assert Browser(member(Role.REVIEWER)).status("/desk/suggestions/") == 403


def reception(held_by: Any) -> tuple[ReceptionDay, Browser]:
    """A reception day of today with its keeper."""
    home = deputies.home()
    keeper = member(Role.KEEPER, name="管理员")
    access.grant(account=keeper, permission="keep_home", on=home)
    planned = homes.plan_reception(
        actor=as_actor(keeper), home_uid=home.uid, held_on=clock.today(), mandate_uids=[held_by.uid], at=clock.now()
    )
    return planned, Browser(keeper)


def test_a_keeper_records_a_reception_and_the_deputy_makes_an_opinion_hers(town: str) -> None:
    held, lead = deputies.deputy()
    day, keeper = reception(held)
    assert "登记接待情况" in keeper.get("/desk/").text
    sent = keeper.post(f"/desk/homes/{day.uid}/hold/", {"visitors": "12", "opinions": "路灯不亮\n\n公交太少"})
    assert sent.status_code == 302
    day.refresh_from_db()
    assert (day.state, day.visitors, day.opinions.count()) == ("held", 12, 2)
    opinion = day.opinions.get(text="路灯不亮")
    form = phone(lead).get(f"/desk/suggestions/new/?opinion={opinion.uid}").text
    assert "路灯不亮" in form
    phone(lead).post("/desk/suggestions/new/", {**WORDS, "opinion_uid": str(opinion.uid)})
    opinion.refresh_from_db()
    assert opinion.suggestion.title == WORDS["title"]


def test_an_opinion_one_did_not_receive_cannot_be_made_ones_own(town: str) -> None:
    held, _ = deputies.deputy("陈测试")
    _, stranger = deputies.deputy("王测试")
    day, keeper = reception(held)
    keeper.post(f"/desk/homes/{day.uid}/hold/", {"visitors": "1", "opinions": "路灯不亮"})
    opinion = day.opinions.get()
    assert "路灯不亮" not in phone(stranger).get(f"/desk/suggestions/new/?opinion={opinion.uid}").text
    sent = phone(stranger).post("/desk/suggestions/new/", {**WORDS, "opinion_uid": str(opinion.uid)})
    assert sent.status_code == 404
    opinion.refresh_from_db()
    assert opinion.suggestion is None


def test_a_keeper_of_another_home_can_record_nothing(town: str) -> None:
    held, _ = deputies.deputy()
    day, _ = reception(held)
    other = Browser(member(Role.KEEPER, name="别处管理员"))
    assert other.post(f"/desk/homes/{day.uid}/hold/", {"visitors": "1"}).status_code == 404
    assert other.status(f"/desk/homes/at/{day.home_id}/plan/") == 404


def test_a_deputy_sees_her_own_duties_and_points(town: str) -> None:
    held, lead = deputies.deputy("陈测试")
    _, stranger = deputies.deputy("王测试")
    deputies.accepted(lead)
    page = phone(lead).get("/desk/points/").text
    assert "提出建议" in page
    assert "提出建议" not in phone(stranger).get("/desk/points/").text
    typed = {"kind": "training", "on": "2026-03-02", "quantity": "1", "text": "参加代表培训班"}
    assert phone(lead).post("/desk/points/claim/", typed).status_code == 302
    assert "参加代表培训班" in phone(lead).get("/desk/points/").text
    assert held.claims.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_suggestions_costs_the_same_for_one_and_for_three(
    town: str, count: int, django_assert_num_queries: Any
) -> None:
    _, lead = deputies.deputy()
    for number in range(count):
        deputies.suggestion(lead, f"第 {number} 件建议")
    browser = phone(lead)
    browser.get("/desk/suggestions/")
    with django_assert_num_queries(9):
        browser.get("/desk/suggestions/")
