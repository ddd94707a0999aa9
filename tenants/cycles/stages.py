"""The year as a table: which stages, in which order, in which months, what for. Pure.

Months are counted from the delivery year (domain §2.1): collection begins in the third quarter before it, the look-back
comes in the year after it, so that a cycle outlives its project year (0-22) and three cycles may run side by side.
Stages may overlap; `builds_on` is the only order the table itself demands: that one must have been opened before.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from types import MappingProxyType

from commons.directory.words import Words
from tenants.cycles.terms import StageKind as K


@dataclass(frozen=True)
class StagePlan:
    """One row. `begins` and `ends` are (years from the delivery year, month); texts may hold {vote}, {assembly} …"""

    kind: K
    label: str
    begins: tuple[int, int]
    ends: tuple[int, int]
    builds_on: K | None
    purpose: str


TABLE: tuple[StagePlan, ...] = (
    StagePlan(K.COLLECTION, "征集", (-1, 7), (-1, 9), None, "线上线下征集群众建议，归集去重后提名"),
    StagePlan(K.APPRAISAL, "评议", (-1, 10), (-1, 11), K.COLLECTION, "对照排除清单，按评分标准量化打分，部门联合会审"),
    StagePlan(K.NOTICE, "公示", (-1, 11), (-1, 12), K.APPRAISAL, "公示初步方案，收集意见并逐条答复，按采纳意见修改"),
    StagePlan(K.CANDIDATES, "候选", (-1, 12), (0, 1), K.APPRAISAL, "{government}提出候选项目，{standing_body}审议确定"),
    StagePlan(K.VOTE, "{vote}", (0, 1), (0, 2), K.CANDIDATES, "{assembly}差额{vote}，当场宣布结果"),
    StagePlan(K.RESULT_NOTICE, "结果公示", (0, 2), (0, 2), K.VOTE, "发布{result_paper}，公布{vote}结果"),
    StagePlan(K.DELIVERY, "实施", (0, 2), (0, 12), K.VOTE, "明确责任单位、节点和资金，按期实施并更新台账"),
    StagePlan(K.SUPERVISION, "监督", (0, 3), (0, 12), K.DELIVERY, "{deputy}分组视察，提出问题，跟踪整改"),
    StagePlan(K.EVALUATION, "测评", (0, 11), (1, 1), K.DELIVERY, "听取落实情况报告，开展满意度测评"),
    StagePlan(K.LOOK_BACK, "回头看", (1, 3), (1, 6), K.DELIVERY, "翌年查看成效是否保持，不达标的再整改"),
)
PLANS = MappingProxyType({plan.kind: plan for plan in TABLE})


def label(kind: K, words: Words) -> str:
    """The stage as the office calls it: 票决 of a congress, 票选 of a street."""
    return PLANS[kind].label.format_map(vars(words))


def purpose(kind: K, words: Words) -> str:
    return PLANS[kind].purpose.format_map(vars(words))


def usual_start(kind: K, year: int) -> dt.date:
    offset, month = PLANS[kind].begins
    return dt.date(year + offset, month, 1)


def usual_end(kind: K, year: int) -> dt.date:
    """The last day of the stage's usual last month: what a new stage is due on."""
    offset, month = PLANS[kind].ends
    return dt.date(year + offset, month, calendar.monthrange(year + offset, month)[1])
