"""A table out of a .csv or .xlsx: rows as text by column, each with the place where it stands. No Django, no database.

Office staff make these files with Excel or WPS, so: GBK, GB18030, UTF-8 and UTF-16, with and without mark; commas,
semicolons or tabs; full-width digits; codes that Excel took for numbers; a title and 填表说明 above the header; blank rows
and a 合计 below; merged cells; hidden rows. Nothing is guessed where digits were lost.

What a file says of itself is not believed: bytes and cells are counted while it is inflated, before anything is parsed.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from openpyxl.utils import get_column_letter

from commons.kernel.sheets import packed
from commons.kernel.sheets.terms import Column, Row, Sheet, SheetUnreadable

LARGEST = 5 * 1024 * 1024  # bytes of the file
MOST_ROWS = 20_000
MOST_COLUMNS = 100
LONGEST_CELL = 20_000
_HEADER_WITHIN = 10  # rows from the top
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_TOTALS = frozenset({"合计", "总计", "小计"})
_NOT_TABLES = (
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"MZ",
    b"\x1f\x8b",
    b"Rar!",
    b"7z",
)
_MARKUP = (b"<html", b"<?xml", b"<!doc", b"<tabl", b"<meta", b"mime-")


def read(content: bytes, columns: Sequence[Column]) -> Sheet:
    """Rows below the header, without blank ones and totals. Raises SheetUnreadable with what to do."""
    if not content:
        raise SheetUnreadable(why="文件是空的")
    if len(content) > LARGEST:
        raise SheetUnreadable(why=f"文件超过 {LARGEST // 1024 // 1024} MB，请分成几份")
    if content.startswith(b"PK"):
        grid = packed.grid(content, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS)
        return _sheet(grid.rows, columns, grid.broken, grid.merged, grid.hidden)
    return _sheet(_csv(content), columns, {}, (), frozenset())


# ── text files ────────────────────────────────────────────────────────────────────────────────


def _csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    if "\x00" in text or "\ufffd" in text:
        raise SheetUnreadable(why="文件里有无法识别的字符，请在 Excel 中另存为 .xlsx 后重试")
    first = next((line for line in text.split("\n") if line.strip()), "")
    delimiter = max(",;\t，", key=first.count)
    csv.field_size_limit(LONGEST_CELL)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as broken:
        raise SheetUnreadable(why="表格的引号或换行不成对，或一格过长，请在 Excel 中另存为 .xlsx 后重试") from broken


def _decoded(content: bytes) -> str:
    if content.startswith(_NOT_TABLES) or content.lstrip(b"\xef\xbb\xbf \r\n\t")[:5].lower() in _MARKUP:
        raise SheetUnreadable(why="不是 .csv 或 .xlsx 文件，请在 Excel 或 WPS 中另存为 .xlsx 后重试")
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    known = next((encoding for mark, encoding in marks.items() if content.startswith(mark)), None)
    for encoding in [known] if known else ["utf-8", "gb18030"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetUnreadable(why="文字编码无法识别，请另存为 UTF-8 或 GBK 后重试")


# ── from a grid to rows ───────────────────────────────────────────────────────────────────────


def _sheet(
    lines: Iterable[list[str]],
    columns: Sequence[Column],
    broken: dict[tuple[int, int], str],
    merged: Sequence[tuple[int, int, int, int]],
    hidden: frozenset[int],
) -> Sheet:
    grid: list[list[str]] = []
    for number, cells in enumerate(lines, start=1):
        if number > MOST_ROWS:
            raise SheetUnreadable(why=f"超过 {MOST_ROWS} 行，请分成几份")
        held = [_held(cell) for cell in cells[:MOST_COLUMNS]]
        while held and not held[-1]:
            held.pop()
        grid.append(held)
    header, places = _header(grid, columns)
    notes = _fill_down(grid, merged, header)
    if count := sum(header < row <= len(grid) and any(grid[row - 1]) for row in hidden):
        notes.append(f"有 {count} 行在 Excel 中是隐藏的，也读入了")
    letters = {key: get_column_letter(place + 1) for key, place in places.items()}
    rows = [
        Row(
            number,
            {key: cells[place] for key, place in places.items() if place < len(cells)},
            letters,
            {key: broken[number, place + 1] for key, place in places.items() if (number, place + 1) in broken},
        )
        for number, cells in enumerate(grid[header:], start=header + 1)
        if not _is_total(cells)
    ]
    rows = [row for row in rows if any(row.cells.values()) or row.broken]
    if not rows:
        raise SheetUnreadable(why="表头之下没有内容")
    return Sheet(rows, header, grid, notes)


def _held(cell: str) -> str:
    if len(cell) > LONGEST_CELL:
        raise SheetUnreadable(why=f"有一格超过 {LONGEST_CELL} 个字，请检查文件")
    return clean(cell)


def _header(grid: list[list[str]], columns: Sequence[Column]) -> tuple[int, dict[str, int]]:
    """The row of the header and where each column stands, in whatever order; every required column must be there.

    A header of two levels is read by its lower one.
    """
    best: list[str] = []
    for number, texts in enumerate(grid[:_HEADER_WITHIN], start=1):
        plain = [_plain(text) for text in texts]
        places: dict[str, int] = {}
        for each in columns:
            place = next((plain.index(title) for title in map(_plain, each.titles) if title in plain), None)
            if place is not None:
                places[each.key] = place
        missing = [each.label for each in columns if each.required and each.key not in places]
        if not missing:
            return _lower_level(grid, number, places, columns)
        if places and (not best or len(missing) < len(best)):
            best = missing
    if best:
        raise SheetUnreadable(why=f"表头缺少“{'”“'.join(best)}”列（可下载模板）")
    wanted = "”“".join(each.label for each in columns if each.required)
    raise SheetUnreadable(why=f"没有找到表头，表头应有“{wanted}”列（可下载模板）")


def _lower_level(
    grid: list[list[str]], number: int, places: dict[str, int], columns: Sequence[Column]
) -> tuple[int, dict[str, int]]:
    """Where 联系人 stands over 姓名 and 电话, the row below belongs to the header."""
    below = [_plain(text) for text in grid[number]] if number < len(grid) else []
    titles = {_plain(title) for each in columns for title in each.titles}
    if any(text and text not in titles for text in below):
        return number, places
    more = {each.key: below.index(title) for each in columns for title in map(_plain, each.titles) if title in below}
    return (number + 1, {**places, **more}) if more else (number, places)


def _plain(text: str) -> str:
    return re.sub(r"[\s*＊（(:：].*$|[\s*]", "", text.lstrip("*＊ ")).lower()


def _fill_down(grid: list[list[str]], merged: Sequence[tuple[int, int, int, int]], header: int) -> list[str]:
    """A cell merged over several rows speaks for each of them; that it was read so is said."""
    filled = 0
    for top, left, bottom, right in merged:
        if top <= header or top > len(grid) or (left == right and top == bottom):
            continue
        said = grid[top - 1][left - 1] if left <= len(grid[top - 1]) else ""
        if not said or left > MOST_COLUMNS:
            continue
        for row in range(top + 1, min(bottom, len(grid)) + 1):
            cells = grid[row - 1]
            cells += [""] * (left - len(cells))
            if not cells[left - 1] and any(cells):
                cells[left - 1], filled = said, filled + 1
    return [f"合并的单元格已逐行填入（{filled} 格），请核对"] if filled else []


def _is_total(cells: Sequence[str]) -> bool:
    return next((cell for cell in cells if cell), "").replace(" ", "") in _TOTALS


def clean(text: str) -> str:
    """Full-width letters and digits to half-width, invisible characters and outer spaces away, and the apostrophe that
    Excel or an export of ours put in front. What is a Chinese sentence keeps its own punctuation."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFC", text).translate(_HALF))
    return plain.strip().removeprefix("'").strip()


# Digits, letters and the space: NFKC would also make 。 and ， of other planes into what nobody typed.
_HALF = {**{0xFF10 + n: 0x30 + n for n in range(10)}, **{0xFF21 + n: 0x41 + n for n in range(26)}}
_HALF |= {**{0xFF41 + n: 0x61 + n for n in range(26)}, 0x3000: 0x20, 0xA0: 0x20}
