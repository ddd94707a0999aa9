"""代表接待日: the calendar for everybody; a keeper plans and records; what was said, to those who received."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from tenants.deputies import queries
from tenants.deputies.commands import homes
from tenants.deputies.policies import POLICY
from tenants.deputies.terms import HomeState, ReceptionState
from tenants.workbench.entrance import act_page, filled, page, paged, section
from tenants.workbench.forms import HoldReceptionForm, PlanReceptionForm, ReasonForm


@section("homes")
def receptions(request: HttpRequest, actor: Actor) -> HttpResponse:
    rows = queries.receptions_visible_to(actor).prefetch_related("deputies__mandate")
    kept = queries.kept_by(actor).filter(state=HomeState.OPEN) if actor.holds(Role.KEEPER) else ()
    return page(request, "homes/list", receptions=paged(request, rows), kept=kept)


@section("homes")
def reception(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = queries.reception(actor, uid)
    today = clock.today()
    planned = row.state == ReceptionState.PLANNED and bool(POLICY.may(actor, "deputies.receive", row))
    return page(
        request,
        "homes/reception",
        reception=row,
        on_duty=[each.mandate.name for each in row.deputies.select_related("mandate").order_by("uid")],
        opinions=queries.opinions_visible_to(actor).filter(reception=row).select_related("suggestion"),
        may_hold=planned and row.held_on <= today,
        may_cancel=planned,
        may_take_up=actor.holds(Role.DEPUTY, Role.MEMBER),
    )


@section("homes", "GET", "POST", act="deputies.plan_reception")
def plan(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """A keeper puts a reception day on the calendar of her home."""
    home = queries.home(actor, uid)
    POLICY.permit(actor, "deputies.plan_reception", home)
    seats = [(str(each.mandate_uid), each.name) for each in queries.roll_on(clock.today())]

    def act(typed: dict[str, Any]) -> str:
        homes.plan_reception(
            actor=actor,
            home_uid=uid,
            held_on=typed["held_on"],
            theme=typed["theme"],
            mandate_uids=[UUID(each) for each in typed["mandate_uids"]],
            at=clock.now(),
        )
        return "接待日已安排。"

    form = filled(request, PlanReceptionForm, seats=seats)
    return act_page(request, form, act, "/desk/homes/", title="安排接待日", about=home.name, button="安排接待")


@section("homes", "GET", "POST", act="deputies.receive")
def hold(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = queries.reception(actor, uid)
    POLICY.permit(actor, "deputies.receive", row)

    def act(typed: dict[str, Any]) -> str:
        homes.hold_reception(actor=actor, reception_uid=uid, at=clock.now(), **typed)
        return "接待情况已登记。"

    return act_page(
        request,
        filled(request, HoldReceptionForm),
        act,
        f"/desk/homes/{uid}/",
        title="登记接待情况",
        about=f"{row.home.name}，每条意见写一行，不要写群众的姓名、电话和住址。",
        button="登记接待",
    )


@section("homes", "GET", "POST", act="deputies.receive")
def cancel(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    row = queries.reception(actor, uid)
    POLICY.permit(actor, "deputies.receive", row)

    def act(typed: dict[str, Any]) -> str:
        homes.cancel_reception(actor=actor, reception_uid=uid, reason=typed["reason"], at=clock.now())
        return "接待日已取消。"

    form = filled(request, ReasonForm)
    return act_page(
        request, form, act, f"/desk/homes/{uid}/", title="取消接待日", about=row.home.name, button="取消接待"
    )
