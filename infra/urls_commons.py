"""The province's host: the public front page, the console, the board, the API."""

from __future__ import annotations

from django.urls import include, path

from admin_theme.site import province_site
from commons.directory.views import front, roster_template

urlpatterns = [
    path("api/v1/", include("api.v1.urls_province")),
    path("enter/", include("commons.identity.urls")),
    path("", include("admin_theme.urls")),
    path("", front, name="front"),
    path("offices.xlsx", roster_template, name="roster_template"),
    path("admin/", province_site.urls),
    path("board/", include("commons.reporting.urls")),
]
handler500 = "infra.errors.broken"
handler400 = "infra.errors.bad_request"
handler404 = "infra.errors.not_found"
handler403 = "infra.errors.forbidden"
