"""How figures stand before people: money in 万元, a unit behind the figure. Pure; page, print, export and home ask here."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from commons.reporting import rollup
from commons.reporting.indicators import Indicator
from commons.reporting.terms import Unit

YUAN_IN_WAN: Final = 10_000
_WHOLE_FROM: Final = 1_000  # 万元


def figure(indicator: Indicator, sums: rollup.Sums) -> Decimal | None:
    """Exact; None was not collected, and is never shown as 0."""
    value = rollup.value_of(indicator, sums)
    return value / YUAN_IN_WAN if value is not None and indicator.unit is Unit.YUAN else value


def plain(indicator: Indicator, value: Decimal | None) -> Decimal | None:
    """As it stands on a page: from 1,000 万元 on without decimals. The exact yuan stand behind it (`exact`)."""
    if value is None or indicator.unit is not Unit.YUAN or abs(value) < _WHOLE_FROM:
        return value
    return value.quantize(Decimal(1), ROUND_HALF_UP)


def exact(indicator: Indicator, value: Decimal | None) -> str:
    """What hovering over money says; nothing for anything else."""
    return f"{value * YUAN_IN_WAN:,.2f} 元" if value is not None and indicator.unit is Unit.YUAN else ""


def label(indicator: Indicator) -> str:
    """With the unit where it is not simply a number of something."""
    return indicator.label if indicator.unit is Unit.COUNT else f"{indicator.label}（{indicator.shown_sign}）"


_NUMBERS: Final = "一二三四"


def period(code: str) -> str:
    """2026H1 → 2026年上半年; 2026Q3 → 2026年第三季度; 2026M09 → 2026年9月; 2026 → 2026年全年."""
    year, kind, number = code[:4], code[4:5], code[5:]
    if kind == "H":
        return f"{year}年{'上' if number == '1' else '下'}半年"
    if kind == "Q":
        return f"{year}年第{_NUMBERS[int(number) - 1]}季度"
    if kind == "M":
        return f"{year}年{int(number)}月"
    return f"{year}年全年"


def periods(year: int) -> list[tuple[str, str]]:
    """Every period of a year, the whole year first: (code, label)."""
    codes = [str(year), f"{year}H1", f"{year}H2", *(f"{year}Q{each}" for each in range(1, 5))]
    return [(code, period(code)) for code in (*codes, *(f"{year}M{each:02}" for each in range(1, 13)))]
