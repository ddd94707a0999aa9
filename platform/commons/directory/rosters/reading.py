"""A list of offices out of a .csv or .xlsx: rows as text by column, each with the place where it stands. No Django.

Office staff make these files with Excel or WPS, so: GBK, GB18030 or UTF-8, with and without BOM; commas, semicolons or
tabs; full-width digits; codes that Excel took for numbers; a title above the header; blank rows and a 合计 below.
Nothing is guessed where digits were lost.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from commons.directory.errors import RosterUnreadable

LARGEST = 5 * 1024 * 1024  # bytes of the file
INFLATED = 40 * 1024 * 1024  # bytes of all that an .xlsx holds, really counted
MOST_PARTS = 200
MOST_ROWS = 20_000
MOST_COLUMNS = 50
_HEADER_WITHIN = 10  # rows from the top

CODE, NAME, LEVEL, PARENT = "code", "name", "level", "parent"
_TITLES = {
    CODE: ("区划代码", "机构代码", "代码", "code"),
    NAME: ("名称", "机构名称", "单位名称", "name"),
    LEVEL: ("层级", "级别", "level"),
    PARENT: ("上级代码", "上级区划代码", "上级机构代码", "上级", "parent"),
}
LABELS = {key: titles[0] for key, titles in _TITLES.items()}
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")


@dataclass(frozen=True)
class Row:
    """`number` is the row as the person sees it in the file; `cells` the text by column; `at` each column's letter."""

    number: int
    cells: dict[str, str]
    at: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def place(self, column: str) -> str:
        """The cell, as Excel names it: B7."""
        return f"{self.at.get(column, '')}{self.number}"


def read(content: bytes) -> list[Row]:
    """Rows below the header, without blank ones and totals. Raises RosterUnreadable with what to do."""
    if not content:
        raise RosterUnreadable(why="文件是空的")
    if len(content) > LARGEST:
        raise RosterUnreadable(why=f"文件超过 {LARGEST // 1024 // 1024} MB，请分成几份")
    return _rows(_xlsx(content) if content.startswith(b"PK") else _csv(content))


# ── the two kinds of file ─────────────────────────────────────────────────────────────────────


def _csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    if "\x00" in text or "�" in text:
        raise RosterUnreadable(why="文件里有无法识别的字符，请在 Excel 中另存为 .xlsx 后重试")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t，", key=first.count)
    csv.field_size_limit(100_000)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as broken:
        raise RosterUnreadable(why="表格的引号或换行不成对，请在 Excel 中另存为 .xlsx 后重试") from broken


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf")) or content.lstrip()[:5].lower() in (
        b"<html",
        b"<?xml",
        b"<!doc",
    ):
        raise RosterUnreadable(why="不是 .csv 或 .xlsx 文件，请在 Excel 或 WPS 中另存为 .xlsx 后重试")
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    known = next((encoding for mark, encoding in marks.items() if content.startswith(mark)), None)
    for encoding in [known] if known else ["utf-8", "gb18030"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RosterUnreadable(why="文字编码无法识别，请另存为 UTF-8 或 GBK 后重试")


def _xlsx(content: bytes) -> Iterator[list[str]]:
    _refuse_bomb(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet: Any = next(each for each in book.worksheets if each.sheet_state == "visible")
        for cells in sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True):
            yield [_text(value) for value in cells]
        book.close()
    except RosterUnreadable:
        raise
    except Exception as broken:  # a hostile or broken workbook fails in as many ways as openpyxl has parts
        raise RosterUnreadable(why="工作簿已损坏、加密或含有宏，请另存为普通的 .xlsx 后重试") from broken


def _refuse_bomb(content: bytes) -> None:
    """What a zip says of itself is not believed: the bytes are counted while they are inflated."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or "[Content_Types].xml" not in packed.namelist():
                raise RosterUnreadable(why="不是普通的 .xlsx 工作簿，请另存为 .xlsx 后重试")
            room = INFLATED
            for part in parts:
                with packed.open(part) as inflated:
                    head = inflated.read(4096)
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise RosterUnreadable(why="工作簿里有不允许的内容，请另存为 .xlsx 后重试")
                    room -= len(head)
                    while room >= 0 and (chunk := inflated.read(1 << 16)):
                        room -= len(chunk)
                if room < 0:
                    raise RosterUnreadable(why="工作簿展开后过大，请只保留名单所在的工作表")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as broken:
        raise RosterUnreadable(why="工作簿已损坏或加密，请另存为 .xlsx 后重试") from broken


def _text(value: Any) -> str:
    """A cell as a person reads it. Excel's numbers are codes here; where it lost digits the exponent stays in sight."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


# ── from a grid to rows ───────────────────────────────────────────────────────────────────────


def _rows(grid: Iterable[list[str]]) -> list[Row]:
    columns: dict[str, int] = {}
    found: list[Row] = []
    for number, cells in enumerate(grid, start=1):
        if number > MOST_ROWS:
            raise RosterUnreadable(why=f"超过 {MOST_ROWS} 行，请分成几份")
        texts = [clean(cell) for cell in cells[:MOST_COLUMNS]]
        if not columns:
            columns = _header(texts)
            if not columns and number >= _HEADER_WITHIN:
                break
            continue
        row = Row(
            number,
            {key: texts[place] for key, place in columns.items() if place < len(texts)},
            {key: get_column_letter(place + 1) for key, place in columns.items()},
        )
        if any(row.cells.values()) and not _is_total(row):
            found.append(row)
    if not columns:
        raise RosterUnreadable(why="没有找到表头，表头应有“区划代码”和“名称”两列（可下载模板）")
    if not found:
        raise RosterUnreadable(why="表头之下没有内容")
    return found


def _header(texts: list[str]) -> dict[str, int]:
    """Where each column stands, in whatever order; nothing unless code and name are both there."""
    plain = [re.sub(r"[\s*（(].*$|[\s*]", "", text).lower() for text in texts]
    columns = {}
    for key, titles in _TITLES.items():
        place = next((plain.index(title) for title in titles if title in plain), None)
        if place is not None:
            columns[key] = place
    return columns if CODE in columns and NAME in columns else {}


def _is_total(row: Row) -> bool:
    return row[CODE] in ("合计", "总计", "小计") or (not row[CODE] and row[NAME] in ("合计", "总计", "小计"))


def clean(text: str) -> str:
    """Full-width to half-width, invisible characters and outer spaces away, an apostrophe that Excel put in front too."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return plain.strip().removeprefix("'").strip()
