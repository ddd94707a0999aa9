"""导出: the figures of the page, all of them, as a spreadsheet."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from commons.kernel import clock
from commons.reporting import shown
from commons.reporting.spreadsheet import workbook
from commons.reporting.views.question import asked_by

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The same question as the page, and the same right."""
    asked = asked_by(request)
    found = asked.answer()
    name = f"{found.here.name}民生实事指标（{shown.period(found.period)}，{found.basis.label}）.xlsx"
    response = HttpResponse(workbook(found, at=clock.now()), content_type=_XLSX)
    response["Content-Disposition"] = f"attachment; filename=\"board.xlsx\"; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
