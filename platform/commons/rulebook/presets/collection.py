"""征集办法 (domain §5.1)."""

from __future__ import annotations

from typing import Final

from commons.rulebook.levels import CONGRESSES, EVERYBODY
from commons.rulebook.presets.preset import preset
from commons.rulebook.terms import Kind

COLLECTIONS: Final = (
    preset(
        Kind.COLLECTION,
        "民生实事项目征集办法",
        "景洪市票决办法第六条：第三季度启动，公开征集不少于 30 日；街道“四全”机制：线上线下多渠道征集",
        EVERYBODY,
        EVERYBODY,
    ),
    preset(
        Kind.COLLECTION,
        "征集办法（九月集中征集月）",
        "宁波市人大常委会决定（2023 年）、宁海县决定：九月为民生实事项目集中征集月，全年常态征集",
        EVERYBODY,
        values={"start_month": 9},
    ),
    preset(
        Kind.COLLECTION,
        "征集办法（乡镇不少于五件）",
        "周口市淮阳区 2020 年征集通知：10 月启动，每个乡镇不少于 5 件，一事一提，须有量化指标",
        CONGRESSES,
        values={"start_month": 10, "quota_per_township": 5, "one_matter": True, "standing": False},
    ),
    preset(
        Kind.COLLECTION,
        "征集办法（全年受理、按季分级）",
        "深圳市福田区 2.0：全年征集，社区初步研究，街道按季度分级处理",
        EVERYBODY,
        values={"start_month": 1},
    ),
)
