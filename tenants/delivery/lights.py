"""亮灯: how a project stands, as a colour and one sentence that says why (domain §6.2). Pure.

Progress goes by 银川's rule: less than 10 percentage points behind is green, 10 to 30 yellow, more than 30 red. Blue is
accepted (五色督办), grey has nothing to light. A missed milestone or a missed deadline is red whatever the percentages
say, and silence is not green: two whole months without a report are yellow.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

YELLOW_FROM: Final = Decimal(10)  # percentage points behind
RED_ABOVE: Final = Decimal(30)
SILENT_MONTHS: Final = 2
LATE_START_RED: Final = 3  # months after the planned one


class Light(StrEnum):
    GREY = "grey"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    BLUE = "blue"

    @property
    def label(self) -> str:
        return {"grey": "灰灯", "green": "绿灯", "yellow": "黄灯", "red": "红灯", "blue": "蓝灯"}[self.value]


class Phase(StrEnum):
    """As much of a project's state as the lights look at."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    PAUSED = "paused"
    COMPLETED = "completed"
    ACCEPTED = "accepted"
    ENDED = "ended"


class Overdue(NamedTuple):
    """A milestone that is not done on a day after the day it was due."""

    title: str
    due_on: dt.date


class Judgement(NamedTuple):
    light: Light
    why: str


@dataclass(frozen=True)
class Standing:
    """Everything a light depends on, on one day. Percentages are 0 to 100."""

    today: dt.date
    phase: Phase
    physical: Decimal = Decimal(0)
    planned: Decimal = Decimal(0)
    overdue: tuple[Overdue, ...] = ()
    start_on: dt.date | None = None
    due_on: dt.date | None = None
    heard_on: dt.date | None = None  # the newest report's month, or when work started

    @property
    def behind(self) -> Decimal:
        """Percentage points; negative when ahead."""
        return self.planned - self.physical


def judge(standing: Standing) -> Judgement:
    match standing.phase:
        case Phase.ACCEPTED:
            return Judgement(Light.BLUE, "已完工并通过验收。")
        case Phase.ENDED:
            return Judgement(Light.GREY, "项目已终止，不再亮灯。")
        case Phase.COMPLETED:
            return Judgement(Light.GREEN, "已完工，等待验收。")
    if standing.overdue:
        return Judgement(Light.RED, _missed(standing))
    if standing.due_on is not None and standing.today > standing.due_on:
        days = (standing.today - standing.due_on).days
        return Judgement(Light.RED, f"已超过完成时限 {days} 天，仍未完工。")
    match standing.phase:
        case Phase.PAUSED:
            return Judgement(Light.YELLOW, "项目已暂停实施，请跟踪恢复情况。")
        case Phase.NOT_STARTED:
            return _not_started(standing)
    return _progress(standing)


def _missed(standing: Standing) -> str:
    first = min(standing.overdue, key=lambda each: each.due_on)
    days = (standing.today - first.due_on).days
    more = f"，共 {len(standing.overdue)} 个节点逾期" if len(standing.overdue) > 1 else ""
    return f"节点“{first.title}”已逾期 {days} 天{more}。"


def _not_started(standing: Standing) -> Judgement:
    late = months_between(standing.start_on, standing.today) if standing.start_on else 0
    if late >= LATE_START_RED:
        return Judgement(Light.RED, f"比计划开工月份已晚 {late} 个月，仍未开工。")
    if late >= 1:
        return Judgement(Light.YELLOW, f"比计划开工月份已晚 {late} 个月，尚未开工。")
    return Judgement(Light.GREY, "尚未开工。")


def _progress(standing: Standing) -> Judgement:
    figures = f"形象进度 {plain(standing.physical)}%，序时进度 {plain(standing.planned)}%"
    behind = f"{figures}，落后 {plain(standing.behind)} 个百分点。"
    if standing.behind > RED_ABOVE:
        return Judgement(Light.RED, behind)
    silent = months_between(standing.heard_on, standing.today) - 1 if standing.heard_on else 0
    if standing.behind >= YELLOW_FROM:
        return Judgement(Light.YELLOW, behind)
    if silent >= SILENT_MONTHS:
        return Judgement(Light.YELLOW, f"已连续 {silent} 个月没有报送进度。")
    if standing.behind > 0:
        return Judgement(Light.GREEN, behind)
    if standing.behind < 0:
        return Judgement(Light.GREEN, f"{figures}，超序时进度推进。")
    return Judgement(Light.GREEN, f"{figures}，按序时推进。")


def months_between(earlier: dt.date, later: dt.date) -> int:
    """Calendar months; 0 within the same month or when `later` is the earlier one."""
    return max(0, (later.year - earlier.year) * 12 + later.month - earlier.month)


def plain(percent: Decimal) -> str:
    """45, 45.5, 45.25: no trailing zeros."""
    return f"{percent:f}".rstrip("0").rstrip(".") if "." in f"{percent:f}" else f"{percent:f}"
