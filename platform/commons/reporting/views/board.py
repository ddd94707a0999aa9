"""The page: everything is there without JavaScript; charts are drawn beside the tables that say the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from commons.kernel import clock
from commons.reporting import commands, queries, shown
from commons.reporting.indicators import GROUPS, TABLE
from commons.reporting.policies import POLICY
from commons.reporting.terms import Basis
from commons.reporting.views import page
from commons.reporting.views.question import Question, asked_by

_ECHARTS: Final = (
    "vendor/echarts/echarts.min.js"  # installed at set-up, never committed; without it the tables stand alone
)
_YEARS_BACK = 4


@never_cache
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """`?office=` goes down, `?year=&period=&basis=` say of when and from whom, `?figure=` is what is compared."""
    asked = asked_by(request)
    found = asked.answer()
    units = page.units(asked, found)
    is_own = found.here.code == asked.actor.office_code
    context: dict[str, Any] = {
        "title": f"{found.here.name}民生实事总览",
        "asked": asked,
        "found": found,
        "crumbs": [(label, asked.address(office=code)) for code, label in found.levels],
        "as_of": found.as_of,
        "basis_label": found.basis.label,
        "period_label": shown.period(found.period),
        "other_label": page.other_label(found),
        "has_other": found.other is not None,
        "choices": _choices(asked),
        "hall_href": asked.address("/board/hall/"),
        "export_href": asked.address("/board/export/"),
        "tiles": page.tiles(asked, found),
        "figure_label": shown.label(asked.figure),
        "figure_unit": asked.figure.shown_sign,
        "map": page.tile_map(asked, found),
        "units": units,
        "trend": page.trend(asked, found),
        "sections": page.sections(found),
        "children": page.children_ledger(asked, found),
        "missing": page.missing(found),
        "every": page.every(found),
        "rankings": queries.rankings(asked.actor, found.here.code, found.year),
        "may_publish": is_own
        and bool(POLICY.may(asked.actor, "reporting.publish_ranks"))
        and sum(unit["value"] is not None for unit in units) > 1,
        "publish_href": asked.address("/board/ranks/"),
        "has_charts": finders.find(_ECHARTS) is not None,
        "charts": _charts(asked, found, units),
    }
    return render(request, "reporting/board.html", context)


@never_cache
@require_POST
def publish_ranks(request: HttpRequest) -> HttpResponse:
    """通报 the places of those directly below by the figure of the page."""
    asked = asked_by(request)
    made = commands.publish_ranks(
        actor=asked.actor,
        year=asked.year,
        period=asked.period,
        indicator=asked.figure.code,
        basis=asked.basis,
        at=clock.now(),
    )
    messages.success(request, f"已通报“{asked.figure.label}”的排名，下级 {len(made)} 个机构可以看到各自和同级的名次。")
    return HttpResponseRedirect(asked.address())


def _choices(asked: Question) -> dict[str, list[dict[str, Any]]]:
    today = clock.today().year
    years = sorted({asked.year, *range(today - _YEARS_BACK, today + 2)}, reverse=True)
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in TABLE:
        line = {"code": each.code, "label": each.label, "chosen": each is asked.figure}
        groups.setdefault(GROUPS[each.group], []).append(line)
    return {
        "years": [{"code": str(each), "label": f"{each}年", "chosen": each == asked.year} for each in years],
        "periods": [
            {"code": code, "label": label[5:], "chosen": code == asked.period}
            for code, label in shown.periods(asked.year)
        ],
        "bases": [{"code": each.value, "label": each.label, "chosen": each is asked.basis} for each in Basis],
        "figures": [{"label": title, "lines": lines} for title, lines in groups.items()],
    }


def _charts(asked: Question, found: queries.Board, units: list[dict[str, Any]]) -> dict[str, Any]:
    """What the script draws from: the numbers of the tables beside it."""
    trend = page.trend(asked, found)["rows"]
    return {
        "label": asked.figure.label,
        "unit": asked.figure.shown_sign,
        "rank": {
            "names": [unit["name"] for unit in units],
            "values": [_drawn(unit["value"]) for unit in units],
            "hrefs": [unit["href"] for unit in units],
        },
        "trend": {
            "names": [f"{row['year']}年" for row in trend],
            "values": [_drawn(row["value"]) for row in trend],
        },
    }


def _drawn(value: Decimal | None) -> float | None:
    """A chart needs no exactness; the table beside it has it."""
    return None if value is None else float(value)
