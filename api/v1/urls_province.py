"""The API of the province's host: it has no rows of an office, so it has none of an office's rooms."""

from __future__ import annotations

from api.v1.urls import SHARED, rooms

urlpatterns = rooms(*SHARED)
