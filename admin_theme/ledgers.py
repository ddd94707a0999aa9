"""A list as a file: what stands on the page, under the same heads. Text stays text, so no cell is a formula (quality B15)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import strip_tags
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

MOST: Final = 20_000
_FIGURES: Final = (models.IntegerField, models.DecimalField)
_LINE: Final = 15  # points
_BOX: Final = Border(*[Side(style="thin")] * 4)
_HEAD: Final = PatternFill("solid", fgColor="FFEDF0F3")
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_COMPUTED: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def cell(admin: Any, obj: Any, name: Any) -> Any:
    """A number as a number, money in yuan to the fen; all else as it is written on the page."""
    try:
        field, _, value = lookup_field(name, obj, admin)
    except ObjectDoesNotExist:
        return ""
    if value is None:
        return ""
    key = getattr(name, "__name__", name)
    if isinstance(key, str) and key.endswith("_fen"):
        fen = getattr(obj, key, None)
        return fen / 100 if isinstance(fen, int) else ""
    if (
        isinstance(value, (int, float, Decimal))
        and not isinstance(value, bool)
        and not (field is not None and field.choices)
    ):
        return float(value) if isinstance(value, Decimal) else value
    shown = admin.shown(obj, name, linked=False)
    return shown if isinstance(shown, (int, float)) and not isinstance(shown, bool) else strip_tags(str(shown))


def columns(kind: str = "text", /, **labels: str) -> list[dict[str, str]]:
    """Columns of one kind for a ledger on a page, by their keys (`{% ledger %}`)."""
    return [{"key": key, "label": label, "kind": kind} for key, label in labels.items()]


def stands(model: type[models.Model], column: Any) -> str:
    """How a column stands on a page: money and figures at the right, days and what is chosen unbroken."""
    name = getattr(column, "__name__", str(column))
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        field = None
    if name.endswith("_fen") or (isinstance(field, _FIGURES) and not name.endswith(("year", "_no"))):
        return "right"
    chosen = isinstance(field, models.Field) and (field.choices or isinstance(field, models.BooleanField))
    return "keep" if chosen or name.endswith(("_on", "_at", "host")) else ""


def of_list(admin: Any, request: HttpRequest) -> HttpResponse:
    """The list as it is filtered, as .xlsx or (`?as=csv`) .csv; at most 20 000 rows. A filter nobody knows: the list itself."""
    asked = request.GET.copy()
    as_csv = asked.pop("as", [""])[0] == "csv"
    request.GET = asked  # type: ignore[assignment]
    try:
        found = admin.get_changelist_instance(request)
    except IncorrectLookupParameters:
        return HttpResponseRedirect("../")
    names = [name for name in found.list_display if name != "action_checkbox"]
    heads = [str(label_for_field(name, admin.model, admin)) for name in names]
    rows = ([cell(admin, each, name) for name in names] for each in found.queryset[:MOST])
    return download(str(admin.model._meta.verbose_name_plural), heads, rows, as_csv=as_csv)


def download(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], *, as_csv: bool) -> HttpResponse:
    content, kind, ending = (
        (text(heads, rows), "text/csv; charset=utf-8", "csv")
        if as_csv
        else (workbook(title, heads, rows), XLSX, "xlsx")
    )
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.{ending}"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = re.sub(r"[\[\]:*?/\\]", "", title)[:31]
    for number, line in enumerate([["序号", *heads], *([n, *row] for n, row in enumerate(rows, start=1))], start=1):
        for column, value in enumerate(line, start=1):
            _put(sheet, number, column, value)
    dress(sheet, head=1)
    sheet.freeze_panes = "B2"
    sheet.oddHeader.center.text = title.replace("&", "&&")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def dress(sheet: Any, *, head: int, last: int | None = None, widest: int = 32) -> None:
    """A table as it is printed: boxes, wrapped cells, columns by what they hold, the head on every page, pages numbered.

    `head` is the row of the headings, `last` the last column that is shown; what stands above or below the table is left alone: its
    lines do not begin with a number.
    """
    looks: dict[tuple[bool, bool, str], Any] = {}  # a style is made once and shared: a list has 20 000 rows
    for cells in sheet.iter_cols(min_row=head, max_col=last):
        inside = [each for each in cells if each.row == head or isinstance(sheet.cell(each.row, 1).value, int)]
        longest = max(min(8, _signs(cells[0].value)), *(_signs(each.value) for each in inside[1:]), 4)
        sheet.column_dimensions[cells[0].column_letter].width = min(widest, longest) + 2
        for each in inside:
            if isinstance(each.value, float):
                each.number_format = "#,##0.##" if each.value % 1 else "#,##0"
            look = (each.row == head, each.column == 1, each.number_format)
            if look not in looks:
                _box(each, is_head=each.row == head, in_the_middle=each.row == head or each.column == 1)
                looks[look] = each._style
            each._style = looks[look]
    for cells in sheet.iter_rows(min_row=head, max_col=last):  # not every program makes room for wrapped words itself
        lines = max(-(-_signs(each.value) // int(sheet.column_dimensions[each.column_letter].width)) for each in cells)
        if lines > 1 and (cells[0].row == head or isinstance(cells[0].value, int)):
            sheet.row_dimensions[cells[0].row].height = _LINE * lines
    sheet.print_title_rows = f"1:{head}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.page_setup.paperSize or sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    sheet.page_margins.left = sheet.page_margins.right = 0.5  # inches
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _box(cell: Any, *, is_head: bool, in_the_middle: bool) -> None:
    cell.border = _BOX
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if in_the_middle else None)
    if is_head:
        cell.font, cell.fill = Font(bold=True), _HEAD


def _signs(value: Any) -> int:
    """Half widths: a Chinese sign is two."""
    text = f"{value:,.2f}" if isinstance(value, float) else str("" if value is None else value)
    return sum(1 if ord(sign) < 0x2E80 else 2 for sign in text)


def _put(sheet: Any, row: int, column: int, value: Any) -> None:
    cell = sheet.cell(row, column)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        cell.value = value
    elif value not in (None, ""):
        cell.value = _UNWRITABLE.sub("", str(value))[:32_000]
        cell.data_type = "s"


def text(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([_inert(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _inert(value: Any) -> Any:
    if isinstance(value, (int, float)):
        return value
    words = _UNWRITABLE.sub("", str(value))
    return f"'{words}" if words.lstrip(" \"'").startswith(_COMPUTED) or words.startswith(_COMPUTED) else words
