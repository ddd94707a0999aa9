"""Campaigns: announced, opened, closed (1-07)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from commons.kernel.actor import resident
from commons.kernel.errors import Refusal
from commons.kernel.lifecycle import WrongStep
from commons.kernel.models import new_uid
from commons.kernel.policy import NotPermitted
from tenants.cycles.errors import CycleNotFound
from tenants.intake import errors, queries
from tenants.intake.commands import campaigns
from tenants.intake.models import Activity, Campaign
from tenants.intake.terms import CampaignState
from tests.factories.cycles import open_year
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.intake import campaign
from tests.factories.people import AT, Role, actor


def traces() -> tuple[int, ...]:
    return Campaign.objects.count(), Activity.objects.count(), *footprint()


def test_a_campaign_is_planned_opened_and_closed(town: str) -> None:
    cycle = open_year(2026)
    row = campaign(cycle.uid)
    assert (row.state, row.cycle_uid) == (CampaignState.OPEN, cycle.uid)
    row = campaigns.close_campaign(actor=actor(Role.DIRECTOR), uid=row.uid, at=AT)
    assert row.state == CampaignState.CLOSED
    assert acts(row) == ["intake.plan_campaign", "intake.open_campaign", "intake.close_campaign"]
    assert told()[-2:] == ["intake.CampaignOpened", "intake.CampaignClosed"]


def test_the_trail_of_a_campaign_names_its_days_and_its_year(town: str) -> None:
    cycle = open_year(2026)
    assert last_entry(campaign(cycle.uid, opened=False)) == {
        "act": "intake.plan_campaign",
        "states": ("", ""),
        "facts": {"cycle": str(cycle.uid), "from_on": "2026-02-01", "last_on": "2026-03-31"},
    }


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"last_on": dt.date(2026, 1, 31)}, errors.CampaignPeriod),
        ({"from_on": dt.date(2026, 1, 1), "last_on": dt.date(2026, 3, 1)}, errors.CampaignPeriod),
        ({"from_on": dt.date(2026, 3, 3), "last_on": dt.date(2026, 3, 31)}, errors.CampaignTooShort),
        ({"title": ""}, errors.TextRefused),
        ({"announcement": "短"}, errors.TextRefused),
    ],
)
def test_a_campaign_that_does_not_fit_is_refused(town: str, changes: dict[str, Any], refusal: type[Refusal]) -> None:
    cycle = open_year(2026)
    before = traces()
    with pytest.raises(refusal):
        campaign(cycle.uid, **changes)
    assert traces() == before


def test_thirty_days_are_enough_and_the_refusal_says_how_many_there_are(town: str) -> None:
    """domain §5.1: at least 30 days, the first and the last one counted."""
    cycle = open_year(2026)
    campaign(cycle.uid, from_on=dt.date(2026, 3, 3), last_on=dt.date(2026, 4, 1))
    with pytest.raises(errors.CampaignTooShort) as refused:
        campaign(cycle.uid, from_on=dt.date(2026, 3, 3), last_on=dt.date(2026, 3, 31))
    assert (refused.value.data, str(refused.value)) == (
        {"field": "last_on", "least": 30, "days": 29},
        "征集期应不少于 30 天，现为 29 天。请改迟截止日期。",
    )


def test_a_campaign_opened_so_late_that_too_few_days_are_left_is_refused(town: str) -> None:
    row = campaign(open_year(2026).uid, opened=False)
    before = traces()
    with pytest.raises(errors.CampaignTooShort):
        campaigns.open_campaign(actor=actor(Role.CLERK), uid=row.uid, at=AT + dt.timedelta(days=5))
    assert traces() == before


def test_a_campaign_belongs_to_a_year_of_this_office(town: str) -> None:
    with pytest.raises(CycleNotFound):
        campaign(new_uid())


def test_a_campaign_is_not_opened_twice_nor_after_its_last_day(town: str) -> None:
    cycle = open_year(2026)
    row, late = campaign(cycle.uid), campaign(cycle.uid, opened=False)
    before = traces()
    with pytest.raises(WrongStep):
        campaigns.open_campaign(actor=actor(Role.CLERK), uid=row.uid, at=AT)
    with pytest.raises(errors.CampaignPeriod):
        campaigns.open_campaign(actor=actor(Role.CLERK), uid=late.uid, at=AT + dt.timedelta(days=60))
    assert traces() == before


def test_campaigns_are_run_by_the_desk(town: str) -> None:
    cycle = open_year(2026)
    row = campaign(cycle.uid, opened=False)
    before = traces()
    with pytest.raises(NotPermitted):
        campaigns.open_campaign(actor=actor(Role.GOVERNMENT), uid=row.uid, at=AT)
    assert traces() == before


def test_the_public_reads_campaigns_that_began_and_no_drafts(town: str) -> None:
    cycle = open_year(2026)
    row = campaign(cycle.uid)
    draft = campaign(cycle.uid, opened=False, title="还没有发布的活动")
    anybody = resident(town)
    assert [each.uid for each in queries.campaigns_visible_to(anybody)] == [row.uid]
    with pytest.raises(errors.CampaignNotFound):
        queries.campaign(anybody, draft.uid)
    assert len(queries.campaigns_visible_to(actor(Role.CLERK))) == 2
