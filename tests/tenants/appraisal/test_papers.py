"""The papers of the first half of the year, from rows (1-07, 1-26 … 1-36, 1-42 … 1-46, 1-59, 1-60)."""

from __future__ import annotations

import pytest

from commons.kernel.policy import NotPermitted
from tenants.appraisal import errors
from tenants.appraisal.commands import papers, reviews
from tenants.appraisal.terms import Aspect, Stance
from tenants.documents import queries as documents
from tenants.documents.blocks import Heading, Paragraph, Table, load
from tenants.documents.models import Document
from tests.factories.appraisal import TODAY, WAN, approve, card, close, enter, panel, points, put_forward, reviewer
from tests.factories.cycles import open_year
from tests.factories.evidence import footprint
from tests.factories.people import AT, Role, actor

CLERK = Role.CLERK


def made(key: str, uid) -> list:
    facts = papers.issue_paper(actor=actor(CLERK), key=key, uid=uid, at=AT)
    return load(Document.objects.get(uid=facts.uid).body)


def test_a_score_sheet_has_a_column_a_criterion_and_a_row_a_proposal_by_rank(town: str) -> None:
    """评分汇总表 (1-26, 1-31, 1-32)."""
    cycle = open_year(2026)
    rows, who = [enter(cycle.uid, "社区食堂扩建"), enter(cycle.uid, "停车位扩容")], reviewer()
    round_ = panel(cycle.uid, rows, [who])
    card(who, rows[0], points(70))
    card(who, rows[1], points(90, 80, 70, 60))
    close(round_)
    (table,) = made("score_sheet", round_.uid)
    assert table.head == [
        "名次",
        "项目名称",
        "民意基础（40%）",
        "资金可行性（30%）",
        "社会效益（20%）",
        "实施难度（10%）",
        "得分",
        "结果",
    ]
    assert table.rows == [
        ["1", "停车位扩容", "90.00", "80.00", "70.00", "60.00", "80.00", "通过评估"],
        ["2", "社区食堂扩建", "70.00", "70.00", "70.00", "70.00", "70.00", "通过评估"],
    ]
    issued = documents.documents_of(round_.uid)
    assert [(each.number, each.title.endswith("评分汇总表")) for each in issued] == [("", True)]


def test_a_joint_review_lists_every_department_and_candidates_are_explained(town: str) -> None:
    """会审意见表 (1-33, 1-34, 1-35), 候选项目说明 (1-59, 1-60, 1-73)."""
    cycle = open_year(2026)
    row, who = enter(cycle.uid, cost_fen=80 * WAN, money={"own_fiscal": 60 * WAN, "social": 20 * WAN}), reviewer()
    round_ = panel(cycle.uid, [row], [who])
    card(who, row, points(80))
    close(round_)
    reviews.record_joint_opinion(
        actor=actor(CLERK),
        proposal_uid=row.uid,
        department="测试财政办",
        aspect=Aspect.FUNDING,
        stance=Stance.ADJUST,
        opinion="建议分两年安排",
        held_on=TODAY,
        at=AT,
    )
    (table,) = made("joint_review", cycle.uid)
    assert table.rows == [["1", row.title, "测试财政办", "资金来源", "建议调整", "建议分两年安排", "2026-03-02"]]
    put_forward(row)
    approve(cycle.uid)
    blocks = made("candidates", cycle.uid)
    assert blocks == [
        Heading("一、社区老年食堂扩建"),
        Paragraph("建设内容：扩建社区老年食堂，设座位 50 个。"),
        Paragraph("估算投资：80万元（本级财政60万元，社会资金20万元）"),
        Paragraph("拟责任单位：测试民政办"),
    ]


def test_nothing_is_issued_that_would_be_empty_or_that_one_may_not_issue(town: str) -> None:
    cycle = open_year(2026)
    for refused, key, who in (
        (errors.NothingToPrint, "joint_review", CLERK),
        (errors.NothingToPrint, "candidates", CLERK),
        (errors.PaperUnknown, "love_letter", CLERK),
        (NotPermitted, "joint_review", Role.DEPUTY),
    ):
        before = (Document.objects.count(), *footprint())
        with pytest.raises(refused):
            papers.issue_paper(actor=actor(who), key=key, uid=cycle.uid, at=AT)
        assert (Document.objects.count(), *footprint()) == before
    assert Table(["a"], [["b"]]).caption == ""
