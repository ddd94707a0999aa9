"""履职积分规则: how many points a duty of each kind is worth (3-06). Points are decimals and may be deductions (−1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from commons.kernel.errors import Malformed
from commons.rulebook import cases

# How a field is called on the pages; its path in the body stays the program's.
LABELS: Final = {
    "items": "各项分值",
}


def check(body: object, read: Callable[[object, str], object]) -> None:
    """`read` knows the kinds of duties: the list that records are kept by is the list that points are given for."""
    items = cases.numbered(cases.record(body, "履职积分规则", required=("items",))["items"], "items")
    cases.distinct((_check_item(item, place, read) for place, item in items), "items")


def _check_item(item: object, where: str, read: Callable[[object, str], object]) -> str:
    fields = cases.record(item, where, required=("kind", "label", "points"))
    cases.word(fields["label"], f"{where}的 label")
    points = fields["points"]
    if not isinstance(points, str):
        raise Malformed(f'{where}的 points 应写作文字，如 "3" 或 "-0.5"，{cases.instead(points)}，请改正。')
    cases.figure(points.removeprefix("-"), f"{where}的 points", at_most=1000)
    return str(read(fields["kind"], f"{where}的 kind"))


def describe(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(each["label"], f"{each['points']} 分") for each in body["items"]]
