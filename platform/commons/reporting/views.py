"""The board: six figures, who is below, where a figure comes from, who is missing. Everything is there without JavaScript;
the chart is drawn beside the table that says the same."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.reporting import queries
from commons.reporting.figures import year_of
from commons.reporting.indicators import BY_CODE, TABLE, Indicator
from commons.reporting.policies import POLICY
from commons.reporting.rollup import Figures
from commons.reporting.terms import Basis, Unit

HEADLINES: Final = (
    "suggestions.received",
    "projects.candidates",
    "projects.selected",
    "projects.completed",
    "money.planned",
    "satisfaction.rate",
)
_YUAN_IN_WAN = 10_000
_ECHARTS = "vendor/echarts/echarts.min.js"  # installed at set-up, never committed; without it the tables stand alone
_WALL_SECONDS = 60
_MOST_BARS = 21


@never_cache
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """`?office=` goes down, `?figure=` chooses what is compared, `?wall=1` refreshes every minute."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    POLICY.permit(actor, "reporting.read")
    code = request.GET.get("office") or actor.office_code
    year = year_of(request.GET.get("year") or clock.today().year)
    figure = request.GET.get("figure") or HEADLINES[0]
    parts = queries.drill_down(actor, code, year, figure)
    found, shown = queries.board(actor, code, year), BY_CODE[figure]

    def href(office: str = code, year: int = year, figure: str = figure) -> str:
        return "?" + urlencode({"office": office, "year": year, "figure": figure})

    children = found.rollup["children"]
    bars = [(child["office"], child["name"], _value(shown, child["figures"])) for child in children]
    if len(bars) == 1:  # nothing to compare with: then the places the figure comes from
        bars = [(part.office_code, part.name, _scaled(shown, part.value)) for part in parts[:_MOST_BARS]]
    name = found.levels[-1][1]
    context: dict[str, Any] = {
        "title": f"{name}民生实事总览",
        "board": found,
        "code": code,
        "board_year": year,
        "shown": shown,
        "shown_label": _label(shown),
        "as_of": found.as_of,
        "basis_label": Basis.LIVE.label,
        "crumbs": [(label, href(office=level)) for level, label in found.levels],
        "years": [
            {"label": f"{each}年", "href": href(year=each), "active": each == year}
            for each in range(year + 1, year - 3, -1)
        ],
        "tiles": [_tile(BY_CODE[each], found, href(figure=each)) for each in HEADLINES],
        "columns": [
            {"key": "name", "label": "机构"},
            *({"key": each, "label": _label(BY_CODE[each]), "kind": "number"} for each in HEADLINES),
        ],
        "rows": [
            {
                "name": child["name"],
                "href": href(office=child["office"]),
                **{each: _value(BY_CODE[each], child["figures"]) for each in HEADLINES},
            }
            for child in children
        ],
        "every": [_line(each, found) for each in TABLE],
        "every_columns": [
            {"key": "label", "label": "指标"},
            {"key": "value", "label": f"{year}年", "kind": "number"},
            {"key": "last", "label": f"{year - 1}年", "kind": "number"},
            {"key": "unit", "label": "单位"},
        ],
        "parts": [
            {"name": part.name, "value": _scaled(shown, part.value), "evidence": part.evidence} for part in parts
        ],
        "choices": [{"code": each.code, "label": each.label, "chosen": each is shown} for each in TABLE],
        "has_charts": finders.find(_ECHARTS) is not None,
        "chart": {"label": _label(shown), **_bars(shown, bars, href)},
        "refresh_seconds": _WALL_SECONDS if request.GET.get("wall") else None,
    }
    return render(request, "reporting/board.html", context)


def _bars(shown: Indicator, bars: list[tuple[str, str, Decimal | None]], href: Callable[[str], str]) -> dict[str, Any]:
    """(office, name, value) as the chart takes them."""
    return {
        "names": [name for _, name, _ in bars],
        "values": [_drawn(value) for _, _, value in bars],
        "hrefs": [href(office) for office, _, _ in bars],
    }


def _tile(indicator: Indicator, found: queries.Board, href: str) -> dict[str, Any]:
    return {**_line(indicator, found), "href": href}


def _line(indicator: Indicator, found: queries.Board) -> dict[str, Any]:
    return {
        "label": indicator.label,
        "value": _value(indicator, found.rollup["figures"]),
        "last": _value(indicator, found.last_year),
        "unit": indicator.shown_sign,
    }


def _value(indicator: Indicator, figures: Figures) -> Decimal | None:
    written = figures[indicator.code]["value"]
    return _scaled(indicator, None if written is None else Decimal(written))


def _scaled(indicator: Indicator, value: Decimal | None) -> Decimal | None:
    """Money is shown in 万元."""
    return value / _YUAN_IN_WAN if value is not None and indicator.unit is Unit.YUAN else value


def _label(indicator: Indicator) -> str:
    """With the unit where it is not simply a number of something."""
    return indicator.label if indicator.unit is Unit.COUNT else f"{indicator.label}（{indicator.shown_sign}）"


def _drawn(value: Decimal | None) -> float | None:
    """A chart needs no exactness; the table beside it has it."""
    return None if value is None else float(value)
