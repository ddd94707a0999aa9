"""The board as a spreadsheet: numbers are numbers, every sheet says whose figures they are, of when, and in what unit."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from commons.kernel import clock
from commons.reporting import rollup, shown
from commons.reporting.indicators import GROUPS, TABLE, Indicator
from commons.reporting.queries import Board
from commons.reporting.terms import Basis, Unit

NOT_YET: Final = "尚未采集"
_UNIT: Final = {Unit.YUAN: "元", Unit.PERCENT: "%"}  # exact: a spreadsheet needs no 万元
_FORMAT: Final = {Unit.YUAN: "#,##0.00", Unit.PERCENT: "0.00"}
_LINE: Final = Side(style="thin", color="FFB0B7C0")
_FRAME: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD: Final = PatternFill("solid", fgColor="FFEDF0F3")
_TITLE: Final = Font(name="SimSun", size=16, bold=True)
_GREY: Final = Font(color="FF5B6470")


def workbook(found: Board, *, at: dt.datetime) -> bytes:
    """Four sheets: every figure; everybody directly below; five years; from whom nothing came."""
    book = Workbook()
    _figures(book.active, found, at)
    if found.children:
        _below(book.create_sheet("下级机构"), found, at)
    _years(book.create_sheet("近五年"), found, at)
    _missing(book.create_sheet("缺报"), found, at)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _figures(sheet: Worksheet, found: Board, at: dt.datetime) -> None:
    sheet.title = "指标"
    other = Basis.FILED if found.basis is Basis.LIVE else Basis.LIVE
    last = shown.period(f"{found.year - 1}{found.period[4:]}")
    heads = [
        "类别",
        "指标",
        "单位",
        found.basis.label,
        *([other.label, "相差"] if found.other is not None else []),
        last,
        "口径说明",
    ]
    top = _head(
        sheet,
        found,
        at,
        "指标汇总",
        heads,
        widths=(16, 34, 8, 18, *([18, 14] if found.other is not None else []), 18, 60),
    )
    for number, each in enumerate(TABLE, start=top):
        value = rollup.value_of(each, found.here.sums)
        beside: list[Decimal | str | None] = []
        if found.other is not None:
            second = rollup.value_of(each, found.other)
            beside = [second, None if value is None or second is None else value - second]
        figures = [value, *beside, rollup.value_of(each, found.before)]
        for column, words in enumerate((GROUPS[each.group], each.label, _unit(each)), start=1):
            _words(sheet, number, column, words)
        for column, figure in enumerate(figures, start=4):
            _number(sheet, number, column, each, figure)
        _words(sheet, number, 4 + len(figures), each.formula)


def _below(sheet: Worksheet, found: Board, at: dt.datetime) -> None:
    """A row an indicator, a column an office: a province has twenty-one cities and some three hundred indicators."""
    names = [each.name for each in found.children]
    top = _head(
        sheet,
        found,
        at,
        "下级机构指标",
        ["类别", "指标", "单位", "合计", *names],
        widths=(16, 34, 8, 18, *(16 for _ in names)),
    )
    for number, each in enumerate(TABLE, start=top):
        for column, words in enumerate((GROUPS[each.group], each.label, _unit(each)), start=1):
            _words(sheet, number, column, words)
        for column, sums in enumerate((found.here.sums, *(child.sums for child in found.children)), start=4):
            _number(sheet, number, column, each, rollup.value_of(each, sums))


def _years(sheet: Worksheet, found: Board, at: dt.datetime) -> None:
    years = list(found.years)
    heads = ["类别", "指标", "单位", *(f"{year}年" for year in years)]
    top = _head(sheet, found, at, "近五年（全年）", heads, widths=(16, 34, 8, *(16 for _ in years)))
    for number, each in enumerate(TABLE, start=top):
        for column, words in enumerate((GROUPS[each.group], each.label, _unit(each)), start=1):
            _words(sheet, number, column, words)
        for column, year in enumerate(years, start=4):
            _number(sheet, number, column, each, rollup.value_of(each, found.years[year]))


def _missing(sheet: Worksheet, found: Board, at: dt.datetime) -> None:
    top = _head(sheet, found, at, "缺报机构", ["机构代码", "机构", "层级", "上级"], widths=(16, 34, 10, 24))
    for number, place in enumerate(found.missing, start=top):
        row = (place.code, place.name, str(place.level.label), place.parent_name)
        for column, words in enumerate(row, start=1):
            _words(sheet, number, column, words)


def _head(
    sheet: Worksheet, found: Board, at: dt.datetime, what: str, heads: Sequence[str], *, widths: Sequence[int]
) -> int:
    """Title, of when and from whom, column heads; the row where the figures begin."""
    sheet.cell(1, 1, f"{found.here.name}民生实事{what}").font = _TITLE
    as_of = clock.to_the_minute(found.as_of) if found.as_of else NOT_YET
    made = clock.to_the_minute(at)
    said = f"期间：{shown.period(found.period)}　口径：{found.basis.label}　截至：{as_of}　导出：{made}　金额单位：元"
    sheet.cell(2, 1, said).font = _GREY
    for column, (head, width) in enumerate(zip(heads, widths, strict=True), start=1):
        cell = _words(sheet, 4, column, head)
        cell.font, cell.fill = Font(bold=True), _HEAD
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "C5"
    sheet.print_title_rows = "1:4"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    return 5


def _words(sheet: Worksheet, row: int, column: int, words: str) -> Any:
    """Words stay words, whatever they begin with: no cell of ours is a formula."""
    cell = sheet.cell(row, column)
    cell.value, cell.data_type, cell.border = words, "s", _FRAME
    return cell


def _number(sheet: Worksheet, row: int, column: int, indicator: Indicator, value: Decimal | str | None) -> None:
    cell = sheet.cell(row, column)
    cell.border = _FRAME
    cell.alignment = Alignment(horizontal="right")
    if value is None:
        cell.value, cell.font = NOT_YET, _GREY
        return
    cell.value = value
    cell.number_format = _FORMAT.get(indicator.unit, "#,##0.##" if value != int(value) else "#,##0")


def _unit(indicator: Indicator) -> str:
    return _UNIT.get(indicator.unit, indicator.sign)
