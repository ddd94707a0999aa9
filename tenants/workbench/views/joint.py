"""会审: what a department is asked about proposed projects, and its own answer (1-33 … 1-37)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from commons.kernel import clock
from commons.kernel.actor import Actor
from tenants.appraisal import queries
from tenants.appraisal.commands import joint
from tenants.appraisal.terms import Stance
from tenants.documents import queries as documents
from tenants.workbench.entrance import act_page, filled, page, paged, section
from tenants.workbench.forms import StanceForm


@section("joint")
def requests(request: HttpRequest, actor: Actor) -> HttpResponse:
    return page(request, "joint/list", requests=paged(request, queries.requests_visible_to(actor)))


@section("joint", "GET", "POST", act="appraisal.opine")
def opinion(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """One matter of one proposal, and this department's word on it."""
    asked = queries.joint_request(actor, uid)

    def act(typed: dict[str, Any]) -> str:
        stance = Stance(typed.pop("stance"))
        joint.give_joint_opinion(actor=actor, uid=uid, stance=stance, at=clock.now(), **typed)
        return "会审意见已提交。"

    return act_page(
        request,
        filled(request, StanceForm),
        act,
        "/desk/joint/",
        title=f"{asked.get_aspect_display()}：{asked.proposal.title}",
        button="提交会审意见",
        template="joint/request",
        asked=asked,
        proposal=asked.proposal,
        files=documents.attachments_of(asked.proposal_id),
    )
