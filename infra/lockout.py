"""What the lock-out library may keep of a failed log-in: the number's blind index, never the number."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from commons.identity.errors import PhoneInvalid
from commons.identity.phones import normalise
from commons.kernel.confidential import blind_index


def blind_username(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    typed = str((credentials or {}).get("username", ""))
    try:
        return blind_index(normalise(typed))
    except PhoneInvalid:
        return blind_index(typed[:100])


def client_str(username: str, ip_address: str, user_agent: str, path_info: str, request: HttpRequest) -> str:
    return f"account {username[:8]}…" if username else "nobody"


def page_of_the_door(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The library would put a page of its own here; the door has already said it in our words."""
    return response
