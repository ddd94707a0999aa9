"""One host for programs: `api.<base domain>/api/v1/…`, the office is the one the bearer token was issued for.

Where there is no token (public reads, the schema) the office stands before the path: `api.<base domain>/440703101/api/v1/…`.
Cookies play no part here, and there are no pages.
"""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.urls import set_script_prefix

from commons.directory import queries as directory
from commons.directory.models import Office
from commons.identity import queries as identity
from commons.identity.errors import TokenRefused
from commons.kernel import clock
from commons.kernel.errors import NotFound

_PREFIXED = re.compile(r"^/([0-9a-z]{2,12})(/api/v1/.*)$", re.DOTALL)


class NoSuchAddress(NotFound):
    code = "api.not_found"
    sentence = "接口主机只提供 /api/v1/ 下的地址。"


def office_of(request: HttpRequest) -> Office:
    """The office that is asked; the request goes on as if it had come to that office's own host.

    Raises NoSuchAddress, OfficeNotFound, TokenRefused.
    """
    request.META.pop("HTTP_COOKIE", None)
    if prefixed := _PREFIXED.match(request.path_info):
        office = directory.office(prefixed[1])
        set_script_prefix(f"/{prefixed[1]}")
        request.path_info = prefixed[2]
        return office
    if not request.path_info.startswith("/api/v1/"):
        raise NoSuchAddress()
    scheme, _, secret = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        raise TokenRefused("请在 Authorization 中提供访问令牌，或在路径前写明机构代码。")
    return directory.office(identity.office_of_token(secret.strip(), at=clock.now()))
