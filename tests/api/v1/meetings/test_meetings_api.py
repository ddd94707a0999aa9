"""Meetings over real requests: a session from its convening to its minutes; nobody reaches what is not hers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.kernel import clock
from commons.kernel.actor import Role
from commons.kernel.models import new_uid
from commons.kernel.tenancy import in_office
from tenants.meetings.models import Session
from tests.conftest import NEIGHBOUR
from tests.factories.deputies import mandate
from tests.factories.meetings import session
from tests.factories.people import account, member
from tests.factories.web import Api


def api(role: Role = Role.CLERK) -> Api:
    return Api(member(role), role)


def problem(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


def convening(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "congress",
        "title": "第十八届人民代表大会第三次会议",
        "held_on": str(clock.today()),
        "term_no": 18,
        "session_no": 3,
        "expected": 60,
        **changes,
    }


def convened(clerk: Api) -> str:
    answer = clerk.post("/meetings/sessions/", convening())
    assert answer.status_code == 201, answer.content
    uid: str = answer.json()["uid"]
    return uid


def test_a_session_from_its_convening_to_its_minutes(town: str) -> None:
    clerk = api()
    at = f"/meetings/sessions/{convened(clerk)}"
    item = clerk.post(f"{at}/items/", {"kind": "report", "title": "听取上年度落实情况报告"}).json()
    assert (item["position"], item["state"]) == (1, "pending")
    assert clerk.post(f"{at}/opening/").json()["state"] == "open"
    assert clerk.post(f"/meetings/items/{item['uid']}/beginning/").json()["state"] == "under_way"
    assert clerk.post(f"/meetings/items/{item['uid']}/completion/").json()["state"] == "done"

    person = account("梁测试")
    held = mandate("梁测试", account_uid=person.uid)
    deputy = Api(person, Role.DEPUTY)
    for _ in range(2):
        signed = deputy.post(f"{at}/attendances/", {"method": "self"})
        assert (signed.status_code, signed.json()) == (
            201,
            {"seat_uid": str(held.uid), "name": "梁测试", "votes": True},
        )
    assert clerk.post(f"{at}/guests/", {"name": "列席人员"}).json()["votes"] is False
    facts = clerk.get(f"{at}/").json()
    assert (facts["expected"], facts["voting"], facts["present"]) == (60, 1, 2)
    assert [each["name"] for each in clerk.get(f"{at}/attendances/").json()["results"]] == ["梁测试", "列席人员"]

    question = deputy.post(f"{at}/enquiries/", {"text": "工期为何推迟？"}).json()
    assert (question["asker_name"], question["state"]) == ("梁测试", "asked")
    unit = member(Role.UNIT, name="城建办")
    due = str(clock.today() + dt.timedelta(days=7))
    assignment = {"unit_account_uid": str(unit.uid), "unit_name": "城建办", "due_on": due}
    assert clerk.post(f"/meetings/enquiries/{question['uid']}/assignment/", assignment).status_code == 201
    of_unit = Api(unit, Role.UNIT)
    assert [each["uid"] for each in of_unit.get("/meetings/enquiries/").json()["results"]] == [question["uid"]]
    answered = of_unit.post(f"/meetings/enquiries/{question['uid']}/answer/", {"answer": "下月完工。"}).json()
    assert (answered["state"], answered["answered_on_spot"]) == ("answered", True)
    assert of_unit.get("/meetings/enquiries/").json()["results"] == []

    assert clerk.post(f"{at}/minutes/", {"text": "会议记录"}).json()["edition"] == 1
    assert clerk.post(f"{at}/closing/").json()["state"] == "closed"
    assert problem(clerk.post(f"{at}/closing/")) == (409, "kernel.wrong_step")


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"kind": "party"}, (422, "api.invalid")),
        ({"kind": "assembly"}, (409, "meetings.kind_not_convenable")),
        ({"title": ""}, (422, "api.invalid")),
        ({"title": "长" * 101}, (422, "api.invalid")),
        ({"held_on": "2026-02-30"}, (422, "api.invalid")),
        ({"expected": 10**30}, (422, "meetings.number_invalid")),
        ({"expected": "六十"}, (422, "api.invalid")),
        ({"term_no": 0}, (422, "meetings.number_invalid")),
        ({"state": "open"}, (422, "api.invalid")),
        ({"cycle_uid": "44"}, (422, "api.invalid")),
    ],
)
def test_bad_input_is_told_and_nothing_is_convened(town: str, changes: dict[str, Any], answer: tuple[int, str]) -> None:
    assert problem(api().post("/meetings/sessions/", convening(**changes))) == answer
    assert not Session.objects.exists()


def test_the_same_number_twice_is_refused(town: str) -> None:
    clerk = api()
    convened(clerk)
    assert problem(clerk.post("/meetings/sessions/", convening())) == (409, "meetings.session_exists")


def test_strangers_and_units_see_no_sessions_and_deputies_convene_none(town: str) -> None:
    made = session()
    assert problem(Api().get("/meetings/sessions/"))[0] == 401
    assert problem(api(Role.UNIT).get(f"/meetings/sessions/{made.uid}/"))[0] == 403
    assert problem(api(Role.DEPUTY).post("/meetings/sessions/", convening()))[0] == 403
    assert problem(api(Role.DEPUTY).post(f"/meetings/sessions/{made.uid}/guests/", {"name": "朋友"}))[0] == 403
    assert [each["uid"] for each in api(Role.DEPUTY).get("/meetings/sessions/").json()["results"]] == [str(made.uid)]


def test_who_has_no_mandate_neither_signs_in_nor_asks(town: str) -> None:
    made, stranger = session(is_open=True), api(Role.DEPUTY)
    at = f"/meetings/sessions/{made.uid}"
    assert problem(stranger.post(f"{at}/attendances/")) == (409, "deputies.no_mandate")
    assert problem(stranger.post(f"{at}/enquiries/", {"text": "问题"})) == (409, "meetings.asker_not_present")
    other = mandate("别人")
    assert problem(stranger.post(f"{at}/attendances/", {"mandate_uid": str(other.uid)})) == (404, "kernel.not_found")


def test_the_neighbours_session_is_not_found(town: str) -> None:
    with in_office(NEIGHBOUR):
        foreign = session(title="邻镇的会议")
    clerk = api()
    for path in ("", "items/", "attendances/", "minutes/"):
        answer = clerk.get(f"/meetings/sessions/{foreign.uid}/{path}")
        assert problem(answer) == (404, "meetings.session_not_found")
        assert "邻镇" not in answer.content.decode()
    assert clerk.get("/meetings/sessions/").json()["results"] == []
    assert problem(clerk.post(f"/meetings/sessions/{foreign.uid}/opening/")) == (404, "meetings.session_not_found")
    assert problem(clerk.get(f"/meetings/enquiries/{new_uid()}/")) == (404, "meetings.enquiry_not_found")


def test_a_list_costs_the_same_at_one_and_three_rows(town: str) -> None:
    clerk, counts = api(), []
    clerk.get("/meetings/sessions/")  # the host and the token are known from here on
    for rows in (1, 3):
        while Session.objects.count() < rows:
            session(session_no=Session.objects.count() + 1)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(clerk.get("/meetings/sessions/").json()["results"]) == rows
        counts.append(len(asked))
    assert counts == [5, 5]
