"""From the first word to the ranking, each at the own device: a grid worker, a clerk, a department, a reviewer; and the province's
editor, whose edition a county adopts. (The citizen: `test_a_citizen_suggests_and_looks_up`.)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.db import connection, connections
from playwright.sync_api import Browser, Page, expect

from commons.kernel import clock
from commons.kernel.actor import Role
from commons.kernel.tenancy import in_commons, in_office
from commons.rulebook.models import Adoption, Edition
from tenants.appraisal.commands import scoring
from tenants.appraisal.models import JointOpinion, ScoreLine
from tenants.cycles import queries as cycles
from tests.conftest import COUNTY, PROVINCE, _use
from tests.faces import looking
from tests.faces.conftest import Open
from tests.factories import appraisal
from tests.factories.films import film
from tests.factories.intake import photo
from tests.factories.people import actor, member
from tests.factories.rulebook import draft
from tests.isolation.world import OURS, _session

PHONE, DESK = "360x640", "1366x768"
TITLE = "村口路灯整修测试项目"
SAID = "村口到学校的路灯坏了五盏，孩子晚上放学看不见路。"


@dataclass
class People:
    opened: Open
    browser: Browser

    @contextmanager
    def inside(self, code: str) -> Iterator[None]:
        """In the database of the running server."""
        before = connections["default"].settings_dict["NAME"]
        with self.opened.unblock():
            _use(self.opened.database)
            try:
                with in_commons() if code == PROVINCE else in_office(code):
                    yield
            finally:
                connection.set_schema_to_public()
                _use(before)

    @contextmanager
    def somebody(self, code: str, role: Role, size: str) -> Iterator[tuple[Page, UUID]]:
        """A person of one role, signed in at a device of this size; afterwards nothing was heard from the console."""
        with self.inside(code):
            who = member(role, name=f"故事{Role(role).label}", at=clock.now())
            session = _session(who, code)
        server = self.opened.server
        context = looking.browser_context(self.browser, script=True, size=size)
        context.add_cookies([{"name": "renda_session", "value": session, "url": server.url(code)}])
        with looking.visiting(context, server.port) as visit:
            yield visit.page, who.uid
            assert visit.faults == []
        context.close()

    def go(self, page: Page, code: str, path: str) -> None:
        page.goto(self.opened.server.url(code, path), wait_until="load")


@pytest.fixture
def people(open_house: Open, browser: Browser) -> People:
    return People(open_house, browser)


def _looked_at(page: Page, face: str, size: str) -> None:
    looking.shoot(page, f"first-half-{face}", size, "js")
    assert looking.too_wide(page) == []


def _press(page: Page, name: str) -> None:
    """A button of the record: at once, or on a page of its own that says what will be true afterwards."""
    act = page.locator(".head .acts")
    act.get_by_role("button", name=name, exact=True).or_(act.get_by_role("link", name=name, exact=True)).click()
    page.wait_for_load_state("load")
    if "/acts/" in page.url:
        page.get_by_role("button", name=name, exact=True).click()


def test_a_grid_worker_enters_what_a_resident_says_with_a_film_and_a_clerk_takes_it_on(people: People) -> None:
    """1-20, 1-50: 群众张嘴、组织跑腿; 图文、视频."""
    with people.somebody(OURS, Role.GRID_WORKER, PHONE) as (page, _):
        people.go(page, OURS, "/desk/collect/new/")
        page.get_by_label("群众想说的事").fill(SAID)
        page.get_by_label("照片").set_input_files(
            {"name": "路灯.jpg", "mimeType": "image/jpeg", "buffer": photo().content}
        )
        page.get_by_label("视频").set_input_files({"name": "路灯.mp4", "mimeType": "video/mp4", "buffer": film()})
        _looked_at(page, "collect", PHONE)
        page.get_by_role("button", name="录入").click()
        expect(page).to_have_url(people.opened.server.url(OURS, "/desk/collect/done/"))
    with people.somebody(OURS, Role.CLERK, DESK) as (page, _):
        people.go(page, OURS, "/admin/intake/suggestion/?q=%E5%AD%A9%E5%AD%90%E6%99%9A%E4%B8%8A%E6%94%BE%E5%AD%A6")
        page.get_by_role("link", name="村口到学校的路灯坏了五盏").first.click()
        expect(page.get_by_text("路灯.mp4")).to_be_visible()
        _looked_at(page, "suggestion", DESK)
        _press(page, "初审通过")
        _press(page, "推荐评议")
        expect(page.get_by_text("已进入评议").first).to_be_visible()


def test_a_clerk_asks_a_department_answers_and_a_reviewer_scores(people: People) -> None:
    """1-27 … 1-37: 联合会审, 量化打分."""
    with people.inside(OURS):
        cycle = cycles.open_cycles()[-1]
        proposal = appraisal.enter(cycle.uid, TITLE)
    with people.somebody(OURS, Role.UNIT, PHONE) as (phone, _):
        with people.somebody(OURS, Role.CLERK, DESK) as (page, _):
            people.go(page, OURS, "/admin/appraisal/proposal/")
            page.get_by_role("link", name="征求部门会审意见").click()
            page.get_by_label(TITLE).check()
            page.get_by_label("故事责任单位").first.check()
            page.get_by_label("政策合规性").uncheck()
            _looked_at(page, "ask", DESK)
            page.get_by_role("button", name="征求部门会审意见").click()
            expect(page.get_by_text("已发出 1 项征求").first).to_be_visible()
        people.go(phone, OURS, "/desk/")
        phone.get_by_role("link", name="请对建议项目提出联合会审意见").first.click()
        _looked_at(phone, "joint-list", PHONE)
        phone.get_by_role("link", name=TITLE).click()
        phone.get_by_label("意见", exact=True).select_option(label="建议调整")
        phone.get_by_label("具体意见").fill("改由本级财政安排，分两年付款。")
        _looked_at(phone, "joint", PHONE)
        phone.get_by_role("button", name="提交会审意见").click()
        expect(phone.get_by_text("会审意见已提交").first).to_be_visible()
    with people.inside(OURS):
        said = JointOpinion.objects.get(proposal=proposal)
        assert (said.stance, said.department) == ("adjust", "故事责任单位")
    with people.somebody(OURS, Role.REVIEWER, PHONE) as (page, who):
        with people.inside(OURS):
            scoring.assign_panel(
                actor=actor(Role.CLERK),
                cycle_uid=cycle.uid,
                title="首轮评估（故事）",
                proposal_uids=[proposal.uid],
                reviewer_uids=[who],
                at=clock.now(),
            )
        people.go(page, OURS, "/desk/review/")
        page.get_by_role("link", name="首轮评估（故事）").click()
        page.get_by_role("link", name="评分", exact=True).click()
        for name, points in (("民意基础", 90), ("资金可行性", 80), ("社会效益", 70), ("实施难度", 60)):
            page.get_by_label(name).first.fill(str(points))
        _looked_at(page, "card", PHONE)
        page.get_by_role("button", name="保存评分").click()
        page.get_by_role("button", name="签署评分表").click()
        expect(page.get_by_text("✓ 已签署").first).to_be_visible()
    with people.inside(OURS):
        assert ScoreLine.objects.filter(card__reviewer_uid=who).count() == 4


def test_a_provincial_editor_publishes_an_edition_that_a_county_adopts(people: People) -> None:
    title = "公示期限（故事）"
    with people.inside(PROVINCE):
        edition = draft(title=title)
    with people.somebody(PROVINCE, Role.TEMPLATE_EDITOR, DESK) as (page, _):
        people.go(page, PROVINCE, f"/admin/rulebook/edition/{edition.uid}/change/")
        _press(page, "发布")
        expect(page.get_by_text("已发布，各机构可以采用").first).to_be_visible()
    with people.somebody(COUNTY, Role.DIRECTOR, DESK) as (page, _):
        people.go(page, COUNTY, "/admin/rulebook/adoption/")
        page.get_by_role("link", name="可采用的规则版本").click()
        page.get_by_role("link", name=title).first.click()
        _looked_at(page, "shelf", DESK)
        page.get_by_role("link", name="采用", exact=True).click()
        page.locator("section[aria-label='初步方案公示期限'] input").first.fill("9")
        _looked_at(page, "adopt", DESK)
        page.get_by_role("button", name="采用", exact=True).click()
        expect(page.get_by_text("已采用").first).to_be_visible()
    with people.inside(COUNTY):
        adopted = Adoption.objects.get(edition=Edition.objects.get(uid=edition.uid), office_code=COUNTY)
        assert adopted.body["preliminary_days"] == 9
