"""The province's public front page: its offices, and the way to each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commons.directory import queries
from commons.directory.rosters import writing


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """Offices that are open, as a tree. Three queries however many there are."""
    hosts = queries.hosts()
    offices = [
        {"office": each, "host": hosts[each.code], "depth": each.path.count("/") - 1}
        for each in queries.offices()
        if each.is_serving and not each.is_province and each.code in hosts
    ]
    shown = {"offices": offices, "port": _port(request), "platform": queries.find_platform()}
    return render(request, "directory/front.html", shown)


def _port(request: HttpRequest) -> str:
    _, _, port = request.get_host().partition(":")
    return f":{port}" if port else ""


@require_GET
def roster_template(request: HttpRequest) -> HttpResponse:
    """The empty list of offices: nothing in it is anybody's."""
    headers = {"Content-Disposition": "attachment; filename=offices.xlsx"}
    return HttpResponse(writing.template(), content_type=writing.XLSX, headers=headers)
