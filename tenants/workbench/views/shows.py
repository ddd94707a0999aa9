"""代表网络问政: a deputy hands in clues for her group (3-33), and sees the questions that she will ask."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from commons.kernel import clock
from commons.kernel.actor import Actor
from tenants.documents import queries as documents
from tenants.oversight import queries
from tenants.oversight.commands import shows as commands
from tenants.oversight.terms import HearingState
from tenants.workbench.entrance import filled, page, paged, section, sent, status_of
from tenants.workbench.forms import ClueForm


@section("shows")
def shows(request: HttpRequest, actor: Actor) -> HttpResponse:
    return page(request, "shows/list", shows=paged(request, queries.shows(actor).order_by("-called_on", "-uid")))


@section("shows", "GET", "POST")
def show(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """One show; while it collects, its form hands in a clue."""
    row = queries.show(actor, uid)
    collects = row.state == HearingState.CALLED and not row.theme
    form = filled(request, ClueForm) if collects or request.method == "POST" else None
    if form is not None and request.method == "POST":

        def offer(typed: dict[str, Any]) -> str:
            commands.offer_clue(actor=actor, hearing_uid=uid, at=clock.now(), **typed)
            return "问题线索已报送。"

        if done := sent(request, form, offer, request.path):
            return done
    return page(
        request,
        "shows/show",
        status_of(form),
        show=row,
        form=form,
        clues=queries.clues(actor).filter(show=row).order_by("-created_at", "-uid"),
        files=documents.attachments_of(uid) if queries.may_read_show(actor, uid) else [],
        button="报送线索",
    )
