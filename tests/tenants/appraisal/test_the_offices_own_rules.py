"""票决前程序 and 文书样式 as the office has set them for itself: the next year works by them, a running year does not (domain §2.2)."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from commons.kernel.tenancy import current_code
from commons.rulebook import queries as rulebook
from commons.rulebook.terms import Kind
from tenants.appraisal import errors, queries
from tenants.appraisal.commands import papers, pre_vote
from tenants.cycles import queries as cycles
from tenants.cycles.terms import StageKind
from tests.factories.appraisal import TODAY, approve, passed, put_forward
from tests.factories.cycles import open_year
from tests.factories.people import AT, Role, actor
from tests.factories.rulebook import adopt

OWN_ORDER = [
    {"key": "presidium", "label": "主席团会议", "does": "听取候选项目说明", "minutes": False},
    {"key": "joint_meeting", "label": "党政联席会议", "does": "研究确定候选项目", "minutes": True},
]


def written(**changes: dict[str, str]) -> list[dict[str, Any]]:
    """The papers of the rule in force, some of them worded otherwise."""
    body = copy.deepcopy(rulebook.edition_in_force(current_code(), Kind.DOCUMENT_TEMPLATES, on=AT.date()).body)
    return [{**each, **changes.get(each["key"], {})} for each in body["papers"]]


def held(cycle_uid: Any, key: str) -> None:
    pre_vote.pass_step(actor=actor(Role.GOVERNMENT), cycle_uid=cycle_uid, key=key, held_on=TODAY, note="同意", at=AT)


def test_the_meetings_before_the_vote_are_those_of_the_office_in_its_order(town: str) -> None:
    adopt(Kind.PRE_VOTE_GATES, gates=OWN_ORDER)
    cycle = open_year(2026)
    assert [(each.key, each.needs_minutes) for each in queries.pre_vote_steps(cycle.uid)] == [
        ("presidium", False),
        ("joint_meeting", True),
    ]
    with pytest.raises(errors.StepOutOfOrder):
        held(cycle.uid, "joint_meeting")
    held(cycle.uid, "presidium")
    with pytest.raises(errors.MinutesMissing):
        held(cycle.uid, "joint_meeting")
    asked = next(each for each in cycles.checklist(cycle.uid, StageKind.VOTE) if "票决前程序" in each.label)
    assert (asked.met, asked.advice) == (False, "请依次登记“党政联席会议”")


def test_an_office_that_asks_for_no_meeting_waits_for_none(town: str) -> None:
    adopt(Kind.PRE_VOTE_GATES, gates=[])
    cycle = open_year(2026)
    asked = next(each for each in cycles.checklist(cycle.uid, StageKind.VOTE) if "票决前程序" in each.label)
    assert asked.met


def test_a_running_year_keeps_its_order(town: str) -> None:
    cycle = open_year(2026)
    adopt(Kind.PRE_VOTE_GATES, gates=OWN_ORDER)
    assert [each.key for each in queries.pre_vote_steps(cycle.uid)] == ["party_enlarged", "joint_meeting", "presidium"]


def test_a_paper_is_called_numbered_opened_and_closed_as_the_office_has_it(town: str) -> None:
    adopt(
        Kind.DOCUMENT_TEMPLATES,
        papers=written(
            candidates={
                "title": "【机构】【年度】年民生实事候选项目一览",
                "number_word": "民实",
                "opening": "【年度】年候选项目如下。",
                "closing": "请予审议。",
            }
        ),
    )
    cycle = open_year(2026)
    (row,) = passed(cycle.uid, "社区老年食堂扩建")
    put_forward(row)
    approve(cycle.uid)
    made = papers.issue_paper(actor=actor(Role.CLERK), key="candidates", uid=cycle.uid, at=AT)
    assert (made.title, made.number) == ("棠下镇2026年民生实事候选项目一览", "棠下镇人大民实〔2026〕1号")
    style = cycles.paper_style(cycle.uid, "candidates")
    assert (style.opening, style.closing) == ("2026年候选项目如下。", "请予审议。")


def test_the_paper_of_the_result_has_the_offices_words_too(town: str) -> None:
    adopt(Kind.DOCUMENT_TEMPLATES, papers=written(result={"title": "【机构】公告", "closing": "特此公告。"}))
    style = cycles.paper_style(open_year(2026).uid, "result")
    assert (style.title, style.number_word, style.closing) == ("棠下镇公告", "公告", "特此公告。")
