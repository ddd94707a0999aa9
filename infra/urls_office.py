"""Every office's host: citizens' portal, the desk, staff, board, API."""

from __future__ import annotations

from django.urls import include, path

from admin_theme.site import office_site

urlpatterns = [
    path("api/v1/", include("api.v1.urls")),
    path("enter/", include("commons.identity.urls")),
    path("", include("admin_theme.urls")),
    path("admin/", office_site.urls),
    path("files/", include("tenants.documents.urls")),
    path("board/", include("commons.reporting.urls")),
    path("desk/", include("tenants.workbench.urls")),
    path("", include("tenants.portal.urls")),
]
handler500 = "infra.errors.broken"
handler400 = "infra.errors.bad_request"
handler404 = "infra.errors.not_found"
handler403 = "infra.errors.forbidden"
