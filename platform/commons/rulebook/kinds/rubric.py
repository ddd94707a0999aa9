"""评分标准: the rubric of contract §4.2 (1-26 to 1-30)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from commons.rulebook.schema import Body, Field, Reader, Schema
from commons.rulebook.shapes import Choice, Column, Figure, Rows, Text


def _whole(body: Body, read: Reader) -> None:
    read(body["rubric"], "rubric")


def _line(criterion: Mapping[str, Any]) -> tuple[str, str]:
    return criterion.get("name") or criterion["key"], f"权重 {criterion['weight']}%"


SCHEMA: Final = Schema(
    "评分标准",
    (
        Field(
            "rubric.criteria",
            "评分项和权重",
            Rows(
                (
                    Column("key", "代码", Text(), made=True),
                    Column("name", "评分项", Text(), optional=True),
                    Column("weight", "权重（%）", Figure(highest=100)),
                ),
                _line,
            ),
            [
                {"key": "public_support", "name": "民意基础", "weight": 40},
                {"key": "funding_feasibility", "name": "资金可行性", "weight": 30},
                {"key": "social_benefit", "name": "社会效益", "weight": 20},
                {"key": "implementation_difficulty", "name": "实施难度", "weight": 10},
            ],
            "街道“四全”机制（1-27 至 1-30）：40%、30%、20%、10%",
            hint="各项权重合计应为 100。",
        ),
        Field("rubric.scale", "满分", Figure("分"), 100, "各地评估标准自定"),
        Field(
            "rubric.pass_mark",
            "淘汰线",
            Figure("分"),
            "60",
            "各地评估标准自定",
            hint="低于这个分数的淘汰。",
        ),
        Field(
            "rubric.aggregate",
            "多人评分",
            Choice({"mean": "平均分", "median": "中位数", "trimmed_mean": "去掉最高分和最低分后的平均分（四人以上）"}),
            "mean",
            "各地评估标准自定",
        ),
        Field(
            "rubric.missing",
            "有缺项时",
            Choice({"refuse": "必须补齐后才能计算", "ignore": "按已有评分计算"}),
            "refuse",
            "各地评估标准自定",
        ),
    ),
    _whole,
)
