"""What follows from watching, over real requests: hearings, bulletins, polls, merits, slips, the look-back's ranking."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from commons.kernel import clock
from commons.kernel.actor import Role
from commons.kernel.tenancy import in_office
from tenants.intake import query_code
from tenants.oversight.commands import hearings, polls
from tenants.oversight.models import Hearing, PollAnswer, PollVoter
from tenants.oversight.terms import HearingKind
from tests.conftest import NEIGHBOUR
from tests.factories import delivery as works
from tests.factories import oversight as make
from tests.factories.cycles import open_year
from tests.factories.deputies import mandate
from tests.factories.evidence import footprint
from tests.factories.people import AT, member
from tests.factories.web import Api

LAST = clock.today().year - 1


def api(role: Role, name: str = "测试成员") -> Api:
    return Api(member(role, name=name), role)


def problem(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


def today() -> str:
    return clock.today().isoformat()


def soon() -> str:
    return (clock.today() + dt.timedelta(days=30)).isoformat()


def test_a_unit_is_summoned_and_followed_up_until_it_is_done(town: str) -> None:
    project, clerk = works.started(), api(Role.CLERK)
    body = {"kind": "interview", "summoned": "住建局", "matter": "项目滞后", "called_on": today()}
    called = clerk.post("/oversight/hearings/", {**body, "project_uid": str(project.uid)}).json()
    assert (called["state"], called["project_title"]) == ("called", project.title)
    at = f"/oversight/hearings/{called['uid']}"
    assert problem(clerk.post(f"{at}/conclusion/")) == (409, "kernel.wrong_step")
    holding = {"held_on": today(), "answer": "加派力量", "demand": "赶上", "due_on": soon()}
    assert clerk.post(f"{at}/holding/", holding).json()["state"] == "following"
    assert clerk.post(f"{at}/report/", {"report": "已赶上一半"}).json()["reported_on"] == today()
    assert clerk.post(f"{at}/renewed_demand/", {"demand": "全部赶上", "due_on": soon()}).json()["demand"] == "全部赶上"
    clerk.post(f"{at}/report/", {"report": "已全部赶上"})
    assert clerk.post(f"{at}/conclusion/").json()["state"] == "closed"
    assert clerk.get(f"{at}/").json()["report"] == "已全部赶上"
    signed = {**body, "kind": "interpellation", "signers": [str(mandate(f"代表{place}").uid) for place in range(9)]}
    before = footprint()
    assert problem(clerk.post("/oversight/hearings/", signed)) == (409, "oversight.signers_missing")
    assert (footprint(), Hearing.objects.count()) == (before, 1)


def test_a_group_reads_the_hearings_of_its_projects_and_nobody_the_neighbours(town: str) -> None:
    mine, other = works.started("给了"), works.started("没给")
    clerk, person = api(Role.CLERK), member(Role.INSPECTOR)
    make.groups.add_member(
        actor=make.clerk(), group_uid=make.group("甲组", mine).uid, account_uid=person.uid, at=make.AT
    )
    body = {"kind": "interview", "summoned": "住建局", "matter": "金丝雀", "called_on": today()}
    seen, hidden = (
        clerk.post("/oversight/hearings/", {**body, "project_uid": str(each.uid)}).json()["uid"]
        for each in (mine, other)
    )
    watching = Api(person, Role.INSPECTOR)
    assert [each["uid"] for each in watching.get("/oversight/hearings/").json()["results"]] == [seen]
    assert problem(watching.get(f"/oversight/hearings/{hidden}/")) == (404, "oversight.hearing_not_found")
    assert problem(watching.post("/oversight/hearings/", body)) == (403, "kernel.not_permitted")
    for role in (Role.DEPUTY, Role.UNIT, Role.RESIDENT):
        assert api(role).get("/oversight/hearings/").status_code == 403
    with in_office(NEIGHBOUR):
        theirs = hearings.call_hearing(
            actor=make.clerk(), kind=HearingKind.INTERVIEW, summoned="邻镇的局", matter="滞后", called_on=make.TODAY,
            at=make.AT,
        )  # fmt: skip
    assert clerk.get(f"/oversight/hearings/{theirs.uid}/").status_code == 404
    assert "邻镇" not in clerk.get("/oversight/hearings/").content.decode()


def test_a_bulletin_is_compiled_by_the_clerk_and_published_by_the_director(town: str) -> None:
    project, clerk, director = works.started(), api(Role.CLERK), api(Role.DIRECTOR)
    body = {"kind": "quarterly", "year": 2026, "number": 1}
    made = clerk.post("/oversight/bulletins/", body).json()
    assert problem(clerk.post("/oversight/bulletins/", body)) == (409, "oversight.bulletin_made")
    at = f"/oversight/bulletins/{made['uid']}"
    assert [each["title"] for each in clerk.get(f"{at}/").json()["lines"]] == [project.title]
    assert problem(clerk.post(f"{at}/publication/")) == (403, "kernel.not_permitted")
    assert director.post(f"{at}/publication/").json()["state"] == "published"
    assert director.post(f"{at}/withdrawal/").json()["state"] == "withdrawn"
    assert [each["state"] for each in clerk.get("/oversight/bulletins/").json()["results"]] == ["withdrawn"]


def test_members_and_households_answer_and_the_box_is_judged(street: str) -> None:
    voter = member(Role.MEMBER, name="议员甲")
    mandate("议员甲", account_uid=voter.uid)
    project, clerk, seat = works.completed(), api(Role.CLERK), Api(voter, Role.MEMBER)
    body = {"project_uid": str(project.uid), "held_on": today(), "households": 2}
    opened = clerk.post("/oversight/polls/", body)
    assert opened.headers["Cache-Control"] == "no-store"
    poll, codes = opened.json()["poll"]["uid"], opened.json()["codes"]
    at = f"/oversight/polls/{poll}"
    assert [each["poll_uid"] for each in seat.get("/oversight/my_polls/").json()["results"]] == [poll]
    assert codes == []  # the street's rule names its assembly; a slip is put on the roll by hand
    full = query_code.draw(lambda alphabet: alphabet[7])
    PollVoter.objects.create(poll_id=poll, code_digest=polls.digest(full))
    other, household = Api(member(Role.MEMBER), Role.MEMBER), Api()
    assert problem(other.post(f"{at}/answer/", {"answer": "satisfied"})) == (409, "oversight.not_on_poll_roll")
    for _ in range(2):  # a second time changes nothing
        assert seat.post(f"{at}/answer/", {"answer": "satisfied"}).status_code == 204
    survey = "/oversight/survey_answers/"
    unknown = {"code": "AAAA", "answer": "satisfied"}
    assert problem(household.post(survey, unknown)) == (422, "oversight.poll_code_unknown")
    assert household.post(survey, {"code": query_code.shown(full), "answer": "dissatisfied"}).status_code == 204
    counted = clerk.get(f"{at}/").json()
    assert (counted["on_roll"], counted["answered"], PollAnswer.objects.count()) == (2, 2, 2)
    assert clerk.post(f"{at}/closing/").json()["state"] == "closed"
    judged = clerk.post(f"{at}/judgement/", {"held_on": today(), "rectify_by": soon()}).json()
    assert (judged["satisfied"], judged["dissatisfied"], judged["rate"]) == (1, 1, "50.00%")
    assert problem(clerk.post(f"{at}/voiding/")) == (403, "kernel.not_permitted")
    assert clerk.get(f"{at}/").json()["evaluation_uid"] == judged["uid"]
    assert api(Role.DIRECTOR).post(f"{at}/voiding/").json()["state"] == "voided"


def test_a_units_year_shows_its_computation_and_its_merits(town: str) -> None:
    make.evaluated(works.completed(), 31, 0, 0)
    clerk = api(Role.CLERK)
    body = {"year": 2026, "unit_name": "住建局", "points": "2.50", "reason": "提前完成"}
    merit = clerk.post("/oversight/merits/", body).json()
    unit = clerk.get("/oversight/units/2026/").json()["results"][0]
    assert (unit["unit_name"], unit["mean"], unit["added"], unit["total"]) == ("住建局", "100.00", "2.50", "102.50")
    assert [each["points"] for each in unit["projects"][0]["parts"]] == ["100.00"] * 3
    assert clerk.post(f"/oversight/merits/{merit['uid']}/striking/").json()["struck_on"] == today()
    assert problem(clerk.post("/oversight/merits/", {**body, "points": "0"})) == (422, "oversight.merit_out_of_range")
    for role in (Role.INSPECTOR, Role.UNIT, Role.DEPUTY):
        assert api(role).get("/oversight/units/2026/").status_code == 403
        assert api(role).get("/oversight/merits/").status_code == 403


def test_the_year_after_is_ranked_and_its_conclusions_are_offered(town: str) -> None:
    then = AT.replace(year=LAST)
    project, clerk = works.completed(year=LAST, on=clock.date_of(then), at=then), api(Role.CLERK)
    body = {"project_uid": str(project.uid), "held_on": today(), "outcome": "holding", "summary": "路灯完好"}
    seen = clerk.post("/oversight/look_backs/", {**body, "score": "95"}).json()
    ranked = clerk.get(f"/oversight/ranking/{LAST + 1}/").json()["results"]
    assert [(each["title"], each["rank"], each["standing"]) for each in ranked] == [(project.title, 1, "成效保持")]
    at = f"/oversight/look_backs/{seen['uid']}"
    offer = {"title": "增设停车位标识", "content": "回头看发现停车位没有标识，建议增设。", "field": "transport"}
    offered = clerk.post(f"{at}/offer/", offer).json()
    assert offered["suggestion_uid"] == clerk.get(f"{at}/").json()["suggestion_uid"] is not None
    assert problem(clerk.post(f"{at}/offer/", offer)) == (409, "oversight.offered_already")


def test_a_duty_gets_an_owner_and_an_order_its_slips(town: str) -> None:
    cycle, clerk = open_year(), api(Role.CLERK)
    owner = member(Role.DIRECTOR, name="张主任")
    at = f"/oversight/cycles/{cycle.uid}"
    body = {"key": "midyear_report", "account_uid": str(owner.uid)}
    assert clerk.post(f"{at}/duty_owners/", body).json()["name"] == "张主任"
    duties = clerk.get(f"{at}/duties/").json()["results"]
    assert [each["owner"] for each in duties if each["key"] == "midyear_report"] == ["张主任"]
    assert clerk.get(f"{at}/unassigned/").json()["results"] == []
    order = make.order(make.finding(make.inspection(works.started())))
    mine = f"/oversight/rectifications/{order.uid}"
    assert clerk.post(f"{mine}/tracking/", {"text": "已购材料"}).json()["serial"] == 2
    assert [each["kind"] for each in clerk.get(f"{mine}/slips/").json()["results"]] == ["assign", "track"]
    late = clerk.post(f"{mine}/urging/", {"text": "从速", "due_on": soon()})
    assert (late.status_code, late.json().get("serial")) == (201, 3)


@pytest.mark.parametrize("path", ["bulletins", "polls", "merits", "my_polls", "ranking/2026"])
def test_who_may_not_read_is_told_so(town: str, path: str) -> None:
    assert api(Role.UNIT).get(f"/oversight/{path}/").status_code == 403
