"""履职: one's own records and points of a year, and claims for what no record proves."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse

from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.errors import Refusal
from tenants.deputies import queries
from tenants.deputies.commands import duties
from tenants.deputies.errors import NoMandate
from tenants.deputies.queries import PointsCard
from tenants.deputies.terms import DutyKind
from tenants.workbench.entrance import act_page, filled, page, paged, section
from tenants.workbench.forms import ClaimForm


@section("points")
def points(request: HttpRequest, actor: Actor) -> HttpResponse:
    year = _year(request)
    return page(
        request,
        "points",
        chosen=year,
        year_choices=[clock.today().year - back for back in range(3)],
        card=_card(actor, year),
        duties=paged(request, queries.duties_visible_to(actor).filter(done_on__year=year)),
        claims=queries.claims_visible_to(actor).filter(done_on__year=year)[:20],
        may_claim=queries.mandate_of(actor.account_uid, clock.today()) is not None,
    )


def _year(request: HttpRequest) -> int:
    asked, this = request.GET.get("year", ""), clock.today().year
    return int(asked) if asked.isascii() and asked.isdigit() and 2000 <= int(asked[:5]) <= this else this


def _card(actor: Actor, year: int) -> PointsCard | None:
    """None where nothing was done yet, or no points edition is in force."""
    try:
        found = queries.points_of(actor, dt.date(year, 1, 1), dt.date(year + 1, 1, 1))
    except Refusal:
        return None
    return found[0] if found else None


@section("points", "GET", "POST", act="deputies.claim_duty")
def claim(request: HttpRequest, actor: Actor) -> HttpResponse:
    def act(typed: dict[str, Any]) -> str:
        seat = queries.mandate_of(actor.account_uid, clock.today())
        if seat is None:
            raise NoMandate()
        duties.claim_duty(
            actor=actor,
            mandate_uid=seat.mandate_uid,
            kind=DutyKind(typed["kind"]),
            on=typed["on"],
            quantity=typed["quantity"],
            text=typed["text"],
            at=clock.now(),
        )
        return "已申报，核实后计入履职记录。"

    form = filled(request, ClaimForm, initial={"on": clock.today()})
    return act_page(request, form, act, "/desk/points/", title="申报履职", button="提交申报")
