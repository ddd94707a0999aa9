"""Every office's host."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
handler404 = "infra.errors.not_found"
handler403 = "infra.errors.forbidden"
