"""监督日历: what a year of supervision owes, each duty with its latest day (0-19 to 0-22, 0-48 to 0-51)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from commons.kernel.errors import Malformed
from commons.rulebook import cases
from commons.rulebook.schema import Body, Field, Reader, Schema
from commons.rulebook.shapes import Column, Flag, Rows, Text, Whole


class Duty(NamedTuple):
    key: str
    label: str
    due_on: dt.date


def _whole(body: Body, _: Reader) -> None:
    for place, each in cases.numbered(body["duties"], "“监督任务和期限”"):
        month, day = each["month"], each["day"]  # type: ignore[index]
        try:
            dt.date(2025, month, day)  # a common year: what falls due every year cannot fall due on 29 February
        except ValueError as impossible:
            raise Malformed(f"{place}的日期 {month} 月 {day} 日并非每年都有，请改正。") from impossible


def duties_of(body: Mapping[str, Any], year: int) -> list[Duty]:
    """The duties of the projects of `year` with their dates, earliest first."""
    found = [
        Duty(each["key"], each["label"], dt.date(year + each.get("next_year", False), each["month"], each["day"]))
        for each in body["duties"]
    ]
    return sorted(found, key=lambda duty: (duty.due_on, duty.key))


def _line(duty: Mapping[str, Any]) -> tuple[str, str]:
    return duty["label"], f"{'翌年 ' if duty.get('next_year') else ''}{duty['month']} 月 {duty['day']} 日前"


SCHEMA: Final = Schema(
    "监督日历",
    (
        Field(
            "duties",
            "监督任务和期限",
            # `next_year` moves a duty to the year after the projects' year: 翌年回头看
            Rows(
                (
                    Column("key", "代码", Text(), made=True),
                    Column("label", "任务", Text()),
                    Column("month", "月", Whole("", 1, 12)),
                    Column("day", "日", Whole("", 1, 31)),
                    Column("next_year", "翌年", Flag("翌年", "当年"), optional=True),
                ),
                _line,
            ),
            [],
            "监督法第六十三条：年度监督计划由主任会议通过并公布；列入各地常委会年度工作要点（0-47）",
        ),
    ),
    _whole,
)
