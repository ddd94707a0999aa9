"""代表建议办理期限 (domain §7.1): the law's three and six months stand above every place's own figures."""

from __future__ import annotations

from typing import Final

from commons.kernel.errors import Malformed
from commons.rulebook.levels import EVERYBODY
from commons.rulebook.schema import Body, Field, Floor, Reader, Schema
from commons.rulebook.shapes import Period, Whole
from commons.rulebook.terms import Mode

_LAW: Final = "代表法（2025 年）：自交办之日起三个月内答复；涉及面广、处理难度大的，六个月内答复"


def _at_most(months: int) -> Floor:
    return Floor({"most": months}, _LAW, frozenset(EVERYBODY))


def _whole(body: Body, _: Reader) -> None:
    if body["extended_months"] < body["reply_months"]:
        raise Malformed("“延期后的答复期限”不能短于“答复期限”，请调整。")


def _days(count: int, unit: str) -> dict[str, object]:
    return {"count": count, "unit": unit}


SCHEMA: Final = Schema(
    "代表建议办理期限",
    (
        Field(
            "assign_within",
            "交办期限",
            Period(),
            _days(10, "workday"),
            "重庆市代表建议条例：十个工作日内交办；浙江为七日，青岛为五个工作日",
        ),
        Field(
            "return_within",
            "承办单位退回期限",
            Period(),
            _days(10, "workday"),
            "重庆市、河南省：十个工作日；浙江为十日，青岛为五个工作日",
        ),
        Field(
            "assist_within",
            "协办意见期限",
            Period(),
            _days(30, "workday"),
            "重庆市：三十个工作日；浙江、河南为两个月，青岛、山东为一个月",
        ),
        Field("reply_months", "答复期限", Whole("个月", 1, 12), 3, _LAW, Mode.BOUNDED, {"most": 3}, (_at_most(3),)),
        Field(
            "extended_months",
            "延期后的答复期限",
            Whole("个月", 1, 12),
            6,
            _LAW,
            Mode.BOUNDED,
            {"most": 6},
            (_at_most(6),),
        ),
        Field(
            "rating_workdays",
            "代表评价期限",
            Whole("个工作日", 1, 120),
            20,
            "重庆市：二十个工作日；北京为十五个工作日，河南为十个工作日",
        ),
        Field(
            "redo_months",
            "不满意的重新办理期限",
            Whole("个月", 1, 12),
            2,
            "重庆市、北京市：两个月；浙江、山东、河南为一个月",
        ),
    ),
    _whole,
)
