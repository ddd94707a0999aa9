"""Proposals, scoring and candidates over HTTP: a reviewer reaches exactly her panel's proposals."""

from __future__ import annotations

from typing import Any

import pytest

from commons.kernel.models import new_uid
from commons.kernel.tenancy import in_office
from tests.conftest import NEIGHBOUR, TOWN
from tests.factories.appraisal import TODAY, approve, enter, passed, points, put_forward, reviewer, voted
from tests.factories.cycles import open_year
from tests.factories.people import Role, member
from tests.factories.web import Api

PROPOSAL = {"title": "社区老年食堂扩建", "content": "扩建社区老年食堂，设座位 50 个。", "field": "elderly_care"}


def client(role: Role) -> Api:
    return Api(member(role), role)


def test_a_department_enters_a_proposal_and_sees_only_its_own(town: str) -> None:
    cycle = open_year(2027)
    enter(cycle.uid, "别人的项目")
    unit = client(Role.UNIT)
    made = unit.post("/appraisal/proposals/", {**PROPOSAL, "cycle_uid": str(cycle.uid), "cost_fen": 8000})
    assert (made.status_code, made.json()["state"], made.json()["cost_fen"]) == (201, "entered", 8000)
    assert [row["title"] for row in unit.get("/appraisal/proposals/").json()["results"]] == ["社区老年食堂扩建"]
    assert len(client(Role.GOVERNMENT).get("/appraisal/proposals/").json()["results"]) == 2


def test_a_reviewer_scores_signs_and_reaches_nothing_else(town: str) -> None:
    cycle = open_year(2027)
    mine, other, who = enter(cycle.uid), enter(cycle.uid, "别人评的项目"), reviewer()
    clerk = client(Role.CLERK)
    assigned = clerk.post(
        "/appraisal/panels/",
        {
            "cycle_uid": str(cycle.uid),
            "title": "首轮评估",
            "proposal_uids": [str(mine.uid)],
            "reviewer_uids": [str(who.uid)],
        },
    )
    assert assigned.status_code == 201
    me = Api(who, Role.REVIEWER)
    assert [row["uid"] for row in me.get("/appraisal/proposals/").json()["results"]] == [str(mine.uid)]
    given = {"points": {key: str(value) for key, value in points(90, 80, 70, 60).items()}, "comment": "需求迫切"}
    scored = me.post(f"/appraisal/proposals/{mine.uid}/scores/", given)
    assert (scored.status_code, scored.json()["points"]["public_support"]) == (201, "90.00")
    assert me.post(f"/appraisal/proposals/{mine.uid}/signature/").json()["state"] == "signed"
    for path in (f"/appraisal/proposals/{other.uid}/", f"/appraisal/proposals/{other.uid}/flags/"):
        assert me.get(path).status_code == 404
    assert me.post(f"/appraisal/proposals/{other.uid}/scores/", given).status_code == 404
    assert clerk.get("/appraisal/scorecards/").json()["results"] == []
    closed = clerk.post(f"/appraisal/panels/{assigned.json()['uid']}/closing/", {})
    assert closed.json()["state"] == "closed"
    assert clerk.get(f"/appraisal/proposals/{mine.uid}/").json()["score"] == "80.00"
    assert len(clerk.get("/appraisal/scorecards/").json()["results"]) == 1
    assert me.get(f"/appraisal/proposals/{mine.uid}/").status_code == 404


def test_a_department_is_asked_and_answers_in_its_own_name(town: str) -> None:
    row, unit = enter(open_year(2027).uid), member(Role.UNIT, name="测试财政所")
    clerk, mine, other = client(Role.CLERK), Api(unit, Role.UNIT), client(Role.UNIT)
    asked = clerk.post(
        "/appraisal/joint-requests/",
        {"proposal_uids": [str(row.uid)], "unit_uids": [str(unit.uid)], "aspects": ["funding", "legality"]},
    )
    assert (asked.status_code, [each["opinion"] for each in asked.json()]) == (201, [None, None])
    first, second = (f"/appraisal/joint-requests/{each['uid']}" for each in asked.json())
    assert other.get("/appraisal/joint-requests/").json()["results"] == []
    assert other.post(f"{first}/opinion/", {"stance": "agree"}).status_code == 404
    said = mine.post(f"{first}/opinion/", {"stance": "adjust", "opinion": "改由本级财政安排"})
    assert (said.status_code, said.json()["department"], said.json()["stance"]) == (201, "测试财政所", "adjust")
    again = mine.post(f"{first}/opinion/", {"stance": "agree"})
    assert (again.status_code, again.json()["code"]) == (409, "appraisal.request_closed")
    assert clerk.post(f"{second}/withdrawal/").status_code == 201
    seen = mine.get("/appraisal/joint-requests/").json()["results"]
    assert [(each["aspect"], each["opinion"]["stance"]) for each in seen] == [("funding", "adjust")]
    assert mine.get(f"/appraisal/proposals/{row.uid}/").status_code == 200


def test_flags_opinions_and_revisions(town: str) -> None:
    row = enter(open_year(2027).uid)
    clerk, director = client(Role.CLERK), client(Role.DIRECTOR)
    base = f"/appraisal/proposals/{row.uid}"
    assert clerk.post(f"{base}/flags/", {"key": "cross_year"}).status_code == 201
    assert clerk.post(f"{base}/exclusion/").json()["state"] == "excluded"
    answered = director.post(f"{base}/flag-override/", {"key": "cross_year", "reason": "已明确年度阶段性目标"})
    assert answered.json()["override_reason"] == "已明确年度阶段性目标"
    assert clerk.post(f"{base}/readmission/").json()["state"] == "entered"
    assert clerk.post(f"{base}/flag-removal/", {"key": "cross_year"}).status_code == 204
    assert clerk.get(f"{base}/flags/").json()["results"] == []
    opinion = {"department": "测试财政所", "aspect": "funding", "stance": "agree", "held_on": str(TODAY)}
    assert clerk.post(f"{base}/opinions/", opinion).status_code == 201
    assert [each["aspect"] for each in clerk.get(f"{base}/opinions/").json()["results"]] == ["funding"]
    revised = clerk.post(f"{base}/revisions/", {"reason": "采纳公示意见", "content": "设座位 80 个的食堂。"})
    assert revised.json()["number"] == 2
    assert [each["number"] for each in clerk.get(f"{base}/revisions/").json()["results"]] == [1, 2]


def test_the_reserve(town: str) -> None:
    row = enter(open_year(2026).uid)
    clerk = client(Role.CLERK)
    kept = clerk.post(
        f"/appraisal/proposals/{row.uid}/reservation/", {"reason_code": "funding", "reason": "资金未落实"}
    )
    uid = kept.json()["uid"]
    assert clerk.post(f"/appraisal/reserves/{uid}/notes/", {"note": "已列入明年预算"}).status_code == 201
    following = open_year(2027)
    taken = clerk.post(f"/appraisal/reserves/{uid}/taking-up/", {"cycle_uid": str(following.uid)})
    assert (taken.json()["origin"], taken.json()["cycle_uid"]) == ("reserve", str(following.uid))
    (listed,) = clerk.get("/appraisal/reserves/").json()["results"]
    assert (listed["state"], listed["taken_up_year"]) == ("taken_up", 2027)
    assert clerk.post(f"/appraisal/reserves/{uid}/dropping/", {"reason": "不再需要了"}).status_code == 409
    assert client(Role.DEPUTY).get("/appraisal/reserves/").status_code == 403


def test_candidates_from_the_governments_list_to_the_public_one(town: str) -> None:
    cycle = open_year(2027)
    one, two = passed(cycle.uid, "社区老年食堂扩建", "口袋公园建设")
    government, director, public = client(Role.GOVERNMENT), client(Role.DIRECTOR), Api()
    director.post(f"/appraisal/proposals/{one.uid}/recommendation/")
    rows = [
        government.post(f"/appraisal/proposals/{row.uid}/candidacy/", {"unit_name": "测试民政办"}).json()
        for row in (one, two)
    ]
    assert (rows[1]["state"], public.get("/appraisal/candidates/").json()["results"]) == ("put_forward", [])
    deliberation = {"cycle_uid": str(cycle.uid), "body": "presidium", "held_on": str(TODAY)}
    sent_back = director.post(
        "/appraisal/deliberations/", {**deliberation, "decision": "sent_back", "note": "请增提候选"}
    )
    assert sent_back.json()["decision"] == "sent_back"
    refused = director.post("/appraisal/deliberations/", {**deliberation, "decision": "approved", "seats": 2})
    assert (refused.status_code, refused.json()["code"]) == (409, "appraisal.margin_not_reached")
    approved = director.post("/appraisal/deliberations/", {**deliberation, "decision": "approved", "seats": 1})
    assert approved.json()["candidates"] == 2
    shown = public.get("/appraisal/candidates/").json()["results"]
    assert [(row["order"], row["title"]) for row in shown] == [(1, "社区老年食堂扩建"), (2, "口袋公园建设")]
    assert "unit_account_uid" not in shown[0]
    gone = government.post(f"/appraisal/candidates/{rows[0]['uid']}/withdrawal/", {"reason": "资金未落实"})
    assert gone.status_code == 409


def test_what_was_not_selected_is_disposed_of(town: str) -> None:
    cycle = open_year(2027)
    one, two = (put_forward(row) for row in passed(cycle.uid, "社区老年食堂扩建", "口袋公园建设"))
    approve(cycle.uid)
    voted(cycle.uid, [one], [two])
    done = client(Role.GOVERNMENT).post(
        f"/appraisal/candidates/{two.uid}/disposal/",
        {"route": "village", "unit": "测试村委会", "reason": "惠及面较单一"},
    )
    assert (done.status_code, done.json()["state"], done.json()["route"]) == (201, "disposed", "village")
    figures = client(Role.AUDITOR).get("/appraisal/figures/2027/").json()
    assert (figures["selected"], figures["disposed"]) == (1, {"general": 0, "reserve": 0, "village": 1})


@pytest.mark.parametrize(
    "path",
    [
        "/appraisal/proposals/",
        "/appraisal/panels/",
        "/appraisal/scorecards/",
        "/appraisal/reserves/",
        "/appraisal/figures/2027/",
    ],
)
def test_nothing_but_the_candidate_list_is_for_the_anonymous(town: str, path: str) -> None:
    assert Api().get(path).status_code == 401


def test_a_neighbours_proposals_are_not_found(db: None) -> None:
    with in_office(NEIGHBOUR):
        theirs = enter(open_year(2027).uid, "邻镇的金丝雀")
    with in_office(TOWN):
        clerk = client(Role.CLERK)
        for method, path, body in [
            (clerk.get, f"/appraisal/proposals/{theirs.uid}/", {}),
            (clerk.post, f"/appraisal/proposals/{theirs.uid}/flags/", {"key": "cross_year"}),
            (clerk.get, f"/appraisal/panels/{new_uid()}/", {}),
        ]:
            answer: Any = method(path, body) if body else method(path)
            assert answer.status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_of_cards_takes_the_same_queries_however_many(
    town: str, number: int, django_assert_max_num_queries: Any
) -> None:
    cycle = open_year(2027)
    passed(cycle.uid, *(f"第{n}个项目" for n in range(number)))
    clerk = client(Role.CLERK)
    clerk.get("/appraisal/scorecards/")
    with django_assert_max_num_queries(9):
        assert len(clerk.get("/appraisal/scorecards/").json()["results"]) == number
