"""Papers of the first half of the year, composed from rows and from the year's 文书样式: what they say, not how they look. Pure
reading; `commands.papers` issues them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.rulebook.kinds.document_templates import PAPERS
from tenants.appraisal import queries
from tenants.appraisal.models import JointOpinion, PanelItem
from tenants.appraisal.terms import MoneySource
from tenants.cycles import queries as cycles
from tenants.documents.blocks import Block, Heading, Paragraph, Table
from tenants.documents.terms import DocumentKind
from tenants.notices import queries as notices
from tenants.notices.queries import NoticeFacts

KINDS = {
    "collection_notice": DocumentKind.ANNOUNCEMENT,
    "score_sheet": DocumentKind.REPORT,
    "joint_review": DocumentKind.REPORT,
    "public_notice": DocumentKind.NOTICE,
    "candidates": DocumentKind.REPORT,
}
__all__ = ["KINDS", "PAPERS", "Composed", "compose"]
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Composed:
    """A paper before it is issued."""

    title: str
    blocks: list[Block]
    number_word: str
    subject_type: str
    subject_uid: UUID


def compose(viewer: Actor, key: str, uid: UUID) -> Composed:
    """`uid` is the round of a score sheet, the notice of a call or 公示, else the cycle. Raises the rooms' NotFound."""
    match key:
        case "score_sheet":
            panel = queries.panel(viewer, uid)
            return _made(key, panel.cycle_uid, [_score_sheet(viewer, uid)], "appraisal.panel", uid)
        case "joint_review":
            return _made(key, uid, [_joint_review(uid)], "cycles.cycle", uid)
        case "candidates":
            return _made(key, uid, _candidates(viewer, uid), "cycles.cycle", uid)
        case _:
            notice = notices.notice(viewer, uid)
            return _made(key, notice.cycle_uid, _notice(notice), "notices.publicnotice", uid)


def _made(key: str, cycle_uid: UUID, inside: list[Block], subject_type: str, subject_uid: UUID) -> Composed:
    style = cycles.paper_style(cycle_uid, key)
    opening = [Paragraph(style.opening)] if style.opening else []
    closing = [Paragraph(style.closing)] if style.closing else []
    return Composed(style.title, [*opening, *inside, *closing], style.number_word, subject_type, subject_uid)


def _score_sheet(viewer: Actor, panel_uid: UUID) -> Block:
    """评分汇总表: rank by rank, a column a criterion (1-26 … 1-32)."""
    items: list[PanelItem] = list(queries.ranking(viewer).filter(panel=panel_uid))
    names = {line["key"]: f"{line['name']}（{line['weight']}%）" for item in items for line in item.workings}
    rows = [
        [
            str(item.rank or "—"),
            item.proposal.title,
            *(_cell(item, key) for key in names),
            "—" if item.score is None else str(item.score),
            item.get_outcome_display(),
        ]
        for item in items
    ]
    return Table(["名次", "项目名称", *names.values(), "得分", "结果"], rows, widths=[2, 8, *[4] * len(names), 3, 4])


def _cell(item: PanelItem, key: str) -> str:
    return next((line["aggregate"] for line in item.workings if line["key"] == key), "—")


def _joint_review(cycle_uid: UUID) -> Block:
    """会审意见表: every department's word on every proposal of the year (1-33 … 1-36)."""
    said = JointOpinion.objects.filter(proposal__cycle_uid=cycle_uid).select_related("proposal")
    rows = [
        [
            str(number),
            each.proposal.title,
            each.department,
            each.get_aspect_display(),
            each.get_stance_display(),
            each.opinion or "—",
            f"{each.held_on:%Y-%m-%d}",
        ]
        for number, each in enumerate(said.order_by("proposal__uid", "held_on", "uid"), start=1)
    ]
    head = ["序号", "项目名称", "部门", "会审事项", "意见", "具体意见", "日期"]
    return Table(head, rows, widths=[2, 7, 4, 4, 3, 8, 4])


def _candidates(viewer: Actor, cycle_uid: UUID) -> list[Block]:
    """候选项目说明: content, money by source, unit, beneficiaries, this year's goal (1-59, 1-60, 1-73)."""
    blocks: list[Block] = []
    for place, row in enumerate(queries.candidates_visible_to(viewer).filter(cycle_uid=cycle_uid)):
        scheme = row.scheme
        parts = "，".join(
            f"{source.label}{_wan(scheme.money[source])}" for source in MoneySource if source in scheme.money
        )
        facts = [
            ("建设内容", scheme.content),
            ("估算投资", f"{_wan(scheme.cost_fen)}{f'（{parts}）' if parts else ''}"),
            ("拟责任单位", row.unit_name),
            ("惠及范围", scheme.beneficiaries),
            ("年度目标", scheme.goal),
            ("完成年度", f"{scheme.ends_year}年" if scheme.ends_year else ""),
        ]
        blocks.append(Heading(f"{_ordinal(place)}、{scheme.title}"))
        blocks += [Paragraph(f"{label}：{value}") for label, value in facts if value]
    return blocks


def _notice(notice: NoticeFacts) -> list[Block]:
    """征集公告 and 公示: the text, the projects, until when and where it hangs (1-07, 1-42 … 1-46)."""
    blocks: list[Block] = [Paragraph(line.strip()) for line in notice.body.splitlines() if line.strip()]
    if notice.items:
        rows = [[str(item.no), item.title, item.content or "—"] for item in notice.items]
        blocks.append(Table(["序号", "项目名称", "主要内容"], rows, widths=[2, 7, 12]))
    if notice.posted_on and notice.until_on:
        term = f"{clock.in_words(notice.posted_on)}至{clock.in_words(notice.until_on)}（{notice.days}个工作日）"
        blocks.append(Paragraph(f"公示期限：{term}。"))
    if notice.places:
        blocks.append(Paragraph(f"公示地点：{'、'.join(f'{each.kind}（{each.detail}）' for each in notice.places)}。"))
    return blocks


def _wan(fen: int | None) -> str:
    return "待定" if fen is None else f"{fen / 1_000_000:,.2f}万元".replace(".00万", "万")


def _ordinal(place: int) -> str:
    """一 … 十, 十一 …"""
    tens, ones = divmod(place + 1, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens - 1]}十"
    return ten + (_NUMERALS[ones - 1] if ones else "")
