"""Joint review by departments, and scheme versions that are never overwritten (1-33 … 1-37, 1-48)."""

from __future__ import annotations

from typing import Any

import pytest

from commons.kernel.models import new_uid
from commons.kernel.policy import NotPermitted
from tenants.appraisal import errors, queries
from tenants.appraisal.commands import reviews
from tenants.appraisal.models import JointOpinion, Proposal, SchemeRevision
from tenants.appraisal.terms import Aspect, Stance
from tenants.intake.errors import TextRefused
from tests.factories.appraisal import TODAY, WAN, approve, enter, passed, put_forward
from tests.factories.cycles import open_year
from tests.factories.evidence import footprint, last_entry, told
from tests.factories.people import AT, Role, actor


def traces() -> tuple[int, ...]:
    return JointOpinion.objects.count(), SchemeRevision.objects.count(), *footprint()


def say(row: Proposal, aspect: Aspect = Aspect.FUNDING, stance: Stance = Stance.AGREE, **changes: Any) -> JointOpinion:
    values: dict[str, Any] = {"actor": actor(Role.GOVERNMENT), "department": "测试财政所", "opinion": "", "at": AT}
    return reviews.record_joint_opinion(
        proposal_uid=row.uid, aspect=aspect, stance=stance, held_on=TODAY, **{**values, **changes}
    )


def revise(row: Proposal, **changes: Any) -> SchemeRevision:
    values: dict[str, Any] = {"actor": actor(Role.CLERK), "reason": "采纳公示意见增加座位", "at": AT}
    return reviews.revise_scheme(proposal_uid=row.uid, **{**values, **changes})


# ── joint review ─────────────────────────────────────────────────────────────────────────────


def test_departments_say_where_the_money_comes_from_and_whether_it_is_lawful(town: str) -> None:
    """1-34, 1-35: 财政、城建、民政 等部门 check 资金来源、政策合规性."""
    (row,) = passed(open_year(2026).uid, "社区老年食堂扩建")
    say(row, department="测试财政所")
    say(row, Aspect.COMPLIANCE, Stance.OBJECT, department="测试城建办", opinion="用地性质不符")
    assert [(each.department, each.aspect, each.stance) for each in queries.opinions_of(row)] == [
        ("测试财政所", "funding", "agree"),
        ("测试城建办", "compliance", "object"),
    ]
    assert last_entry(row) == {
        "act": "appraisal.review",
        "states": ("", ""),
        "facts": {"aspect": "compliance", "stance": "object", "held_on": "2026-03-02"},
    }
    assert told()[-1] == "appraisal.JointOpinionRecorded"


@pytest.mark.parametrize("stance", [Stance.ADJUST, Stance.OBJECT])
def test_whoever_does_not_agree_says_why(town: str, stance: Stance) -> None:
    row = enter(open_year(2026).uid)
    before = traces()
    with pytest.raises(TextRefused) as refused:
        say(row, stance=stance, opinion=" ")
    assert (refused.value.data["field"], traces()) == ("opinion", before)


def test_a_joint_opinion_is_recorded_by_either_side_and_by_nobody_else(town: str) -> None:
    row = enter(open_year(2026).uid)
    before = traces()
    for role in (Role.REVIEWER, Role.UNIT, Role.AUDITOR):
        with pytest.raises(NotPermitted):
            say(row, actor=actor(role))
    assert traces() == before


# ── revisions ────────────────────────────────────────────────────────────────────────────────


def test_a_revision_keeps_every_version_with_its_reason(town: str) -> None:
    """1-48: 社区老年食堂扩建 座位 50 → 80."""
    row = enter(open_year(2026).uid)
    opinion = new_uid()
    revise(row, content="扩建社区老年食堂，设座位 80 个。", cost_fen=95 * WAN, opinion_uid=opinion)
    row.refresh_from_db()
    assert (row.scheme_number, row.content, row.cost_fen) == (2, "扩建社区老年食堂，设座位 80 个。", 95 * WAN)
    assert list(queries.revisions_of(row).values_list("number", "content", "cost_fen", "reason", "opinion_uid")) == [
        (1, "扩建社区老年食堂，设座位 50 个。", 80 * WAN, "登记", None),
        (2, "扩建社区老年食堂，设座位 80 个。", 95 * WAN, "采纳公示意见增加座位", opinion),
    ]
    assert last_entry(row) == {
        "act": "appraisal.revise",
        "states": ("", ""),
        "facts": {
            "number": 2,
            "changed": ["content", "cost_fen"],
            "cost_fen": [80 * WAN, 95 * WAN],
            "opinion": str(opinion),
        },
    }
    assert told()[-1] == "appraisal.SchemeRevised"


def test_a_revision_that_changes_nothing_or_gives_no_reason_is_refused(town: str) -> None:
    row = enter(open_year(2026).uid)
    before = traces()
    with pytest.raises(errors.NothingRevised):
        revise(row, content=row.content, cost_fen=row.cost_fen)
    with pytest.raises(TextRefused):
        revise(row, reason="", content="完全不同的建设内容")
    with pytest.raises(errors.CostRefused):
        revise(row, cost_fen=-1)
    assert traces() == before


def test_a_candidate_follows_its_newest_version_until_the_list_is_approved(town: str) -> None:
    cycle = open_year(2026)
    (row,) = passed(cycle.uid, "社区老年食堂扩建")
    candidate = put_forward(row)
    newest = revise(row, content="扩建社区老年食堂，设座位 80 个。")
    candidate.refresh_from_db()
    assert candidate.scheme_id == newest.uid
    approve(cycle.uid)
    before = traces()
    with pytest.raises(errors.SchemeFixed):
        revise(row, content="扩建社区老年食堂，设座位 90 个。")
    assert traces() == before
    assert [each.content for each in queries.candidates(cycle.uid)] == ["扩建社区老年食堂，设座位 80 个。"]


def test_an_eliminated_proposal_is_not_revised_and_a_reviewer_revises_nothing(town: str) -> None:
    (row,) = passed(open_year(2026).uid, "社区老年食堂扩建", given=10)
    before = traces()
    with pytest.raises(errors.SchemeFixed):
        revise(row, content="完全不同的建设内容")
    with pytest.raises(NotPermitted):
        revise(row, content="完全不同的建设内容", actor=actor(Role.REVIEWER))
    assert traces() == before
