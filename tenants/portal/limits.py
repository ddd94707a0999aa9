"""How often one address may try a code: on the pages as on the API, counted together, per office (the cache key carries it)."""

from __future__ import annotations

from django.http import HttpRequest
from rest_framework.throttling import SimpleRateThrottle


class Trying(SimpleRateThrottle):
    """Codes have 54 bits: at this rate nobody finds one by trying."""

    scope = "looking_up"

    def get_cache_key(self, request: HttpRequest, view: object) -> str:  # type: ignore[override]
        return f"throttle:{self.scope}:{self.get_ident(request)}"  # type: ignore[arg-type]


def too_often(request: HttpRequest) -> bool:
    """Counts this one, where it is a POST."""
    return request.method == "POST" and not Trying().allow_request(request, None)  # type: ignore[arg-type]
