"""From the empty house to a figure on the province's board, in a real browser (issue 3, Done when): a list with three bad
rows, offices opened in bulk, a quarter's return that is filed, sent back, corrected and accepted, and one and the same
number on the page, in the spreadsheet and in the API.

Only two things are done from here: what a citizen does on another page (the suggestions), and the link that `renda up`
prints where the platform is started.
"""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from commons.directory import commands as directory
from commons.directory import divisions
from commons.kernel import clock
from commons.kernel.actor import system
from commons.kernel.tenancy import in_commons, in_office
from commons.reporting.indicators import TABLE
from tests.conftest import CITY, COUNTY, PROVINCE, TOWN, _use, copy_world, drop_database
from tests.faces import looking
from tests.faces.serving import Server, serving
from tests.factories import intake
from tests.factories.cycles import open_year
from tests.factories.rosters import xlsx_of

pytestmark = pytest.mark.face

PASSWORD = "河流-与-石桥-42"
PEOPLE = {
    PROVINCE: ("演示·省级", "13800000044"),
    CITY: ("演示·市级", "13800000047"),
    COUNTY: ("演示·区级", "13800000073"),
}
BAD = (
    ("44070310x", "错码镇", "", ""),
    ("440703005", "潮连街道", "街道", ""),
    ("440799101", "无上级镇", "镇级", "440799"),
)
RECEIVED, VISITORS = 3, 5  # suggestions counted by the system; visitors of reception days, who stood on paper only
# What citizens say today is of this year, and the quarter asked for is the one under way.
YEAR, NUMBER = clock.today().year, (clock.today().month + 2) // 3
PERIOD, OF_THE_YEAR = f"{YEAR}Q{NUMBER}", f"第{'一二三四'[NUMBER - 1]}季度"
QUARTER = f"{YEAR}年{OF_THE_YEAR}"


@dataclass
class Story:
    server: Server
    database: str
    browser: Browser
    stack: ExitStack
    unblock: Any

    @contextmanager
    def inside(self) -> Iterator[None]:
        """The story's own database, as the application sees it."""
        before = connections["default"].settings_dict["NAME"]
        with self.unblock():
            _use(self.database)
            connection.set_schema_to_public()
            try:
                yield
            finally:
                _use(before)

    def window(self) -> Page:
        context = looking.browser_context(self.browser, script=True)
        self.stack.enter_context(closing(context))
        context.set_default_timeout(20_000)
        return context.new_page()

    def url(self, code: str, path: str = "/") -> str:
        return self.server.url(code, path)


@pytest.fixture
def story(
    django_db_setup: None, django_db_blocker: Any, worker_id: str, browser: Browser, tmp_path: Path
) -> Iterator[Story]:
    name = f"story_{worker_id}_{os.getpid()}"
    with django_db_blocker.unblock():
        copy_world(name, bare=True)
    with ExitStack() as stack:
        server = stack.enter_context(serving(name, home=tmp_path, opens=True))
        yield Story(server, name, browser, stack, django_db_blocker.unblock)
    with django_db_blocker.unblock():
        drop_database(name)


def shoot(page: Page, what: str) -> None:
    looking.shoot(page, f"story-province-{what}", "1366x768", "js")


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def menu(page: Page, section: str, item: str) -> None:
    """By the left menu, as people go."""
    side = page.locator("#side")
    link = side.get_by_role("link", name=item, exact=True)
    if not link.is_visible():
        side.locator("summary", has_text=section).click()
    link.click()


def activate(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("设置密码").fill(PASSWORD)
    page.get_by_label("再输一遍").fill(PASSWORD)
    press(page, "激活并进入")
    expect(page).to_have_url(re.compile("/admin/$"))


def roster() -> bytes:
    """江门市 and all below it as the national table has them, with three rows that are wrong in between."""
    rows = [(each.code, each.name, "", each.parent or "") for each in divisions.subtree(CITY, None)]
    return xlsx_of(*rows[:3], BAD[0], *rows[3:20], BAD[1], *rows[20:], BAD[2])


def test_a_city_is_opened_from_a_file_and_its_figures_go_up(story: Story, tmp_path: Path) -> None:
    province = the_platform_is_set_up(story)
    the_offices_come_from_a_file(province, tmp_path)
    they_are_opened_in_bulk(province)
    city, county = (an_administrator_is_let_in(story, province, code) for code in (CITY, COUNTY))
    citizens_have_suggested(story)
    the_city_asks_for_a_quarter(city)
    the_county_files(county)
    the_city_sends_it_back(city)
    the_county_corrects_and_files_again(county)
    on_the_board_before = the_board_says(story, province)
    the_city_accepts(city)
    the_board_has_moved(story, province, on_the_board_before)
    page, sheet, api = the_same_figures_three_times(story, province, tmp_path)
    assert page == sheet == api
    assert (page["收到群众建议"], page["接待群众"]) == (RECEIVED, VISITORS)
    assert sum(value is not None for value in page.values()) > 20


def the_platform_is_set_up(story: Story) -> Page:
    with story.inside(), in_commons():
        secret = directory.offer_set_up(actor=system(""), at=clock.now())
    page, (person, phone) = story.window(), PEOPLE[PROVINCE]
    page.goto(story.url(PROVINCE, f"/setup/{secret}/"))
    page.get_by_label("省、自治区、直辖市").select_option(PROVINCE)
    page.get_by_label("平台名称").fill("广东省人大民生实事平台")
    page.get_by_label("本届届次").fill("14")
    page.get_by_label("首位平台管理员姓名").fill(person)
    page.get_by_label("管理员手机号").fill(phone)
    press(page, "启用平台")
    link = page.get_by_role("link", name="激活账号").get_attribute("href")
    activate(page, f"http:{link}")
    shoot(page, "01-console")
    return page


def the_offices_come_from_a_file(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "江门市机构名单.xlsx"
    file.write_bytes(roster())
    menu(page, "机构与设置", "人大机构")
    page.get_by_role("link", name="从文件导入").click()
    page.get_by_label("名单文件").set_input_files(file)
    press(page, "从文件导入")
    offices = len(divisions.subtree(CITY, None))
    expect(page.get_by_role("status").first).to_have_text(f"可建档 {offices} 个，已建档 0 个，有误 3 处。")
    shoot(page, "02-three-rows-refused")
    refused = [row.inner_text().split("\t") for row in page.locator("table.ledger tbody tr").all()]
    assert [[cell.strip() for cell in row[1:]] for row in refused] == [
        ["区划代码应为 2 到 12 位数字", "5", "A5", "区划代码", "44070310x"],
        ["与第 6 行重复", "23", "A23", "区划代码", "440703005"],
        ["上级 440799 既未建档，也不在表中", str(offices + 4), f"D{offices + 4}", "上级代码", "440799"],
    ]
    page.get_by_label("只为无误的行建档").check()
    press(page, "从文件导入")
    expect(page.get_by_text(f"已建档 {offices} 个机构，3 处有误的行没有建档")).to_be_visible()


def they_are_opened_in_bulk(page: Page) -> None:
    """The city, one county and its towns are ticked; the page tells by itself how far they are."""
    page.get_by_role("link", name="江门市", exact=True).first.click()
    wanted = [each.code for each in divisions.subtree(COUNTY, None)]
    for code in (CITY, *wanted):
        page.locator(f"input[name=pick][value='{code}']").check()
    shoot(page, "03-ticked")
    press(page, "批量开通")
    expect(page.get_by_text(f"将办理以下 {len(wanted) + 1} 条")).to_be_visible()
    press(page, "批量开通")
    expect(page.get_by_role("heading", name=f"开通机构：{len(wanted) + 1} 个机构")).to_be_visible()
    shoot(page, "04-progress")
    expect(page.get_by_text("全部完成")).to_be_visible(timeout=180_000)
    shoot(page, "05-opened")
    menu(page, "机构与设置", "人大机构")
    for code in (CITY, COUNTY, TOWN):
        row = page.locator("tr", has=page.locator(f"input[name=pick][value='{code}']"))
        expect(row).to_contain_text("已开通")


def an_administrator_is_let_in(story: Story, console: Page, code: str) -> Page:
    person, phone = PEOPLE[code]
    console.goto(story.url(PROVINCE, f"/admin/directory/office/{code}/change/"))
    console.get_by_role("link", name="指定管理员").click()
    console.get_by_label("管理员姓名").fill(person)
    console.get_by_label("管理员手机号").fill(phone)
    press(console, "指定管理员")
    shoot(console, f"06-slip-{code}")
    link = console.locator(".slip-link").inner_text()
    console.reload()  # and the slip is not shown a second time without another press
    page = story.window()
    activate(page, link)
    return page


def citizens_have_suggested(story: Story) -> None:
    with story.inside(), in_office(COUNTY):
        open_year(YEAR, at=clock.now())
        for number in range(RECEIVED):
            intake.submit(f"路灯不亮 {number}", at=clock.now())


def the_city_asks_for_a_quarter(page: Page) -> None:
    menu(page, "报表", "填报期")
    page.get_by_role("link", name="开放填报").click()
    page.get_by_label("年度").fill(str(YEAR))
    page.get_by_label("期间").select_option(label=OF_THE_YEAR)
    page.get_by_label("截止日期").fill(f"{YEAR}-12-31")
    press(page, "开放填报")
    expect(page.get_by_text("缺报：尚未上报的直属下级")).to_be_visible()
    shoot(page, "07-period")


def the_county_files(page: Page) -> None:
    compile_and_sign(page)
    shoot(page, "08-filed")


def compile_and_sign(page: Page) -> None:
    menu(page, "报表", "报表")
    page.get_by_role("link", name="汇编报表").click()
    press(page, "汇编报表")
    shoot(page, "08-compiled")
    sign(page)


def sign(page: Page) -> None:
    page.get_by_role("link", name="签字上报").click()
    page.get_by_label(f"请输入“{QUARTER}”确认办理").fill(QUARTER)
    press(page, "签字上报")
    expect(page.locator(".state")).to_have_text("已上报")


def correct(page: Page, label: str, value: str, reason: str) -> None:
    page.get_by_role("link", name="更正").click()
    option = page.get_by_label("指标").locator("option", has_text=re.compile(f"^{label}：")).inner_text()
    page.get_by_label("指标").select_option(label=option)
    page.get_by_label("更正为").fill(value)
    page.get_by_label("更正原因").fill(reason)
    press(page, "更正")


def the_city_sends_it_back(page: Page) -> None:
    open_return(page, "已上报")
    page.get_by_role("link", name="退回").click()
    page.get_by_label("批注 1：指标").select_option("receptions.visitors")
    page.get_by_label("批注 1：内容").fill("与台账不符，纸质登记的没有计入。")
    page.get_by_label("退回原因").fill("请核对接待群众人次。")
    press(page, "退回")
    expect(page.locator(".state")).to_have_text("已退回")
    shoot(page, "09-sent-back")


def open_return(page: Page, state: str) -> None:
    menu(page, "报表", "收到的报表")
    page.locator("tr", has_text=state).get_by_role("link").first.click()


def the_county_corrects_and_files_again(page: Page) -> None:
    expect(page.locator(".state")).to_have_text("已上报")
    for _ in range(100):  # the letter comes by the relay
        page.reload()
        if page.locator(".state").inner_text() == "已退回":
            break
        page.wait_for_timeout(100)
    expect(page.get_by_text("请核对接待群众人次。")).to_be_visible()
    expect(page.get_by_text("与台账不符，纸质登记的没有计入。")).to_be_visible()
    shoot(page, "10-came-back")
    page.get_by_role("link", name="重新汇编").click()
    press(page, "重新汇编")
    expect(page.locator(".state")).to_have_text("已汇编")
    correct(page, "接待群众", str(VISITORS), "补计纸质登记的 5 人次。")
    sign(page)
    shoot(page, "11-corrected")


def the_city_accepts(page: Page) -> None:
    open_return(page, "已上报")
    expect(page.get_by_text("补计纸质登记的 5 人次。")).to_be_visible()
    page.get_by_role("link", name="接收", exact=True).click()
    press(page, "接收")
    expect(page.locator(".state")).to_have_text("已接收")
    shoot(page, "12-accepted")


BOARD = f"/board/?office={PROVINCE}&year={YEAR}&period={PERIOD}&basis=filed"


def the_board_says(story: Story, page: Page) -> str:
    page.goto(story.url(PROVINCE, BOARD))
    return page.locator(".tile").first.inner_text()


def the_board_has_moved(story: Story, page: Page, before: str) -> None:
    assert "尚未采集" in before
    for _ in range(100):
        after = the_board_says(story, page)
        if after != before:
            break
        page.wait_for_timeout(100)
    assert re.search(rf"收到群众建议\s+{RECEIVED}\s*条", after), after
    shoot(page, "13-board")


def the_same_figures_three_times(story: Story, page: Page, tmp_path: Path) -> tuple[dict[str, Any], ...]:
    """Label → figure: of the page's table, of the spreadsheet, of the API; money in yuan."""
    page.locator("details.every summary").click()
    shown = {}
    for row in page.locator("details.every tbody tr:not(.group)").all():
        cells = row.locator("th, td").all()
        title = cells[1].get_attribute("title") or cells[1].inner_text()
        shown[cells[0].inner_text()] = _number(title)
    with page.expect_download() as got:
        page.get_by_role("link", name="导出").click()
    path = tmp_path / "board.xlsx"
    got.value.save_as(path)
    _, _, _, heads, *rows = load_workbook(io.BytesIO(path.read_bytes()))["指标"].iter_rows(values_only=True)
    column = heads.index("上报")
    sheet = {str(row[1]): None if row[column] == "尚未采集" else float(str(row[column])) for row in rows}
    answer = page.goto(story.url(PROVINCE, f"/api/v1/reporting/rollup/?year={YEAR}&period={PERIOD}&basis=filed"))
    assert answer is not None
    figures = json.loads(answer.text())["figures"]
    labels = {each.code: each.label for each in TABLE}
    api = {labels[code]: None if it["value"] is None else float(it["value"]) for code, it in figures.items()}
    return shown, sheet, api


def _number(said: str) -> float | None:
    if "尚未采集" in said:
        return None
    return float(re.sub(r"[,\s元]", "", said))
