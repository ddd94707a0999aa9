"""A year of delivery seen by everybody: the unit reports from the phone, the office works in its ledger, citizens read the story.

Among the projects are one that is late, one whose payment was stopped in time, and one that was changed with approval. The
year before, from the certified result on: a project finished late, found dissatisfying, put right the second time, looked back at.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection, connections
from playwright.sync_api import Browser, expect

from commons.kernel import clock
from commons.kernel.actor import Role, system
from commons.kernel.tenancy import in_office
from tenants.ballot.events import VoteCertified
from tenants.ballot.models import Vote
from tenants.delivery import queries
from tenants.delivery.commands import changes, funds, lights, plans, progress, projects
from tenants.delivery.handlers import on_certified
from tenants.delivery.models import FundAlert, Project
from tenants.delivery.terms import Aspect, MoneyKind, PhotoPhase, WorkStage
from tenants.oversight.commands import groups
from tests.conftest import _use
from tests.faces import looking
from tests.faces.conftest import Open
from tests.factories import delivery as make
from tests.factories import intake
from tests.factories.ballot import stand_behind, uid_of, vote_of
from tests.factories.cycles import open_year
from tests.factories.people import AT, actor
from tests.isolation.world import OURS

YEAR = 2026
PHONE, DESK = "360x640", "1366x768"


@pytest.fixture(scope="module")
def built(open_house: Open) -> dict[str, str]:
    """The projects of a year by their names, made by the room's own commands."""
    open_house.let_hold(OURS, Role.UNIT)
    before = connections["default"].settings_dict["NAME"]
    with open_house.unblock():
        _use(open_house.database)
        with in_office(OURS):
            made = _build(open_house)
        connection.set_schema_to_public()
        _use(before)
    return made


def _build(open_house: Open) -> dict[str, str]:
    unit = open_house.house.people[OURS].account
    lift = _planned("老旧小区电梯加装", sub_projects=("东区", "西区"))
    projects.assign_unit(actor=make.clerk(), project_uid=lift.uid, account_uid=unit.uid, unit_name="住建局", at=AT)
    make.contract(lift, yuan=3_000_000)
    for kind, yuan, payee in (
        (MoneyKind.BUDGET, 3_000_000, ""),
        (MoneyKind.ARRIVED, 2_000_000, ""),
        (MoneyKind.PAID, 400_000, "甲公司"),
    ):
        make.enter(lift, kind, yuan, payee=payee)
    photo = intake.photo()
    progress.add_photos(
        actor=make.government(),
        project_uid=lift.uid,
        phase=PhotoPhase.BEFORE,
        photos=[("旧貌.jpg", photo.content)],
        public=True,
        at=AT,
    )
    late = _planned("背街小巷路面修复")
    make.report(late, "10", "55")
    stopped = _planned("幼儿园扩建")
    for kind, yuan in ((MoneyKind.BUDGET, 4_800_000), (MoneyKind.ARRIVED, 4_800_000), (MoneyKind.PAID, 2_500_000)):
        make.enter(stopped, kind, yuan)
    alert = FundAlert.objects.get(project=stopped)
    director = actor(Role.DIRECTOR, name="主任")
    funds.suspend_alert(actor=director, alert_uid=alert.uid, at=AT)
    funds.audit_alert(actor=director, alert_uid=alert.uid, at=AT)
    funds.resolve_alert(
        actor=director,
        alert_uid=alert.uid,
        conclusion="预付款超出合同约定，已追回。",
        saved_fen=2_000_000 * 100,
        at=AT,
    )
    changed = _planned("口袋公园建设")
    change = make.approved(
        make.heard(make.proposed(changed, Aspect.CONTENT, content="建设口袋公园 2 处，增设停车位 20 个"))
    )
    changes.publish_change(actor=make.clerk(), change_uid=change.uid, at=AT)
    lights.mark_lights(actor=system(OURS), year=YEAR, today=clock.today(), at=clock.now())
    assert queries.saved_fen(YEAR) == 200_000_000
    return {each.title: str(each.uid) for each in (lift, late, stopped, changed)}


def _planned(title: str, sub_projects: tuple[str, ...] = ()) -> Project:
    """Opened, with its people, its plan drawn backwards, and begun."""
    project = make.opened(title, sub_projects=sub_projects)
    projects.name_leaders(
        actor=make.government(),
        project_uid=project.uid,
        accountable_leader="书记",
        direct_owner="分管副主任",
        executor="科长",
        community="东湖社区",
        at=AT,
    )
    if sub_projects:
        plans.weigh_parts(
            actor=make.clerk(),
            project_uid=project.uid,
            parts=[
                plans.PartPlan(part.uid, weight, 150_000_000, dt.date(2026, 2, 10), dt.date(2026, 12, 20))
                for part, weight in zip(queries.sub_projects_of(project), (3, 1), strict=True)
            ],
            at=AT,
        )
    plans.draw_plan(
        actor=make.clerk(),
        project_uid=project.uid,
        start_on=dt.date(2026, 2, 10),
        due_on=dt.date(2026, 12, 20),
        steps=[
            plans.Step(WorkStage.PREPARATION, "前期准备", "手续齐全，具备开工条件", 20, "李工"),
            plans.Step(WorkStage.CONSTRUCTION, "施工建设", "按设计文件和合同完成施工", 60, "张工"),
            plans.Step(WorkStage.ACCEPTANCE, "竣工验收", "验收合格并交付使用", 20, "王工"),
        ],
        at=AT,
    )
    first = queries.milestones_of(project)[0]
    plans.complete_milestone(actor=make.clerk(), milestone_uid=first.uid, done_on=make.TODAY, evidence="已办结", at=AT)
    return progress.start_project(actor=make.government(), project_uid=project.uid, started_on=make.TODAY, at=AT)


@pytest.mark.parametrize("script", [True, False], ids=["js", "nojs"])
def test_a_unit_reports_its_month_from_the_phone(
    script: bool, built: dict[str, str], open_house: Open, browser: Browser
) -> None:
    """The platform on which progress is followed (0-61, 1-100), as it is reported from the site (1-102)."""
    open_house.let_hold(OURS, Role.UNIT)
    server, home = open_house.server, f"/desk/projects/{built['老旧小区电梯加装']}/"
    context = looking.browser_context(browser, script=script, size=PHONE)
    context.add_cookies(
        [{"name": "renda_session", "value": open_house.house.people[OURS].session, "url": server.url(OURS)}]
    )
    with looking.visiting(context, server.port) as visit:
        page, manner = visit.page, "js" if script else "nojs"
        visit.go(server.url(OURS, home))
        page.get_by_role("link", name="报送进度").click()
        page.get_by_label("东区（%）").fill("60")
        page.get_by_label("存在问题").fill("管线迁改")
        if script:  # the train goes into a tunnel: what was typed is there again
            context.set_offline(True)
            page.get_by_role("button", name="报送进度").click()
            context.set_offline(False)
            visit.go(server.url(OURS, f"{home}report/"))
            expect(page.get_by_label("存在问题")).to_have_value("管线迁改")
        page.get_by_label("西区（%）").fill("40")
        page.get_by_label("东区（%）").fill("60")
        page.get_by_label("存在问题").fill("管线迁改")
        page.get_by_label("滞后原因").fill("雨季")
        page.get_by_label("下一步措施").fill("加派人手")
        photo = intake.photo()
        page.get_by_label("现场照片").set_input_files(
            {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": photo.content}
        )
        looking.shoot(page, "journey-report", PHONE, manner)
        page.get_by_role("button", name="报送进度").click()
        expect(page.get_by_text("进度已报送。")).to_be_visible()
        expect(page.get_by_text("形象 55%").first).to_be_visible()
        looking.shoot(page, "journey-unit-project", PHONE, manner)
        if script:
            visit.go(server.url(OURS, f"{home}report/"))
            expect(page.get_by_label("存在问题")).to_have_value("")
    context.close()
    before = connections["default"].settings_dict["NAME"]
    with open_house.unblock():
        _use(open_house.database)
        with in_office(OURS):
            newest = queries.reports_of(Project.objects.get(uid=built["老旧小区电梯加装"])).first()
        connection.set_schema_to_public()
        _use(before)
    assert newest is not None
    assert (newest.physical_percent, newest.problems) == (Decimal("55.00"), "管线迁改")


def test_the_office_the_deputy_and_the_citizen_see_it(
    built: dict[str, str], open_house: Open, browser: Browser
) -> None:
    """The ledger with its lights, two clerks at one line, the stopped payment, the change, the story."""
    server = open_house.server
    session = open_house.house.people[OURS].session
    context = looking.browser_context(browser, script=True, size=DESK)
    context.add_cookies([{"name": "renda_session", "value": session, "url": server.url(OURS)}])
    ledger = "/admin/delivery/project/"
    with looking.visiting(context, server.port) as visit:
        page = visit.page
        open_house.let_hold(OURS, Role.CLERK)
        visit.go(server.url(OURS, f"{ledger}?year={YEAR}"))
        expect(page.get_by_role("link", name="背街小巷路面修复")).to_be_visible()
        looking.shoot(page, "journey-ledger", DESK, "js")
        visit.go(server.url(OURS, f"{ledger}?year={YEAR}&q=电梯"))
        expect(page.get_by_role("link", name="口袋公园建设")).to_have_count(0)

        act = f"{ledger}{built['口袋公园建设']}/acts/edit/"
        other = context.new_page()
        visit.go(server.url(OURS, act))
        other.goto(server.url(OURS, act))
        other.get_by_label("具体执行人").fill("张三")
        other.get_by_role("button", name="编辑台账").click()
        page.get_by_label("具体执行人").fill("李四")
        page.get_by_role("button", name="编辑台账").click()
        expect(page.get_by_text("现为“张三”").first).to_be_visible()
        looking.shoot(page, "journey-clash", DESK, "js")
        other.close()

        for name, path in (
            ("journey-record", f"{ledger}{built['口袋公园建设']}/change/"),
            ("journey-lists", f"{ledger}lists/?year={YEAR}&kind=tasks"),
            ("journey-bulletin", f"{ledger}bulletin/?year={YEAR}"),
            ("journey-alerts", "/admin/delivery/fundalert/"),
            ("journey-a3", f"{ledger}?year={YEAR}&paper=a3"),
        ):
            visit.go(server.url(OURS, path))
            looking.shoot(page, name, DESK, "js")
        visit.go(server.url(OURS, "/admin/delivery/fundalert/"))
        expect(page.get_by_text("200 万元").first).to_be_visible()

        open_house.let_hold(OURS, Role.DEPUTY)
        looking.resize(page, PHONE)
        visit.go(server.url(OURS, f"/desk/works/?year={YEAR}"))
        looking.shoot(page, "journey-works", PHONE, "js")
        page.get_by_role("link", name="口袋公园建设").click()
        expect(page.get_by_text("为 12 栋居民楼加装电梯").first).to_be_visible()
        looking.shoot(page, "journey-work", PHONE, "js")

        visit.go(server.url(OURS, f"/projects/{built['老旧小区电梯加装']}/"))
        expect(page.get_by_role("heading", name="照片")).to_be_visible()
        looking.shoot(page, "journey-public-project", PHONE, "js")
        visit.go(server.url(OURS, f"/projects/{built['口袋公园建设']}/"))
        expect(page.get_by_text("镇人大第四次会议").first).to_be_visible()
        looking.shoot(page, "journey-public-change", PHONE, "js")
        heard = [each for each in visit.faults if "409" not in each]
        assert not heard
    context.close()


# ── the year before ──────────────────────────────────────────────────────────────────────────

LAST = YEAR - 1
CLOSE = dt.date(LAST, 11, 30)


@pytest.fixture(scope="module")
def finished_late(open_house: Open) -> str:
    """From the certified result to a completion three weeks after the deadline, watched by a group."""
    open_house.let_hold(OURS, Role.UNIT, Role.INSPECTOR)
    before = connections["default"].settings_dict["NAME"]
    with open_house.unblock():
        _use(open_house.database)
        with in_office(OURS):
            made = _finish_late(open_house)
        connection.set_schema_to_public()
        _use(before)
    return made


def _finish_late(open_house: Open) -> str:
    person, begun = open_house.house.people[OURS].account, AT.replace(year=LAST)
    cycle = open_year(LAST, at=begun)
    vote = vote_of("丁戊")
    Vote.objects.filter(pk=vote.pk).update(cycle_uid=cycle.uid)
    vote.refresh_from_db()
    vote.questions.filter(candidate_uid=uid_of("丁")).update(title="社区停车场改造")
    stand_behind(vote)
    on_certified(
        VoteCertified(
            at=begun, vote_uid=vote.uid, cycle_uid=cycle.uid, selected=[uid_of("丁")], not_selected=[uid_of("戊")]
        )
    )
    project = Project.objects.get(candidate_uid=uid_of("丁"))
    projects.assign_unit(
        actor=make.clerk(), project_uid=project.uid, account_uid=person.uid, unit_name="城管局", at=begun
    )
    plans.draw_plan(
        actor=make.clerk(),
        project_uid=project.uid,
        start_on=dt.date(LAST, 3, 2),
        due_on=CLOSE,
        steps=[plans.Step(WorkStage.ACCEPTANCE, "竣工验收", "验收合格并交付使用", 100, "王工")],
        at=begun,
    )
    group = groups.form_group(actor=make.clerk(), year=LAST, name="停车监督小组", led_by="城建工委", at=begun)
    groups.add_member(actor=make.clerk(), group_uid=group.uid, account_uid=person.uid, is_leader=True, at=begun)
    groups.assign_project(actor=make.clerk(), group_uid=group.uid, project_uid=project.uid, at=begun)
    done = AT.replace(year=LAST, month=12, day=21)
    progress.start_project(actor=make.government(), project_uid=project.uid, started_on=begun.date(), at=begun)
    make.finish_steps(project, done.date(), done)
    progress.complete_project(actor=make.government(), project_uid=project.uid, completed_on=done.date(), at=done)
    return str(project.uid)


def test_a_dissatisfying_project_is_put_right_the_second_time_and_looked_back_at(
    finished_late: str, open_house: Open, browser: Browser
) -> None:
    """全过程监督 (0-05): 0-65, 1-63 … 1-65, 0-22, 2-41; 石鼓: 二次整改. The clerk at the desk, the unit and the group on their phones, the citizen."""
    server, soon = open_house.server, (clock.today() + dt.timedelta(days=20)).isoformat()
    today, title = clock.today().isoformat(), "社区停车场改造"
    context = looking.browser_context(browser, script=True, size=DESK)
    context.add_cookies(
        [{"name": "renda_session", "value": open_house.house.people[OURS].session, "url": server.url(OURS)}]
    )
    with looking.visiting(context, server.port) as visit:
        page = visit.page

        def go(role: Role, path: str, size: str) -> None:
            open_house.let_hold(OURS, role)
            looking.resize(page, size)
            visit.go(server.url(OURS, path))

        def answer(words: str) -> None:
            go(Role.UNIT, "/desk/rectifications/", PHONE)
            page.get_by_role("link", name=title).filter(has_text="限期整改").filter(has_text="待整改").click()
            page.get_by_label("整改情况").fill(words)
            page.get_by_role("button", name="提交整改情况").click()
            expect(page.get_by_text("整改情况已提交，等待复查。")).to_be_visible()

        def recheck(choice: str, words: str, due_on: str = "") -> None:
            go(Role.INSPECTOR, f"/desk/supervision/{finished_late}/", PHONE)
            page.get_by_role("link", name="复查", exact=True).click()
            page.get_by_label(choice).check()
            page.get_by_label("复查意见").fill(words)
            page.get_by_label("二次整改期限").fill(due_on)
            page.get_by_role("button", name="登记复查结论").click()

        go(Role.CLERK, "/admin/oversight/evaluation/start/evaluate/", DESK)
        page.locator("[name=project_uid]").select_option(finished_late)
        counted = {"members": 31, "present": 31, "returned": 31, "satisfied": 10, "basically_satisfied": 3}
        for name, value in {**counted, "dissatisfied": 18, "held_on": today, "rectify_by": soon}.items():
            page.locator(f"[name={name}]").fill(str(value))
        page.get_by_role("button", name="登记测评结果").click()
        go(Role.CLERK, "/admin/oversight/evaluation/", DESK)
        expect(page.get_by_text("41.94%").first).to_be_visible()

        answer("已加装护栏。")
        looking.shoot(page, "journey-orders", PHONE, "js")
        recheck("整改不到位，二次整改", "标线仍不清晰。", soon)
        expect(page.get_by_text("已责令二次整改。")).to_be_visible()
        answer("标线已重新施划。")
        recheck("整改到位，销号", "标线清晰。")
        expect(page.get_by_text("已确认整改到位。")).to_be_visible()

        page.get_by_role("link", name="登记回头看").click()
        page.get_by_label("成效保持").check()
        page.locator("[name=summary]").fill("标线清晰，周转顺畅。")
        page.locator("[name=score]").fill("92.5")
        page.get_by_role("button", name="登记回头看").click()
        expect(page.get_by_text("回头看已登记。")).to_be_visible()
        looking.shoot(page, "journey-watched", PHONE, "js")
        go(Role.CLERK, f"/admin/oversight/lookback/ranking/?year={YEAR}", DESK)
        expect(page.get_by_role("row", name=title).get_by_text("92.50")).to_be_visible()
        looking.shoot(page, "journey-ranking", DESK, "js")

        go(Role.CLERK, "/admin/oversight/bulletin/start/compile/", DESK)
        page.locator("[name=kind]").select_option("special")
        page.locator("[name=year]").fill(str(LAST))
        page.get_by_role("button", name="生成").click()
        report = f"{LAST}年度民生实事项目落实情况专项报告"
        go(Role.DIRECTOR, "/admin/oversight/bulletin/", DESK)
        page.get_by_role("link", name=report).click()
        looking.shoot(page, "journey-special-report", DESK, "js")
        visit.go(page.url.replace("/change/", "/acts/publish/"))
        page.get_by_role("button", name="公布", exact=True).click()
        looking.resize(page, PHONE)
        visit.go(server.url(OURS, f"/projects/{finished_late}/"))
        expect(page.get_by_text("不满意，满意率 41.94%")).to_be_visible()
        looking.shoot(page, "journey-public-result", PHONE, "js")
        page.get_by_role("link", name=report).click()
        looking.shoot(page, "journey-public-report", PHONE, "js")
        assert not visit.faults
    context.close()
