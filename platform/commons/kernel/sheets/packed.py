"""The grid of an .xlsx: values as text, what is no value, what is merged and hidden. Counted before it is parsed."""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from xml.etree import ElementTree

import openpyxl
from openpyxl.utils.cell import range_boundaries

from commons.kernel.sheets.terms import SheetUnreadable

INFLATED: Final = 40 * 1024 * 1024  # bytes of all that the file holds, really counted
MOST_PARTS: Final = 200
MOST_CELLS: Final = 250_000
MOST_MERGES: Final = 20_000
_STYLES: Final = 4 * 1024 * 1024
_MACRO: Final = "vbaProject"
_BROKEN = "工作簿已损坏、加密或含有宏，请另存为普通的 .xlsx 后重试"
_CELL, _MERGE = re.compile(rb"<(?:\w+:)?c[ >/]"), re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z0-9:]{2,23})"')
_HIDDEN = re.compile(rb'<(?:\w+:)?row [^>]*?r="(\d{1,7})"[^>]*?hidden="(?:1|true)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")


@dataclass(frozen=True)
class Grid:
    """`broken`: (row, column) → why. `merged`: (top, left, bottom, right), 1-based."""

    rows: Iterator[list[str]]
    broken: dict[tuple[int, int], str]
    merged: list[tuple[int, int, int, int]]
    hidden: frozenset[int]


def grid(content: bytes, *, most_rows: int, most_columns: int) -> Grid:
    """The first visible sheet. Raises SheetUnreadable."""
    parts = _counted(content)
    try:
        values = _lines(content, most_rows, most_columns, cached=True)
        part = parts.get(_part_of_first_visible(content), b"")
        broken = _broken(values, content, most_rows, most_columns) if _FORMULA.search(part) else _errors(values)
        merged = [_bounds(each.decode()) for each in _MERGE.findall(part)[:MOST_MERGES]]
        hidden = frozenset(int(each) for each in _HIDDEN.findall(part))
    except SheetUnreadable:
        raise
    except Exception as wrong:  # a hostile or broken workbook fails in as many ways as its reader has parts
        raise SheetUnreadable(why=_BROKEN) from wrong
    return Grid(([_text(value) for value in line] for line in values), broken, merged, hidden)


def _counted(content: bytes) -> dict[str, bytes]:
    """The sheets as bytes. What a zip says of itself is not believed: bytes and cells are counted while they come."""
    sheets: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
            _refuse_kinds(names)
            room, cells = INFLATED, 0
            for part in packed.infolist():
                most = min(room, _STYLES) if part.filename.endswith("styles.xml") else room
                with packed.open(part) as inflated:
                    data = inflated.read(most + 1)
                room -= len(data)
                if len(data) > most:
                    raise SheetUnreadable(why="文件过大或格式异常（展开后过大），请只保留要导入的工作表")
                if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:65536]:
                    raise SheetUnreadable(why="工作簿里有不允许的内容，请另存为 .xlsx 后重试")
                if "/worksheets/" in part.filename:
                    cells += len(_CELL.findall(data))
                    if cells > MOST_CELLS:
                        raise SheetUnreadable(why=f"单元格超过 {MOST_CELLS // 10_000} 万个，请只保留要导入的行和列")
                    sheets[part.filename] = data
            if "xl/workbook.xml" not in names:
                raise SheetUnreadable(why="不是普通的 .xlsx 工作簿，请另存为 .xlsx 后重试")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as wrong:
        raise SheetUnreadable(why="工作簿已损坏或加密，请另存为 .xlsx 后重试") from wrong
    except Exception as wrong:
        if isinstance(wrong, SheetUnreadable):
            raise
        raise SheetUnreadable(why=_BROKEN) from wrong  # zlib.error and whatever else a broken stream brings
    return sheets


def _refuse_kinds(names: list[str]) -> None:
    if len(names) > MOST_PARTS:
        raise SheetUnreadable(why="文件过大或格式异常（部件过多），请另存为 .xlsx 后重试")
    if any(_MACRO in name for name in names):
        raise SheetUnreadable(why="工作簿含有宏，请另存为不含宏的 .xlsx 后重试")
    if "mimetype" in names or "content.xml" in names:
        raise SheetUnreadable(why="是 .ods 文件，请另存为 .xlsx 后重试")
    if "[Content_Types].xml" not in names:
        raise SheetUnreadable(why="不是普通的 .xlsx 工作簿，请另存为 .xlsx 后重试")


def _lines(content: bytes, most_rows: int, most_columns: int, *, cached: bool) -> list[list[Any]]:
    """`cached`: results of formulas as they were last computed; otherwise the formulas."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=cached, keep_links=False)
    try:
        sheet: Any = next((each for each in book.worksheets if each.sheet_state == "visible"), None)
        if sheet is None:
            raise SheetUnreadable(why="工作簿里没有可见的工作表")
        sheet.reset_dimensions()  # what the sheet says of its own size is not believed either
        lines: list[list[Any]] = []
        for line in sheet.iter_rows(max_row=most_rows + 1, max_col=most_columns, values_only=True):
            lines.append(list(line))
            if len(lines) > most_rows:
                raise SheetUnreadable(why=f"超过 {most_rows} 行，请分成几份")
        while lines and not any(value not in (None, "") for value in lines[-1]):
            lines.pop()
        return lines
    finally:
        book.close()


def _part_of_first_visible(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        book = ElementTree.fromstring(packed.read("xl/workbook.xml"))  # noqa: S314 - no DTD: refused while counting
        links = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {each.get("Id"): each.get("Target", "") for each in links}
    for each in book.iter():
        if each.tag.endswith("}sheet") and each.get("state", "visible") == "visible":
            known = next((value for name, value in each.attrib.items() if name.endswith("}id")), "")
            return posixpath.normpath(posixpath.join("/xl", targets.get(known, ""))).lstrip("/")
    return ""


def _broken(values: list[list[Any]], content: bytes, most_rows: int, most_columns: int) -> dict[tuple[int, int], str]:
    """A formula that was never computed has no value to read: it is said, not read as empty."""
    found = _errors(values)
    for row, line in enumerate(_lines(content, most_rows, most_columns, cached=False), start=1):
        for column, written in enumerate(line, start=1):
            held = values[row - 1][column - 1] if row <= len(values) and column <= len(values[row - 1]) else None
            if held is None and isinstance(written, str) and written.startswith("="):
                found[row, column] = "公式没有计算结果，请在 Excel 中复制后“选择性粘贴为数值”"
    return found


_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})


def _errors(values: list[list[Any]]) -> dict[tuple[int, int], str]:
    return {
        (row, column): f"单元格是公式错误 {value}，请改正公式或填写数值"
        for row, line in enumerate(values, start=1)
        for column, value in enumerate(line, start=1)
        if isinstance(value, str) and value in _ERRORS
    }


def _bounds(ref: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(ref)
    return top or 1, left or 1, bottom or 1, right or 1


def _text(value: Any) -> str:
    """A cell as a person reads it. Excel's numbers are codes here; where it lost digits the exponent stays in sight."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case int():
            return str(value) if abs(value) < 10**15 else f"{value:.5E}"
        case dt.datetime():
            return f"{value:%Y-%m-%d}" if value.time() == dt.time.min else f"{value:%Y-%m-%d %H:%M:%S}"
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)
