"""Suggestions and campaigns on the staff site."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from commons.kernel import clock
from tenants.intake.models import Campaign, Contact, Suggestion
from tenants.intake.terms import CampaignState, SuggestionState
from tests.factories.cycles import open_year
from tests.factories.intake import NAME, PHONE, campaign, photo, screened, submit
from tests.factories.people import Role, member
from tests.factories.web import Browser

SUGGESTIONS, CAMPAIGNS = "/admin/intake/suggestion/", "/admin/intake/campaign/"


def staff(role: Role = Role.CLERK) -> Browser:
    return Browser(member(role))


def page(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_desk_enters_what_a_resident_said_on_the_phone_and_reads_the_code_once(town: str) -> None:
    clerk = staff()
    form = {
        "title": "村口路灯不亮",
        "content": "村口一段路没有路灯。",
        "channel": "hotline",
        "field": "infrastructure",
        "contact_name": NAME,
        "contact_phone": PHONE,
        "for_resident": "on",
    }
    shown = page(clerk.post(f"{SUGGESTIONS}start/enter/", form, follow=True))
    row = Suggestion.objects.get()
    assert (row.channel, row.for_resident, Contact.objects.count()) == ("hotline", True, 1)
    assert "查询码只显示这一次" in shown
    assert "查询码只显示这一次" not in page(clerk.get(SUGGESTIONS))


def test_a_suggestion_goes_through_the_desk_by_its_buttons(town: str) -> None:
    open_year(2027)
    slip, clerk = submit(photos=[photo()]), staff()
    address = f"{SUGGESTIONS}{slip.uid}/"
    shown = page(clerk.get(f"{address}change/"))
    assert ("139****5678" in shown, PHONE in shown, NAME in shown, "路灯.jpg" in shown) == (True, False, False, True)
    for act, form, state in [
        ("screen", {}, SuggestionState.SCREENED),
        ("decline", {"reason": "individual", "reply": "属于个人事务。"}, SuggestionState.DECLINED),
        ("reinstate", {"reason": "判断有误"}, SuggestionState.SUBMITTED),
        ("screen", {}, SuggestionState.SCREENED),
        ("nominate", {}, SuggestionState.NOMINATED),
    ]:
        assert clerk.post(f"{address}acts/{act}/", form).status_code == 302
        assert Suggestion.objects.get().state == state
    assert "推荐评议" in page(clerk.get(f"{address}change/"))


def test_a_merge_offers_what_it_may_join_and_shows_both_sides(town: str) -> None:
    primary, other = screened(), submit("村口太黑了")
    clerk = staff()
    address = f"{SUGGESTIONS}{other.uid}/"
    assert "村口路灯不亮" in page(clerk.get(f"{address}acts/merge/"))
    form = {"primary_uid": str(primary.uid), "reason": "同一路段"}
    assert clerk.post(f"{address}acts/merge/", form).status_code == 302
    assert "村口太黑了" in page(clerk.get(f"{SUGGESTIONS}{primary.uid}/change/"))
    assert "主案：村口路灯不亮" in page(clerk.get(f"{address}change/"))
    assert clerk.post(f"{address}acts/undo-merge/", {"reason": "不是同一路段"}).status_code == 302


def test_a_contact_is_shown_for_a_reason_and_a_refusal_stands_at_its_field(town: str) -> None:
    slip, clerk = submit(), staff()
    address = f"{SUGGESTIONS}{slip.uid}/acts/reveal/"
    refused = clerk.post(address, {"reason": "看"})
    assert (refused.status_code, "查看事由太短" in refused.content.decode()) == (409, True)
    assert f"姓名：{NAME}；电话：{PHONE}" in page(clerk.post(address, {"reason": "核实具体位置"}, follow=True))


@pytest.mark.parametrize("role", [Role.GOVERNMENT, Role.AUDITOR])
def test_the_government_and_the_auditor_read_and_change_nothing(town: str, role: Role) -> None:
    slip, reader = submit(), staff(role)
    address = f"{SUGGESTIONS}{slip.uid}/"
    assert "村口路灯不亮" in page(reader.get(SUGGESTIONS))
    assert "村口路灯不亮" in page(reader.get(f"{address}change/"))
    reader.post(f"{address}acts/screen/")
    assert Suggestion.objects.get().state == SuggestionState.SUBMITTED


def test_a_campaign_is_planned_opened_and_its_publicity_recorded(town: str) -> None:
    cycle, clerk = open_year(2027), staff()
    form = {
        "cycle_uid": str(cycle.uid),
        "title": "民生实事项目征集",
        "announcement": "现面向全体居民征集民生实事项目建议。",
        "from_on": clock.today().isoformat(),
        "last_on": (clock.today() + dt.timedelta(days=29)).isoformat(),
    }
    assert clerk.post(f"{CAMPAIGNS}start/plan/", form).status_code == 302
    address = f"{CAMPAIGNS}{Campaign.objects.get().uid}/"
    assert clerk.post(f"{address}acts/open/").status_code == 302
    done = {"kind": "poster", "quantity": "80", "held_on": clock.today().isoformat(), "note": ""}
    assert clerk.post(f"{address}acts/activity/", done).status_code == 302
    assert "张贴海报（张）" in page(clerk.get(f"{address}change/"))
    assert clerk.post(f"{address}acts/close/").status_code == 302
    assert Campaign.objects.get().state == CampaignState.CLOSED


def test_a_director_who_is_also_a_deputy_opens_a_campaign_page(town: str) -> None:
    cycle = open_year(2026)
    both = Browser(member(Role.DIRECTOR, Role.DEPUTY))
    row = campaign(cycle.uid)
    assert "民生实事项目征集" in page(both.get(f"{CAMPAIGNS}{row.uid}/change/"))
