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
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import strip_tags
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

MOST: Final = 20_000
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
    for column, head in enumerate(["序号", *heads], start=1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = max(8, min(40, 2 * len(str(head)) + 8))
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


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
