"""The template of a list, and a list given back with what is wrong beside each row. Text cells only: no formula leaves us."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import openpyxl
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from commons.directory.rosters.checking import Fault
from commons.directory.rosters.reading import LABELS
from commons.directory.terms import Level

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTHS = (16, 28, 10, 16)
_NOTES = (
    "区划代码：2 到 12 位数字，必填，单元格须为文本。",
    "名称：必填，如“棠下镇”“白沙街道”。",
    "层级：省级、市级、县级、镇级、街道；可不填，按区划表或代码判断。",
    "上级代码：可不填，按代码判断；与代码不连贯的须填写。",
)


def template() -> bytes:
    """An empty list as .xlsx: text columns, a drop-down of levels, notes on a sheet of their own."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "机构名单"
    sheet.append(list(LABELS.values()))
    for column, width in enumerate(_WIDTHS, start=1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}1"].font = Font(bold=True)
        for row in range(2, 502):
            sheet[f"{letter}{row}"].number_format = "@"
    levels = DataValidation(type="list", formula1='"' + ",".join(each.label for each in Level) + '"', allow_blank=True)
    sheet.add_data_validation(levels)
    levels.add("C2:C501")
    sheet.freeze_panes = "A2"
    notes = book.create_sheet("填表说明")
    for note in _NOTES:
        notes.append([note])
    notes.column_dimensions["A"].width = 80
    return _saved(book)


def faults_sheet(faults: Iterable[Fault]) -> bytes:
    """What is wrong, one line a fault, as .xlsx."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "错误清单"
    sheet.append(["行", "单元格", "列", "内容", "错误原因"])
    red = PatternFill("solid", fgColor="FFFFC7CE")
    for fault in faults:
        sheet.append([fault.row, fault.cell, fault.column, "", fault.reason])
        cell = sheet.cell(sheet.max_row, 4)
        cell.value, cell.data_type, cell.fill = fault.value, "s", red
    for column, width in enumerate((8, 10, 12, 28, 60), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    return _saved(book)


def template_csv() -> bytes:
    """The same as .csv, with the mark by which Excel knows UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out).writerow(LABELS.values())
    return out.getvalue().encode("utf-8-sig")


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
