"""大屏: the board on a wall of 1920 × 1080. Nobody touches it: it fills the screen, and asks again every minute by itself,
without a script."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from commons.reporting import shown
from commons.reporting.views import page
from commons.reporting.views.question import asked_by

REFRESH_SECONDS: Final = 60
RANKED: Final = 10
_ON_THE_WALL: Final = ("funnel", "progress", "money", "deputy_suggestions")
_INSTEAD_OF_RANKS: Final = ("satisfaction", "deputies")  # where nobody lies below


@never_cache
@require_GET
def hall(request: HttpRequest) -> HttpResponse:
    """The same question as the page."""
    asked = asked_by(request)
    found = asked.answer()
    sections = {each["key"]: each for each in page.sections(found)}
    units = page.units(asked, found)
    context: dict[str, Any] = {
        "title": f"{found.here.name}民生实事总览",
        "refresh_seconds": REFRESH_SECONDS,
        "back_href": asked.address(),
        "found": found,
        "as_of": found.as_of,
        "basis_label": found.basis.label,
        "period_label": shown.period(found.period),
        "tiles": page.tiles(asked, found),
        "figure_label": shown.label(asked.figure),
        "map": page.tile_map(asked, found),
        "units": units[:RANKED],
        "more": max(len(units) - RANKED, 0),
        "trend": page.trend(asked, found),
        "sections": [sections[key] for key in _ON_THE_WALL],
        "instead": [] if units else [sections[key] for key in _INSTEAD_OF_RANKS],
        "missing": page.missing(found),
    }
    return render(request, "reporting/hall.html", context)
