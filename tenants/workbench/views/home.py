"""首页 and 我的."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from tenants.deputies import queries as deputies
from tenants.notices import queries as notices
from tenants.notices.commands import notifications
from tenants.workbench import navigation, waiting
from tenants.workbench.entrance import page, paged, section


@section("home")
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """To-dos, the year in one line, and what this person can do here."""
    return page(
        request,
        "home",
        actor_name=actor.name,
        todos=waiting.todos(actor, on=clock.today()),
        year_lines=waiting.year_lines(),
        cards=navigation.cards(actor),
    )


@section("me")
def me(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who I am here, and what was sent to me."""
    return page(
        request,
        "me",
        actor_name=actor.name,
        roles=[Role(role).label for role in sorted(actor.roles)],
        seat=deputies.mandate_of(actor.account_uid, clock.today()),
        cards=navigation.cards(actor),
        sent=paged(request, notices.dispatches_of(actor)),
    )


@section("me", "POST")
def read(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """知道了: off the list; and on to what it is about, where it says so."""
    seen = notifications.mark_read(actor=actor, uid=uid, at=clock.now())
    return HttpResponseRedirect(seen.notification.href or "/desk/me/")
