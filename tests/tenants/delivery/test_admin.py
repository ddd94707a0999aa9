"""Projects on the staff site: the ledger with lights, and a button for every act."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.kernel import clock
from tenants.delivery import queries
from tenants.delivery.models import FundAlert, LedgerEntry, Project
from tenants.delivery.terms import MoneyKind, ProjectKind, ProjectState
from tests.factories import delivery as make
from tests.factories.people import Role, member
from tests.factories.web import Browser

PROJECTS = "/admin/delivery/project/"


def staff(role: Role) -> Browser:
    return Browser(member(role))


def page(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_is_the_ledger_with_its_lights(town: str) -> None:
    late = make.started("加装电梯")
    late.milestones.update(due_on=clock.today() - dt.timedelta(days=365))
    shown = page(staff(Role.CLERK).get(PROJECTS))
    for words in ("加装电梯", "住建局", "实施中", "300 万元", "严重滞后", "已逾期", "进度灯", "资金灯"):
        assert words in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_reads_its_lights_once(town: str, count: int) -> None:
    for place in range(count):
        make.started(f"项目{place}")
    clerk = staff(Role.CLERK)
    clerk.get(PROJECTS)
    with CaptureQueriesContext(connection) as asked:
        clerk.get(PROJECTS)
    lights = [each for each in asked if each["sql"].startswith('SELECT "delivery_milestone"')]
    assert len(lights) == 1


def test_a_page_holds_the_plan_the_reports_and_the_money(town: str) -> None:
    project = make.started("口袋公园")
    project.milestones.update(due_on=clock.today())
    make.report(project, "10", "12", month_on=clock.today(), at=clock.now())
    make.enter(project, MoneyKind.BUDGET, 50_000)
    shown = page(staff(Role.DIRECTOR).get(f"{PROJECTS}{project.uid}/change/"))
    for words in (
        "主体结构验收合格",
        f"{clock.today():%Y-%m}",
        "增加施工力量",
        "财字 001",
        "形象进度 10%，序时进度 12%",
    ):
        assert words in shown


def test_a_project_is_taken_along_by_its_buttons(town: str) -> None:
    government, clerk = staff(Role.GOVERNMENT), staff(Role.CLERK)
    today = clock.today().isoformat()
    opening = {"kind": "general", "year": "2026", "title": "修村道", "content": "硬化 2 公里"}
    assert government.post(f"{PROJECTS}start/open/", opening).status_code == 302
    project = Project.objects.get()
    act = f"{PROJECTS}{project.uid}/acts/"
    unit, nobody = member(Role.UNIT, name="交通局"), json.dumps({"account_uid": "", "unit_name": ""})
    for who, name, body in (
        (clerk, "unit", {"account_uid": str(unit.uid), "unit_name": "交通局", "seen": nobody}),
        (government, "leaders", {"accountable_leader": "甲", "direct_owner": "乙", "executor": "丙"}),
        (clerk, "schedule", {"start_on": today, "due_on": today}),
        (clerk, "sub_projects", {"titles": "东段\n\n西段"}),
        (clerk, "milestone", {"title": "竣工", "standard": "合格", "due_on": today}),
        (government, "start", {"started_on": today}),
        (government, "report", {"month_on": today, "physical_percent": "5", "planned_percent": "5"}),
        (
            government,
            "entry",
            {"kind": "budget", "source": "social", "amount_fen": "5", "booked_on": today, "voucher": "财 1"},
        ),
        (clerk, "pause", {"reason": "管线冲突"}),
        (clerk, "resume", {}),
        (clerk, "adjust", {"reason": "优化", "goal": "年底通车"}),
        (government, "stop_payments", {"reason": "核查"}),
        (government, "resume_payments", {"reason": "查清"}),
    ):
        answer = who.post(f"{act}{name}/", body)
        assert answer.status_code == 302, (name, answer.content.decode()[-2000:])
    step, part = queries.milestones_of(project)[0], queries.sub_projects_of(project)
    clerk.post(f"/admin/delivery/milestone/{step.uid}/acts/reschedule/", {"due_on": "2027-01-01", "reason": "雨季"})
    clerk.post(f"/admin/delivery/milestone/{step.uid}/acts/complete/", {"done_on": today, "evidence": "验收单"})
    for each in part:
        clerk.post(f"/admin/delivery/subproject/{each.uid}/acts/complete/", {"done_on": today})
    entry = LedgerEntry.objects.get()
    government.post(f"/admin/delivery/ledgerentry/{entry.uid}/acts/correct/", {"reason": "记错"})
    for who, name, body in (
        (government, "complete", {"completed_on": today}),
        (clerk, "reject", {"reason": "排水不畅"}),
        (government, "complete", {"completed_on": today}),
        (clerk, "accept", {}),
    ):
        assert who.post(f"{act}{name}/", body).status_code == 302, name
    project.refresh_from_db()
    assert (project.state, project.unit_name, project.goal) == (ProjectState.ACCEPTED, "交通局", "年底通车")
    assert [each.amount_fen for each in queries.entries_of(project)] == [5_000_000, -5_000_000]


def test_what_a_command_refuses_is_a_sentence_and_nothing_typed_is_lost(town: str) -> None:
    project = make.started()
    answer = staff(Role.GOVERNMENT).post(
        f"{PROJECTS}{project.uid}/acts/report/",
        {"month_on": clock.today().isoformat(), "physical_percent": "5", "planned_percent": "50", "problems": "缺工"},
    )
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "请填写滞后原因和下一步措施" in shown
    assert "缺工" in shown


def test_ending_a_work_needs_the_head_and_its_name_and_what_was_voted_has_no_such_button(town: str) -> None:
    work, voted = make.opened(kind=ProjectKind.GENERAL), make.started()
    body = {"reason": "规划调整", "confirmation": work.title}
    act = f"{PROJECTS}{work.uid}/acts/terminate/"
    staff(Role.CLERK).post(act, body)
    director = staff(Role.DIRECTOR)
    director.post(act, {**body, "confirmation": "别的"})
    work.refresh_from_db()
    assert work.state == ProjectState.OPENED
    director.post(act, body)
    director.post(f"{PROJECTS}{voted.uid}/acts/terminate/", {**body, "confirmation": voted.title})
    for project, state in ((work, ProjectState.TERMINATED), (voted, ProjectState.UNDER_WAY)):
        project.refresh_from_db()
        assert project.state == state


def test_a_change_is_taken_from_the_proposal_to_its_notice_by_buttons(town: str) -> None:
    project = make.started()
    clerk, today = staff(Role.CLERK), clock.today().isoformat()
    body = {"aspect": "content", "reason": "管线冲突", "content": "加装 8 部"}
    assert staff(Role.GOVERNMENT).post(f"{PROJECTS}{project.uid}/acts/change/", body).status_code == 302
    change = project.adjustments.get()
    act = f"/admin/delivery/adjustment/{change.uid}/acts/"
    decided = {"decided_by": "镇人大第四次会议", "decided_on": today, "minutes": "纪要 4 号"}
    assert clerk.post(f"{act}approve/", decided).status_code == 409  # the presidium first
    assert clerk.post(f"{act}hear/", {"heard_on": today, "opinion": "同意"}).status_code == 302
    votes = {"members": "60", "in_favour": "31", "against": "1", "abstained": "0"}
    assert clerk.post(f"{act}approve/", {**decided, **votes}).status_code == 302
    assert clerk.post(f"{act}publish/", {}).status_code == 302
    shown = page(clerk.get(f"{PROJECTS}{project.uid}/change/"))
    for words in ("为 12 栋居民楼加装电梯", "加装 8 部", "镇人大第四次会议", "已公布"):
        assert words in shown


def test_an_alert_is_taken_to_what_was_saved_by_buttons(town: str) -> None:
    project = make.started()
    make.enter(project, MoneyKind.BUDGET, 4_000_000)
    make.enter(project, MoneyKind.ARRIVED, 4_000_000)
    make.enter(project, MoneyKind.PAID, 2_500_000)
    alert = FundAlert.objects.get()
    director, act = staff(Role.DIRECTOR), f"/admin/delivery/fundalert/{alert.uid}/acts/"
    assert "已支付预算的 62.5%" in page(director.get(f"/admin/delivery/fundalert/{alert.uid}/change/"))
    for name, body in (("suspend", {}), ("audit", {}), ("resolve", {"conclusion": "已追回", "saved_fen": "200"})):
        assert director.post(f"{act}{name}/", body).status_code == 302
    assert queries.saved_fen(2026) == 2_000_000 * 100


def test_a_report_is_checked_by_the_office(town: str) -> None:
    report = make.report(make.started(), "10", "12")
    clerk, act = staff(Role.CLERK), f"/admin/delivery/progressreport/{report.uid}/acts/"
    assert clerk.post(f"{act}send_back/", {"reason": "缺照片"}).status_code == 302
    report.refresh_from_db()
    assert (report.verdict, report.verdict_reason) == ("sent_back", "缺照片")


@pytest.mark.parametrize(
    "model", ["project", "milestone", "subproject", "ledgerentry", "progressreport", "adjustment", "contract"]
)
def test_every_list_opens_for_the_auditor_who_may_press_nothing(town: str, model: str) -> None:
    project = make.opened(sub_projects=("东区",))
    make.step(project)
    make.enter(project, MoneyKind.BUDGET, 5)
    make.report(project, "1", "1")
    make.proposed(project)
    make.contract(project)
    auditor = staff(Role.AUDITOR)
    assert "老旧小区加装电梯" in page(auditor.get(f"/admin/delivery/{model}/"))
    auditor.post(f"{PROJECTS}{project.uid}/acts/accept/")
    project.refresh_from_db()
    assert project.state == ProjectState.OPENED
