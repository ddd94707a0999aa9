"""/api/v1/<room>/<plural>/…: one line a room. On the province's host only the rooms that all offices share."""

from __future__ import annotations

from typing import Any

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

SHARED = ("directory", "identity", "rulebook", "reporting")
OF_AN_OFFICE = (
    "documents", "notices", "cycles", "meetings", "deputies", "intake", "appraisal", "ballot", "delivery", "oversight",
    "returns",
)  # fmt: skip


def rooms(*names: str) -> list[Any]:
    return [
        *(path(f"{room}/", include(f"api.v1.{room}.urls")) for room in names),
        path("schema/", SpectacularAPIView.as_view(authentication_classes=[], permission_classes=[]), name="schema"),
        path(
            "docs/",
            SpectacularSwaggerSplitView.as_view(url_name="schema", authentication_classes=[], permission_classes=[]),
            name="docs",
        ),
    ]


urlpatterns = rooms(*SHARED, *OF_AN_OFFICE)
