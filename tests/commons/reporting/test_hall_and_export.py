"""The screen on the wall, and the spreadsheet: the same figures under the same rule."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook

from commons.kernel.actor import Role
from commons.reporting import queries
from tests.conftest import COUNTY, NEIGHBOUR, STREET, TOWN
from tests.factories.people import member
from tests.factories.reporting import snapshot
from tests.factories.web import Browser


@pytest.fixture
def clerk(county: str) -> Browser:
    snapshot(COUNTY, suggestions__received=32)
    snapshot(TOWN, suggestions__received=4400, money__planned="1244000000.50", satisfaction__favourable=1,
             satisfaction__valid=3)  # fmt: skip
    snapshot(TOWN, year=2025, suggestions__received=7)
    return Browser(member(Role.CLERK))


def book(answer: object) -> dict[str, list[tuple]]:
    found = load_workbook(io.BytesIO(answer.content))  # type: ignore[attr-defined]
    return {sheet.title: [tuple(cell.value for cell in row) for row in sheet.iter_rows()] for sheet in found}


def test_the_wall_refreshes_itself_without_a_script_and_shows_what_the_page_shows(clerk: Browser) -> None:
    html = clerk.get("/board/hall/?year=2026").content.decode()
    assert '<meta http-equiv="refresh" content="60">' in html
    assert "<script" not in html
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    assert "蓬江区民生实事总览" in words
    assert "收到群众建议 4,432 条 上年 7 条" in words
    assert "下级 3 个机构，2 个尚无数据" in words


def test_numbers_are_numbers_with_title_moment_and_unit_and_unknown_is_said(clerk: Browser) -> None:
    answer = clerk.get("/board/export/?year=2026")
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert "attachment" in answer["Content-Disposition"]
    sheets = book(answer)
    assert list(sheets) == ["指标", "下级机构", "近五年", "缺报"]
    title, said, _, heads, *rows = sheets["指标"]
    assert title[0] == "蓬江区民生实事指标汇总"
    assert said[0].startswith("期间：2026年全年　口径：实时　截至：2026-03-02 10:00")
    assert "金额单位：元" in said[0]
    assert heads == ("类别", "指标", "单位", "实时", "2025年全年", "口径说明")
    by_label = {row[1]: row for row in rows}
    assert by_label["收到群众建议"][2:5] == ("条", 4432, 7)
    assert by_label["年度计划投资"][2:5] == ("元", 1244000000.5, "尚未采集")
    assert by_label["总体满意率"][2:4] == ("%", 33.33)
    assert by_label["候选项目"][3] == "尚未采集"


def test_a_sheet_of_those_below_has_a_column_an_office_that_is_the_api_figure_for_figure(clerk: Browser) -> None:
    _, _, _, heads, *rows = book(clerk.get("/board/export/?year=2026"))["下级机构"]
    assert heads == ("类别", "指标", "单位", "合计", "白沙街道", "棠下镇", "荷塘镇")
    answer = queries.rollup(COUNTY, 2026)
    for indicator, row in zip(answer["figures"], rows, strict=True):
        values = [answer["figures"][indicator]["value"]]
        values += [child["figures"][indicator]["value"] for child in answer["children"]]
        shown = ["尚未采集" if value is None else float(value) for value in values]
        assert [cell if isinstance(cell, str) else float(cell) for cell in row[3:]] == shown


def test_the_missing_are_listed_whole(clerk: Browser) -> None:
    _, _, _, _, *rows = book(clerk.get("/board/export/?year=2026"))["缺报"]
    assert rows == [(STREET, "白沙街道", "街道", "蓬江区"), (NEIGHBOUR, "荷塘镇", "镇级", "蓬江区")]


def test_words_of_an_office_never_become_a_formula(clerk: Browser) -> None:
    found = load_workbook(io.BytesIO(clerk.get("/board/export/?year=2026").content))
    assert all(cell.data_type != "f" for sheet in found for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("path", ["/board/", "/board/hall/", "/board/export/"])
def test_page_wall_and_export_are_closed_to_the_same_people(town: str, path: str) -> None:
    snapshot(NEIGHBOUR, suggestions__received=99999)
    assert Browser().get(path).status_code == 302
    assert Browser(member(Role.DEPUTY)).get(path).status_code == 403
    own = Browser(member(Role.CLERK))
    assert own.get(f"{path}?office={TOWN}&year=2026").status_code == 200
    for foreign in (NEIGHBOUR, COUNTY):
        assert own.get(f"{path}?office={foreign}&year=2026").status_code == 404
