"""Units, supervision groups, reviewers and grid workers, through the pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile

from commons.access import commands as access
from commons.access.models import AccountGroup
from commons.identity.models import Account
from commons.kernel.actor import Actor, Role
from tenants.appraisal.models import Scorecard
from tenants.cycles.terms import StageKind
from tenants.delivery.models import LedgerEntry, ProgressReport
from tenants.intake.models import Suggestion
from tenants.oversight.models import Finding, Inspection, Rectification
from tenants.oversight.terms import FindingKind
from tests.factories import appraisal, cycles, delivery, intake, oversight
from tests.factories.people import member
from tests.factories.web import Browser


def desk(who: Actor) -> Browser:
    return Browser(Account.objects.get(uid=who.account_uid))


def picture() -> SimpleUploadedFile:
    drawn = intake.photo()
    return SimpleUploadedFile("现场.jpg", drawn.content, "image/jpeg")


REPORT = {"month_on": "2026-03", "physical_percent": "40", "planned_percent": "45"}


def test_a_unit_reports_progress_with_a_photo_enters_money_and_reaches_a_milestone(town: str) -> None:
    project = delivery.started()
    step = project.milestones.get()
    unit = Browser(delivery.give(project))
    base = f"/desk/projects/{project.uid}/"
    assert "报送本月进度" in unit.get("/desk/").text

    assert unit.post(f"{base}report/", {**REPORT, "photos": picture()}).status_code == 302
    report = ProgressReport.objects.get()
    assert (report.physical_percent, report.month_on.month) == (Decimal(40), 3)
    assert "现场.jpg" in unit.get(base).text

    money = {"kind": "arrived", "source": "own_fiscal", "amount_fen": "1.234567", "booked_on": "2026-03-01"}
    assert unit.post(f"{base}money/", {**money, "voucher": ""}).status_code == 422
    assert unit.post(f"{base}money/", {**money, "voucher": "财字 001"}).status_code == 302
    assert LedgerEntry.objects.get().amount_fen == 1234567

    done = {"done_on": "2026-03-02", "evidence": "验收单齐全"}
    assert unit.post(f"{base}milestones/{step.uid}/done/", done).status_code == 302
    step.refresh_from_db()
    assert step.evidence == "验收单齐全"
    assert unit.post(f"{base}complete/", {"completed_on": "2026-03-02"}).status_code == 302
    project.refresh_from_db()
    assert project.state == "completed"


def test_a_report_that_lags_without_a_reason_comes_back_with_what_was_typed(town: str) -> None:
    project = delivery.started()
    unit = Browser(delivery.give(project))
    page = unit.post(f"/desk/projects/{project.uid}/report/", {**REPORT, "planned_percent": "90", "problems": "雨季"})
    assert page.status_code == 422
    assert "雨季" in page.text
    assert ProgressReport.objects.count() == 0


def test_a_unit_sees_its_own_projects_only_even_if_it_is_a_deputy_too(town: str) -> None:
    own, other = delivery.started("本单位的项目"), delivery.started("别家的项目")
    unit = delivery.give(own)
    delivery.give(other, "城建局")
    AccountGroup.objects.create(account=unit, group=Group.objects.get(name=Role.DEPUTY))
    browser = Browser(unit)
    page = browser.get("/desk/projects/").text
    assert "本单位的项目" in page
    assert "别家的项目" not in page
    assert browser.status(f"/desk/projects/{other.uid}/") == 404
    assert browser.post(f"/desk/projects/{other.uid}/report/", REPORT).status_code == 404
    step = other.milestones.get()
    assert browser.status(f"/desk/projects/{own.uid}/milestones/{step.uid}/done/") == 404


def test_a_deputy_is_no_unit(town: str) -> None:
    project = delivery.started()
    assert Browser(member(Role.DEPUTY)).status(f"/desk/projects/{project.uid}/") == 403


def test_from_an_inspection_with_a_finding_to_a_rechecked_rectification(town: str) -> None:
    project = delivery.started()
    unit = Browser(delivery.give(project))
    group = oversight.group("第一监督小组", project)
    inspector = desk(oversight.inspector(group))
    seen = {
        "kind": "site_check",
        "held_on": "2026-03-02",
        "participants": "5",
        "summary": "现场查看",
        "photos": picture(),
    }
    assert inspector.post(f"/desk/supervision/{project.uid}/inspect/", seen).status_code == 302
    inspection = Inspection.objects.get()
    assert inspection.group == group

    page = f"/desk/supervision/inspections/{inspection.uid}/"
    raised = {"kind": "safety", "location": "3 号楼", "text": "基坑临边没有护栏"}
    assert inspector.post(page, raised).status_code == 302
    assert "基坑临边没有护栏" in inspector.get(page).text

    order = oversight.order(Finding.objects.get())
    assert f"/desk/rectifications/{order.uid}/" in unit.get("/desk/").text
    answer = {"reply": "已加装护栏", "photos": picture()}
    assert unit.post(f"/desk/rectifications/{order.uid}/", answer).status_code == 302
    assert "复查整改" in inspector.get("/desk/").text
    recheck = f"/desk/supervision/rectifications/{order.uid}/"
    assert inspector.post(recheck, {"passed": "no", "verdict_note": "仍有缺口"}).status_code == 422
    assert inspector.post(recheck, {"passed": "yes", "verdict_note": "已到位"}).status_code == 302
    assert Rectification.objects.get().state == "passed"
    assert Finding.objects.get().state == "closed"


def test_an_inspector_of_another_group_finds_nothing(town: str) -> None:
    project = delivery.started()
    seen = oversight.inspection(project)
    stranger = desk(oversight.inspector(oversight.group("第二监督小组")))
    assert project.title not in stranger.get("/desk/supervision/").text
    assert stranger.status(f"/desk/supervision/{project.uid}/") == 404
    assert stranger.status(f"/desk/supervision/inspections/{seen.uid}/") == 404


def test_an_opinion_is_settled_by_saying_whether_it_is_adopted(town: str) -> None:
    project = delivery.started()
    inspector = desk(oversight.inspector(oversight.group("第一监督小组", project)))
    found = oversight.finding(oversight.inspection(project), FindingKind.OPINION)
    page = f"/desk/supervision/findings/{found.uid}/settle/"
    assert inspector.post(page, {"settlement": "已转告"}).status_code == 422
    assert inspector.post(page, {"settlement": "已转告", "adopted": "yes"}).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.adopted) == ("closed", True)


def scoring_round(title: str = "社区老年食堂扩建") -> tuple[Any, Any, Browser]:
    cycle = cycles.open_year()
    cycles.open_up_to(cycle, StageKind.COLLECTION)
    proposal = appraisal.enter(cycle.uid, title)
    reviewer = appraisal.reviewer()
    return appraisal.panel(cycle.uid, [proposal], [reviewer]), proposal, Browser(reviewer)


def test_a_reviewer_scores_and_signs(town: str) -> None:
    panel, proposal, reviewer = scoring_round()
    assert "评分：首轮评估" in reviewer.get("/desk/").text
    assert proposal.title in reviewer.get(f"/desk/review/{panel.uid}/").text
    page = f"/desk/review/proposals/{proposal.uid}/"
    assert "民意基础（权重 40%）" in reviewer.get(page).text
    assert reviewer.post(page, {"public_support": "101"}).status_code == 422
    given = dict.fromkeys(appraisal.CRITERIA, "80")
    assert reviewer.post(page, {**given, "social_benefit": ""}).status_code == 422
    assert reviewer.post(f"{page}sign/").status_code == 302
    assert Scorecard.objects.count() == 0
    assert reviewer.post(page, {**given, "comment": "可行"}).status_code == 302
    assert reviewer.post(f"{page}sign/")["Location"] == f"/desk/review/{panel.uid}/"
    assert Scorecard.objects.get().state == "signed"
    assert "已签署" in reviewer.get(page).text


def test_a_reviewer_of_another_panel_finds_nothing(town: str) -> None:
    panel, proposal, _ = scoring_round()
    stranger = Browser(appraisal.reviewer("别组评审"))
    assert stranger.status(f"/desk/review/{panel.uid}/") == 404
    assert stranger.status(f"/desk/review/proposals/{proposal.uid}/") == 404
    assert stranger.post(f"/desk/review/proposals/{proposal.uid}/sign/").status_code == 404


TOLD = {
    "channel": "door_to_door",
    "field": "transport",
    "title": "村口路灯不亮",
    "content": "村口一段路晚上没有路灯，老人孩子出行不便。",
    "contact_phone": "13912345678",
    "key": "k1",
}


def test_a_grid_worker_enters_what_a_resident_says_once_however_often_it_is_pressed(town: str) -> None:
    worker = Browser(member(Role.GRID_WORKER))
    assert "代表建议" not in worker.get("/desk/collect/new/").text  # a channel of deputies
    for _ in range(2):
        assert worker.post("/desk/collect/new/", TOLD)["Location"] == "/desk/collect/done/"
    made = Suggestion.objects.get()
    assert (made.for_resident, made.channel) == (True, "door_to_door")
    assert "查询码" in worker.get("/desk/collect/done/").text
    assert "村口路灯不亮" in worker.get("/desk/collect/").text
    assert "村口路灯不亮" not in Browser(member(Role.GRID_WORKER, name="别人")).get("/desk/collect/").text


def test_a_channel_that_is_not_hers_is_refused_with_what_was_typed_kept(town: str) -> None:
    page = Browser(member(Role.GRID_WORKER)).post("/desk/collect/new/", {**TOLD, "channel": "deputy"})
    assert page.status_code == 422
    assert "老人孩子出行不便" in page.text
    assert Suggestion.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_projects_costs_the_same_for_one_and_for_three(
    town: str, count: int, django_assert_num_queries: Any
) -> None:
    first = delivery.started("第 0 个项目")
    unit = delivery.give(first)
    for number in range(1, count):
        more = delivery.started(f"第 {number} 个项目")
        access.grant(account=unit, permission="report_project", on=more)
    browser = Browser(unit)
    browser.get("/desk/projects/")
    with django_assert_num_queries(13):
        browser.get("/desk/projects/")
