"""The way into a page of the desk, and the three ways out of it: a page, a page with what went wrong, or onward."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commons.kernel.actor import Actor
from commons.kernel.errors import Invalid, NotFound, Refusal, Unwelcome
from tenants.workbench import navigation
from tenants.workbench.navigation import SECTIONS, Section

View = Callable[..., HttpResponse]
F = TypeVar("F", bound=Form)
PER_PAGE = 20


class NotYourWork(Unwelcome):
    code = "workbench.not_your_work"
    sentence = "“{work}”不在您的工作范围内。如有疑问，请联系本机构管理员。"


def section(where: str | Section, *methods: str, act: str = "") -> Callable[[View], View]:
    """Let in whoever the section is for, and of these whom the policy names for the act, where the page is for one.

    The view gets the request and the Actor in the roles of the section. Whose row it is, the room itself asks.
    """
    here = where if isinstance(where, Section) else SECTIONS[where]
    roles = here.roles & frozenset(navigation.act_of(act).who) if act else here.roles

    def door(view: View) -> View:
        @wraps(view)
        def entering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor: Actor = request.actor  # type: ignore[attr-defined]
            if actor.is_anonymous:
                return HttpResponseRedirect(f"/enter/?next={quote(request.get_full_path(), safe='')}")
            if not actor.holds(*roles):
                raise NotYourWork(work=navigation.act_of(act).label if act else here.label)
            request.section = here.key  # type: ignore[attr-defined]
            return view(request, here.narrowed(actor), *args, **kwargs)

        entering.roles = roles  # type: ignore[attr-defined]
        return never_cache(require_http_methods(list(methods or ("GET",)))(entering))

    return door


def page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    context["nav"] = navigation.tabs(request.actor, request.section)  # type: ignore[attr-defined]
    return render(request, f"workbench/{template}.html", context, status=status)


def filled(request: HttpRequest, form: type[F], **more: Any) -> F:
    """The form as it was sent, or blank."""
    if request.method == "POST":
        return form(request.POST, request.FILES, **more)
    return form(**more)


def sent(
    request: HttpRequest, form: BaseForm, act: Callable[[dict[str, Any]], str], onward: str
) -> HttpResponse | None:
    """A form that was sent: `act` calls one command and says what was done, then onward; None when the page must come again.

    A refusal stands at its field, or on top; what was typed stays. What is not found, or not hers, is a page of its own.
    """
    if not form.is_valid():
        return None
    try:
        said = act(form.cleaned_data)
    except (NotFound, Unwelcome):
        raise
    except Refusal as refusal:
        show(form, refusal)
        return None
    messages.success(request, said)
    return HttpResponseRedirect(onward)


def show(form: BaseForm, refusal: Refusal) -> None:
    """The sentence at its field where it names one of ours, else on top."""
    form.refused_with = refusal.status  # type: ignore[attr-defined]
    field = refusal.data.get("field")
    form.add_error(field if field in form.fields else None, refusal.message)


def status_of(*forms: BaseForm | None) -> int:
    """200, or why something sent could not be taken."""
    for form in forms:
        if form is not None and form.is_bound and form.errors:
            return getattr(form, "refused_with", Invalid.status)
    return 200


def act_page(
    request: HttpRequest,
    form: BaseForm,
    act: Callable[[dict[str, Any]], str],
    onward: str,
    *,
    title: str,
    button: str,
    about: str = "",
    after: str = "",
    **context: Any,
) -> HttpResponse:
    """One act on a page of its own. `after` says what will be true afterwards, where there is no way back."""
    if request.method == "POST" and (done := sent(request, form, act, onward)):
        return done
    context |= {"title": title, "form": form, "button": button, "about": about, "after": after, "back": onward}
    return page(request, context.pop("template", "act"), status_of(form), **context)


def pressed(request: HttpRequest, act: Callable[[], str], onward: str) -> HttpResponse:
    """A button without a form: do it and go onward, with what was done, or why not."""
    try:
        messages.success(request, act())
    except (NotFound, Unwelcome):
        raise
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return HttpResponseRedirect(onward)


def paged(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
