"""Sessions and enquiries on the staff site: every change is a button, and what one may not do is not offered."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from commons.kernel import clock
from commons.kernel.actor import Role
from commons.kernel.tenancy import in_office
from tenants.meetings.models import Enquiry, Session
from tenants.meetings.terms import EnquiryState, SessionState
from tests.conftest import NEIGHBOUR
from tests.factories.meetings import came, session
from tests.factories.people import member
from tests.factories.web import Browser

SESSIONS, ENQUIRIES = "/admin/meetings/session/", "/admin/meetings/enquiry/"


def staff(role: Role = Role.CLERK) -> Browser:
    return Browser(member(role))


def page(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def pressed(response: Any) -> None:
    assert response.status_code == 302, response.content.decode()


def test_a_session_is_convened_held_and_closed_by_buttons(town: str) -> None:
    clerk = staff()
    offered = page(clerk.get(f"{SESSIONS}start/convene/"))
    assert ("主席团会议" in offered, "常委会会议" in offered, "议政代表会" in offered) == (True, False, False)
    convening = {
        "kind": "congress",
        "title": "镇人民代表大会",
        "held_on": str(clock.today()),
        "term_no": "18",
        "session_no": "3",
    }
    pressed(clerk.post(f"{SESSIONS}start/convene/", {**convening, "cycle_uid": "", "place": "", "expected": ""}))
    at = f"{SESSIONS}{Session.objects.get().uid}/"
    pressed(clerk.post(f"{at}acts/expected/", {"expected": "60"}))
    pressed(clerk.post(f"{at}acts/item/", {"kind": "report", "title": "听取落实情况报告", "presenter": "镇长"}))
    pressed(clerk.post(f"{at}acts/guest/", {"name": "列席人员"}))
    pressed(clerk.post(f"{at}acts/open/"))
    pressed(clerk.post(f"{at}acts/go_on/"))
    refused = clerk.post(f"{at}acts/close/", {"confirmation": "宣布闭会"})
    assert (refused.status_code, "第 1 项仍在进行" in refused.content.decode()) == (409, True)
    pressed(clerk.post(f"{at}acts/go_on/"))
    seat = came(Session.objects.get(), name="梁测试").seat_uid
    pressed(clerk.post(f"{at}acts/ask/", {"seat_uid": str(seat), "text": "工期为何推迟？"}))
    pressed(clerk.post(f"{at}acts/minutes/", {"text": "会议记录全文"}))
    pressed(clerk.post(f"{at}acts/close/", {"confirmation": "宣布闭会"}))
    assert Session.objects.get().state == SessionState.CLOSED
    shown = page(clerk.get(f"{at}change/"))
    for words in ("听取落实情况报告", "已完成", "列席人员", "梁测试", "工期为何推迟？", "会议记录全文", "第 1 稿"):
        assert words in shown


def test_an_open_question_is_followed_up(town: str) -> None:
    clerk, made = staff(), session(is_open=True)
    page(
        clerk.post(
            f"{SESSIONS}{made.uid}/acts/ask/", {"seat_uid": str(came(made).seat_uid), "text": "问题"}, follow=True
        )
    )
    unit, at = member(Role.UNIT, name="城建办"), f"{ENQUIRIES}{Enquiry.objects.get().uid}/"
    late = {"unit_account_uid": str(unit.uid), "due_on": str(clock.today() - dt.timedelta(days=1))}
    refused = clerk.post(f"{at}acts/assign/", late)
    assert (refused.status_code, "不能早于今天" in refused.content.decode()) == (409, True)
    pressed(clerk.post(f"{at}acts/assign/", {**late, "due_on": str(clock.today())}))
    assert "城建办" in page(clerk.get(ENQUIRIES))
    pressed(clerk.post(f"{at}acts/answer/", {"answer": "下月完工。"}))
    assert Enquiry.objects.get().state == EnquiryState.ANSWERED


def test_a_session_is_called_off_with_a_reason(town: str) -> None:
    made = session()
    pressed(staff().post(f"{SESSIONS}{made.uid}/acts/cancel/", {"reason": "台风改期"}))
    assert "已取消" in page(staff().get(f"{SESSIONS}{made.uid}/change/"))


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.GOVERNMENT])
def test_who_only_reads_is_offered_no_button(town: str, role: Role) -> None:
    made, reader = session(), staff(role)
    assert "宣布开会" not in page(reader.get(f"{SESSIONS}{made.uid}/change/")).split("人大经办")[0]
    reader.post(f"{SESSIONS}{made.uid}/acts/open/")
    made.refresh_from_db()
    assert made.state == SessionState.PLANNED


def test_the_neighbours_session_has_no_page_here(town: str) -> None:
    with in_office(NEIGHBOUR):
        foreign = session(title="邻镇的会议")
    clerk = staff()
    assert clerk.get(f"{SESSIONS}{foreign.uid}/change/").status_code == 404
    assert "邻镇" not in page(clerk.get(SESSIONS))
