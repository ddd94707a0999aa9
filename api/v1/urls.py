"""/api/v1/<room>/<plural>/…: one line a room."""

from __future__ import annotations

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

ROOMS = (
    "directory", "identity", "rulebook", "reporting", "documents", "notices", "cycles", "meetings", "deputies", "intake",
    "appraisal", "ballot", "delivery", "oversight", "returns",
)  # fmt: skip

urlpatterns = [
    *(path(f"{room}/", include(f"api.v1.{room}.urls")) for room in ROOMS),
    path("schema/", SpectacularAPIView.as_view(authentication_classes=[], permission_classes=[]), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerView.as_view(url_name="schema", authentication_classes=[], permission_classes=[]),
        name="docs",
    ),
]
