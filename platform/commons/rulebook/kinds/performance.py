"""绩效考核办法: how progress, quality and satisfaction weigh in the yearly assessment (1-96), and what is added or taken off (2-42)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from commons.rulebook import cases
from commons.rulebook.schema import Body, Field, Reader, Schema
from commons.rulebook.shapes import Column, Figure, Rows, Text

_WHOLE_MARK: Final = Fraction(100)


def _whole(body: Body, _: Reader) -> None:
    cases.weights((Fraction(str(part["weight"])) for part in body["parts"]), "“考核指标”")


def _line(part: Mapping[str, Any]) -> tuple[str, str]:
    return part["name"], f"{part['weight']} 分"


SCHEMA: Final = Schema(
    "绩效考核办法",
    (
        Field(
            "parts",
            "考核指标",
            Rows(
                (
                    Column("key", "代码", Text(), made=True),
                    Column("name", "指标", Text()),
                    Column("weight", "分值", Figure(highest=100)),
                ),
                _line,
            ),
            [
                {"key": "progress", "name": "进度指标", "weight": 40},
                {"key": "quality", "name": "质量指标", "weight": 30},
                {"key": "satisfaction", "name": "群众满意度指标", "weight": 30},
            ],
            "街道“四全”机制（1-96）：进度 40 分、质量 30 分、群众满意度 30 分",
            hint="各项分值合计应为 100。",
        ),
        Field("bonus", "完成的加分", Figure("分", highest=100), "0", "孚玉镇年度考核（2-42）：完成适量加分"),
        Field("deduction", "未完成的扣分", Figure("分", highest=100), "0", "孚玉镇年度考核（2-42）：未完成适度扣分"),
    ),
    _whole,
)


def score(body: Mapping[str, Any], points: Mapping[str, Fraction], *, completed: bool) -> Fraction:
    """Points of a project: each part's points (0 to 100) by its weight, and the bonus or the deduction."""
    weighed = sum((Fraction(str(part["weight"])) * points[part["key"]] for part in body["parts"]), Fraction(0))
    extra = Fraction(str(body["bonus"])) if completed else -Fraction(str(body["deduction"]))
    return weighed / _WHOLE_MARK + extra
