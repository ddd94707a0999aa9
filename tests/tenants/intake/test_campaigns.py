"""Campaigns: announced, opened, closed, and what was done to be heard (1-07, 1-12 … 1-25)."""

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
from tenants.intake.terms import ActivityKind, CampaignState
from tests.factories.cycles import open_year
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.intake import campaign
from tests.factories.people import AT, Role, actor

TODAY = dt.date(2026, 3, 2)


def traces() -> tuple[int, ...]:
    return Campaign.objects.count(), Activity.objects.count(), *footprint()


def did(row: Campaign, kind: ActivityKind, quantity: int, **changes: Any) -> Activity:
    values: dict[str, Any] = {"actor": actor(Role.CLERK), "held_on": TODAY, "note": ""}
    return campaigns.record_activity(campaign_uid=row.uid, kind=kind, quantity=quantity, at=AT, **{**values, **changes})


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


def test_what_was_done_to_be_heard_is_counted_by_kind(town: str) -> None:
    """1-12 海报 800 余张, 1-13 手册 5000 余份, 1-18 走访 3000 余户, 1-19 座谈会 60 场."""
    row = campaign(open_year(2026).uid)
    for kind, quantity in [
        (ActivityKind.POSTER, 500),
        (ActivityKind.POSTER, 300),
        (ActivityKind.BOOKLET, 5000),
        (ActivityKind.VISIT, 3000),
        (ActivityKind.FORUM, 60),
    ]:
        did(row, kind, quantity)
    figures = queries.counts(2026)
    assert figures is not None
    assert figures.activities == {"poster": 800, "booklet": 5000, "visit": 3000, "forum": 60}


@pytest.mark.parametrize("quantity", [0, -1, 10**9])
def test_an_activity_counts_something(town: str, quantity: int) -> None:
    row = campaign(open_year(2026).uid)
    before = traces()
    with pytest.raises(errors.TextRefused) as refused:
        did(row, ActivityKind.POSTER, quantity)
    assert (refused.value.data["field"], traces()) == ("quantity", before)


def test_a_campaign_that_never_began_has_no_activities(town: str) -> None:
    row = campaign(open_year(2026).uid, opened=False)
    with pytest.raises(errors.CampaignNotOpen):
        did(row, ActivityKind.POSTER, 1)


def test_the_public_reads_campaigns_that_began_and_no_drafts(town: str) -> None:
    cycle = open_year(2026)
    row = campaign(cycle.uid)
    draft = campaign(cycle.uid, opened=False, title="还没有发布的活动")
    anybody = resident(town)
    assert [each.uid for each in queries.campaigns_visible_to(anybody)] == [row.uid]
    with pytest.raises(errors.CampaignNotFound):
        queries.campaign(anybody, draft.uid)
    assert len(queries.campaigns_visible_to(actor(Role.CLERK))) == 2
