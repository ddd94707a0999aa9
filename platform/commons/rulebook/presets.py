"""What the province publishes on its first day: the rules of the law and of the places the product was drawn from.

Data, each piece citing its source by law or by place; ids such as 1-46 are rows of the domain's checklist. An article of
law is locked; what a place has chosen for itself is only a default, which another place may set otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from commons.directory.terms import Level
from commons.rulebook.terms import Kind, Mode

CONGRESSES: Final = (Level.CITY, Level.COUNTY, Level.TOWNSHIP)
STREETS: Final = (Level.SUBDISTRICT,)
EVERYBODY: Final = (*CONGRESSES, *STREETS)


@dataclass(frozen=True)
class Preset:
    kind: Kind
    title: str
    source: str
    levels: tuple[Level, ...]
    default_levels: tuple[Level, ...]
    body: Mapping[str, Any]
    modes: Mapping[str, Mapping[str, str]]


def _locked(source: str) -> dict[str, str]:
    return {"mode": Mode.LOCKED.value, "source": source}


def _free(source: str) -> dict[str, str]:
    return {"mode": Mode.FREE.value, "source": source}


_BALLOT_PAPER = {
    "method.form": _free("由票决办法规定"),
    "method.max_approvals": _free("由票决办法规定，不填即为应选名额"),
    "method.overvote": _free("参照选举法第四十四条"),
    "method.undervote": _free("参照选举法第四十四条"),
    "method.min_participation": _free("广东省人大议事规则第六十条"),
    "method.tie": _locked("地方组织法第二十九条、选举法第四十五条：票数相等的再次投票"),
    "method.shortfall": _free("参照地方组织法第二十九条，由票决办法规定"),
    "secrecy": _free("由票决办法规定"),
    "scrutineers": _free("由会议通过的名单确定"),
    "tellers": _free("由会议通过的名单确定"),
    "priority": _free("由票决办法规定"),
}

# 1-67 差额比例不低于 20 %; 1-68 无记名; 3 scrutineers and 2 tellers from 1-70, 1-71.
VOTING_BY_CONGRESS: Final = Preset(
    kind=Kind.VOTING_METHOD,
    title="民生实事项目票决办法（人民代表大会）",
    source="地方组织法第十四条、第二十五条、第二十九条；街道“四全”机制：差额比例不低于 20%",
    levels=CONGRESSES,
    default_levels=CONGRESSES,
    body={
        "method": {
            "form": "approval",
            "overvote": "void_ballot",
            "undervote": "valid",
            "quorum": {"at_least": "2/3", "base": "all_deputies"},
            "pass": {"more_than": "1/2", "base": "all_deputies"},
            "min_participation": None,
            "margin": {"at_least": "1/5", "base": "seats"},
            "tie": "revote",
            "shortfall": "accept",
        },
        "secrecy": "plain",
        "scrutineers": 3,
        "tellers": 2,
        "priority": False,
    },
    modes={
        "method.quorum": _locked("地方组织法第十四条：三分之二以上的代表出席，始得举行"),
        "method.pass": _locked("地方组织法第二十五条：以全体代表的过半数通过"),
        "method.margin": _free("各地票决办法自定差额比例和基数"),
        **_BALLOT_PAPER,
    },
)

# 1-55 议政代表会 selects by 票选; its members are no deputies, so the thresholds of the 组织法 guide it, not bind it.
SELECTION_BY_STREET: Final = Preset(
    kind=Kind.VOTING_METHOD,
    title="民生实事项目票选办法（街道议政代表会）",
    source="街道“四全”机制《民生实事项目票选办法》；街道议事代表会议过半数出席始得举行；过半数通过参照地方组织法第二十五条",
    levels=STREETS,
    default_levels=STREETS,
    body={
        "method": {
            "form": "approval",
            "overvote": "void_ballot",
            "undervote": "valid",
            "quorum": {"more_than": "1/2", "base": "all_deputies"},
            "pass": {"more_than": "1/2", "base": "all_deputies"},
            "min_participation": None,
            "margin": {"at_least": "1/5", "base": "seats"},
            "tie": "revote",
            "shortfall": "accept",
        },
        "secrecy": "plain",
        "scrutineers": 3,
        "tellers": 2,
        "priority": True,
    },
    modes={
        "method.quorum": _free("由街道票选办法规定"),
        "method.pass": _free("由街道票选办法规定，衡阳石鼓为双重门槛"),
        "method.margin": _free("街道“四全”机制：差额比例不低于 20%"),
        **_BALLOT_PAPER,
    },
)

# 1-26 to 1-32. The source gives the weights; the pass mark is a parameter of every place.
RUBRIC: Final = Preset(
    kind=Kind.RUBRIC,
    title="民生实事项目征集评估标准",
    source="街道“四全”机制《民生实事项目征集评估标准》：民意基础 40%、资金可行性 30%、社会效益 20%、实施难度 10%",
    levels=EVERYBODY,
    default_levels=EVERYBODY,
    body={
        "rubric": {
            "criteria": [
                {"key": "public_support", "name": "民意基础", "weight": 40},
                {"key": "funding_feasibility", "name": "资金可行性", "weight": 30},
                {"key": "social_benefit", "name": "社会效益", "weight": 20},
                {"key": "implementation_difficulty", "name": "实施难度", "weight": 10},
            ],
            "scale": 100,
            "pass_mark": "60",
            "aggregate": "mean",
            "missing": "refuse",
        }
    },
    modes={
        "rubric.criteria": _free("各地评估标准自定评分项和权重"),
        "rubric.scale": _free("各地评估标准自定满分"),
        "rubric.pass_mark": _free("各地评估标准自定淘汰线"),
        "rubric.aggregate": _free("各地评估标准自定汇总方法"),
        "rubric.missing": _free("各地评估标准自定"),
    },
)

# 0-42 to 0-46: set by the county's standing committee, so each place may keep a list of its own.
EXCLUSIONS: Final = Preset(
    kind=Kind.EXCLUSIONS,
    title="民生实事项目“四个不列入”",
    source="江门市蓬江区人大常委会：四个不列入",
    levels=EVERYBODY,
    default_levels=EVERYBODY,
    body={
        "rules": [
            {"key": "major_development", "label": "重大发展项目", "kind": "hard"},
            {"key": "outside_funding", "label": "以上级公共财政资金投入为主或以社会资本投入为主的项目", "kind": "hard"},
            {"key": "not_universal", "label": "不具普惠性、公益性的项目", "kind": "hard"},
            {"key": "cross_year", "label": "建设周期跨年度的项目（一般不列入）", "kind": "soft"},
        ]
    },
    modes={"rules": _free("各地常委会自定不列入清单")},
)

NOTICE_PERIODS: Final = Preset(
    kind=Kind.NOTICE_PERIODS,
    title="民生实事项目公示期限",
    source="街道“四全”机制二次公示：初步方案不少于 7 个工作日（1-46），结果 5 个工作日（1-78）",
    levels=EVERYBODY,
    default_levels=EVERYBODY,
    body={"preliminary_days": 7, "result_days": 5},
    modes={
        "preliminary_days": _free("街道“四全”机制：不少于 7 个工作日"),
        "result_days": _free("街道“四全”机制：5 个工作日"),
    },
)


def _duty(key: str, label: str, month: int, day: int) -> dict[str, Any]:
    return {"key": key, "label": label, "month": month, "day": day}


_MONTH_ENDS = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}

# 0-48 to 0-51. The source says how often; the last day of each period is the plainest latest day.
FOUR_ONES: Final = Preset(
    kind=Kind.SUPERVISION_CALENDAR,
    title="监督“四个一”",
    source="江门市蓬江区：每月一公示、季度一通报、年中一报告、年末一测评",
    levels=EVERYBODY,
    default_levels=(Level.COUNTY, Level.TOWNSHIP, Level.SUBDISTRICT),
    body={
        "duties": [
            *(_duty(f"monthly_notice_{month:02}", f"{month} 月公示", month, day) for month, day in _MONTH_ENDS.items()),
            *(
                _duty(f"quarterly_bulletin_{quarter}", f"第{'一二三四'[quarter - 1]}季度通报", quarter * 3, day)
                for quarter, day in ((1, 31), (2, 30), (3, 30), (4, 31))
            ),
            _duty("midyear_report", "年中报告", 7, 31),
            _duty("yearend_evaluation", "年末测评", 12, 31),
        ]
    },
    modes={"duties": _free("列入各地常委会年度工作要点")},
)

# 0-19 to 0-23.
FOUR_QUESTIONS: Final = Preset(
    kind=Kind.SUPERVISION_CALENDAR,
    title="监督“四问”",
    source="江门市：年初问计划、年中问进度、年终问结果、翌年回头看",
    levels=EVERYBODY,
    default_levels=(Level.CITY,),
    body={
        "duties": [
            _duty("ask_plan", "年初问计划", 3, 31),
            _duty("ask_progress", "年中问进度", 7, 31),
            _duty("ask_result", "年终问结果", 12, 31),
            {**_duty("look_back", "翌年回头看", 6, 30), "next_year": True},
        ]
    },
    modes={"duties": _free("列入各地常委会年度工作要点")},
)

# 0-55, 0-64, 0-65; the boundary differs on purpose: half is enough for 满意, not for 基本满意.
SATISFACTION_OF_COMMITTEE: Final = Preset(
    kind=Kind.SATISFACTION,
    title="满意度测评规则（常委会、主席团）",
    source="宁波市镇海区人大常委会：满意票达到全体组成人员半数为满意，满意与基本满意合计过半为基本满意，否则为不满意",
    levels=CONGRESSES,
    default_levels=CONGRESSES,
    body={
        "rule": {
            "kind": "cascade",
            "base": "all_members",
            "steps": [
                {"result": "satisfied", "of": ["satisfied"], "at_least": "1/2"},
                {"result": "basically_satisfied", "of": ["satisfied", "basically_satisfied"], "more_than": "1/2"},
            ],
            "otherwise": "dissatisfied",
            "rectify_when": ["dissatisfied"],
        }
    },
    modes={"rule": _free("监督法未规定测评办法，由各地自定")},
)

# 1-64; whose votes are counted differs from place to place, so the base is free with the rule.
SATISFACTION_OF_STREET: Final = Preset(
    kind=Kind.SATISFACTION,
    title="满意度测评规则（街道）",
    source="街道“四全”机制：满意度低于 80% 的，责令责任部门限期整改",
    levels=EVERYBODY,
    default_levels=STREETS,
    body={
        "rule": {
            "kind": "rate",
            "of": ["satisfied", "basically_satisfied"],
            "base": "valid",
            "rectify_below": "80%",
        }
    },
    modes={"rule": _free("由街道测评办法规定")},
)

# 3-06. The only published figures: suggestions and inspections +3, half a day's leave −1 (江北区 2014); the rest follows them.
POINTS: Final = Preset(
    kind=Kind.POINTS,
    title="代表履职积分规则",
    source="重庆市江北区代表履职积分：建议、视察调研各 3 分，人代会请假半天扣 1 分；其余各项比照设定，表彰和其他履职由各地自定",
    levels=EVERYBODY,
    default_levels=EVERYBODY,
    body={
        "items": [
            {"kind": "session", "label": "出席会议", "points": "2"},
            {"kind": "speech", "label": "审议发言", "points": "1"},
            {"kind": "vote", "label": "参加票决", "points": "2"},
            {"kind": "evaluation", "label": "参加测评", "points": "2"},
            {"kind": "suggestion", "label": "提出代表建议", "points": "3"},
            {"kind": "co_signing", "label": "附议代表建议", "points": "1"},
            {"kind": "inspection", "label": "视察调研", "points": "3"},
            {"kind": "reception", "label": "接待群众", "points": "2"},
            {"kind": "group_activity", "label": "代表小组活动", "points": "1"},
            {"kind": "training", "label": "学习培训", "points": "1"},
            {"kind": "duty_report", "label": "述职", "points": "2"},
            {"kind": "leave", "label": "会议请假半天", "points": "-1"},
            {"kind": "award", "label": "表彰", "points": "0"},
            {"kind": "other", "label": "其他履职", "points": "0"},
        ]
    },
    modes={"items": _free("各地代表履职积分办法自定")},
)

PRESETS: Final = (
    VOTING_BY_CONGRESS,
    SELECTION_BY_STREET,
    RUBRIC,
    EXCLUSIONS,
    NOTICE_PERIODS,
    FOUR_ONES,
    FOUR_QUESTIONS,
    SATISFACTION_OF_COMMITTEE,
    SATISFACTION_OF_STREET,
    POINTS,
)
