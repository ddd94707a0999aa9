"""The room's papers: 公示, 通报, 专项报告, the slips of an order, the three lists. What they say; `documents` gives them their form."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from admin_theme import wording
from commons.kernel import clock
from tenants.documents.blocks import Block, Heading, Paragraph, Table
from tenants.documents.official import Paper
from tenants.oversight.models import Bulletin, Clue, Hearing, Slip
from tenants.oversight.queries import Sheet
from tenants.oversight.terms import BulletinKind

LIGHTS: Final = {"green": "绿", "yellow": "黄", "red": "红", "blue": "蓝", "grey": "灰", "orange": "橙"}
_BEHIND: Final = ("red", "yellow", "orange")


def of_bulletin(row: Bulletin, *, office: str) -> Paper:
    heads, lines = table_of(row)
    table = Table(heads, lines)
    inside: list[Block]
    if row.kind == BulletinKind.MONTHLY:
        inside = [Paragraph(f"{overall(row.lines)}现将各项目进展公示如下，欢迎监督。"), table]
    else:
        inside = [
            Heading("一、总体进展"),
            Paragraph(overall(row.lines)),
            Heading("二、监督情况"),
            Paragraph(summary(row.figures)),
            Heading("三、需要加快的项目"),
            *[Paragraph(words) for words in behind(row.lines)],
            Heading("四、项目情况"),
            table,
        ]
    return Paper(row.title, office, row.as_of_on, inside)


def overall(lines: Sequence[dict[str, Any]]) -> str:
    """How many, how far, how much: from the frozen lines."""
    lit = Counter(each["light"] for each in lines)
    lights = "、".join(f"{word}灯 {lit[colour]} 个" for colour, word in LIGHTS.items() if lit[colour])
    done = sum(1 for each in lines if each["completed_on"])
    planned, paid = (sum(each[sum_of] or 0 for each in lines) for sum_of in ("planned_fen", "paid_fen"))
    return (
        f"本年度民生实事项目共 {len(lines)} 个，已完工 {done} 个；"
        f"计划投资 {_wan(planned)} 万元，累计支付 {_wan(paid)} 万元。" + (f"亮灯情况：{lights}。" if lights else "")
    )


def behind(lines: Sequence[dict[str, Any]]) -> list[str]:
    """The projects by name that are lit red or yellow, the red ones first, each with its reason and who answers for it."""
    found = [each for colour in _BEHIND for each in lines if each["light"] == colour]
    return [
        f"{place}. {each['title']}（{LIGHTS[each['light']]}灯，{each['unit_name'] or '责任单位待确定'}）：{each['why']}"
        for place, each in enumerate(found, 1)
    ] or ["各项目均按计划推进。"]


def summary(figures: dict[str, Any]) -> str:
    """What the period's supervision came to, in the words of a bulletin; every figure is one of the frozen ones."""
    said = (
        f"截至本期，共开展监督检查 {figures['inspections']} 次，其中现场检查 {figures['site_checks']} 次；"
        f"发现安全隐患 {figures['safety']} 处、质量问题 {figures['quality']} 个，"
        f"各类问题 {figures['findings']} 个，已销号 {figures['findings_closed']} 个。"
        f"责令整改 {figures['rectifications']} 件，逾期 {figures['rectifications_overdue']} 件，"
        f"二次整改 {figures['second_rectifications']} 件；约谈责任单位 {figures['summoned']} 个；"
        f"开展“回头看”项目 {figures['looked_at']} 个。"
    )
    if figures["satisfaction_rate"] is not None:
        said += f"已测评项目 {figures['evaluated']} 个，满意率 {figures['satisfaction_rate']}%。"
    return said


def table_of(row: Bulletin) -> tuple[list[str], list[list[str]]]:
    """The lines of a bulletin as plain text, for paper and for the staff's page. The special report shows results too."""
    heads = [
        "序号",
        "项目",
        "建设内容",
        "责任单位",
        "计划投资（万元）",
        "累计支付（万元）",
        "完成时限",
        "形象进度",
        "状态",
    ]
    heads += ["测评结果", "满意率"] if row.kind == BulletinKind.SPECIAL else ["进度灯", "说明"]
    return heads, [_line(number, each, row.kind) for number, each in enumerate(row.lines, 1)]


def _line(number: int, each: dict[str, Any], kind: str) -> list[str]:
    last = (
        [each["result"] or "未测评", each["rate"]]
        if kind == BulletinKind.SPECIAL
        else [LIGHTS.get(each["light"], each["light"]), each["why"]]
    )
    due = dt.date.fromisoformat(each["due_on"]) if each["due_on"] else None
    return [
        str(number), each["title"], each["content"], each["unit_name"], _wan(each["planned_fen"]), _wan(each["paid_fen"]),
        clock.in_words(due), f"{float(each['physical']):g}%", each["state"], *last,
    ]  # fmt: skip


def of_slip(slip: Slip, *, place: int, office: str) -> Paper:
    """任务交办单, 进度跟踪单, 整改督办单; `place` is the order's among those of its year."""
    order = slip.rectification
    lines = [
        ("编号", f"〔{order.year}〕{place}号（第{slip.serial}单）"),
        ("项目", order.project_title),
        ("责任单位", order.unit_name),
        ("缘由", order.get_origin_display()),
        ("要求", f"{order.get_demand_display()}（第 {order.round_no} 轮）"),
        ("内容", slip.text),
        ("期限", clock.in_words(slip.due_on)),
        ("整改情况", order.reply),
        ("复查意见", order.verdict_note),
    ]
    return Paper(
        slip.get_kind_display(), office, slip.issued_on, [Table(["事项", "内容"], [list(each) for each in lines], widths=(1, 4))]
    )  # fmt: skip


def of_questions(show: Hearing, unit: str, clues: Sequence[Clue], due_on: dt.date) -> list[Block]:
    """The letter by which a department is handed its questions (3-39), after what it said at the show."""
    said = [
        [str(number), each.topic, each.text, each.answer or "未现场答复", each.answered_by]
        for number, each in enumerate(clues, 1)
    ]
    return [
        Paragraph(f"{unit}："),
        Paragraph(
            f"{clock.in_words(show.held_on)}，以“{show.theme}”为主题的代表网络问政中，代表就下列 {len(clues)} 个问题"
            f"向你单位提出询问。现予交办，请于{clock.in_words(due_on)}前书面反馈办理情况。未解决的问题将继续跟踪督办。"
        ),
        Table(["序号", "类别", "问题", "现场答复", "答复人"], said, widths=(1, 3, 7, 7, 2)),
    ]


def of_sheet(sheet: Sheet, *, office: str) -> Paper:
    return Paper(sheet.title, office, clock.today(), [Table(sheet.heads, [list(row) for row in sheet.rows])])


def _wan(fen: int | None) -> str:
    return "" if fen is None else wording.plain(Decimal(fen) / wording.FEN_IN_WAN)
