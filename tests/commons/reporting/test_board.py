"""The board page, by plain requests: nothing needs JavaScript, nothing of a neighbour is on it."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.kernel.actor import Role
from commons.kernel.tenancy import in_office
from tests.conftest import CITY, COUNTY, NEIGHBOUR, PROVINCE, STREET, TOWN
from tests.factories.people import member
from tests.factories.reporting import snapshot
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
    assert "截至 2026年3月2日 10:00，实时" in page


def test_the_board_leads_down_and_back_up(clerk: Browser) -> None:
    html = clerk.get("/board/?year=2026").content.decode()
    assert f"?office={TOWN}&amp;year=2026&amp;figure=suggestions.received" in html
    below = clerk.get(f"/board/?office={TOWN}&year=2026")
    assert "棠下镇民生实事总览" in text(below)
    assert "蓬江区" in text(below)
    assert f"?office={COUNTY}&amp;year=2026" in below.content.decode()


def test_the_board_names_who_has_no_figures(clerk: Browser) -> None:
    page = text(clerk.get("/board/?year=2026"))
    assert "下级 3 个机构中，2 个尚无 2026 年数据： 白沙街道 荷塘镇" in page


def test_a_figure_is_followed_to_the_offices_it_comes_from(clerk: Browser) -> None:
    page = text(clerk.get("/board/?year=2026&figure=money.planned"))
    assert "年度计划投资（万元）来自 棠下镇 124,400" in page


def test_the_chart_gets_its_data_without_a_script_in_the_page(clerk: Browser) -> None:
    html = clerk.get("/board/?year=2026").content.decode()
    scripts = re.findall(r"<script(.*?)>(.*?)</script>", html, flags=re.S)
    assert all("src=" in attributes or "application/json" in attributes for attributes, _ in scripts)
    for attributes, inner in scripts:
        if "chart-data" in attributes:
            assert json.loads(inner)["names"] == ["白沙街道", "棠下镇", "荷塘镇"]


def test_a_single_office_below_is_no_comparison_so_the_chart_shows_where_the_figure_comes_from(clerk: Browser) -> None:
    with in_office(CITY):
        above = Browser(member(Role.CLERK))
        html = above.get("/board/?year=2026").content.decode()
    found = re.search(r'<script id="chart-data"[^>]*>(.*?)</script>', html, flags=re.S)
    assert found is not None
    chart = json.loads(found[1])
    assert list(zip(chart["names"], chart["values"], strict=True)) == [("棠下镇", 4400.0), ("蓬江区", 32.0)]


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
    [("year=26", 422), ("year=2026&figure=nothing", 404), ("year=2026&figure=%00", 404), ("", 200), ("wall=1", 200)],
)
def test_bad_input_is_a_page_that_says_what_to_do(clerk: Browser, query: str, status: int) -> None:
    answer = clerk.get(f"/board/?{query}")
    assert answer.status_code == status
    assert ("年度应为 2000 到 2100 之间的四位数" in text(answer)) is (status == 422)


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

    assert asked() == 8
    for code in (STREET, NEIGHBOUR):
        snapshot(code, suggestions__received=1, deputies__total=2, homes__total=3)
    assert asked() == 8
