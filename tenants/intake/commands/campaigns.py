"""Campaigns: planned, opened, closed; and what was done to be heard."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.kernel.actor import Actor
from commons.kernel.clock import date_of
from commons.outbox.commands import publish, ring
from tenants.cycles import queries as cycles
from tenants.intake import events, queries, texts
from tenants.intake.errors import CampaignNotOpen, CampaignPeriod, TextRefused
from tenants.intake.lifecycle import CAMPAIGN
from tenants.intake.models import Activity, Campaign
from tenants.intake.policies import POLICY
from tenants.intake.terms import ActivityKind, CampaignState


@transaction.atomic
def plan_campaign(
    *,
    actor: Actor,
    cycle_uid: UUID,
    title: str,
    announcement: str,
    from_on: dt.date,
    last_on: dt.date,
    at: dt.datetime,
) -> Campaign:
    """A campaign with its announcement (征集公告, 1-07), not yet open. Raises CycleNotFound, CampaignPeriod."""
    POLICY.permit(actor, "intake.plan_campaign")
    cycles.cycle(cycle_uid)
    if last_on < from_on or last_on < date_of(at):
        raise CampaignPeriod(field="last_on")
    campaign = Campaign(
        cycle_uid=cycle_uid,
        title=texts.line(title, field="title", label="标题", at_most=80, at_least=4),
        announcement=texts.prose(announcement, field="announcement", label="征集公告", at_most=5000, at_least=10),
        from_on=from_on,
        last_on=last_on,
        created_at=at,
    )
    campaign.save(force_insert=True)
    record(
        "intake.plan_campaign",
        campaign,
        actor=actor,
        at=at,
        facts={"cycle": cycle_uid, "from_on": from_on, "last_on": last_on},
        words=(campaign.title, campaign.announcement),
    )
    return campaign


@transaction.atomic
def open_campaign(*, actor: Actor, uid: UUID, at: dt.datetime) -> Campaign:
    campaign = queries.lock_campaign(uid)
    POLICY.permit(actor, "intake.run_campaign", campaign)
    if campaign.last_on < date_of(at):
        raise CampaignPeriod(field="last_on")
    advance(campaign, CAMPAIGN, "open_campaign", actor=actor, at=at)
    publish(events.CampaignOpened(at=at, campaign_uid=campaign.uid, cycle_uid=campaign.cycle_uid))
    return campaign


@transaction.atomic
def close_campaign(*, actor: Actor, uid: UUID, at: dt.datetime) -> Campaign:
    campaign = queries.lock_campaign(uid)
    POLICY.permit(actor, "intake.run_campaign", campaign)
    advance(campaign, CAMPAIGN, "close_campaign", actor=actor, at=at)
    publish(events.CampaignClosed(at=at, campaign_uid=campaign.uid, cycle_uid=campaign.cycle_uid))
    return campaign


@transaction.atomic
def record_activity(
    *, actor: Actor, campaign_uid: UUID, kind: ActivityKind, quantity: int, held_on: dt.date, note: str, at: dt.datetime
) -> Activity:
    """So many posters, households, forums (1-12 … 1-25). Raises CampaignNotOpen for a campaign that never began."""
    campaign = queries.lock_campaign(campaign_uid)
    POLICY.permit(actor, "intake.record_activity", campaign)
    if campaign.state == CampaignState.DRAFT:
        raise CampaignNotOpen("征集活动尚未开始，不能登记宣传情况。请先开始征集。")
    if not 0 < quantity <= 1_000_000:
        raise TextRefused(reason="数量应为 1 至 1000000 的整数，请改正。", field="quantity")
    activity = Activity(
        campaign=campaign,
        kind=ActivityKind(kind),
        quantity=quantity,
        held_on=held_on,
        note=texts.line(note, field="note", label="说明", at_most=200, at_least=0),
    )
    activity.save(force_insert=True)
    record(
        "intake.record_activity",
        activity,
        actor=actor,
        at=at,
        facts={"campaign": campaign.uid, "kind": activity.kind, "quantity": quantity, "held_on": held_on},
        words=(activity.note,),
    )
    ring()
    return activity
