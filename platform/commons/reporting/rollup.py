"""Arithmetic over the tree. Pure: exact decimals, no rounding before a figure is printed.

None is *not collected*: it adds nothing and it is not nought; a sum of nothing collected is None again. A node of the tree
is `node(own, children)`, from below upward, and comes to the same as adding up every office at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from commons.reporting.indicators import LATEST, TABLE, Indicator
from commons.reporting.terms import Aggregate
from commons.rulebook.cases import half_up

Sums = Mapping[str, Decimal | int | None]  # code → figure of one office, or of a subtree
Figures = dict[str, dict[str, str | None]]


def total(parts: Iterable[Sums]) -> dict[str, Decimal | int | None]:
    """The sum of several offices, figure by figure, whatever their order."""
    found: dict[str, Decimal | int | None] = {}
    for part in parts:
        for code, value in part.items():
            known = found.get(code)
            found[code] = value if known is None else known if value is None else known + value
    return found


def leaf(level: str, figures: Sums) -> dict[str, Decimal | int | None]:
    """What one office brings to the tree: its own figures, and that it is there. The province is nobody's leaf."""
    return {**figures, "offices.founded": Decimal(1), f"offices.founded_{level}": Decimal(1)}


def node(own: Sums, children: Iterable[Sums]) -> dict[str, Decimal | int | None]:
    """The figures of a subtree, from the top office's own and from those of the subtrees below it.

    What is said for a whole area (LATEST) is never added up: it is the top office's own word.
    """
    added = total([own, *children])
    return {code: own.get(code) if code in LATEST else value for code, value in added.items()}


def value_of(indicator: Indicator, sums: Sums) -> Decimal | None:
    """The indicator's value. A ratio (in percent) and a mean: half up to two places, and None over nothing."""
    if indicator.of is None:
        found = sums.get(indicator.code)
        return None if found is None else Decimal(found)
    part, whole = (sums.get(code) for code in indicator.of)
    if part is None or not whole or (part < 0 and indicator.aggregate is Aggregate.RATIO):
        return None
    return half_up(Fraction(part) * (100 if indicator.aggregate is Aggregate.RATIO else 1) / Fraction(whole))


def places(values: Mapping[str, Decimal | None]) -> dict[str, int | None]:
    """The place of each, the largest first; equals share one (1, 2, 2, 4), what was not collected has none.

    Answers in the order of places, those without one last, in their own order.
    """
    known = sorted((value for value in values.values() if value is not None), reverse=True)
    first: dict[Decimal, int] = {}
    for place, value in enumerate(known, start=1):
        first.setdefault(value, place)
    found = {code: None if value is None else first[value] for code, value in values.items()}
    return dict(sorted(found.items(), key=lambda pair: (pair[1] is None, pair[1] or 0)))


def printed(sums: Sums) -> Figures:
    """Every indicator of the table, as the contract writes it (§3): decimal strings, null where nothing was collected."""
    return {each.code: {"value": written(value_of(each, sums)), "unit": each.unit.value} for each in TABLE}


def written(value: Decimal | int | None) -> str | None:
    """Plain digits: no exponent, and no zeros behind the point that say nothing."""
    if value is None:
        return None
    text = format(Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
