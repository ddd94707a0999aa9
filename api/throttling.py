"""Rate limits per person and, for the anonymous, per address; counted per office because the cache key carries it."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from api.authentication import actor_of


class PerOffice(SimpleRateThrottle):
    scope = "known"

    def allow_request(self, request: Request, view: Any) -> bool:
        self.scope = "anonymous" if actor_of(request).is_anonymous else "known"
        self.rate = self.get_rate()
        self.num_requests, self.duration = self.parse_rate(self.rate)
        return super().allow_request(request, view)

    def get_cache_key(self, request: Request, view: Any) -> str:
        actor = actor_of(request)
        return f"throttle:{self.scope}:{actor.account_uid or self.get_ident(request)}"


class Anonymously(SimpleRateThrottle):
    """A tighter limit on what anybody may do without an account; people with accounts have the general one."""

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        if request.method != "POST" or not actor_of(request).is_anonymous:
            return None
        return f"throttle:{self.scope}:{self.get_ident(request)}"


class Suggesting(Anonymously):
    """A village may share one address, so this is many for a person and few for a machine."""

    scope = "suggesting"


class LookingUp(Anonymously):
    """Query codes have 54 bits: at this rate nobody finds one by trying."""

    scope = "looking_up"
