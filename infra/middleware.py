"""At the door: which request, which office, which person; and refusals turned into pages."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from commons.access import queries as access
from commons.directory import queries as directory
from commons.directory.models import Office as OfficeRow
from commons.directory.models import OfficeDomain
from commons.identity import queries as identity
from commons.kernel import actor as actors
from commons.kernel import clock, tenancy
from commons.kernel.errors import NotFound, Refusal, Unwelcome
from infra import observability

Answer = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("renda.web")


class RequestId:
    """One id and one log line per request; route, not URL, because URLs may carry codes."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex[:16]  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.request_id)  # type: ignore[attr-defined]
        started = time.perf_counter()
        response = self.answer(request)
        match = getattr(request, "resolver_match", None)
        log.info(
            "request",
            office=getattr(getattr(request, "office", None), "code", ""),
            method=request.method,
            route=match.route if match else "",
            status=response.status_code,
            ms=round((time.perf_counter() - started) * 1000),
        )
        response.headers["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response


class Office:
    """Host → office, by the table of hosts only. Unknown: 404 with a constant body. Not serving: 503 that says so.

    As long as there is no province, every host leads to the first run.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self._known: dict[str, tuple[float, OfficeRow | None, str]] = {}
        self._has_province = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tenancy.leave()
        if request.path.startswith("/healthz/"):
            request.urlconf = "infra.urls_health"  # type: ignore[attr-defined]
            return self.answer(request)
        office, primary = self._office_of(_host(request))
        if office is None:
            if self._is_first_run():
                request.urlconf = "infra.urls_first_run"  # type: ignore[attr-defined]
                return self.answer(request)
            return HttpResponse("没有这个网址对应的机构。", status=404, content_type="text/plain; charset=utf-8")
        request.office = office  # type: ignore[attr-defined]
        if primary:
            return HttpResponseRedirect(
                f"{request.scheme}://{primary}{_port(request)}{request.get_full_path()}", status=308
            )
        tenancy.enter(office)
        request.tenant = office  # type: ignore[attr-defined]
        request.urlconf = settings.PUBLIC_SCHEMA_URLCONF if office.is_province else settings.ROOT_URLCONF  # type: ignore[attr-defined]
        structlog.contextvars.bind_contextvars(office=office.code)
        observability.office_tags(office.code, office.level)
        if not office.is_serving:
            return render(request, "503.html", {"office": office}, status=503)
        return self.answer(request)

    def _is_first_run(self) -> bool:
        """Whether there is no province yet. Once there is one there always is, so it is not asked again."""
        self._has_province = self._has_province or directory.province() is not None
        return not self._has_province

    def _office_of(self, host: str) -> tuple[OfficeRow | None, str]:
        """The office, and the primary host to go to if this is an old one."""
        known = self._known.get(host)
        if known and known[0] > time.monotonic():
            return known[1], known[2]
        found = OfficeDomain.objects.select_related("tenant").filter(domain=host).first()
        office = found.tenant if found else None
        primary = ""
        if found and not found.is_primary:
            primary = (
                OfficeDomain.objects.filter(tenant=found.tenant, is_primary=True)
                .values_list("domain", flat=True)
                .first()
                or ""
            )
        if len(self._known) > 5000:
            self._known.clear()
        if office is not None:  # unknown hosts are not remembered: anybody can invent them
            self._known[host] = (time.monotonic() + settings.HOST_CACHE_SECONDS, office, primary)
        return office, primary


def _host(request: HttpRequest) -> str:
    return request.META.get("HTTP_HOST", "").split(":")[0].lower()


def _port(request: HttpRequest) -> str:
    _, _, port = request.META.get("HTTP_HOST", "").partition(":")
    return f":{port}" if port else ""


class Person:
    """The session must belong to this office and still be fresh; the Actor is built here, once."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        office = getattr(request, "office", None)
        if office is None:
            return self.answer(request)
        request.actor = self._actor(request, office.code)  # type: ignore[attr-defined]
        return self.answer(request)

    def _actor(self, request: HttpRequest, code: str) -> actors.Actor:
        if not request.session.session_key and settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return actors.resident(code)
        if not request.user.is_authenticated:
            return actors.resident(code)
        at = clock.now()
        session = request.session
        began, seen = float(session.get("began", 0)), float(session.get("seen", 0))
        stale = at.timestamp() - seen > settings.SESSION_IDLE.total_seconds()
        old = at.timestamp() - began > settings.SESSION_ABSOLUTE.total_seconds()
        if session.get("office") != code or stale or old:
            logout(request)
            return actors.resident(code)
        if at.timestamp() - seen > 60:  # one write a minute is enough to know who is idle
            session["seen"] = at.timestamp()
        account: Any = request.user
        support = session.get("staff_session")
        if support:
            opened = identity.staff_session(support, code, at=at)
            if opened is None:
                logout(request)
                return actors.resident(code)
            return access.actor_for(account, staff_session=opened)
        if not identity.is_member(account, code, on=clock.today()):
            logout(request)
            return actors.resident(code)
        return access.actor_for(account)


class Refusals:
    """A refusal that reaches the edge of a page becomes a page that says what to do. The API has its own (problem+json)."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        anonymous = isinstance(getattr(request, "user", AnonymousUser()), AnonymousUser)
        if isinstance(exception, Unwelcome) and anonymous:
            return HttpResponseRedirect(f"{settings.LOGIN_URL}?next={request.path}")
        template = (
            "404.html"
            if isinstance(exception, NotFound)
            else "403.html"
            if isinstance(exception, Unwelcome)
            else "refused.html"
        )
        return render(request, template, {"refusal": exception}, status=exception.status)
