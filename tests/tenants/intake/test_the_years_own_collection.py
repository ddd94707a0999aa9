"""征集办法: each field of the year's rule is what the room goes by (domain §5.1, §2.2). One local value changed at a time."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from commons.kernel.actor import Role, resident
from commons.rulebook.terms import Kind
from tenants.cycles import queries as cycles
from tenants.cycles.terms import StageKind
from tenants.intake import errors, queries
from tenants.intake.commands import campaigns, importing, suggestions
from tenants.intake.models import Suggestion
from tenants.intake.terms import Channel
from tests.conftest import TOWN
from tests.factories.cycles import open_up_to, open_year
from tests.factories.evidence import footprint
from tests.factories.intake import campaign, nominated, photo, submit
from tests.factories.people import AT, actor
from tests.factories.rulebook import adopt

TWO = "村里有两件事：\n一、村口路灯不亮\n二、村道坑洼难行"


def traces() -> tuple[int, ...]:
    return Suggestion.objects.count(), *footprint()


def test_a_way_that_the_office_has_not_opened_takes_nothing(town: str) -> None:
    adopt(Kind.COLLECTION, channels=["portal", "hotline"])
    open_year(2026)
    assert submit().suggestion.channel == Channel.PORTAL
    before = traces()
    with pytest.raises(errors.ChannelShut) as refused:
        submit(channel=Channel.SNAPSHOT, photos=[photo()])
    assert ("随手拍" in refused.value.message, traces()) == (True, before)


def test_a_year_keeps_the_ways_it_was_opened_with(town: str) -> None:
    """What the office adopts later is for its next year."""
    open_year(2026)
    adopt(Kind.COLLECTION, channels=["hotline"])
    assert submit().suggestion.channel == Channel.PORTAL


def test_without_standing_collection_a_suggestion_waits_for_the_campaign_and_then_belongs_to_it(town: str) -> None:
    adopt(Kind.COLLECTION, standing=False)
    cycle = open_year(2026)
    before = traces()
    with pytest.raises(errors.NotCollecting):
        submit()
    assert traces() == before
    row = campaign(cycle.uid)
    assert submit().suggestion.campaign == row


def test_an_import_obeys_the_same_rule(town: str) -> None:
    adopt(Kind.COLLECTION, channels=["hotline"], standing=False, one_matter=True)
    cycle = open_year(2026)
    sheet = "内容,渠道\n村口路灯不亮请修一修,民生意见专线\n桥面破损请修一修,意见箱与征集表\n".encode()
    plan = importing.plan_import(actor=actor(Role.CLERK), content=sheet, at=AT)
    assert [(each.cell, each.reason) for each in plan.faults] == [("B3", "按本年度征集办法没有开设这个渠道")]
    good = "内容,渠道\n村口路灯不亮请修一修,民生意见专线\n".encode()
    with pytest.raises(errors.NotCollecting):
        importing.import_suggestions(actor=actor(Role.CLERK), content=good, good_rows_only=False, at=AT)
    row = campaign(cycle.uid)
    importing.import_suggestions(actor=actor(Role.CLERK), content=good, good_rows_only=False, at=AT)
    assert Suggestion.objects.get().campaign == row


def test_one_suggestion_is_one_matter_where_the_rule_says_so(town: str) -> None:
    open_year(2026)
    assert submit(content=TWO).suggestion.content == TWO
    adopt(Kind.COLLECTION, one_matter=True)
    open_year(2027)
    cycles_now = cycles.find_collecting_cycle(AT.date())
    assert cycles_now is not None
    assert cycles_now.year == 2026  # this year still takes both
    assert not queries.rule(cycles_now.uid, on=AT.date()).one_matter


def test_two_matters_in_one_are_sent_back_to_be_told_apart(town: str) -> None:
    adopt(Kind.COLLECTION, one_matter=True)
    open_year(2026)
    before = traces()
    with pytest.raises(errors.OneMatterOnly) as refused:
        submit(content=TWO)
    assert (refused.value.data["count"], traces()) == (2, before)
    assert submit(content="村口 3.5 米宽的路坏了 2 处，请修。").suggestion.content.startswith("村口")


@pytest.mark.parametrize(("month", "earliest"), [(1, dt.date(2026, 1, 1)), (3, dt.date(2026, 3, 1))])
def test_a_campaign_begins_no_earlier_than_the_month_of_the_rule(town: str, month: int, earliest: dt.date) -> None:
    adopt(Kind.COLLECTION, start_month=month)
    cycle = open_year(2027)
    first, last = earliest - dt.timedelta(days=1), dt.date(2026, 6, 30)
    with pytest.raises(errors.CampaignTooEarly):
        campaign(cycle.uid, opened=False, from_on=first, last_on=last)
    assert campaign(cycle.uid, opened=False, from_on=earliest, last_on=last).from_on == earliest


def test_a_town_names_as_many_as_its_rule_asks_for_before_it_appraises(town: str) -> None:
    """淮阳: at least five a township; here two."""
    adopt(Kind.COLLECTION, quota_per_township=2)
    cycle = open_year(2026)
    open_up_to(cycle, StageKind.COLLECTION)
    nominated()

    def asked() -> list[tuple[str, bool, str]]:
        found = cycles.checklist(cycle.uid, StageKind.APPRAISAL)
        return [(each.label, each.met, each.advice) for each in found if "推荐评议" in each.label]

    assert asked() == [("推荐评议的建议不少于 2 件", False, "现有 1 件，还差 1 件，请继续征集和推荐")]
    nominated("桥面破损")
    assert asked() == [("推荐评议的建议不少于 2 件", True, "")]


def test_an_office_without_a_quota_is_not_asked(town: str) -> None:
    assert queries.gate_quota_met(open_year(2026).uid) is None


def test_as_many_photos_as_the_office_takes(town: str) -> None:
    adopt(Kind.COLLECTION, photos_most=1)
    open_year(2026)
    with pytest.raises(errors.TooManyPhotos):
        submit(photos=[photo(), photo()])


def test_a_campaign_of_the_shortest_time_the_office_has_set(town: str) -> None:
    adopt(Kind.COLLECTION, min_days=45)
    cycle = open_year(2026)
    with pytest.raises(errors.CampaignTooShort):
        campaign(cycle.uid, last_on=dt.date(2026, 3, 2) + dt.timedelta(days=43))
    assert campaign(cycle.uid, from_on=AT.date(), last_on=AT.date() + dt.timedelta(days=44)).from_on == AT.date()


def test_a_returned_suggestion_is_amended_under_the_same_rule(town: str) -> None:
    adopt(Kind.COLLECTION, one_matter=True)
    open_year(2026)
    slip = submit()
    suggestions.return_suggestion(actor=actor(Role.CLERK), uid=slip.uid, reply="请写明地点。", at=AT)
    with pytest.raises(errors.OneMatterOnly):
        suggestions.resubmit(actor=resident(TOWN), code=slip.query_code, title="村里两件事", content=TWO, at=AT)


def test_closing_a_campaign_without_standing_collection_closes_the_door(town: str) -> None:
    adopt(Kind.COLLECTION, standing=False)
    row = campaign(open_year(2026).uid)
    campaigns.close_campaign(actor=actor(Role.CLERK), uid=row.uid, at=AT)
    with time_machine.travel(AT, tick=False), pytest.raises(errors.NotCollecting):
        submit()
