"""Figures as they are handed in, and the words for when. Pure; raises refusals for what cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from commons.audit.seal import canonical, sm3
from commons.reporting.errors import CorrectionRefused, FigureRefused, IndicatorUnknown, PeriodRefused, YearRefused
from commons.reporting.indicators import BY_CODE, COLLECTED
from commons.reporting.rollup import written

_PERIOD = re.compile(r"[0-9]{4}(?:H[12]|Q[1-4]|M(?:0[1-9]|1[0-2]))?")
_LARGEST = Decimal(10) ** 18  # the column's own bound
LONGEST = 200  # characters of a reason or remark


class Figure(NamedTuple):
    """`value` None: not collected. `evidence`: how many rows of the office stand behind it."""

    value: Decimal | int | None
    evidence: int = 0


class Correction(NamedTuple):
    """What the office says instead of what was counted, and why. It stands beside the counted figure for ever."""

    value: Decimal | None
    reason: str


class Line(NamedTuple):
    """One line of a return: the value that counts, what was counted, and why they differ."""

    value: Decimal | None
    computed: Decimal | None
    evidence: int
    correction: str = ""


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


def month_of(year: int, month: int) -> str:
    return f"{year}M{month:02}"


def period_before(code: str) -> str:
    """The period of the same length before this one: figures are cumulative, so the first of a year looks back at the
    same one a year ago."""
    year, kind, number = int(code[:4]), code[4:5], code[5:]
    if not kind or int(number) == 1:
        return f"{year - 1}{kind}{number}"
    return f"{year}{kind}{int(number) - 1:0{len(number)}}"


def checked(figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """Raises FigureRefused for a code nobody collects, or a value that the column cannot hold exactly."""
    for code, figure in figures.items():
        value = None if figure.value is None else Decimal(figure.value)
        if code not in COLLECTED or not (value is None or _fits(value, signed=BY_CODE[code].signed)):
            raise FigureRefused(indicator=code[:40])
    return {code: Figure(None if f.value is None else Decimal(f.value), f.evidence) for code, f in figures.items()}


def corrected(figures: Mapping[str, Figure], corrections: Mapping[str, Correction]) -> dict[str, Line]:
    """The lines of a return. Raises FigureRefused; CorrectionRefused for a correction of no line, or without a reason."""
    counted = checked(figures)
    checked({code: Figure(each.value) for code, each in corrections.items()})
    for code, each in corrections.items():
        if code not in counted or not 1 <= len(each.reason.strip()) <= LONGEST:
            raise CorrectionRefused(indicator=BY_CODE[code].label, field="reason")
    return {code: _line(figure, corrections.get(code)) for code, figure in counted.items()}


def _line(figure: Figure, correction: Correction | None) -> Line:
    computed = None if figure.value is None else Decimal(figure.value)
    if correction is None:
        return Line(computed, computed, figure.evidence)
    return Line(correction.value, computed, figure.evidence, correction.reason.strip())


def digest_of(lines: Mapping[str, Line]) -> str:
    """What is signed: SM3 over the lines, in the order of their codes, in plain digits."""
    plain = {
        code: [written(line.value), written(line.computed), line.evidence, line.correction]
        for code, line in lines.items()
    }
    return sm3(canonical(plain))


def known(codes: Iterable[str]) -> list[str]:
    """The collected indicators named, once each, in the order of the table. Raises IndicatorUnknown."""
    asked = set(codes)
    for code in sorted(asked - COLLECTED):
        raise IndicatorUnknown(indicator=code[:40])
    return [code for code in BY_CODE if code in asked]


def _fits(value: Decimal, *, signed: bool) -> bool:
    """Finite, two places at most; only points may fall below nought (会议请假扣分)."""
    return value.is_finite() and abs(value) < _LARGEST and value == round(value, 2) and (signed or value >= 0)
