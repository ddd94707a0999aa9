"""How figures stand before people: money in 万元, a unit behind the figure. Pure; page, print, export and home ask here."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from commons.reporting import rollup
from commons.reporting.indicators import Indicator
from commons.reporting.terms import Unit

YUAN_IN_WAN: Final = 10_000


def figure(indicator: Indicator, sums: rollup.Sums) -> Decimal | None:
    """Exact; None was not collected, and is never shown as 0."""
    value = rollup.value_of(indicator, sums)
    return value / YUAN_IN_WAN if value is not None and indicator.unit is Unit.YUAN else value


def unit(indicator: Indicator) -> str:
    return "万元" if indicator.unit is Unit.YUAN else indicator.sign


def label(indicator: Indicator) -> str:
    """With the unit where it is not simply a number of something."""
    return indicator.label if indicator.unit is Unit.COUNT else f"{indicator.label}（{unit(indicator)}）"
