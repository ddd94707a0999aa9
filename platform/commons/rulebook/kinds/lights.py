"""亮灯规则: when a project turns yellow or red (domain §6.2)."""

from __future__ import annotations

from typing import Final

from commons.kernel.errors import Malformed
from commons.rulebook.schema import Body, Field, Reader, Schema
from commons.rulebook.shapes import Choice, Whole

LAG, PROGRESS = "lag", "progress"


def _whole(body: Body, _: Reader) -> None:
    if body["red_above"] <= body["yellow_from"]:
        raise Malformed("“滞后亮红灯”应大于“滞后亮黄灯”，请调整。")
    if body["green_from"] <= body["red_below"]:
        raise Malformed("“进度亮绿灯”应大于“进度亮红灯”，请调整。")
    if body["late_start_red"] <= body["late_start_yellow"]:
        raise Malformed("“未开工亮红灯”应大于“未开工亮黄灯”，请调整。")


_SOURCE: Final = "银川市发展改革委红黄绿管理：滞后 10 至 30 个百分点亮黄灯，超过 30 个百分点亮红灯"
_BANDS: Final = "大足区双路街道五色督办：进度低于 30% 亮红灯，完工并验收亮蓝灯，其余分档由各地自定"

SCHEMA: Final = Schema(
    "亮灯规则",
    (
        Field("scheme", "亮灯依据", Choice({LAG: "按落后于序时进度的多少", PROGRESS: "按形象进度"}), LAG, _SOURCE),
        Field("yellow_from", "滞后亮黄灯", Whole("个百分点以上", 1, 99), 10, _SOURCE),
        Field("red_above", "滞后亮红灯", Whole("个百分点以上（不含）", 2, 100), 30, _SOURCE),
        Field("red_below", "进度亮红灯", Whole("% 以下（不含）", 1, 99), 30, _BANDS),
        Field("green_from", "进度亮绿灯", Whole("% 以上", 2, 100), 60, _BANDS),
        Field(
            "late_start_yellow",
            "未开工亮黄灯",
            Whole("个月以上", 1, 12),
            1,
            "银川市发展改革委：计划开工当月未开工亮黄灯",
        ),
        Field(
            "late_start_red", "未开工亮红灯", Whole("个月以上", 2, 24), 3, "银川市发展改革委：连续三个月未开工亮红灯"
        ),
        Field("silent_months", "未报进度亮黄灯", Whole("个月以上", 1, 12), 2, "银川市发展改革委：按月更新"),
    ),
    _whole,
)
