"""代录: somebody with an account enters what a resident says (1-20). The query code is shown on the slip, for the resident."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.kernel.errors import Refusal
from tenants.intake import queries
from tenants.intake.commands import reach, suggestions
from tenants.intake.commands.suggestions import Photo
from tenants.intake.policies import POLICY
from tenants.intake.terms import ActivityKind, Channel, Field, Proposer
from tenants.workbench.entrance import act_page, filled, page, paged, section, show, status_of
from tenants.workbench.forms import CollectForm, ReachForm


@section("collect")
def entered(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What one has entered oneself, and how it stands."""
    return page(
        request,
        "collect/list",
        suggestions=paged(request, queries.visible_to(actor)),
        may_record=bool(POLICY.may(actor, "intake.record_activity")),
    )


@section("collect", "GET", "POST", act="intake.submit")
def enter(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The hidden key makes a double press one suggestion."""
    form = filled(
        request,
        CollectForm,
        actor=actor,
        rule=queries.rule_now(clock.today()),
        initial={"key": secrets.token_urlsafe(16), **_usual(request, actor)},
    )
    if request.method == "POST" and form.is_valid():
        slips = request.session.get("collected", {})
        key = form.cleaned_data["key"]
        try:
            if key not in slips:
                request.session["collected"] = {key: _submit(actor, dict(form.cleaned_data))}
                request.session["collecting"] = {name: form.cleaned_data[name] for name in ("channel", "village")}
        except Refusal as refusal:
            show(form, refusal)
        else:
            return HttpResponseRedirect("/desk/collect/done/")
    return page(request, "collect/enter", status_of(form), form=form)


def _usual(request: HttpRequest, actor: Actor) -> dict[str, str]:
    """From door to door only the words change: way and village are those of the last one."""
    last: dict[str, str] = request.session.get("collecting", {})
    own = {"channel": Channel.GRID_WORKER.value} if actor.holds(Role.GRID_WORKER) else {}
    return {**own, **last}


@section("collect", "GET", "POST", act="intake.record_activity")
def reached(request: HttpRequest, actor: Actor) -> HttpResponse:
    """征集触达: what was done on one day in one place. The year's figure is the sum of these."""

    def act(typed: dict[str, Any]) -> str:
        kind = ActivityKind(typed.pop("kind"))
        campaign = queries.collecting_campaigns(clock.today()).first()
        done = reach.record_activity(
            actor=actor, kind=kind, campaign_uid=campaign.uid if campaign else None, at=clock.now(), **typed
        )
        return f"已登记：{done}。"

    form = filled(request, ReachForm, initial={"kind": ActivityKind.VISIT, "held_on": clock.today()})
    return act_page(request, form, act, "/desk/collect/", title="登记走访和张贴", button="登记")


def _submit(actor: Actor, typed: dict[str, Any]) -> str:
    channel, photos, video = Channel(typed.pop("channel")), typed.pop("photos"), typed.pop("video", None)
    del typed["key"]
    slip = suggestions.submit_suggestion(
        actor=actor,
        channel=channel,
        field=Field(typed.pop("field")),
        photos=[Photo(each.name, each.read()) for each in photos],
        video=Photo(video.name, video.read()) if video else None,
        for_resident=channel.proposer is Proposer.RESIDENT,
        at=clock.now(),
        **typed,
    )
    return slip.query_code


@section("collect")
def slip(request: HttpRequest, actor: Actor) -> HttpResponse:
    """回执: to be copied or photographed by the resident."""
    codes = list(request.session.get("collected", {}).values())
    return page(request, "collect/slip", code=codes[-1]) if codes else HttpResponseRedirect("/desk/collect/")
