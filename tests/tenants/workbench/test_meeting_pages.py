"""Agenda, signing in, questions: for deputies, and for the unit that has to answer."""

from __future__ import annotations

from commons.identity.models import Account
from commons.kernel.actor import Actor, Role
from tenants.meetings import commands, queries
from tenants.meetings.models import Attendance, Enquiry
from tests.factories import deputies, meetings
from tests.factories.deputies import TODAY
from tests.factories.people import AT, actor, member
from tests.factories.web import Browser


def phone(who: Actor) -> Browser:
    return Browser(Account.objects.get(uid=who.account_uid))


def test_a_deputy_signs_in_asks_and_reads_the_answer(town: str) -> None:
    _, lead = deputies.deputy()
    held = meetings.session(is_open=True)
    browser, here = phone(lead), f"/desk/meeting/{held.uid}/"
    assert f"出席会议并签到：{held.title}" in browser.get("/desk/").text
    assert "我已到会，签到" in browser.get(here).text
    assert "您的问题" not in browser.get(here).text

    for _ in range(2):
        assert browser.post(f"{here}sign-in/").status_code == 302
    assert Attendance.objects.count() == 1
    assert "您已签到" in browser.get(here).text

    assert browser.post(here, {"text": ""}).status_code == 422
    assert browser.post(here, {"text": "资金如何保障？"}).status_code == 302
    commands.answer_enquiry(
        actor=actor(Role.CLERK), enquiry_uid=Enquiry.objects.get().uid, answer="已列入预算。", at=AT
    )
    assert "已列入预算。" in browser.get(here).text


def test_the_code_at_the_door_signs_in_by_the_button_not_by_looking(town: str) -> None:
    _, lead = deputies.deputy()
    held = meetings.session(is_open=True)
    path = queries.sign_in_path(held)
    assert Browser().get(path)["Location"].startswith("/enter/?next=%2Fdesk%2Fsessions%2F")
    browser = phone(lead)
    assert held.door_code in browser.get(path).text
    assert Attendance.objects.count() == 0
    door = path.split("?")[0]
    assert browser.post(door, {"code": "00000000"}).status_code == 409
    assert browser.post(door, {"code": held.door_code}).status_code == 302
    assert Attendance.objects.get().method == "qr"


def test_who_has_not_signed_in_cannot_ask(town: str) -> None:
    _, lead = deputies.deputy()
    held = meetings.session(is_open=True)
    page = phone(lead).post(f"/desk/meeting/{held.uid}/", {"text": "资金如何保障？"})
    assert page.status_code == 409
    assert "资金如何保障？" in page.text
    assert Enquiry.objects.count() == 0


def test_a_unit_answers_what_was_assigned_to_it_and_sees_no_other(town: str) -> None:
    held = meetings.session(is_open=True)
    seat = meetings.came(held)
    asked = [
        commands.ask(actor=actor(Role.CLERK), session_uid=held.uid, seat_uid=seat.seat_uid, text=text, at=AT)
        for text in ("路灯何时修好？", "公交何时增开？")
    ]
    unit = member(Role.UNIT, name="城建办")
    commands.assign_enquiry(
        actor=actor(Role.CLERK), enquiry_uid=asked[0].uid, unit_account_uid=unit.uid, unit_name="城建办", due_on=TODAY,
        at=AT,
    )  # fmt: skip
    browser = Browser(unit)
    assert "答复会议提问" in browser.get("/desk/").text
    page = browser.get("/desk/enquiries/").text
    assert "路灯何时修好" in page
    assert "公交何时增开" not in page
    assert browser.status(f"/desk/enquiries/{asked[1].uid}/") == 404
    assert browser.status(f"/desk/meeting/{held.uid}/") == 403
    assert browser.post(f"/desk/enquiries/{asked[0].uid}/", {"answer": "月底前修好。"}).status_code == 302
    asked[0].refresh_from_db()
    assert asked[0].answer == "月底前修好。"
