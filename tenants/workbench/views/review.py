"""评审: a round's proposals, the score card under the pinned rubric, signing. Blind of the others until the round closes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from commons.kernel import clock
from commons.kernel.actor import Actor
from tenants.appraisal import queries
from tenants.appraisal.commands import scoring
from tenants.appraisal.terms import CardState, PanelState
from tenants.documents import queries as documents
from tenants.workbench.entrance import act_page, filled, page, paged, pressed, section
from tenants.workbench.forms import GROUNDS, RecusalForm, ScoreForm


@section("review")
def panels(request: HttpRequest, actor: Actor) -> HttpResponse:
    return page(request, "review/list", panels=paged(request, queries.panels_visible_to(actor)))


@section("review")
def panel(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = queries.panel(actor, uid)
    cards = {card.item_id: card for card in queries.own_cards(actor).filter(item__panel=row)}
    return page(
        request,
        "review/panel",
        panel=row,
        is_open=row.state == PanelState.OPEN,
        items=[(item, cards.get(item.uid)) for item in queries.items_of(row)],
    )


@section("review", "GET", "POST", act="appraisal.score")
def card(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """One proposal, and one's own card on it."""
    proposal = queries.get(actor, uid)
    item = queries.open_item(uid)
    own = queries.own_card(actor, item) if item else None
    initial: dict[str, Any] = {}
    if own is not None:
        grounds = {f"{GROUNDS}{key}": words for key, words in queries.evidence_by_card([own])[own.uid].items()}
        initial = {"comment": own.comment, **queries.lines_by_card([own])[own.uid], **grounds}
    form = filled(request, ScoreForm, rubric=queries.rubric_of(proposal), initial=initial)

    def act(typed: dict[str, Any]) -> str:
        scoring.score(
            actor=actor,
            proposal_uid=uid,
            points=form.points,
            evidence=form.evidence,
            comment=typed["comment"],
            at=clock.now(),
        )
        return "评分已保存，签署后生效。"

    return act_page(
        request,
        form,
        act,
        request.path,
        title=proposal.title,
        button="保存评分",
        template="review/card",
        proposal=proposal,
        panel=item.panel if item else None,
        files=documents.attachments_of(uid),
        card=own,
        signed=own is not None and own.state == CardState.SIGNED,
    )


@section("review", "GET", "POST", act="appraisal.recuse")
def recuse(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """回避: one steps aside from this proposal."""
    proposal = queries.get(actor, uid)
    item = queries.open_item(uid)

    def act(typed: dict[str, Any]) -> str:
        scoring.recuse(actor=actor, proposal_uid=uid, reason=typed["reason"], at=clock.now())
        return "已回避，这个项目不再由您评分。"

    where = f"/desk/review/{item.panel_id}/" if item else "/desk/review/"
    title = f"对“{proposal.title}”回避"
    return act_page(request, filled(request, RecusalForm), act, where, title=title, button="回避")


@section("review", "POST", act="appraisal.score")
def sign(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    queries.get(actor, uid)
    item = queries.open_item(uid)

    def act() -> str:
        scoring.sign_scorecard(actor=actor, proposal_uid=uid, at=clock.now())
        return "评分表已签署。"

    return pressed(request, act, f"/desk/review/{item.panel_id}/" if item else "/desk/review/")
