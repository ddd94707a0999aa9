"""满意度测评规则 (domain §4)."""

from __future__ import annotations

from typing import Any, Final

from commons.rulebook.levels import CONGRESSES, EVERYBODY, STREETS
from commons.rulebook.presets.preset import preset
from commons.rulebook.terms import Kind

_CONTENT: Final = ["satisfied", "basically_satisfied"]


def _rate(below: str) -> dict[str, Any]:
    return {"kind": "rate", "of": _CONTENT, "base": "valid", "rectify_below": below}


# 0-55, 0-64, 0-65; the boundary differs on purpose: half is enough for 满意, not for 基本满意.
SATISFACTION_OF_COMMITTEE: Final = preset(
    Kind.SATISFACTION,
    "满意度测评规则（常委会、主席团）",
    "宁波市镇海区人大常委会：满意票达到全体组成人员半数为满意，满意与基本满意合计过半为基本满意，否则为不满意",
    CONGRESSES,
    CONGRESSES,
    values={
        "rule": {
            "kind": "cascade",
            "base": "all_members",
            "steps": [
                {"result": "satisfied", "of": ["satisfied"], "at_least": "1/2"},
                {"result": "basically_satisfied", "of": _CONTENT, "more_than": "1/2"},
            ],
            "otherwise": "dissatisfied",
            "rectify_when": ["dissatisfied"],
        },
        "consequences": ["rectify", "explain"],
    },
)

# 1-64; whose votes are counted differs from place to place, so the base is free with the rule.
SATISFACTION_OF_STREET: Final = preset(
    Kind.SATISFACTION,
    "满意度测评规则（街道）",
    "街道“四全”机制：满意度低于 80% 的，责令责任部门限期整改",
    EVERYBODY,
    STREETS,
    values={
        "rule": _rate("80%"),
        "evaluators": "assembly",
        "consequences": ["rectify", "look_back", "assessment"],
    },
)

SATISFACTIONS: Final = (
    SATISFACTION_OF_COMMITTEE,
    SATISFACTION_OF_STREET,
    preset(
        Kind.SATISFACTION,
        "满意度测评规则（二次整改）",
        "衡阳市石鼓区：电话和入户问卷满意度低于 70% 的，二次整改",
        EVERYBODY,
        values={"rule": _rate("70%"), "evaluators": "public", "consequences": ["second_rectification"]},
    ),
    preset(
        Kind.SATISFACTION,
        "满意度测评规则（三方评分）",
        "宁波市镇海区 2013 年：群众 60 分、四套班子领导 30 分、网络 10 分；低于 80 分整改为本平台的默认值",
        EVERYBODY,
        values={
            "rule": {
                "kind": "score",
                "parts": [
                    {"key": "群众", "weight": 60, "score": "0"},
                    {"key": "四套班子领导", "weight": 30, "score": "0"},
                    {"key": "网络", "weight": 10, "score": "0"},
                ],
                "rectify_below": "80",
            },
            "evaluators": "mixed",
        },
    ),
    preset(
        Kind.SATISFACTION,
        "满意度测评规则（获得感、幸福感、安全感）",
        "江门市：以群众的获得感、幸福感、安全感衡量成效（0-32）；三项的权重和低于 80 分整改为本平台的默认值",
        EVERYBODY,
        values={
            "rule": {
                "kind": "score",
                "parts": [
                    {"key": "获得感", "weight": 40, "score": "0"},
                    {"key": "幸福感", "weight": 30, "score": "0"},
                    {"key": "安全感", "weight": 30, "score": "0"},
                ],
                "rectify_below": "80",
            },
            "evaluators": "public",
        },
    ),
    preset(
        Kind.SATISFACTION,
        "满意度测评规则（不满意超过三分之一）",
        "未见于公开的规定，供有此做法的地方选用：不满意票超过三分之一的，限期整改",
        EVERYBODY,
        values={"rule": _rate("2/3"), "evaluators": "deputies"},
    ),
)
