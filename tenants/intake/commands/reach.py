"""征集触达: visits, postings and sessions, each a dated row of its own. The reach of a year is their sum (1-12 … 1-25)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel.actor import Actor
from commons.kernel.clock import date_of
from commons.outbox.commands import ring
from tenants.cycles import queries as cycles
from tenants.intake import queries, texts
from tenants.intake.errors import (
    ActivityStruck,
    CampaignNotOpen,
    CountOverDay,
    HeldLater,
    NoCycleCollecting,
    TextRefused,
)
from tenants.intake.models import Activity, Campaign
from tenants.intake.policies import POLICY
from tenants.intake.terms import ActivityKind, CampaignState

MOST_PEOPLE = 100_000


@transaction.atomic
def record_activity(
    *,
    actor: Actor,
    kind: ActivityKind,
    quantity: int,
    held_on: dt.date,
    note: str,
    at: dt.datetime,
    campaign_uid: UUID | None = None,
    village: str = "",
    people: int | None = None,
) -> Activity:
    """What was done on one day in one place; of a campaign, or of the standing collection.

    Raises CampaignNotFound, CampaignNotOpen (it never began), NoCycleCollecting, HeldLater, CountOverDay, TextRefused.
    """
    campaign = queries.lock_campaign(campaign_uid) if campaign_uid else None
    POLICY.permit(actor, "intake.record_activity", campaign)
    kind = ActivityKind(kind)
    _refuse(campaign, kind, quantity, people, held_on, date_of(at))
    activity = Activity(
        campaign=campaign,
        cycle_uid=None if campaign else _standing(date_of(at)),
        kind=kind,
        quantity=quantity,
        people=people,
        held_on=held_on,
        village=texts.line(village, field="village", label="村（社区）", at_most=60, at_least=0),
        note=texts.line(note, field="note", label="说明", at_most=200, at_least=0),
        recorded_by_uid=actor.account_uid,
        recorded_by_name=actor.name,
    )
    activity.save(force_insert=True)
    record(
        "intake.record_activity",
        activity,
        actor=actor,
        at=at,
        facts={
            "campaign": campaign_uid,
            "cycle": activity.cycle_uid,
            "kind": kind,
            "quantity": quantity,
            "people": people,
            "held_on": held_on,
        },
        words=(activity.village, activity.note),
    )
    ring()
    return activity


@transaction.atomic
def strike_activity(*, actor: Actor, uid: UUID, reason: str, at: dt.datetime) -> Activity:
    """作废: it was written down wrongly. The row stays and no longer counts. Raises ActivityNotFound, ActivityStruck."""
    activity = queries.lock_activity(actor, uid)
    POLICY.permit(actor, "intake.strike_activity", activity)
    if activity.struck_at:
        raise ActivityStruck()
    activity.struck_at = at
    activity.struck_reason = texts.line(reason, field="reason", label="作废理由", at_most=200, at_least=2)
    activity.save(update_fields=["struck_at", "struck_reason"])
    facts = {"kind": activity.kind, "quantity": activity.quantity}
    record("intake.strike_activity", activity, actor=actor, at=at, facts=facts, words=(activity.struck_reason,))
    ring()
    return activity


def _refuse(
    campaign: Campaign | None, kind: ActivityKind, quantity: int, people: int | None, held_on: dt.date, today: dt.date
) -> None:
    if campaign is not None and campaign.state == CampaignState.DRAFT:
        raise CampaignNotOpen("征集活动尚未开始，不能登记征集情况。请先开始征集。")
    if held_on > today:
        raise HeldLater(field="held_on")
    if quantity < 1:
        raise TextRefused(reason="数量应为大于 0 的整数，请改正。", field="quantity")
    if quantity > kind.most:
        raise CountOverDay(field="quantity", kind=kind.label, most=kind.most)
    if people is not None and not 0 < people <= MOST_PEOPLE:
        raise TextRefused(reason=f"参加人数应为 1 至 {MOST_PEOPLE} 的整数，请改正。", field="people")


def _standing(on: dt.date) -> UUID:
    cycle = cycles.find_collecting_cycle(on)
    if cycle is None:
        raise NoCycleCollecting("本机构还没有开启可以接收建议的年度周期。请先开启年度周期，再登记征集情况。")
    return cycle.uid
