"""The room's papers: the month's 通报 and the three lists. What they say; `documents` gives them their form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

from admin_theme import wording
from tenants.delivery.lights import Light
from tenants.delivery.queries import Bulletin
from tenants.documents.blocks import Block, Heading, Paragraph, Table
from tenants.documents.official import Paper

_HEADS: Final = (
    "序号",
    "项目",
    "责任单位",
    "进度灯",
    "说明",
    "形象进度",
    "序时进度",
    "累计支付（万元）",
    "存在问题",
    "下一步措施",
)
SUM: Final = "合计"


def of_bulletin(month: Bulletin, *, title: str, office: str, on: dt.date) -> Paper:
    """What the lights of a month were, in that month (0-48, 0-49)."""
    lines = [
        [
            str(row.position), row.title, row.unit_name, row.light.label, row.why, f"{float(row.physical_percent):g}%",
            f"{float(row.planned_percent):g}%", wording.figure_text(row.paid_fen / wording.FEN_IN_WAN), row.problems, row.next_steps,
        ]
        for row in month.rows
    ]  # fmt: skip
    lit = "、".join(f"{light.label} {month.counts[light]} 个" for light in Light if month.counts[light])
    held = [row for row in month.rows if row.money_light == Light.RED]
    inside: list[Block] = [
        Heading("一、总体进展"),
        Paragraph(f"本月纳入通报的项目共 {len(month.rows)} 个。进度亮灯：{lit}。"),
        Heading("二、资金异常"),
        *([Paragraph(f"{row.title}：{row.money_why}") for row in held] or [Paragraph("本月没有资金亮红灯的项目。")]),
        Heading("三、项目情况"),
        Table(_HEADS, lines),
    ]
    return Paper(title, office, on, inside)


def of_list(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], *, office: str, on: dt.date) -> Paper:
    """项目清单, 责任清单, 任务清单 (1-83, 1-93), numbered; a last line of sums has no number."""
    lines = [
        ["" if row[0] == SUM else str(place), *(_written(cell) for cell in row)] for place, row in enumerate(rows, 1)
    ]
    return Paper(title, office, on, [Table(["序号", *heads], lines)])


def _written(cell: Any) -> str:
    return wording.figure_text(cell) if isinstance(cell, (int, float)) else str(cell)
