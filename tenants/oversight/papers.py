"""The room's papers as .docx: 公示, 通报, 专项报告, the slips of an order, the three lists."""

from __future__ import annotations

from typing import Any

from tenants.oversight.models import Bulletin, Slip
from tenants.oversight.queries import Sheet
from tenants.oversight.terms import BulletinKind
from tenants.oversight.word import Paper

LIGHTS = {"green": "绿", "yellow": "黄", "red": "红", "blue": "蓝", "grey": "灰", "orange": "橙"}


def of_bulletin(row: Bulletin, *, office: str) -> bytes:
    paper = Paper(wide=True)
    paper.title(row.title)
    if row.kind != BulletinKind.MONTHLY:
        paper.heading("一、监督情况")
        paper.text(summary(row.figures))
        paper.heading("二、项目情况")
    heads, lines = table_of(row)
    paper.table(heads, lines)
    paper.signed(office, f"{row.as_of_on:%Y年%-m月%-d日}")
    return paper.bytes()


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
    """The lines of a bulletin as plain text, for paper and for the public page. The special report shows results too."""
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
    return [
        str(number), each["title"], each["content"], each["unit_name"], _wan(each["planned_fen"]), _wan(each["paid_fen"]),
        each["due_on"] or "", f"{each['physical']}%", each["state"], *last,
    ]  # fmt: skip


def of_slip(slip: Slip, *, office: str) -> bytes:
    """任务交办单, 进度跟踪单, 整改督办单."""
    order = slip.rectification
    paper = Paper()
    paper.title(slip.get_kind_display())
    paper.table(
        ["事项", "内容"],
        [
            ["编号", f"{order.year}-{str(order.uid)[-6:]}-{slip.serial}"],
            ["项目", order.project_title],
            ["责任单位", order.unit_name],
            ["缘由", order.get_origin_display()],
            ["要求", f"{order.get_demand_display()}（第 {order.round_no} 轮）"],
            ["内容", slip.text],
            ["期限", f"{slip.due_on:%Y年%-m月%-d日}"],
            ["整改情况", order.reply],
            ["复查意见", order.verdict_note],
        ],
    )
    paper.signed(office, f"{slip.issued_on:%Y年%-m月%-d日}")
    return paper.bytes()


def of_sheet(sheet: Sheet, *, office: str) -> bytes:
    paper = Paper(wide=True)
    paper.title(sheet.title)
    paper.table(sheet.heads, sheet.rows)
    paper.signed(office)
    return paper.bytes()


def _wan(fen: int | None) -> str:
    return "" if fen is None else f"{fen / 1_000_000:.2f}"
