"""长辈版: a plain link that works without JavaScript. The choice is a display preference, so a GET may set it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

A_YEAR = 365 * 24 * 3600


@require_GET
def switch_elder(request: HttpRequest) -> HttpResponse:
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = "1" if request.GET.get("on") == "1" else "0"
    response.set_cookie("elder", chosen, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    return response
