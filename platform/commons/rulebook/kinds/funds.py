"""资金监管规则: which payments of a project are looked into (1-103).

The sources tell of 200 万元 stopped in time and give no figures: every one is a default that a place sets for itself.
"""

from __future__ import annotations

from typing import Final

from commons.rulebook.schema import Field, Schema
from commons.rulebook.shapes import Flag, Whole

_SOURCE: Final = "街道“四全”机制（1-103）：资金使用异常即叫停拨付并审计，界限由各地自定"

SCHEMA: Final = Schema(
    "资金监管规则",
    (
        Field("ahead_points", "支付快于建设", Whole("个百分点以上（不含）", 1, 100), 20, _SOURCE),
        Field("over_budget_percent", "超出预算", Whole("% 以上（不含）", 0, 100), 0, _SOURCE),
        Field("outside_contract", "付给合同外单位", Flag("预警", "不预警"), True, _SOURCE),
        Field("split_below_wan", "拆分支付的单笔上限", Whole("万元", 1, 100_000), 50, _SOURCE),
        Field("split_count", "拆分支付的笔数", Whole("笔以上", 2, 100), 3, _SOURCE),
        Field("split_days", "拆分支付的期间", Whole("天之内", 1, 366), 10, _SOURCE),
        Field("bunched_percent", "集中支付占预算", Whole("% 以上", 1, 100), 60, _SOURCE),
        Field("bunched_days", "集中支付的期间", Whole("天之内", 1, 366), 10, _SOURCE),
    ),
)
