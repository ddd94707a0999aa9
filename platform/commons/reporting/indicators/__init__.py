"""The table of figures that go up. Pure. One file a room, in the order of a project's life.

Every item of domain §9 and every figure that the source documents report, each defined once. What no room records yet is
declared all the same, and is null (尚未采集), never 0. All figures of a year are cumulative up to the moment they are
counted (年度累计) or stand at that moment (时点数): so within a year the later figure simply takes the earlier one's place.

What a congress decides (票决) and what a street's assembly selects (票选) is kept apart, and so are 件 and 项.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from commons.reporting.indicators import (
    appraisal,
    collection,
    deputies,
    money,
    offices,
    projects,
    supervision,
    voting,
)
from commons.reporting.indicators.table import Indicator, put_together
from commons.reporting.terms import Aggregate, Origin

__all__ = ["BY_CODE", "COLLECTED", "GROUPS", "LATEST", "TABLE", "Indicator", "had_by"]

TABLE: Final = put_together(
    offices.TABLE,
    collection.TABLE,
    appraisal.TABLE,
    voting.TABLE,
    projects.TABLE,
    money.TABLE,
    supervision.TABLE,
    deputies.TABLE,
)
BY_CODE: Final[Mapping[str, Indicator]] = MappingProxyType({each.code: each for each in TABLE})
COLLECTED: Final = frozenset(each.code for each in TABLE if each.origin is Origin.COUNTED)
LATEST: Final = frozenset(each.code for each in TABLE if each.aggregate is Aggregate.LATEST)

# What stands before the first point of a code, as a heading.
GROUPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "offices": "机构与覆盖",
        "suggestions": "群众建议",
        "outreach": "征集宣传",
        "notices": "公示",
        "proposals": "建议项目",
        "reserve": "储备库",
        "votes": "人代会票决",
        "polls": "街道票选",
        "enquiries": "会议提问",
        "projects": "民生实事项目",
        "micro": "微实事",
        "milestones": "节点",
        "money": "资金",
        "inspections": "监督检查",
        "findings": "问题",
        "rectifications": "整改",
        "supervision": "监督方式",
        "satisfaction": "满意度测评",
        "look_backs": "回头看",
        "outcomes": "民生成效",
        "deputies": "代表",
        "homes": "代表之家",
        "receptions": "代表接待日",
        "duties": "履职",
        "points": "积分",
        "training": "学习培训",
        "deputy_suggestions": "代表建议",
        "accountability": "网络问政",
    }
)

assert {each.group for each in TABLE} == set(GROUPS), "a group without a heading, or a heading without a group"
assert all(len(each.code) <= 40 for each in TABLE), "a code that the column cannot hold"


def had_by(body: str, level: str) -> tuple[Indicator, ...]:
    """What an office of this body and level counts itself, in the order of the table."""
    return tuple(each for each in TABLE if each.origin is Origin.COUNTED and each.is_had_by(body, level))
