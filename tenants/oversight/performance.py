"""进度 40 · 质量 30 · 群众满意度 30: a project's points, each with its computation in words (1-95, 1-96). Pure.

The weights, the bonus and the deduction are the adopted rule's (`rulebook.kinds.performance`); here is what each part
is worth, 0 to 100. Points are exact until they are shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from commons.rulebook import cases
from commons.rulebook.kinds import performance

WHOLE: Final = Fraction(100)


@dataclass(frozen=True)
class Case:
    """What the rows say of one project. `rate`: 满意率 as printed, percent; None where nothing was evaluated."""

    due_on: dt.date | None
    completed_on: dt.date | None
    is_done: bool
    physical: Decimal
    scheduled: Decimal
    problems: int
    put_right: int
    rate: Decimal | None


@dataclass(frozen=True)
class Part:
    name: str
    weight: str
    points: Fraction | None
    why: str

    @property
    def shown(self) -> str:
        return "—" if self.points is None else str(cases.half_up(self.points))


@dataclass(frozen=True)
class Mark:
    """A project's parts and their sum; no sum while a part is still unknown."""

    parts: tuple[Part, ...]
    extra: str
    total: Fraction | None

    @property
    def shown(self) -> str:
        return "—" if self.total is None else str(cases.half_up(self.total))


def judge(body: Mapping[str, Any], case: Case) -> Mark:
    """The rule's own parts; a part that the office made up itself has no rows to be computed from, and stays open."""
    known = {"progress": _progress(case), "quality": _quality(case), "satisfaction": _satisfaction(case)}
    parts = tuple(
        Part(part["name"], str(part["weight"]), *known.get(part["key"], (None, "由本机构另行评定")))
        for part in body["parts"]
    )
    extra = f"完成，加 {body['bonus']} 分" if case.is_done else f"未完成，扣 {body['deduction']} 分"
    if any(part.points is None for part in parts):
        return Mark(parts, extra, None)
    points = {part["key"]: known[part["key"]][0] or Fraction(0) for part in body["parts"]}
    return Mark(parts, extra, performance.score(body, points, completed=case.is_done))


def _progress(case: Case) -> tuple[Fraction | None, str]:
    if case.is_done:
        late = (case.completed_on - case.due_on).days if case.completed_on and case.due_on else 0
        if late <= 0:
            return WHOLE, "按时完成，100 分"
        return max(Fraction(0), WHOLE - late), f"逾期 {late} 天完成，每天扣 1 分"
    if not case.scheduled:
        return WHOLE, "尚未到计划进度"
    share = min(WHOLE, Fraction(case.physical) / Fraction(case.scheduled) * 100)
    return share, f"形象进度 {case.physical:f}% ÷ 序时进度 {case.scheduled:f}%"


def _quality(case: Case) -> tuple[Fraction | None, str]:
    if not case.problems:
        return WHOLE, "检查未发现安全和质量问题"
    return Fraction(case.put_right, case.problems) * 100, f"安全和质量问题销号 {case.put_right} ÷ 发现 {case.problems}"


def _satisfaction(case: Case) -> tuple[Fraction | None, str]:
    if case.rate is None:
        return None, "尚未测评"
    return Fraction(case.rate), f"年终测评满意率 {case.rate:f}%"
