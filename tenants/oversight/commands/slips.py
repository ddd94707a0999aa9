"""Papers of an order: 任务交办单 with the order itself, 进度跟踪单 while it runs, 整改督办单 once it is overdue (domain §6.1)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel import clock
from commons.kernel.actor import Actor
from tenants.intake import texts
from tenants.notices.commands import notifications
from tenants.oversight import queries
from tenants.oversight.commands.refusals import refuse_past_deadline
from tenants.oversight.errors import RectificationClosed, RectificationNotOverdue
from tenants.oversight.models import Rectification, Slip
from tenants.oversight.policies import POLICY
from tenants.oversight.terms import SlipKind


@transaction.atomic
def track_rectification(*, actor: Actor, rectification_uid: UUID, text: str, at: dt.datetime) -> Slip:
    """进度跟踪单: how far the unit has come. Raises RectificationClosed."""
    order = _standing(actor, rectification_uid)
    return write_slip(
        order, SlipKind.TRACK, texts.prose(text, field="text", label="进展情况", at_most=1000), actor=actor, at=at
    )


@transaction.atomic
def urge_rectification(*, actor: Actor, rectification_uid: UUID, text: str, due_on: dt.date, at: dt.datetime) -> Slip:
    """整改督办单 of what is overdue, with a new deadline; the unit is told. Raises RectificationNotOverdue."""
    order = _standing(actor, rectification_uid)
    if not order.is_overdue(clock.date_of(at)):
        raise RectificationNotOverdue()
    refuse_past_deadline(due_on, at)
    words = texts.prose(text, field="text", label="督办要求", at_most=1000)
    before, order.due_on = order.due_on, due_on
    order.save(update_fields=["due_on"])
    slip = write_slip(order, SlipKind.URGE, words, actor=actor, at=at, before=before)
    if order.unit_account_uid is not None:
        notifications.notify(
            actor=actor,
            account_uid=order.unit_account_uid,
            title=f"督办：{order}"[:100],
            href=f"/desk/rectifications/{order.uid}/",
            due_on=due_on,
            key=f"oversight.rectification:{order.uid}",
            at=at,
        )
    return slip


def write_slip(
    order: Rectification,
    kind: SlipKind,
    text: str,
    *,
    actor: Actor,
    at: dt.datetime,
    before: dt.date | None = None,
) -> Slip:
    """The next paper of this order, whose row the caller has locked or just made."""
    slip = Slip(
        rectification=order,
        kind=kind,
        serial=order.slips.count() + 1,
        issued_on=clock.date_of(at),
        due_on=order.due_on,
        text=text,
        issued_by=actor.name[:60],
        created_at=at,
    )
    slip.save(force_insert=True)
    facts = {"rectification": order.uid, "kind": kind, "serial": slip.serial, "due_on": order.due_on, "before": before}
    record("oversight.slip", slip, actor=actor, at=at, facts=facts, words=(text,))
    return slip


def _standing(actor: Actor, uid: UUID) -> Rectification:
    order = queries.lock_rectification(uid)
    POLICY.permit(actor, "oversight.track", order)
    if not order.is_standing:
        raise RectificationClosed()
    return order
