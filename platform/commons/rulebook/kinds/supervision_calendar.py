"""监督日历: what a year of supervision owes, each duty with its latest day (0-19 to 0-22, 0-48 to 0-51)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from commons.kernel.errors import Malformed
from commons.rulebook import cases


class Duty(NamedTuple):
    key: str
    label: str
    due_on: dt.date


# How a field is called on the pages; its path in the body stays the program's.
LABELS: Final = {
    "duties": "监督任务和期限",
}


def check(body: object, _: Callable[[object, str], object]) -> None:
    """`next_year` (optional) moves a duty to the year after the projects' year: 翌年回头看."""
    duties = cases.numbered(cases.record(body, "监督日历", required=("duties",))["duties"], "duties")
    cases.distinct([_check_duty(item, place) for place, item in duties], "duties")


def _check_duty(item: object, where: str) -> str:
    fields = cases.record(item, where, required=("key", "label", "month", "day"), optional=("next_year",))
    cases.word(fields["label"], f"{where}的 label")
    month, day = (cases.whole(fields[name], f"{where}的 {name}") for name in ("month", "day"))
    try:
        dt.date(2025, month, day)  # a common year: what falls due every year cannot fall due on 29 February
    except ValueError as impossible:
        raise Malformed(f"{where}的日期 {month} 月 {day} 日并非每年都有，请改正。") from impossible
    if not isinstance(fields.get("next_year", False), bool):
        raise Malformed(f"{where}的 next_year 应为 true 或 false，请改正。")
    return cases.word(fields["key"], f"{where}的 key")


def duties_of(body: Mapping[str, Any], year: int) -> list[Duty]:
    """The duties of the projects of `year` with their dates, earliest first."""
    found = [
        Duty(each["key"], each["label"], dt.date(year + each.get("next_year", False), each["month"], each["day"]))
        for each in body["duties"]
    ]
    return sorted(found, key=lambda duty: (duty.due_on, duty.key))


def describe(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (each["label"], f"{'翌年 ' if each.get('next_year') else ''}{each['month']} 月 {each['day']} 日前")
        for each in body["duties"]
    ]
