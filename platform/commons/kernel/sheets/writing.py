"""Templates and error files. Text stays text: no cell of ours is ever a formula (B15)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from commons.kernel.sheets.terms import Column, Fault, Sheet

_RED: Final = PatternFill("solid", fgColor="FFFFC7CE")
_HEAD: Final = PatternFill("solid", fgColor="FFEDF0F3")
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PREPARED: Final = 500  # rows of a template that are text already


def template(title: str, columns: Sequence[Column]) -> bytes:
    """An empty table as .xlsx: text columns, a * at what is required, drop-downs, 填表说明 on a sheet of its own."""
    book, sheet = _book(title)
    for number, each in enumerate(columns, start=1):
        letter = get_column_letter(number)
        words(sheet, 1, number, f"{each.label}*" if each.required else each.label).font = Font(bold=True)
        sheet.column_dimensions[letter].width = each.width
        for row in range(2, _PREPARED + 2):
            sheet[f"{letter}{row}"].number_format = "@"
        if each.choices:
            choices = DataValidation(type="list", formula1=f'"{",".join(each.choices)}"', allow_blank=True)
            sheet.add_data_validation(choices)
            choices.add(f"{letter}2:{letter}{_PREPARED + 1}")
    sheet.freeze_panes = "A2"
    notes = book.create_sheet("填表说明")
    for number, each in enumerate(columns, start=1):
        words(notes, number, 1, f"{each.label}：{'必填。' if each.required else ''}{each.note}")
    notes.column_dimensions["A"].width = 90
    return _saved(book)


def template_csv(columns: Sequence[Column]) -> bytes:
    """The same as .csv, with the mark by which Excel knows UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out).writerow([each.label for each in columns])
    return out.getvalue().encode("utf-8-sig")


def error_file(sheet_read: Sheet, faults: Sequence[Fault]) -> bytes:
    """The table as it came, every row where it stood: what is wrong in red, and why in a last column. A summary beside."""
    book, sheet = _book("错误表")
    wrong: dict[int, list[Fault]] = {}
    for each in faults:
        wrong.setdefault(each.row, []).append(each)
    last = max((len(line) for line in sheet_read.grid), default=0) + 1
    for number, line in enumerate(sheet_read.grid, start=1):
        for column, text in enumerate(line, start=1):
            if text:
                words(sheet, number, column, text)
        if number == sheet_read.header:
            words(sheet, number, last, "错误原因").font = Font(bold=True)
        if number in wrong:
            reasons = "；".join(f"{each.column}：{each.reason}" for each in wrong[number])
            words(sheet, number, last, reasons).fill = _RED
            for each in wrong[number]:
                if each.cell[:1].isalpha():
                    sheet[each.cell].fill = _RED
    sheet.column_dimensions[get_column_letter(last)].width = 60
    summary = book.create_sheet("错误清单")
    _lines(
        summary,
        ["行", "单元格", "列", "内容", "错误原因"],
        ((e.row, e.cell, e.column, e.value, e.reason) for e in faults),
    )
    for column, width in enumerate((8, 10, 14, 28, 60), start=1):
        summary.column_dimensions[get_column_letter(column)].width = width
    return _saved(book)


def words(sheet: Any, row: int, column: int, text: Any) -> Any:
    """Text, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.value = fit(text)
    cell.data_type, cell.number_format = "s", "@"
    return cell


def fit(text: Any) -> str:
    """What XML can hold and a cell can carry."""
    return _UNWRITABLE.sub("", str(text))[:32_000]


def _lines(sheet: Any, heads: Sequence[str], rows: Iterable[Sequence[Any]], *, top: int = 1) -> int:
    for column, head in enumerate(heads, start=1):
        cell = words(sheet, top, column, head)
        cell.font, cell.fill = Font(bold=True), _HEAD
    number = top
    for number, row in enumerate(rows, start=top + 1):
        for column, value in enumerate(row, start=1):
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                sheet.cell(number, column).value = value
            elif value not in (None, ""):
                words(sheet, number, column, value)
    return number


def _book(title: str) -> tuple[Workbook, Any]:
    book = Workbook()
    sheet = book.active
    sheet.title = re.sub(r"[\[\]:*?/\\]", "", title)[:31] or "表"
    return book, sheet


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
