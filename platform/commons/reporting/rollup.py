"""Arithmetic over the tree. Pure: exact decimals, no rounding before a figure is printed.

None is *not collected*: it adds nothing and it is not nought; a sum of nothing collected is None again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from commons.reporting.indicators import TABLE, Indicator
from commons.rulebook.cases import half_up

Sums = Mapping[str, Decimal | None]  # code → figure of one office, or of a subtree
Figures = dict[str, dict[str, str | None]]


def total(parts: Iterable[Sums]) -> dict[str, Decimal | None]:
    """The sum of several offices, figure by figure, whatever their order."""
    found: dict[str, Decimal | None] = {}
    for part in parts:
        for code, value in part.items():
            known = found.get(code)
            found[code] = value if known is None else known if value is None else known + value
    return found


def value_of(indicator: Indicator, sums: Sums) -> Decimal | None:
    """The indicator's value; a ratio in percent, half up to two places, and None over nothing."""
    if indicator.of is None:
        return sums.get(indicator.code)
    part, whole = (sums.get(code) for code in indicator.of)
    if part is None or not whole or part < 0:
        return None
    return half_up(Fraction(part) * 100 / Fraction(whole))


def printed(sums: Sums) -> Figures:
    """Every indicator of the table, as the contract writes it (§3): decimal strings, null where nothing was collected."""
    return {each.code: {"value": written(value_of(each, sums)), "unit": each.unit.value} for each in TABLE}


def written(value: Decimal | int | None) -> str | None:
    """Plain digits: no exponent, and no zeros behind the point that say nothing."""
    if value is None:
        return None
    text = format(Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
