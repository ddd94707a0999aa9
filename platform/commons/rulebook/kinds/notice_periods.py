"""公示期限, in working days: of the screened list (1-46) and of the result (1-78)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from commons.kernel.errors import Malformed
from commons.rulebook import cases

PERIODS = ("preliminary_days", "result_days")


# How a field is called on the pages; its path in the body stays the program's.
LABELS: Final = {
    "preliminary_days": "初步方案公示期限",
    "result_days": "结果公示期限",
}


def check(body: object, _: Callable[[object, str], object]) -> None:
    fields = cases.record(body, "公示期限", required=PERIODS)
    for name in PERIODS:
        if not 1 <= cases.whole(fields[name], name) <= 250:
            raise Malformed(f"{name} 应为 1 到 250 个工作日，请改正。")


def describe(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        ("初步方案公示", f"不少于 {body['preliminary_days']} 个工作日"),
        ("结果公示", f"{body['result_days']} 个工作日"),
    ]
