"""Figures as they are handed in, and the words for when. Pure; raises refusals for what cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from commons.reporting.errors import FigureRefused, PeriodRefused, YearRefused
from commons.reporting.indicators import COLLECTED

_PERIOD = re.compile(r"[0-9]{4}(?:H[12]|Q[1-4]|M(?:0[1-9]|1[0-2]))?")
_LARGEST = Decimal(10) ** 18  # the column's own bound


class Figure(NamedTuple):
    """`value` None: not collected. `evidence`: how many rows of the office stand behind it."""

    value: Decimal | int | None
    evidence: int = 0


def year_of(year: object) -> int:
    """A year as a number, from a number or from what somebody typed. Raises YearRefused."""
    text = str(year)
    if not re.fullmatch(r"20[0-9]{2}|2100", text):
        raise YearRefused(field="year")
    return int(text)


def period_of(year: int, period: str | None) -> str:
    """The period's code; nothing said means the whole year. Raises PeriodRefused."""
    code = period or str(year)
    if not _PERIOD.fullmatch(code) or not code.startswith(str(year)):
        raise PeriodRefused(field="period", year=year)
    return code


def checked(figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """Raises FigureRefused for a code nobody collects, or a value that the column cannot hold exactly."""
    for code, figure in figures.items():
        value = None if figure.value is None else Decimal(figure.value)
        if code not in COLLECTED or not (value is None or _fits(value, signed=code == "points.total")):
            raise FigureRefused(indicator=code[:40])
    return {code: Figure(None if f.value is None else Decimal(f.value), f.evidence) for code, f in figures.items()}


def _fits(value: Decimal, *, signed: bool) -> bool:
    """Finite, two places at most; only points may fall below nought (会议请假扣分)."""
    return value.is_finite() and abs(value) < _LARGEST and value == round(value, 2) and (signed or value >= 0)
