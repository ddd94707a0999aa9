"""Lists of offices as staff make them."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

HEADER = ["区划代码", "名称", "层级", "上级代码"]


def csv_of(*rows: tuple[str, ...], encoding: str = "utf-8", header: list[str] | None = None) -> bytes:
    lines = [",".join(header or HEADER), *(",".join(row) for row in rows)]
    return "\r\n".join(lines).encode(encoding)


def xlsx_of(*rows: tuple[Any, ...], header: list[str] | None = None, above: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in above:
        sheet.append([line])
    sheet.append(header or HEADER)
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
