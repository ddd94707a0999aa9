"""Supervision over real requests: the whole way of a problem, of a result, and who reaches what."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.kernel import clock
from commons.kernel.actor import Role
from commons.kernel.tenancy import in_office
from tenants.oversight.models import Evaluation, Inspection
from tests.conftest import NEIGHBOUR
from tests.factories import delivery as works
from tests.factories import oversight as make
from tests.factories.cycles import open_year
from tests.factories.evidence import footprint
from tests.factories.people import member
from tests.factories.web import Api


def api(role: Role, name: str = "测试成员") -> Api:
    return Api(member(role, name=name), role)


def problem(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


def today() -> str:
    return clock.today().isoformat()


def soon() -> str:
    return (clock.today() + dt.timedelta(days=30)).isoformat()


def test_a_problem_is_found_ordered_answered_rechecked_and_closed(town: str) -> None:
    project = works.started()
    unit = Api(works.give(project), Role.UNIT)
    clerk, person = api(Role.CLERK), member(Role.INSPECTOR, name="组员")
    formed = clerk.post("/oversight/groups/", {"year": 2026, "name": "甲组", "led_by": "社会建设工委"}).json()
    at = f"/oversight/groups/{formed['uid']}"
    joined = clerk.post(f"{at}/members/", {"account_uid": str(person.uid), "is_leader": True})
    assert joined.json()["name"] == "组员"
    given = clerk.post(f"{at}/assignments/", {"project_uid": str(project.uid)})
    assert given.json()["project_title"] == project.title
    watching = Api(person, Role.INSPECTOR)
    assert [each["name"] for each in watching.get(f"{at}/members/").json()["results"]] == ["组员"]
    assert len(watching.get(f"{at}/assignments/").json()["results"]) == 1
    seen = watching.post(
        "/oversight/inspections/",
        {"project_uid": str(project.uid), "kind": "site_check", "held_on": today(), "summary": "查看现场"},
    ).json()
    found = watching.post(
        f"/oversight/inspections/{seen['uid']}/findings/", {"kind": "safety", "text": "临边无护栏"}
    ).json()
    assert problem(watching.post(f"/oversight/findings/{found['uid']}/order/", {"text": "装", "due_on": soon()})) == (
        403,
        "kernel.not_permitted",
    )
    order = clerk.post(f"/oversight/findings/{found['uid']}/order/", {"text": "加装护栏", "due_on": soon()}).json()
    assert [each["uid"] for each in unit.get("/oversight/rectifications/").json()["results"]] == [order["uid"]]
    answer = unit.post(f"/oversight/rectifications/{order['uid']}/answer/", {"reply": "已装好"})
    assert answer.json()["state"] == "answered"
    recheck = {"passed": True, "note": "到位"}
    checked = watching.post(f"/oversight/rectifications/{order['uid']}/recheck/", recheck)
    assert checked.json()["state"] == "passed"
    assert watching.get(f"/oversight/findings/{found['uid']}/").json()["state"] == "closed"
    assert unit.get(f"/oversight/rectifications/{order['uid']}/").status_code == 404
    assert clerk.get("/oversight/figures/2026/").json()["findings_closed"] == 1
    clerk.post(f"{at}/member_removal/", {"account_uid": str(person.uid)})
    assert watching.get("/oversight/inspections/").json()["results"] == []
    assert clerk.post(f"{at}/assignment_withdrawal/", {"project_uid": str(project.uid)}).status_code == 201
    assert clerk.post(f"{at}/disbanding/").json()["disbanded_on"] == today()


def test_a_result_is_entered_judged_and_taken_back(town: str) -> None:
    project = works.completed()
    clerk, director = api(Role.CLERK), api(Role.DIRECTOR)
    body = {
        "project_uid": str(project.uid),
        "held_on": today(),
        "members": 31,
        "present": 29,
        "returned": 29,
        "satisfied": 15,
        "basically_satisfied": 1,
        "dissatisfied": 13,
    }
    made = clerk.post("/oversight/evaluations/", body).json()
    assert (made["result"], made["rate"], made["rectify"]) == ("basically_satisfied", "51.61%", False)
    assert problem(clerk.post("/oversight/evaluations/", body)) == (409, "oversight.already_evaluated")
    at = f"/oversight/evaluations/{made['uid']}"
    assert director.post(f"{at}/annulment/", {"reason": "票数录错"}).json()["state"] == "annulled"
    assert clerk.get(f"{at}/").json()["state"] == "annulled"


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"returned": 30}, (409, "oversight.counts_do_not_add_up")),
        ({"satisfied": -15}, (422, "oversight.figure_out_of_range")),
        ({"members": 10**12}, (422, "oversight.figure_out_of_range")),
        ({"satisfied": "很多"}, (422, "api.invalid")),
        ({"result": "satisfied"}, (422, "api.invalid")),
        ({"scores": {"a": {"b": 1}}}, (422, "api.invalid")),
        ({"project_uid": str(uuid4())}, (404, "delivery.project_not_found")),
        ({"sub_project_uid": str(uuid4())}, (404, "delivery.sub_project_not_found")),
        ({"session_uid": str(uuid4())}, (409, "oversight.present_differs")),
    ],
)
def test_a_result_that_cannot_be_is_refused_and_nothing_is_kept(
    town: str, change: dict[str, Any], answer: tuple[int, str]
) -> None:
    project = works.completed()
    clerk = api(Role.CLERK)
    body = {"project_uid": str(project.uid), "held_on": today(), "members": 31, "present": 29, "returned": 15}
    before = footprint()
    assert problem(clerk.post("/oversight/evaluations/", {**body, "satisfied": 15, **change})) == answer
    assert (footprint(), Evaluation.objects.count()) == (before, 0)


def test_the_year_after_problems_open_an_order_again(town: str) -> None:
    project = works.completed(year=2025)
    clerk = api(Role.CLERK)
    body = {"project_uid": str(project.uid), "held_on": today(), "outcome": "problems", "summary": "路灯又坏"}
    assert problem(clerk.post("/oversight/look_backs/", body)) == (422, "oversight.deadline_missing")
    assert clerk.post("/oversight/look_backs/", {**body, "rectify_by": soon()}).json()["outcome"] == "problems"
    assert clerk.get("/oversight/rectifications/").json()["results"][0]["origin"] == "look_back"
    assert len(clerk.get("/oversight/look_backs/").json()["results"]) == 1


def test_the_years_calendar_is_read_and_ticked_off(town: str) -> None:
    cycle = open_year()
    clerk, deputy = api(Role.CLERK), api(Role.DEPUTY)
    at = f"/oversight/cycles/{cycle.uid}/duties/"
    assert len(deputy.get(at).json()["results"]) == 18
    done = {"key": "monthly_notice_01", "done_on": today()}
    assert problem(deputy.post(at, done)) == (403, "kernel.not_permitted")
    assert clerk.post(at, done).json()["key"] == "monthly_notice_01"
    assert problem(clerk.post(at, done)) == (409, "oversight.duty_done")


def test_a_small_problem_is_settled_by_whoever_watches(town: str) -> None:
    project = works.started()
    found = make.finding(make.inspection(project))
    person = member(Role.INSPECTOR)
    make.groups.add_member(
        actor=make.clerk(), group_uid=make.group("甲组", project).uid, account_uid=person.uid, at=make.AT
    )
    settled = Api(person, Role.INSPECTOR).post(
        f"/oversight/findings/{found.uid}/settlement/", {"settlement": "当场清理"}
    )
    assert settled.json()["state"] == "closed"


def test_a_group_reaches_exactly_what_it_was_given(town: str) -> None:
    given, other = works.started("给了"), works.started("没给")
    theirs = make.inspection(other)
    hidden = make.finding(theirs)
    order = make.order(make.finding(theirs))
    judged = make.evaluated(works.completed("别的"))
    person = member(Role.INSPECTOR)
    make.groups.add_member(
        actor=make.clerk(), group_uid=make.group("甲组", given).uid, account_uid=person.uid, at=make.AT
    )
    watching = Api(person, Role.INSPECTOR)
    for path in (
        f"inspections/{theirs.uid}/",
        f"findings/{hidden.uid}/",
        f"rectifications/{order.uid}/",
        f"evaluations/{judged.uid}/",
        f"groups/{make.group('乙组').uid}/",
    ):
        assert watching.get(f"/oversight/{path}").status_code == 404, path
    for path in ("inspections/", "findings/", "rectifications/", "evaluations/", "look_backs/"):
        assert watching.get(f"/oversight/{path}").json()["results"] == [], path
    body = {"project_uid": str(other.uid), "kind": "visit", "held_on": today(), "summary": "越权"}
    before = footprint()
    assert watching.post("/oversight/inspections/", body).status_code == 404
    assert watching.post(f"/oversight/findings/{hidden.uid}/settlement/", {"settlement": "越权"}).status_code == 404
    assert (
        watching.post(f"/oversight/rectifications/{order.uid}/recheck/", {"passed": True, "note": "越权"}).status_code
        == 404
    )
    assert (footprint(), Inspection.objects.count()) == (before, 1)


def test_what_the_neighbours_watch_stays_with_them(town: str) -> None:
    with in_office(NEIGHBOUR):
        theirs = make.inspection(works.started("邻镇的金丝雀"))
    clerk = api(Role.CLERK)
    assert clerk.get(f"/oversight/inspections/{theirs.uid}/").status_code == 404
    assert "金丝雀" not in clerk.get("/oversight/inspections/").content.decode()
    assert clerk.get("/oversight/figures/2026/").json()["inspections"] == 0


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.DEPUTY, Role.UNIT])
def test_inspections_are_not_for_everybody(town: str, role: Role) -> None:
    make.inspection(works.started())
    assert api(role).get("/oversight/inspections/").status_code == 403
    assert Api().get("/oversight/inspections/").status_code == 401


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_however_long_they_are(town: str, count: int) -> None:
    project = works.started()
    for _ in range(count):
        make.order(make.finding(make.inspection(project)))
    clerk = api(Role.CLERK)
    for path in ("inspections", "findings", "rectifications"):
        with CaptureQueriesContext(connection) as asked:
            assert len(clerk.get(f"/oversight/{path}/").json()["results"]) == count
        assert len([each for each in asked if "oversight_" in each["sql"]]) == 1, path
