"""Who gets in where, what the first page says, and what the pages may not contain."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import tenants.workbench
from commons.identity.models import Account
from commons.kernel.actor import Role, system
from commons.kernel.tenancy import current_code
from tenants.deputies.commands import homes
from tenants.notices.commands import notifications
from tests.factories import appraisal, cycles, delivery, deputies, intake, meetings
from tests.factories.people import AT, actor, as_actor, member
from tests.factories.web import Browser

TEMPLATES = sorted((Path(tenants.workbench.__file__).parent / "templates").rglob("*.html"))
TABS = re.compile(r'<nav class="tabs".*?</nav>', re.S)


def tabs(browser: Browser, path: str = "/desk/") -> list[str]:
    found = TABS.search(browser.get(path).text)
    return re.findall(r">([^<>]+)</a>", found[0]) if found else []


def test_whoever_is_not_known_is_shown_the_way_in_and_comes_back_to_the_page(town: str) -> None:
    answer = Browser().get("/desk/meeting/?page=2")
    assert (answer.status_code, answer["Location"]) == (302, "/enter/?next=%2Fdesk%2Fmeeting%2F%3Fpage%3D2")


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ((Role.DEPUTY,), ["首页", "投票", "民生项目", "建议", "我的"]),
        ((Role.DEPUTY, Role.INSPECTOR), ["首页", "投票", "监督", "民生项目", "我的"]),
        ((Role.UNIT,), ["首页", "项目", "建议", "代录", "我的"]),
        ((Role.TELLER,), ["首页", "监票计票", "会议", "我的"]),
        ((Role.REVIEWER,), ["首页", "评审", "我的"]),
        ((Role.KEEPER,), ["首页", "建议", "代录", "接待", "我的"]),
        ((Role.GRID_WORKER,), ["首页", "代录", "我的"]),
        ((Role.CLERK,), ["首页", "我的"]),
    ],
)
def test_everybody_has_a_first_page_with_the_tabs_of_their_work(
    town: str, roles: tuple[Role, ...], expected: list[str]
) -> None:
    assert tabs(Browser(member(*roles))) == expected


def test_a_section_that_is_not_hers_says_so(town: str) -> None:
    page = Browser(member(Role.DEPUTY)).get("/desk/projects/")
    assert page.status_code == 403
    assert "“项目”不在您的工作范围内" in page.text


def test_a_street_says_its_own_words(street: str) -> None:
    assert "票选时在这里填写选票" in Browser(member(Role.MEMBER)).get("/desk/").text


def test_a_notification_stands_on_the_first_page_until_it_is_read(town: str) -> None:
    who, other = member(Role.DEPUTY, name="陈测试"), member(Role.DEPUTY, name="王测试")
    sent = notifications.notify(
        actor=system(current_code()), account_uid=who.uid, title="请参加培训", body="周五上午九时", at=AT
    )
    browser, dispatch = Browser(who), sent.dispatches.get()
    assert "请参加培训" in browser.get("/desk/").text
    assert "请参加培训" not in Browser(other).get("/desk/me/").text
    assert Browser(other).post(f"/desk/me/{dispatch.uid}/read/").status_code == 404
    assert browser.post(f"/desk/me/{dispatch.uid}/read/").status_code == 302
    assert "请参加培训" not in browser.get("/desk/").text
    assert "已办结" in browser.get("/desk/me/").text


def _three(number: int) -> dict[str, Browser]:
    """Somebody for each list, with so many rows on it."""
    held, lead = deputies.deputy()
    home = deputies.home()
    worker, reviewer = member(Role.GRID_WORKER), appraisal.reviewer()
    cycle, rows = cycles.open_year(), []
    for each in range(number):
        meetings.session(title=f"第 {each} 次会议", session_no=each + 1)
        day = AT.date().replace(day=10 + each)
        homes.plan_reception(actor=actor(Role.CLERK), home_uid=home.uid, held_on=day, mandate_uids=[held.uid], at=AT)
        intake.submit(f"第 {each} 条建议", actor=as_actor(worker), contact_phone="")
        rows.append(appraisal.enter(cycle.uid, f"第 {each} 个项目"))
        deputies.accepted(lead, title=f"第 {each} 件")
    panel = appraisal.panel(cycle.uid, rows, [reviewer])
    deputy = Browser(Account.objects.get(uid=lead.account_uid))
    return {
        "/desk/meeting/": deputy,
        "/desk/homes/": deputy,
        "/desk/points/": deputy,
        "/desk/collect/": Browser(worker),
        "/desk/review/": Browser(reviewer),
        f"/desk/review/{panel.uid}/": Browser(reviewer),
    }


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_costs_the_same_for_one_and_for_three(town: str, number: int, django_assert_num_queries: Any) -> None:
    expected = {"meeting": 7, "homes": 9, "points": 11, "collect": 7, "review": 7, "panel": 8}
    for path, browser in _three(number).items():
        browser.get(path)
        name = path.split("/")[2] if path.count("/") == 3 else "panel"
        with django_assert_num_queries(expected[name], info=path):
            browser.get(path)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_templates_have_no_inline_style_or_script_and_no_half_width_marks(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|https?://", text)
    assert not re.search(r"[\u4e00-\u9fff][,;:?!]", text)


def test_a_unit_without_projects_is_told_what_that_means(town: str) -> None:
    delivery.opened("别家的项目")
    page = Browser(member(Role.UNIT)).get("/desk/projects/").text
    assert "这一年没有分配给本单位的项目" in page
    assert "别家的项目" not in page
