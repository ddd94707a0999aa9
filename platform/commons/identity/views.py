"""The front door of every office: log in, use a one-time link, leave."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commons.identity import commands, queries
from commons.identity.errors import LinkSpent, LockedOut, NotAMember, WrongCredentials
from commons.identity.forms import EnterForm, PasswordForm
from commons.identity.models import Account
from commons.identity.terms import LinkPurpose
from commons.kernel import clock
from commons.kernel.errors import Refusal
from commons.kernel.tenancy import current_code

BACKEND = "commons.identity.backends.PhoneBackend"


@never_cache
@sensitive_post_parameters("password", "phone")
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Mobile number and password. One sentence for every way of being wrong."""
    if request.method == "GET":
        form = EnterForm(initial={"next": request.GET.get("next", "")})
        return render(request, "identity/enter.html", {"form": form, "title": "登录"})
    form = EnterForm(request.POST)
    if form.is_valid():
        try:
            account = _recognised(request, form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            return render(request, "identity/enter.html", {"form": form, "title": "登录"}, status=refusal.status)
        begin(request, account)
        return HttpResponseRedirect(_landing(request, form.cleaned_data["next"]))
    return render(request, "identity/enter.html", {"form": form, "title": "登录"}, status=422)


def _recognised(request: HttpRequest, typed: dict[str, Any]) -> Account:
    account = authenticate(request, username=typed["phone"], password=typed["password"])
    if getattr(request, "axes_locked_out", False):
        raise LockedOut()
    if not isinstance(account, Account):
        raise WrongCredentials()
    if not queries.may_enter(account, current_code(), on=clock.today()):
        raise NotAMember()
    return account


def begin(request: HttpRequest, account: Account, *, staff_session: str = "") -> None:
    """A fresh session bound to this office; whatever the browser carried before is ended on the server too."""
    request.session.flush()
    login(request, account, backend=BACKEND)
    at = clock.now().timestamp()
    request.session.update({"office": current_code(), "began": at, "seen": at})
    if staff_session:
        request.session["staff_session"] = staff_session


def _landing(request: HttpRequest, wanted: str) -> str:
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and safe else "/enter/where/"


@never_cache
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """A one-time link. Looking spends nothing (chat apps preview links); pressing the button does."""
    link = queries.find_link(secret, current_code(), at=clock.now())
    if link is None:
        raise LinkSpent()
    activating = link.purpose == LinkPurpose.ACTIVATE
    form = PasswordForm(request.POST or None) if activating else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            password = form.cleaned_data["password"] if form else None
            spent = commands.spend_link(secret=secret, office_code=current_code(), at=clock.now(), password=password)
        except Refusal as refusal:
            if form is None or refusal.data.get("field") != "password":
                raise
            form.add_error("password", refusal.message)
        else:
            begin(request, spent.account, staff_session=str(spent.staff_session_uid or ""))
            return HttpResponseRedirect(spent.landing)
    status = 422 if form is not None and form.errors else 200
    title = "激活账号" if activating else "进入"
    return render(request, "identity/by_link.html", {"link": link, "form": form, "title": title}, status=status)


@never_cache
@require_GET
def where(request: HttpRequest) -> HttpResponse:
    """Staff work in /admin/, everybody else with an account at the desk."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.is_anonymous:
        return HttpResponseRedirect("/enter/")
    return HttpResponseRedirect("/admin/" if actor.is_staff else "/desk/")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    logout(request)
    response = HttpResponseRedirect("/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
