"""Whatever is handed in as a table is read, or refused with what to do; every row that is refused is located (B1–B8, B14–B16)."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import openpyxl
import pytest

from commons.kernel.sheets import reading, writing
from commons.kernel.sheets.terms import SheetUnreadable
from tenants.intake import listed
from tenants.intake.terms import Channel
from tests.hostile import tables

CASES = tables.cases()
EVERY = frozenset(Channel)


def judged(content: bytes) -> tuple[Any, list[Any], list[Any]]:
    sheet = reading.read(content, listed.COLUMNS)
    new, _, faults = listed.judge(sheet.rows, today=dt.date(2026, 3, 2), allowed=EVERY, known=frozenset())
    return sheet, new, faults


def test_there_are_at_least_ninety_of_them() -> None:
    assert len(CASES) >= 90


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_table_is_read_or_refused_in_words(name: str) -> None:
    content, expected = CASES[name]
    if isinstance(expected, str):
        with pytest.raises(SheetUnreadable) as refused:
            reading.read(content, listed.COLUMNS)
        assert re.search(expected, refused.value.message)
        return
    sheet, new, faults = judged(content)
    assert (len(new), [each.cell for each in faults]) == expected
    if faults:
        book = openpyxl.load_workbook(io.BytesIO(writing.error_file(sheet, faults)))
        assert [row[1].value for row in book["错误清单"].iter_rows(min_row=2)] == expected[1]
        assert [cell for row in book["错误表"].iter_rows() for cell in row if cell.data_type == "f"] == []


def test_an_error_file_corrected_in_place_is_read_again() -> None:
    sheet, _, faults = judged(tables.xlsx(tables.GOOD, tables.changed(a="桥头积水严重", c="鸽子"), do=None))
    book = openpyxl.load_workbook(io.BytesIO(writing.error_file(sheet, faults)))
    assert book["错误表"]["I3"].value == "渠道：不是已有的渠道，请从模板的填表说明中选择"
    book["错误表"]["C3"] = "敲门行动"
    again, new, wrong = judged(tables.saved(book))
    assert (len(new), wrong, again.header) == (2, [], 1)


def test_the_template_is_read_back_and_its_notes_say_every_column() -> None:
    book = openpyxl.load_workbook(io.BytesIO(writing.template("群众建议", listed.COLUMNS)))
    for column, value in enumerate(tables.GOOD, start=1):
        book["群众建议"].cell(2, column).value = value if column < 7 else ""
    assert len(list(book["填表说明"].rows)) == len(listed.COLUMNS)
    _, new, faults = judged(tables.saved(book))
    assert (len(new), faults) == (1, [])


def test_merged_cells_are_said_to_have_been_filled_and_hidden_rows_to_have_been_read() -> None:
    notes = {name: judged(CASES[name][0])[0].notes for name in ("正文合并", "隐藏的行")}
    assert notes == {
        "正文合并": ["合并的单元格已逐行填入（1 格），请核对"],
        "隐藏的行": ["有 1 行在 Excel 中是隐藏的，也读入了"],
    }


def test_dates_are_what_was_meant_however_they_were_counted() -> None:
    found = {
        name: judged(CASES[name][0])[1][0].heard_on for name in ("1904 起算的日期", "日期单元格", "日期是数字", "UTF-8")
    }
    assert set(found.values()) == {dt.date(2026, 2, 15)}
