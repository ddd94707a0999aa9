"""A year's holidays as people write them: lines of `2027-02-05 至 2027-02-11 休 春节`, `2027-02-20 班`. Pure.

The State Council's notice names days off and make-up working days; every other day is judged by its weekday.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from commons.kernel.errors import Malformed

_LINE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*(?:至|到|~|—)\s*(\d{4}-\d{2}-\d{2}))?\s+(休|班)(?:\s+(\S{1,20}))?")
_LONGEST = 15  # days of one holiday: more is a slip of the pen


def read_days(text: str, year: int) -> dict[date, bool]:
    """day → is it worked. Raises Malformed with the line, for what cannot be read, lies in another year or is told twice."""
    days: dict[date, bool] = {}
    for number, line in enumerate(filter(None, (each.strip() for each in text.splitlines())), start=1):
        first, last, worked = _line(line, number)
        for offset in range((last - first).days + 1):
            day = first + timedelta(days=offset)
            if day.year != year:
                raise Malformed(f"第 {number} 行的 {day} 不在 {year} 年内，请改正。")
            if day in days:
                raise Malformed(f"第 {number} 行的 {day} 重复，请改正。")
            days[day] = worked
    if not days:
        raise Malformed("放假安排是空的，请逐行填写休息日和调休上班日。")
    return days


def write_days(days: Mapping[date, bool]) -> str:
    """Back to lines, neighbouring days of one sort together."""
    lines: list[str] = []
    run: list[date] = []
    ordered = sorted(days)
    for place, day in enumerate(ordered):
        run.append(day)
        after = ordered[place + 1] if place + 1 < len(ordered) else None
        if after == day + timedelta(days=1) and days[after] == days[day]:
            continue
        span = f"{run[0]}" if len(run) == 1 else f"{run[0]} 至 {run[-1]}"
        lines.append(f"{span} {'班' if days[day] else '休'}")
        run = []
    return "\n".join(lines)


def _line(line: str, number: int) -> tuple[date, date, bool]:
    found = _LINE.fullmatch(line)
    try:
        if found is None:
            raise ValueError
        first = date.fromisoformat(found[1])
        last = date.fromisoformat(found[2]) if found[2] else first
    except ValueError:
        example = "2027-02-05 至 2027-02-11 休 春节"
        raise Malformed(f"第 {number} 行看不懂，请写作“{example}”或“2027-02-20 班”的样式。") from None
    if not 0 <= (last - first).days < _LONGEST:
        raise Malformed(f"第 {number} 行的起止日期不对，请核对。")
    return first, last, found[3] == "班"
