"""The board page, by plain requests: nothing needs JavaScript, nothing of a neighbour is on it."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.kernel.actor import Actor, Role
from commons.kernel.models import new_uid
from commons.kernel.tenancy import in_commons
from commons.reporting import commands, nodes
from tests.conftest import CITY, COUNTY, NEIGHBOUR, PROVINCE, STREET, TOWN
from tests.factories.people import AT, member
from tests.factories.reporting import figures, snapshot
from tests.factories.web import Browser


def text(response: object) -> str:
    html = re.sub(r"<script.*?</script>|<[^>]+>", " ", response.content.decode(), flags=re.S)  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", html)


@pytest.fixture
def clerk(county: str) -> Browser:
    snapshot(COUNTY, suggestions__received=32)
    snapshot(
        TOWN, suggestions__received=4400, money__planned=1244000000, satisfaction__favourable=9, satisfaction__valid=10
    )
    snapshot(TOWN, year=2025, suggestions__received=7)
    return Browser(member(Role.CLERK))


def test_the_board_shows_the_figures_with_last_years_beside_and_null_is_never_nought(clerk: Browser) -> None:
    page = text(clerk.get("/board/?year=2026"))
    assert "蓬江区民生实事总览" in page
    assert "收到群众建议 4,432 条 上年 7 条" in page
    assert "年度计划投资 124,400 万元 上年 尚未采集" in page
    assert "总体满意率 90 % 上年 尚未采集" in page
    assert "候选项目 尚未采集 上年 尚未采集" in page
    assert "2026年全年，实时，截至 2026年3月2日 10:00" in page


def test_the_board_leads_down_and_back_up(clerk: Browser) -> None:
    html = clerk.get("/board/?year=2026").content.decode()
    assert f"?office={TOWN}&amp;year=2026&amp;figure=suggestions.received" in html
    below = clerk.get(f"/board/?office={TOWN}&year=2026")
    assert "棠下镇民生实事总览" in text(below)
    assert "蓬江区" in text(below)
    assert f"?office={COUNTY}&amp;year=2026" in below.content.decode()


def test_the_board_names_who_has_no_figures(clerk: Browser) -> None:
    page = text(clerk.get("/board/?year=2026"))
    assert "下级 3 个机构（已开通 3 个）中，2 个尚无2026年全年数据：镇级 1 个，街道 1 个。 白沙街道 荷塘镇" in page


def test_those_below_are_ranked_by_the_chosen_figure(clerk: Browser) -> None:
    snapshot(STREET, money__planned=50000)
    page = text(clerk.get("/board/?year=2026&figure=money.planned"))
    assert (
        "年度计划投资（万元）排名，按数值从高到低 名次 机构 数值 1 棠下镇 124,400 2 白沙街道 5 — 荷塘镇 尚未采集"
        in page
    )


def test_the_map_stands_in_the_order_of_the_codes_and_says_what_each_colour_means(clerk: Browser) -> None:
    html = clerk.get("/board/?year=2026").content.decode()
    assert re.findall(r'<a href="[^"]+" aria-label="([^"]+)"><title>', html) == [
        "白沙街道：尚未采集",
        "棠下镇：4,400",
        "荷塘镇：尚未采集",
    ]
    assert re.findall(r'<polygon class="(shade-\d)"', html) == ["shade-0", "shade-3", "shade-0"]


def test_live_and_filed_stand_side_by_side_with_the_difference(clerk: Browser) -> None:
    due = dt.date(2026, 12, 31)
    director = Actor(new_uid(), "测试人员", COUNTY, frozenset({Role.DIRECTOR}))
    own = Actor(new_uid(), "测试人员", TOWN, frozenset({Role.DIRECTOR}))
    commands.open_period(actor=director, year=2026, due_on=due, at=AT)
    filed = commands.file_return(actor=own, year=2026, figures=figures(suggestions__received=4399), at=AT)
    assert "上报 4,399" not in text(clerk.get("/board/?year=2026"))
    commands.accept_return(actor=director, uid=filed.uid, at=AT)
    with in_commons():
        nodes.refresh()
    assert "上报 4,399，相差 33" in text(clerk.get("/board/?year=2026"))
    on_paper = text(clerk.get("/board/?year=2026&basis=filed"))
    assert "收到群众建议 4,399 条 上年 尚未采集 实时 4,432，相差 -33" in on_paper
    assert "3 个机构（已开通 3 个）中，2 个尚无2026年全年已接收的报表" in on_paper


def test_a_month_is_not_the_year(clerk: Browser) -> None:
    snapshot(TOWN, period="2026M02", suggestions__received=11)
    page = text(clerk.get("/board/?year=2026&period=2026M02"))
    assert "收到群众建议 11 条 上年 尚未采集" in page
    assert "2026年2月，实时" in page


def test_five_years_stand_in_a_table(clerk: Browser) -> None:
    page = text(clerk.get("/board/?year=2026"))
    assert "2026年 4,432 +4,425 2025年 7 — 2024年 尚未采集 —" in page


def test_the_chart_gets_its_data_without_a_script_in_the_page(clerk: Browser) -> None:
    html = clerk.get("/board/?year=2026").content.decode()
    scripts = re.findall(r"<script(.*?)>(.*?)</script>", html, flags=re.S)
    assert all("src=" in attributes or "application/json" in attributes for attributes, _ in scripts)
    for attributes, inner in scripts:
        if "chart-data" in attributes:
            assert json.loads(inner)["rank"]["names"] == ["棠下镇", "白沙街道", "荷塘镇"]


@pytest.mark.parametrize("foreign", [NEIGHBOUR, STREET, COUNTY, CITY, PROVINCE, "9999", "<script>"])
def test_a_town_sees_itself_and_nothing_of_others(town: str, foreign: str) -> None:
    snapshot(NEIGHBOUR, suggestions__received=99999)
    browser = Browser(member(Role.CLERK))
    assert "荷塘镇" not in text(browser.get("/board/?year=2026"))
    answer = browser.get("/board/", data={"year": 2026, "office": foreign})
    assert answer.status_code == 404
    assert "99,999" not in text(answer)
    assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("year=26", 422),
        ("year=2026&period=2026Q9", 422),
        ("year=2026&basis=guess", 422),
        ("year=2026&figure=nothing", 404),
        ("year=2026&figure=%00", 404),
        ("", 200),
        ("year=2025&period=2026Q3", 200),
    ],
)
def test_bad_input_is_a_page_that_says_what_to_do(clerk: Browser, query: str, status: int) -> None:
    answer = clerk.get(f"/board/?{query}")
    assert answer.status_code == status
    said = ("年度应为 2000 到 2100 之间的四位数", "期间应写作", "口径应为")
    assert any(words in text(answer) for words in said) is (status == 422)


def test_strangers_are_shown_the_door_and_deputies_the_reason(county: str) -> None:
    stranger = Browser().get("/board/")
    assert (stranger.status_code, stranger["Location"]) == (302, "/enter/?next=/board/")
    assert Browser(member(Role.DEPUTY)).get("/board/").status_code == 403


@pytest.mark.parametrize("role", [Role.CLERK, Role.DIRECTOR, Role.GOVERNMENT, Role.AUDITOR])
def test_every_staff_role_reads_the_board(county: str, role: Role) -> None:
    assert Browser(member(role)).get("/board/").status_code == 200


def test_the_provinces_reader_sees_down_to_the_street(commons: None) -> None:
    snapshot(STREET, suggestions__received=63)
    reader = Browser(member(Role.BOARD_READER))
    page = text(reader.get("/board/?year=2026"))
    assert "广东省民生实事总览" in page
    assert "江门市" in page
    assert "收到群众建议 63 条" in text(reader.get(f"/board/?year=2026&office={STREET}"))


def test_the_board_asks_the_same_however_much_there_is(clerk: Browser) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert clerk.get("/board/?year=2026").status_code == 200
        own = ("reporting_", 'FROM "directory_office" ')  # the door's own queries depend on its second-long cache
        return sum(any(table in each["sql"] for table in own) for each in seen.captured_queries)

    assert asked() == 9
    for code in (STREET, NEIGHBOUR):
        snapshot(code, suggestions__received=1, deputies__total=2, homes__total=3)
    assert asked() == 9
