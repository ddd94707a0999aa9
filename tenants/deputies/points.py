"""履职积分: duty records × one edition of the points table. Pure.

Points and quantities are Decimals, halves included (璧山: 118.5), and a kind may deduct (江北: −1 for half a day's leave).
A kind the edition does not name earns nothing and is reported as such.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from commons.kernel.errors import Malformed

ZERO = Decimal(0)


@dataclass(frozen=True)
class Item:
    """One line of the edition: what one unit of a kind is worth."""

    kind: str
    label: str
    points: Decimal


@dataclass(frozen=True)
class Line:
    kind: str
    label: str
    records: int
    quantity: Decimal
    points: Decimal


@dataclass(frozen=True)
class Sheet:
    """A deputy's points: the sum, line by line in the edition's order, and the records that earned nothing."""

    total: Decimal
    lines: tuple[Line, ...]
    unscored: int


def read_items(body: Mapping[str, Any]) -> tuple[Item, ...]:
    """The items of an edition's body. Raises Malformed for a figure that is none or a kind named twice."""
    items = tuple(
        Item(
            kind=str(row["kind"]),
            label=str(row["label"]),
            points=_decimal(row["points"], row["label"]),
        )
        for row in body["items"]
    )
    if len({item.kind for item in items}) != len(items):
        raise Malformed("积分表中有重复的履职类别，请每类只列一次。")
    return items


def score(duties: Iterable[tuple[str, Decimal]], items: Iterable[Item]) -> Sheet:
    """Points of `duties` (kind, quantity); their order does not matter."""
    quantities: dict[str, Decimal] = defaultdict(lambda: ZERO)
    records: Counter[str] = Counter()
    for kind, quantity in duties:
        quantities[kind] += quantity
        records[kind] += 1
    lines = tuple(
        Line(item.kind, item.label, records[item.kind], quantities[item.kind], item.points * quantities[item.kind])
        for item in items
        if records[item.kind]
    )
    return Sheet(
        total=sum((line.points for line in lines), ZERO),
        lines=lines,
        unscored=records.total() - sum(line.records for line in lines),
    )


def _decimal(value: Any, label: Any) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Malformed(f"积分表中“{label}”的分值不是数字，请改正。")
    return number
