"""Request → Actor, in one place: the office's own session, or a bearer token of this very office."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, CSRFCheck, get_authorization_header
from rest_framework.request import Request

from commons.access import queries as access
from commons.identity import queries as identity
from commons.identity.errors import NotAMember, TokenRefused
from commons.kernel import clock
from commons.kernel.actor import Actor, Role, resident
from commons.kernel.errors import Unwelcome
from commons.kernel.tenancy import current_code


class PageExpired(Unwelcome):
    """A write with a session and without the token of a page of this office (CSRF)."""

    code = "api.page_expired"
    sentence = "页面已过期或来源不明，没有办理。请刷新页面后重新提交。"


class OfficeSession(BaseAuthentication):
    """The session that `infra.middleware.Person` has already bound to this office; writes need the CSRF token."""

    def authenticate(self, request: Request) -> tuple[Any, Actor] | None:
        actor: Actor | None = getattr(request._request, "actor", None)
        if actor is None or actor.is_anonymous:
            return None
        check = CSRFCheck(lambda _: None)  # type: ignore[arg-type, return-value]
        check.process_request(request._request)
        if check.process_view(request._request, None, (), {}):  # type: ignore[arg-type]
            raise PageExpired()
        return request._request.user, actor


class OfficeToken(BaseAuthentication):
    """`Authorization: Bearer rd_…`, good for one office and one role."""

    def authenticate(self, request: Request) -> tuple[Any, Actor] | None:
        header = get_authorization_header(request).split()
        if not header or header[0].lower() != b"bearer":
            return None
        if len(header) != 2:
            raise TokenRefused()
        token = identity.token(header[1].decode("latin-1"), current_code(), at=clock.now())
        if identity.is_member(token.account, current_code(), on=clock.today()):
            return token.account, access.actor_for(token.account, only=Role(token.role))
        sent = identity.delegation(token.account, current_code(), on=clock.today())
        if sent is None:
            raise NotAMember()
        return token.account, access.actor_for(token.account, only=Role(token.role), delegation=sent)

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def actor_of(request: Request) -> Actor:
    """The Actor of an API request; an anonymous one is a resident of this office."""
    return request.auth if isinstance(request.auth, Actor) else resident(current_code())


class OfficeSessionScheme(OpenApiAuthenticationExtension):
    target_class = "api.authentication.OfficeSession"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "renda_session"}


class OfficeTokenScheme(OpenApiAuthenticationExtension):
    target_class = "api.authentication.OfficeToken"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
