"""代表建议办理期限 and 履职积分规则 (domain §7.1, §7.4)."""

from __future__ import annotations

from typing import Any, Final

from commons.rulebook.levels import EVERYBODY
from commons.rulebook.presets.preset import preset
from commons.rulebook.terms import Kind


def _days(count: int) -> dict[str, Any]:
    return {"count": count, "unit": "day"}


def _workdays(count: int) -> dict[str, Any]:
    return {"count": count, "unit": "workday"}


def _months(count: int) -> dict[str, Any]:
    return {"count": count, "unit": "month"}


# place → source, assign, return, assist, rating (working days), redo (months)
_PLACES: Final = (
    ("浙江省", "浙江省代表法办法（2016 年）", _days(7), _days(10), _months(2), 20, 1),
    ("青岛市", "青岛市代表建议条例（2021 年）", _workdays(5), _workdays(5), _months(1), 20, 2),
    ("山东省", "山东省代表建议规定（2017 年）", _days(5), _days(5), _months(1), 20, 1),
    ("河南省", "河南省代表建议规定（2017 年）", _workdays(10), _workdays(10), _months(2), 10, 1),
    ("北京市", "北京市代表建议条例（2014 年）", _workdays(10), _workdays(10), _workdays(30), 15, 2),
)

SUGGESTION_DEADLINES: Final = (
    preset(
        Kind.SUGGESTION_DEADLINES,
        "代表建议办理期限",
        "代表法（2025 年）：三个月内答复，疑难的六个月；其余期限参照重庆市代表建议条例（2017 年）",
        EVERYBODY,
        EVERYBODY,
    ),
    *(
        preset(
            Kind.SUGGESTION_DEADLINES,
            f"代表建议办理期限（{place}）",
            f"{source}；原文没有写明的期限同本省默认",
            EVERYBODY,
            values={
                "assign_within": assign,
                "return_within": sent_back,
                "assist_within": assist,
                "rating_workdays": rating,
                "redo_months": redo,
            },
        )
        for place, source, assign, sent_back, assist, rating, redo in _PLACES
    ),
)

# 3-06. The only published figures: suggestions and inspections +3, half a day's leave −1 (江北区 2014); the rest follows them.
POINTS: Final = preset(
    Kind.POINTS,
    "代表履职积分规则",
    "重庆市江北区代表履职积分：建议、视察调研各 3 分，人代会请假半天扣 1 分；其余各项比照设定，表彰和其他履职由各地自定",
    EVERYBODY,
    EVERYBODY,
    values={
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
)
