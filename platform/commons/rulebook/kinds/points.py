"""履职积分规则: how many points a duty of each kind is worth (3-06). Points are decimals and may be deductions (−1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from commons.kernel.errors import Malformed
from commons.rulebook import cases


def check(body: object, _: Callable[[object, str], object]) -> None:
    items = cases.numbered(cases.record(body, "履职积分规则", required=("items",))["items"], "items")
    cases.distinct((_check_item(item, place) for place, item in items), "items")


def _check_item(item: object, where: str) -> str:
    fields = cases.record(item, where, required=("kind", "label", "points"))
    cases.word(fields["label"], f"{where}的 label")
    points = fields["points"]
    if not isinstance(points, str):
        raise Malformed(f'{where}的 points 应写作文字，如 "3" 或 "-0.5"，现为{cases.shown(points)}，请改正。')
    cases.figure(points.removeprefix("-"), f"{where}的 points", at_most=1000)
    return cases.word(fields["kind"], f"{where}的 kind")


def describe(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(each["label"], f"{each['points']} 分") for each in body["items"]]
