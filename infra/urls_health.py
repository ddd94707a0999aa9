"""Health, on every host and without an office."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from commons.directory.health import why_not


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers. No I/O."""
    return JsonResponse({"live": True})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and its structure is the program's. Says nothing about offices to strangers."""
    why = why_not()
    return JsonResponse({"ready": False, "why": why} if why else {"ready": True}, status=503 if why else 200)


urlpatterns = [path("healthz/live", live, name="live"), path("healthz/ready", ready, name="ready")]
