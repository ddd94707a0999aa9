"""The table of figures that go up. Pure. A code is stable for ever; ids in `rows` are the domain's checklist (RPT).

Sums are collected office by office; a ratio is never collected: it is the ratio of two sums, at every level anew. What a
congress decides (票决) and what a street's assembly selects (票选) is kept apart where superiors publish it apart (domain §9).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from commons.reporting.terms import Aggregate, Unit


@dataclass(frozen=True)
class Indicator:
    """`of`, for a ratio: numerator and denominator, both sums. `rows` names what in the domain asks for the figure;
    `word` is how what is counted is counted: 条, 件, 人."""

    code: str
    label: str
    rows: tuple[str, ...]
    unit: Unit = Unit.COUNT
    of: tuple[str, str] | None = None
    word: str = ""

    @property
    def sign(self) -> str:
        """As it stands behind the figure."""
        return self.word or self.unit.sign

    @property
    def shown_sign(self) -> str:
        """As it stands behind the figure on a page, where money is in 万元."""
        return "万元" if self.unit is Unit.YUAN else self.sign

    @property
    def aggregate(self) -> Aggregate:
        return Aggregate.RATIO if self.of else Aggregate.SUM

    @property
    def group(self) -> str:
        return self.code.partition(".")[0]


def _count(code: str, label: str, *rows: str, word: str = "") -> Indicator:
    return Indicator(code, label, rows, word=word)


def _yuan(code: str, label: str, *rows: str) -> Indicator:
    return Indicator(code, label, rows, Unit.YUAN)


def _ratio(code: str, label: str, numerator: str, denominator: str, *rows: str) -> Indicator:
    return Indicator(code, label, rows, Unit.PERCENT, (numerator, denominator))


TABLE: Final = (
    _count("offices.practising", "开展票决（票选）的机构", "0-08", "0-34"),
    _count("suggestions.received", "收到群众建议", "1-09", "1-18", "1-23", "1-51", word="条"),
    _count("suggestions.screened_out", "初审未通过", "1-32", word="条"),
    _count("suggestions.merged", "并案处理", "1-09", word="条"),
    _count("suggestions.nominated", "转为建议项目", "1-51", word="条"),
    _count("proposals.scored", "已评分建议项目", "1-32"),
    _count("proposals.eliminated", "评分淘汰", "1-32"),
    _count("proposals.excluded", "按清单不列入", "0-42", "0-43", "0-44", "0-45"),
    _count("reserve.entered", "进入储备库", "1-41"),
    _count("reserve.taken_up", "储备项目启用", "1-41", "1-109"),
    _count("notices.opinions", "公示期反馈意见", "1-47", word="条"),
    _count("notices.opinions_adopted", "采纳公示意见", "1-47", word="条"),
    _ratio("notices.adoption_rate", "公示意见采纳率", "notices.opinions_adopted", "notices.opinions", "1-47"),
    _count("projects.candidates", "候选项目", "1-61", "2-12", "3-46"),
    _count("projects.selected", "入选项目", "0-18", "1-80", "2-16"),
    _count("projects.selected_by_vote", "人代会票决入选", "0-24"),
    _count("projects.selected_by_poll", "街道票选入选", "1-80"),
    _count("projects.not_selected", "未入选项目", "2-17"),
    _count("projects.items", "民生实事（件）", "0-24", "0-39", word="件"),
    _count("projects.sub_projects", "民生实事（项）", "0-24", "0-39", word="项"),
    _count("projects.completed", "已完成项目", "0-67", "2-43"),
    _count("projects.late", "未按时完成项目", "0-65", "0-67"),
    _count("projects.evaluated", "已测评项目", "1-58"),
    _ratio("projects.completion_rate", "项目完成率", "projects.completed", "projects.items", "2-43"),
    _count("votes.deputies_total", "票决应到代表", "3-59", word="人"),
    _count("votes.present", "票决实到代表", word="人"),
    _count("votes.ballots_valid", "票决有效票", "1-69", word="票"),
    _count("votes.rounds", "票决轮次", word="轮"),
    _ratio("votes.turnout", "票决出席率", "votes.present", "votes.deputies_total"),
    _count("polls.members_total", "票选应到议政代表", "1-55", word="人"),
    _count("polls.present", "票选实到议政代表", "1-55", word="人"),
    _count("polls.ballots_valid", "票选有效票", "1-69", word="票"),
    _count("polls.rounds", "票选轮次", word="轮"),
    _ratio("polls.turnout", "票选出席率", "polls.present", "polls.members_total"),
    _yuan("money.planned", "年度计划投资", "3-46", "0-75"),
    _yuan("money.arrived", "资金到位"),
    _yuan("money.paid", "资金拨付", "0-25", "0-66"),
    _ratio("money.arrival_rate", "资金到位率", "money.arrived", "money.planned"),
    _ratio("money.payment_rate", "资金拨付率", "money.paid", "money.planned"),
    _count("inspections.held", "视察检查", "1-99", "0-54", word="次"),
    _count("findings.raised", "发现问题", "1-99"),
    _count("findings.closed", "整改销号问题", "1-99"),
    _count("satisfaction.favourable", "满意与基本满意票", "1-58", word="票"),
    _count("satisfaction.valid", "测评有效票", "1-58", word="票"),
    _ratio("satisfaction.rate", "总体满意率", "satisfaction.favourable", "satisfaction.valid", "1-58", "0-55"),
    _count("look_backs.held", "回头看", "0-22", "1-65", "2-41", word="次"),
    _count("deputies.total", "在任代表", "3-59", word="人"),
    _count("deputies.active", "有履职记录的代表", "3-28", word="人"),
    _ratio("deputies.activity_rate", "代表活跃度", "deputies.active", "deputies.total", "3-28"),
    _count("homes.total", "代表之家（联络站）", "3-02"),
    _count("receptions.held", "代表接待日", "1-22", "3-08", word="次"),
    _count("receptions.visitors", "接待群众人次", "1-23", word="人次"),
    _count("deputy_suggestions.received", "收到代表建议", "3-29", word="件"),
    _count("deputy_suggestions.solved_below", "乡镇、村级解决", "3-29", word="件"),
    _count("deputy_suggestions.solved_county", "县级解决", "3-29", "3-31", word="件"),
    _count("enquiries.asked", "询问问题", "1-62"),
    _count("enquiries.answered", "已答复问题", "1-62"),
    Indicator("points.total", "代表履职积分", ("3-06",), Unit.POINTS),
)

BY_CODE: Final[Mapping[str, Indicator]] = MappingProxyType({each.code: each for each in TABLE})
COLLECTED: Final = frozenset(each.code for each in TABLE if each.aggregate is Aggregate.SUM)

assert len(BY_CODE) == len(TABLE), "an indicator is named twice"
assert all(set(each.of) <= COLLECTED for each in TABLE if each.of), "a ratio of something that is not collected"
