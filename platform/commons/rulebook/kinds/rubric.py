"""评分标准: the rubric of contract §4.2 (1-26 to 1-30)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from commons.rulebook import cases

# How a field is called on the pages; its path in the body stays the program's.
LABELS: Final = {
    "rubric": "评分标准",
    "rubric.criteria": "评分项和权重",
    "rubric.scale": "满分",
    "rubric.pass_mark": "淘汰线",
    "rubric.aggregate": "多人评分",
    "rubric.missing": "有缺项时",
}


def check(body: object, read: Callable[[object, str], object]) -> None:
    read(cases.record(body, "评分标准", required=("rubric",))["rubric"], "rubric")


_AGGREGATES: Final = {"mean": "平均分", "median": "中位数", "trimmed_mean": "去掉最高分和最低分后的平均分（四人以上）"}
_MISSING: Final = {"refuse": "必须补齐后才能计算", "ignore": "按已有评分计算"}


def describe(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    rubric = body["rubric"]
    return [
        *((each.get("name") or each["key"], f"权重 {each['weight']}%") for each in rubric["criteria"]),
        ("满分", f"{rubric['scale']} 分"),
        ("淘汰线", f"低于 {rubric['pass_mark']} 分的淘汰"),
        ("多人评分", _AGGREGATES[rubric["aggregate"]]),
        ("有缺项时", _MISSING[rubric["missing"]]),
    ]
