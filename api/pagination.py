"""Lists are paged by cursor: {"next", "previous", "results"}."""

from __future__ import annotations

from typing import Any

from rest_framework.pagination import CursorPagination


class ByCursor(CursorPagination):
    """Newest first by uid (UUIDv7 sorts by time); a view may name another unique ordering."""

    page_size = 20
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering: Any = "-uid"
