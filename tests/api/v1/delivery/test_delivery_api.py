"""Projects over real requests: shapes, problems, who reaches what, query counts."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import MULTIPART_CONTENT
from django.test.utils import CaptureQueriesContext
from PIL import Image

from commons.kernel import clock
from commons.kernel.actor import Role
from commons.kernel.tenancy import in_office
from tenants.delivery import queries
from tenants.delivery.models import ProgressReport, Project
from tenants.delivery.terms import ProjectKind
from tenants.documents import queries as documents
from tests.conftest import NEIGHBOUR
from tests.factories import delivery as make
from tests.factories.evidence import footprint
from tests.factories.people import member
from tests.factories.web import Api

OPENING = {"kind": "general", "year": 2026, "title": "修村道", "content": "硬化 2 公里", "planned_fen": 50_000_000}


def api(role: Role, name: str = "测试成员") -> Api:
    return Api(member(role, name=name), role)


def problem(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


def unit_of(*projects: Project) -> Api:
    account = member(Role.UNIT, name="住建局")
    for project in projects:
        make.projects.assign_unit(
            actor=make.clerk(), project_uid=project.uid, account_uid=account.uid, unit_name="住建局", at=make.AT
        )
    return Api(account, Role.UNIT)


def today() -> str:
    return clock.today().isoformat()


def test_a_project_goes_its_whole_way_over_the_api(town: str) -> None:
    government, clerk, unit_account = api(Role.GOVERNMENT), api(Role.CLERK), member(Role.UNIT, name="交通局")
    made = government.post("/delivery/projects/", {**OPENING, "sub_projects": ["东段", "西段"]})
    assert (made.status_code, made.json()["state"], made.json()["position"]) == (201, "opened", 1)
    at = f"/delivery/projects/{made.json()['uid']}"
    assert (
        government.post(f"{at}/unit/", {"account_uid": str(unit_account.uid), "unit_name": "交通局"}).status_code == 201
    )
    unit = Api(unit_account, Role.UNIT)
    leaders = {"accountable_leader": "甲", "direct_owner": "乙", "executor": "丙"}
    assert government.post(f"{at}/leaders/", leaders).json()["executor"] == "丙"
    step = unit.post(
        f"{at}/milestones/", {"title": "竣工", "standard": "验收合格", "due_on": today(), "responsible": "丁"}
    ).json()
    assert unit.post(f"{at}/start/", {"started_on": today()}).json()["state"] == "under_way"
    report = {"month_on": today(), "physical_percent": "45.5", "planned_percent": "50"}
    assert unit.post(f"{at}/reports/", report).json()["physical_percent"] == "45.50"
    entry = {"kind": "arrived", "source": "own_fiscal", "amount_fen": 100, "booked_on": today(), "voucher": "财 1"}
    kept = unit.post(f"{at}/entries/", entry).json()
    assert unit.post(f"/delivery/entries/{kept['uid']}/correction/", {"reason": "记错"}).json()["amount_fen"] == -100
    assert problem(unit.post(f"{at}/completion/", {"completed_on": today()})) == (409, "delivery.milestones_open")
    done = {"done_on": today(), "evidence": "验收单"}
    assert unit.post(f"/delivery/milestones/{step['uid']}/completion/", done).json()["days_early"] == 0
    for part in unit.get(f"{at}/sub_projects/").json()["results"]:
        assert unit.post(f"/delivery/sub_projects/{part['uid']}/completion/", {"done_on": today()}).status_code == 201
    assert unit.post(f"{at}/completion/", {"completed_on": today()}).json()["state"] == "completed"
    assert clerk.post(f"{at}/acceptance/").json()["state"] == "accepted"
    assert clerk.get(f"{at}/").json()["accepted_on"] == today()
    assert problem(unit.get(f"{at}/")) == (404, "delivery.project_not_found")
    row = clerk.get("/delivery/ledger/2026/").json()["results"][0]
    assert (row["light"], row["why"], row["sub_projects_done"]) == ("blue", "已完工并通过验收。", 2)
    assert row["money"] == {
        "budget_fen": 0,
        "arrived_fen": 0,
        "paid_fen": 0,
        "arrival_rate": None,
        "payment_rate": None,
    }


def test_changes_of_a_project_have_each_its_address(town: str) -> None:
    project = make.started()
    clerk, government, director = api(Role.CLERK), api(Role.GOVERNMENT), api(Role.DIRECTOR)
    at = f"/delivery/projects/{project.uid}"
    assert government.post(f"{at}/pause/", {"reason": "管线冲突"}).json()["state"] == "paused"
    assert government.post(f"{at}/resumption/").json()["state"] == "under_way"
    assert director.post(f"{at}/payment_stop/", {"reason": "异常"}).json()["payments_stopped"] is True
    assert director.post(f"{at}/payment_resumption/", {"reason": "查清"}).json()["payments_stopped"] is False
    step = queries.milestones_of(project)[0]
    moved = clerk.post(f"/delivery/milestones/{step.uid}/rescheduling/", {"due_on": "2027-01-31", "reason": "雨季"})
    assert moved.json()["due_on"] == "2027-01-31"
    proposed = government.post(f"{at}/changes/", {"aspect": "money", "reason": "涨价", "planned_fen": 9}).json()
    assert (proposed["state"], proposed["route"], proposed["after"]) == ("proposed", "congress", "9")
    change = f"/delivery/changes/{proposed['uid']}"
    assert clerk.post(f"{change}/hearing/", {"heard_on": "2026-03-02", "opinion": "同意"}).json()["state"] == "heard"
    decision = {"decided_by": "镇人大会议", "decided_on": "2026-03-02", "minutes": "纪要 4 号"}
    votes = {"members": 60, "in_favour": 30, "against": 1, "abstained": 0}
    refused = clerk.post(f"{change}/approval/", {**decision, **votes})
    assert (refused.status_code, refused.json()["code"]) == (409, "delivery.vote_does_not_carry")
    assert clerk.post(f"{change}/approval/", decision).json()["state"] == "approved"
    assert clerk.post(f"{change}/publication/", {}).json()["state"] == "published"
    assert [each["aspect"] for each in clerk.get(f"{at}/adjustments/").json()["results"]] == ["milestone", "money"]
    plan = {"start_on": "2026-04-01", "due_on": "2026-11-30"}
    assert clerk.post(f"{at}/schedule/", plan).json()["due_on"] == "2026-11-30"
    parts = clerk.post(f"{at}/sub_projects/", {"titles": ["东区", "西区"]}).json()
    assert [each["position"] for each in parts] == [1, 2]
    refused = director.post(f"{at}/termination/", {"reason": "规划调整"})
    assert (refused.status_code, refused.json()["code"]) == (409, "delivery.decision_missing")
    work = make.opened("路灯", kind=ProjectKind.GENERAL)
    works = f"/delivery/projects/{work.uid}"
    adjusted = clerk.post(f"{works}/adjustments/", {"reason": "涨价", "planned_fen": 9})
    assert [each["aspect"] for each in adjusted.json()] == ["money"]
    assert director.post(f"{works}/termination/", {"reason": "规划调整"}).json()["state"] == "terminated"
    finished = make.completed("另一个")
    back = clerk.post(f"/delivery/projects/{finished.uid}/rejection/", {"reason": "排水不畅"})
    assert back.json()["state"] == "under_way"


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"title": " "}, (422, "api.invalid")),
        ({"title": "长" * 101}, (422, "intake.text_refused")),
        ({"title": "\x00"}, (422, "api.invalid")),
        ({"planned_fen": -1}, (422, "delivery.amount_out_of_range")),
        ({"planned_fen": 10**30}, (422, "delivery.amount_out_of_range")),
        ({"planned_fen": "1.5"}, (422, "api.invalid")),
        ({"year": 10**9}, (422, "delivery.year_out_of_range")),
        ({"kind": "votd"}, (422, "api.invalid")),
        ({"state": "accepted"}, (422, "api.invalid")),
        ({"unit_account_uid": str(uuid4())}, (422, "api.invalid")),
        ({"sub_projects": ["子项"] * 101}, (422, "api.invalid")),
    ],
)
def test_a_body_that_cannot_be_taken_is_told_so_and_nothing_is_kept(
    town: str, change: dict[str, Any], answer: tuple[int, str]
) -> None:
    government = api(Role.GOVERNMENT)
    before = footprint()
    assert problem(government.post("/delivery/projects/", {**OPENING, **change})) == answer
    assert (footprint(), Project.objects.count()) == (before, 0)


@pytest.mark.parametrize(
    "body",
    [
        {"month_on": "2026-13-01", "physical_percent": "1", "planned_percent": "1"},
        {"month_on": "2026-03-01", "physical_percent": "1e3", "planned_percent": "1"},
        {"month_on": "2026-03-01", "physical_percent": "NaN", "planned_percent": "1"},
        {"month_on": "2026-03-01", "physical_percent": "-1", "planned_percent": "1"},
        {"month_on": "2999-03-01", "physical_percent": "1", "planned_percent": "1"},
        {"physical_percent": "1"},
        {},
        [],
    ],
)
def test_a_report_that_cannot_be_read_is_refused(town: str, body: Any) -> None:
    project = make.started()
    answer = api(Role.GOVERNMENT).post(f"/delivery/projects/{project.uid}/reports/", body)
    assert (problem(answer)[0], ProgressReport.objects.count()) == (422, 0)


def test_a_report_comes_with_its_photos(town: str) -> None:
    project = make.started()
    unit = unit_of(project)
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "JPEG")
    body = {
        "month_on": make.TODAY.isoformat(),
        "physical_percent": "5",
        "planned_percent": "5",
        "photos": [SimpleUploadedFile("现场.jpg", picture.getvalue())],
    }
    answer = unit.post(f"/delivery/projects/{project.uid}/reports/", body, content_type=MULTIPART_CONTENT)
    assert answer.status_code == 201
    assert len(documents.attachments_of(answer.json()["uid"])) == 1


def test_a_unit_reaches_exactly_its_own(town: str) -> None:
    mine, other = make.started("我的"), make.started("别人的")
    unit = unit_of(mine)
    assert [each["title"] for each in unit.get("/delivery/ledger/2026/").json()["results"]] == ["我的"]
    assert [each["title"] for each in unit.get("/delivery/projects/").json()["results"]] == ["我的"]
    step = queries.milestones_of(other)[0]
    entry = make.enter(other, make.MoneyKind.BUDGET, 5)
    report = {"month_on": make.TODAY.isoformat(), "physical_percent": "5", "planned_percent": "5"}
    before = footprint()
    for path, body in (
        (f"/delivery/projects/{other.uid}/reports/", report),
        (f"/delivery/projects/{other.uid}/completion/", {"completed_on": "2026-03-02"}),
        (f"/delivery/milestones/{step.uid}/completion/", {"done_on": "2026-03-02", "evidence": "好"}),
        (f"/delivery/entries/{entry.uid}/correction/", {"reason": "试"}),
    ):
        assert unit.post(path, body).status_code == 404, path
    for path in ("", "milestones/", "reports/", "entries/", "sub_projects/", "adjustments/"):
        assert unit.get(f"/delivery/projects/{other.uid}/{path}").status_code == 404, path
    assert footprint() == before
    assert unit.post(f"/delivery/projects/{mine.uid}/reports/", report).status_code == 201


def test_a_project_of_the_neighbours_is_not_found_and_their_token_is_none_here(town: str) -> None:
    with in_office(NEIGHBOUR):
        theirs = make.opened("邻镇的金丝雀")
        stranger = api(Role.CLERK)
    clerk = api(Role.CLERK)
    assert problem(clerk.get(f"/delivery/projects/{theirs.uid}/")) == (404, "delivery.project_not_found")
    assert "金丝雀" not in clerk.get("/delivery/projects/").content.decode()
    assert "金丝雀" not in clerk.get("/delivery/public_projects/2026/").content.decode()
    here = Api(host=town)
    here.headers = stranger.headers
    assert here.get("/delivery/projects/").status_code == 401


def test_the_public_list_needs_no_log_in_and_the_ledger_does(town: str) -> None:
    make.opened("加装电梯")
    citizen = Api()
    shown = citizen.get("/delivery/public_projects/2026/").json()["results"]
    assert [(each["title"], each["light"]) for each in shown] == [("加装电梯", "grey")]
    assert "accountable_leader" not in shown[0]
    assert citizen.get("/delivery/figures/2026/").json()["projects"] == 1
    for path in ("/delivery/ledger/2026/", "/delivery/projects/"):
        assert citizen.get(path).status_code == 401
    assert citizen.post("/delivery/projects/", OPENING).status_code == 401


@pytest.mark.parametrize("year", ["0", "99999", "99999999999999999999"])
def test_a_year_that_never_is_has_no_projects(town: str, year: str) -> None:
    assert Api().get(f"/delivery/public_projects/{year}/").json()["results"] == []
    assert api(Role.CLERK).get(f"/delivery/projects/?year={year}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_ledger_costs_the_same_however_long_it_is(town: str, count: int) -> None:
    for place in range(count):
        make.started(f"项目{place}")
    clerk = api(Role.CLERK)
    clerk.get("/delivery/ledger/2026/")
    with CaptureQueriesContext(connection) as asked:
        assert len(clerk.get("/delivery/ledger/2026/").json()["results"]) == count
    ours = [each["sql"] for each in asked if "delivery_" in each["sql"]]
    assert len(ours) == 5


def test_the_same_key_enters_money_once(town: str) -> None:
    project = make.opened()
    government = api(Role.GOVERNMENT)
    government.headers["Idempotency-Key"] = "one"
    body = {
        "kind": "budget",
        "source": "social",
        "amount_fen": 7,
        "booked_on": dt.date(2026, 3, 2).isoformat(),
        "voucher": "财 7",
    }
    answers = [government.post(f"/delivery/projects/{project.uid}/entries/", body).json()["uid"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert queries.totals(project.uid).budget_fen == 7


def test_a_plan_its_parts_contracts_alerts_lights_and_edits_have_each_their_address(town: str) -> None:
    project = make.opened(planned_fen=100, sub_projects=("东区", "西区"))
    clerk, government, director = api(Role.CLERK), api(Role.GOVERNMENT), api(Role.DIRECTOR)
    at = f"/delivery/projects/{project.uid}"
    east, west = (str(each.uid) for each in queries.sub_projects_of(project))
    steps = [
        {"stage": "preparation", "title": "前期准备", "standard": "手续齐全", "share": 1},
        {"stage": "acceptance", "title": "竣工验收", "standard": "验收合格", "share": 3},
    ]
    plan = clerk.post(f"{at}/plan/", {"start_on": "2026-01-01", "due_on": "2026-01-08", "steps": steps}).json()
    assert [(each["stage"], each["due_on"]) for each in plan] == [
        ("preparation", "2026-01-02"),
        ("acceptance", "2026-01-08"),
    ]
    parts = [{"uid": east, "weight": 3, "planned_fen": 60}, {"uid": west, "planned_fen": 40}]
    assert [each["weight"] for each in clerk.post(f"{at}/weights/", {"parts": parts}).json()] == [3, 1]
    parts[0]["planned_fen"] = 70
    wrong = clerk.post(f"{at}/weights/", {"parts": parts, "reason": "增加"})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "delivery.parts_do_not_add_up")
    government.post(f"{at}/start/", {"started_on": "2026-01-01"})
    percents = [{"uid": east, "physical_percent": "40"}, {"uid": west, "physical_percent": "0"}]
    month = {"month_on": "2026-01-01", "planned_percent": "30", "parts": percents}
    report = government.post(f"{at}/reports/", month).json()
    assert (report["physical_percent"], report["verdict"]) == ("30.00", "waiting")
    checked = clerk.post(f"/delivery/reports/{report['uid']}/verdict/", {"passed": True})
    assert checked.json()["verdict"] == "passed"
    signed = {"number": "合同 1", "party": "甲公司", "subject": "施工", "amount_fen": 100, "signed_on": "2026-01-01"}
    assert government.post(f"{at}/contracts/", signed).json()["party"] == "甲公司"
    entry = {"source": "own_fiscal", "booked_on": "2026-01-02", "voucher": "财 1"}
    for kind, fen, payee in (("budget", 100, ""), ("arrived", 100, ""), ("paid", 90, "乙公司")):
        government.post(f"{at}/entries/", {**entry, "kind": kind, "amount_fen": fen, "payee": payee})
    alerts = director.get("/delivery/alerts/").json()["results"]
    assert sorted(each["rule"] for each in alerts) == ["ahead", "outside"]
    assert api(Role.DEPUTY).get("/delivery/alerts/").status_code == 403
    alert = f"/delivery/alerts/{alerts[0]['uid']}"
    assert director.post(f"{alert}/suspension/").json()["state"] == "suspended"
    assert director.post(f"{alert}/audit/").json()["state"] == "auditing"
    settled = director.post(f"{alert}/resolution/", {"conclusion": "已追回", "saved_fen": 90}).json()
    assert (settled["state"], settled["saved_fen"]) == ("resolved", 90)
    dismissed = director.post(f"/delivery/alerts/{alerts[1]['uid']}/dismissal/", {"conclusion": "误报"}).json()
    assert (dismissed["state"], dismissed["saved_fen"]) == ("dismissed", None)
    until = (clock.today() + dt.timedelta(days=5)).isoformat()
    assert clerk.post(f"{at}/light/", {"light": "red", "reason": "停工", "until_on": until}).status_code == 201
    line = clerk.get("/delivery/ledger/2026/").json()["results"][0]
    assert (line["light"], line["set_by_hand"]) == ("red", True)
    assert clerk.post(f"{at}/light_lifting/").status_code == 201
    assert clerk.get(f"{at}/marks/").json()["results"] == []
    edit = {"uid": str(project.uid), "seen": {"executor": ""}, "wanted": {"executor": "张三"}}
    assert [each["executor"] for each in clerk.post("/delivery/ledger_edits/", {"edits": [edit]}).json()] == ["张三"]
    edit["wanted"] = {"executor": "李四"}
    clash = clerk.post("/delivery/ledger_edits/", {"edits": [edit]})
    assert (clash.status_code, clash.json()["code"]) == (409, "delivery.changed_meanwhile")
    assert "现为“张三”" in clash.json()["detail"]
