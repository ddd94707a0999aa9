"""Campaigns: planned, opened, closed."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.kernel.actor import Actor
from commons.kernel.clock import date_of
from commons.outbox.commands import publish
from tenants.cycles import queries as cycles
from tenants.intake import events, queries, texts
from tenants.intake.errors import CampaignPeriod, CampaignTooEarly, CampaignTooShort
from tenants.intake.lifecycle import CAMPAIGN
from tenants.intake.models import Campaign
from tenants.intake.policies import POLICY


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
    """A campaign with its announcement (征集公告, 1-07), not yet open. Raises CycleNotFound, CampaignPeriod, CampaignTooEarly,
    CampaignTooShort."""
    POLICY.permit(actor, "intake.plan_campaign")
    rule = queries.rule(cycle_uid, on=date_of(at))
    if last_on < from_on or last_on < date_of(at):
        raise CampaignPeriod(field="last_on")
    _refuse_early(from_on, cycles.cycle(cycle_uid).year, rule.start_month)
    _refuse_short(from_on, last_on, rule.min_days)
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
    today = date_of(at)
    least = queries.rule(campaign.cycle_uid, on=today).min_days
    _refuse_short(max(campaign.from_on, today), campaign.last_on, least)
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


def _refuse_early(from_on: dt.date, year: int, start_month: int) -> None:
    """第三季度启动下一年度征集: the month is the year's own rule (domain §5.1)."""
    if from_on < dt.date(year - 1, start_month, 1):
        raise CampaignTooEarly(field="from_on", year=year, earliest=f"{year - 1}年{start_month}月")


def _refuse_short(from_on: dt.date, last_on: dt.date, least: int) -> None:
    """Both days count. The rule is the year's own, e.g. at least 30 days (domain §5.1)."""
    days = (last_on - from_on).days + 1
    if days < least:
        raise CampaignTooShort(field="last_on", least=least, days=days)
