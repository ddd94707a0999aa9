"""The columns of a list of offices; the reading itself is the kernel's (`commons.kernel.sheets`)."""

from __future__ import annotations

from typing import Final

from commons.directory.errors import RosterUnreadable
from commons.directory.terms import Level
from commons.kernel.sheets import packed, reading
from commons.kernel.sheets.terms import Column, Row, SheetUnreadable

LARGEST, INFLATED = reading.LARGEST, packed.INFLATED
CODE, NAME, LEVEL, PARENT = "code", "name", "level", "parent"
COLUMNS: Final = (
    Column(
        CODE, ("区划代码", "机构代码", "代码", "code"), required=True, note="2 到 12 位数字，单元格须为文本。"
    ),
    Column(
        NAME, ("名称", "机构名称", "单位名称", "name"), required=True, note="如“棠下镇”“白沙街道”。", width=28
    ),
    Column(
        LEVEL, ("层级", "级别", "level"), choices=tuple(each.label for each in Level), width=10,
        note="省级、市级、县级、镇级、街道；可不填，按区划表或代码判断。",
    ),
    Column(
        PARENT, ("上级代码", "上级区划代码", "上级机构代码", "上级", "parent"),
        note="可不填，按代码判断；与代码不连贯的须填写。",
    ),
)  # fmt: skip
LABELS: Final = {each.key: each.label for each in COLUMNS}


def read(content: bytes) -> list[Row]:
    """Rows below the header, without blank ones and totals. Raises RosterUnreadable with what to do."""
    try:
        return reading.read(content, COLUMNS).rows
    except SheetUnreadable as wrong:
        raise RosterUnreadable(**wrong.data) from wrong
