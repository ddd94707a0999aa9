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
from django.urls import set_script_prefix

from commons.access import queries as access
from commons.directory import queries as directory
from commons.directory.models import Office as OfficeRow
from commons.directory.models import OfficeDomain
from commons.directory.terms import READ_ONLY, SERVING, OfficeState
from commons.identity import queries as identity
from commons.kernel import actor as actors
from commons.kernel import clock, tenancy
from commons.kernel.errors import NotFound, Refusal, Unwelcome
from infra import api_host, observability
from infra.errors import problem, upgrading

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
    """Host → office, by the table of hosts (programs: by their token, `infra.api_host`) and by nothing else.

    Unknown: 404 with a constant body. Closed: a page that says so.
    As long as there is no province, every host leads to the first run.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self._known: dict[str, tuple[float, OfficeRow | None, str]] = {}
        self._has_province = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tenancy.leave()
        set_script_prefix("/")  # `api_host` puts the office there, and a thread outlives its requests
        if request.path.startswith("/healthz/"):
            request.urlconf = "infra.urls_health"  # type: ignore[attr-defined]
            return self.answer(request)
        host = _host(request)
        try:
            office, primary = (api_host.office_of(request), "") if host == settings.API_HOST else self._office_of(host)
        except Refusal as refusal:
            return problem(refusal.status, refusal.code, refusal.message)
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
        closed = _closed(request, office)
        return closed if closed is not None else self.answer(request)

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


def _closed(request: HttpRequest, office: OfficeRow) -> HttpResponse | None:
    """The page (or, for a program, the problem) of an office that does not take this request; None if it does."""
    if office.is_serving or request.path.startswith(settings.STATIC_URL):
        return None
    if office.is_read_only:
        if request.method in _READING or request.path.startswith(_COMING_AND_GOING):
            return None
        return _said(request, office, 409, "directory.office_read_only", "本机构只供查阅，不能办理。")
    if office.state in SERVING or office.state in READ_ONLY:  # at another release: being migrated, or ahead of this one
        return upgrading(request)
    status, code, sentence = _STANDING.get(OfficeState(office.state), _NOT_YET)
    return _said(request, office, status, code, sentence)


_READING = ("GET", "HEAD", "OPTIONS")
_COMING_AND_GOING = ("/enter/", "/elder/")
_STANDING = {
    OfficeState.SUSPENDED: (503, "directory.office_suspended", "本机构已停用，暂不能办理，已有数据完整保留。"),
    OfficeState.DELETED: (410, "directory.office_deleted", "本机构已撤销，不再办理业务。"),
}
_NOT_YET = (503, "kernel.office_not_serving", "本机构尚未开通，暂不能办理。")


def _said(request: HttpRequest, office: OfficeRow, status: int, code: str, sentence: str) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return problem(status, code, sentence)
    return render(request, "office_closed.html", {"office": office, "sentence": sentence}, status=status)


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
        if identity.is_member(account, code, on=clock.today()):
            return access.actor_for(account)
        sent = identity.delegation(account, code, on=clock.today())
        if sent is None:
            logout(request)
            return actors.resident(code)
        return access.actor_for(account, delegation=sent)


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
