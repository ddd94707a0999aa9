"""亮灯: how a project stands, as a colour and one sentence that says why (domain §6.2). Pure.

The figures come from the office's rule (`Rule`, the rulebook's kind `lights`); unless it says otherwise they are 银川's:
less than 10 percentage points behind is green, 10 to 30 yellow, more than 30 red. Blue is accepted (五色督办), grey has
nothing to light. A missed milestone or a missed deadline is red whatever the percentages say, and silence is not green.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, Final, NamedTuple

from commons.rulebook.kinds.lights import LAG


@dataclass(frozen=True)
class Rule:
    """Percentage points behind, percent done, months. `by_lag`: judged by how far behind, else by how far it has come."""

    by_lag: bool = True
    yellow_from: Decimal = Decimal(10)
    red_above: Decimal = Decimal(30)
    red_below: Decimal = Decimal(30)
    green_from: Decimal = Decimal(60)
    silent_months: int = 2
    late_start_yellow: int = 1
    late_start_red: int = 3

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Rule:
        """From a whole body of the kind `lights`, which the rulebook has checked."""
        return cls(
            by_lag=body["scheme"] == LAG,
            yellow_from=Decimal(body["yellow_from"]),
            red_above=Decimal(body["red_above"]),
            red_below=Decimal(body["red_below"]),
            green_from=Decimal(body["green_from"]),
            silent_months=body["silent_months"],
            late_start_yellow=body["late_start_yellow"],
            late_start_red=body["late_start_red"],
        )


USUAL: Final = Rule()


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


def judge(standing: Standing, rule: Rule = USUAL) -> Judgement:
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
            return _not_started(standing, rule)
    return _progress(standing, rule)


def _missed(standing: Standing) -> str:
    first = min(standing.overdue, key=lambda each: each.due_on)
    days = (standing.today - first.due_on).days
    more = f"，共 {len(standing.overdue)} 个节点逾期" if len(standing.overdue) > 1 else ""
    return f"节点“{first.title}”已逾期 {days} 天{more}。"


def _not_started(standing: Standing, rule: Rule) -> Judgement:
    late = months_between(standing.start_on, standing.today) if standing.start_on else 0
    if late >= rule.late_start_red:
        return Judgement(Light.RED, f"比计划开工月份已晚 {late} 个月，仍未开工。")
    if late >= rule.late_start_yellow:
        return Judgement(Light.YELLOW, f"比计划开工月份已晚 {late} 个月，尚未开工。")
    return Judgement(Light.GREY, "尚未开工。")


def _progress(standing: Standing, rule: Rule) -> Judgement:
    figures = f"形象进度 {plain(standing.physical)}%，序时进度 {plain(standing.planned)}%"
    behind = f"{figures}，落后 {plain(standing.behind)} 个百分点。" if standing.behind > 0 else f"{figures}。"
    if standing.behind > rule.red_above if rule.by_lag else standing.physical < rule.red_below:
        return Judgement(Light.RED, behind)
    silent = months_between(standing.heard_on, standing.today) - 1 if standing.heard_on else 0
    if standing.behind >= rule.yellow_from if rule.by_lag else standing.physical < rule.green_from:
        return Judgement(Light.YELLOW, behind)
    if silent >= rule.silent_months:
        return Judgement(Light.YELLOW, f"已连续 {silent} 个月没有报送进度。")
    if standing.behind > 0:
        return Judgement(Light.GREEN, behind)
    if standing.behind < 0:
        return Judgement(Light.GREEN, f"{figures}，超序时进度推进。")
    return Judgement(Light.GREEN, f"{figures}，按序时推进。")


# ── 件 and 项 ─────────────────────────────────────────────────────────────────────────────────


class Part(NamedTuple):
    """One 项 as the light of its 件 looks at it. `weight` is a whole number of at least 1."""

    title: str
    physical: Decimal
    weight: int
    start_on: dt.date | None
    due_on: dt.date | None
    done: bool


_GRAVITY: Final = {Light.GREY: 0, Light.BLUE: 1, Light.GREEN: 2, Light.YELLOW: 3, Light.RED: 4}


def of_part(part: Part, today: dt.date, rule: Rule = USUAL) -> Judgement:
    """The light of one 项, by its own dates. Time alone says how far it should be: its days passed, of its days in all."""
    if part.done:
        return Judgement(Light.GREEN, "已完成。")
    if part.due_on is not None and today > part.due_on:
        return Judgement(Light.RED, f"已超过完成时限 {(today - part.due_on).days} 天，仍未完成。")
    if part.physical == 0 and (part.start_on is None or today < part.start_on):
        return Judgement(Light.GREY, "尚未开工。")
    planned = should_be(part.start_on, part.due_on, today)
    if planned is None:
        return Judgement(Light.GREEN, f"形象进度 {plain(part.physical)}%。")
    return _progress(Standing(today=today, phase=Phase.UNDER_WAY, physical=part.physical, planned=planned), rule)


def should_be(start_on: dt.date | None, due_on: dt.date | None, today: dt.date) -> Decimal | None:
    """序时进度 of a span of days, in percent with two places; None without both ends."""
    if start_on is None or due_on is None:
        return None
    whole = (due_on - start_on).days + 1
    passed = min(max((today - start_on).days + 1, 0), whole)
    return (Decimal(passed) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def weighed(parts: Sequence[Part]) -> Decimal:
    """形象进度 of a 件 from its 项 by weight, half up to two places; a finished 项 counts whole. `parts` is not empty."""
    total = sum(part.weight for part in parts)
    reached = sum(((Decimal(100) if part.done else part.physical) * part.weight for part in parts), Decimal(0))
    return (reached / Decimal(total)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def with_parts(own: Judgement, parts: Sequence[Part], today: dt.date, rule: Rule = USUAL) -> Judgement:
    """A 件 is never better off than its worst 项: that one's light and name, where it is worse than the 件's own.

    A 件 whose light is settled (accepted, ended, completed) is not asked again: call this only while it is being built.
    """
    judged = [(of_part(part, today, rule), part.title) for part in parts]
    worst, title = max(judged, key=lambda each: _GRAVITY[each[0].light], default=(own, ""))
    if _GRAVITY[worst.light] <= max(_GRAVITY[own.light], _GRAVITY[Light.GREEN]):
        return own
    return Judgement(worst.light, f"子项“{title}”：{worst.why}")


def months_between(earlier: dt.date, later: dt.date) -> int:
    """Calendar months; 0 within the same month or when `later` is the earlier one."""
    return max(0, (later.year - earlier.year) * 12 + later.month - earlier.month)


def plain(percent: Decimal) -> str:
    """45, 45.5, 45.25: no trailing zeros."""
    return f"{percent:f}".rstrip("0").rstrip(".") if "." in f"{percent:f}" else f"{percent:f}"
