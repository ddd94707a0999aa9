"""How figures stand before people: money in 万元, a unit behind the figure. Pure; page, print, export and home ask here."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, Protocol

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


class Line(Protocol):
    """A figure of a return: what was filed, and what was counted where that was corrected."""

    @property
    def value(self) -> Decimal | None: ...
    @property
    def computed(self) -> Decimal | None: ...
    @property
    def evidence(self) -> int: ...
    @property
    def correction(self) -> str: ...


def line_row(line: Line, *, label: str, sign: str, remark: str) -> dict[str, Any]:
    return {
        "label": label,
        "value": line.value,
        "unit": sign,
        "computed": (rollup.written(line.computed) or "尚未采集") if line.correction else "",
        "correction": line.correction,
        "evidence": line.evidence,
        "remark": remark,
    }


def line_table(caption: str, rows: Iterable[dict[str, Any]], *, remark: str, empty: str) -> dict[str, Any]:
    """The figures of a return as a ledger; what there is to talk about comes first."""
    columns = [
        {"key": "label", "label": "指标"},
        {"key": "value", "label": "填报数", "kind": "number"},
        {"key": "unit", "label": "单位"},
        {"key": "computed", "label": "系统统计数", "sparse": True},
        {"key": "correction", "label": "更正原因", "sparse": True},
        {"key": "evidence", "label": "依据条数", "kind": "number"},
        {"key": "remark", "label": remark, "sparse": True},
    ]
    ordered = sorted(rows, key=lambda row: not (row["remark"] or row["correction"]))
    return {"caption": caption, "columns": columns, "rows": ordered, "empty": empty}
