"""The year on the staff site: read-mostly, every change a button."""

from __future__ import annotations

from typing import Any

import pytest

from tenants.cycles.models import Cycle
from tenants.cycles.queries import stage
from tenants.cycles.terms import CycleState, StageKind, StageState
from tests.factories.cycles import open_up_to, open_year
from tests.factories.people import Role, member
from tests.factories.web import Browser

CYCLES, STAGES = "/admin/cycles/cycle/", "/admin/cycles/stage/"


def staff(role: Role = Role.CLERK) -> Browser:
    return Browser(member(role))


def page(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_a_year_is_opened_from_the_list_and_shows_its_stages_with_what_is_missing(town: str) -> None:
    clerk = staff()
    assert "还没有年度。请先开启一个年度" in page(clerk.get(CYCLES))
    year = {"year": "2026", "term_no": "18", "session_no": "3"}
    assert clerk.post(f"{CYCLES}start/open/", year).status_code == 302
    cycle = Cycle.objects.get()
    shown = page(clerk.get(f"{CYCLES}{cycle.uid}/change/"))
    for words in ("各环节", "征集", "票决", "1 项未满足", "公示期限", "计划完成"):
        assert words in shown
    assert "2026 年度已经建立，不能重复建立" in clerk.post(f"{CYCLES}start/open/", year).content.decode()
    assert Cycle.objects.count() == 1


def test_a_stage_is_opened_by_its_button_and_an_unmet_gate_is_a_sentence(town: str) -> None:
    cycle, clerk = open_year(), staff()
    waiting = stage(cycle.uid, StageKind.APPRAISAL)
    address = f"{STAGES}{waiting.uid}/"
    shown = page(clerk.get(f"{address}change/"))
    for words in ("开启条件", "“征集”已经开启", "未满足", "请先开启“征集”环节"):
        assert words in shown
    refused = clerk.post(f"{address}acts/open/", follow=True)
    assert "“评议”还不能开启，尚有 1 项条件未满足" in refused.content.decode()
    open_up_to(cycle, StageKind.COLLECTION)
    assert clerk.post(f"{address}acts/open/").status_code == 302
    assert stage(cycle.uid, StageKind.APPRAISAL).state == StageState.OPEN
    assert clerk.post(f"{address}acts/reschedule/", {"due_on": "2025-12-15"}).status_code == 302
    assert stage(cycle.uid, StageKind.APPRAISAL).due_on.isoformat() == "2025-12-15"
    assert clerk.post(f"{address}acts/close/").status_code == 302
    assert clerk.post(f"{address}acts/reopen/", {"reason": "补"}).status_code == 302  # not for a clerk
    assert stage(cycle.uid, StageKind.APPRAISAL).state == StageState.CLOSED
    assert staff(Role.DIRECTOR).post(f"{address}acts/reopen/", {"reason": "补"}).status_code == 302
    assert stage(cycle.uid, StageKind.APPRAISAL).state == StageState.OPEN


def test_closing_a_year_needs_the_head_and_the_year_typed(town: str) -> None:
    cycle = open_year()
    address = f"{CYCLES}{cycle.uid}/acts/close/"
    director = staff(Role.DIRECTOR)
    staff().post(address, {"confirmation": "2026"})
    director.post(address, {"confirmation": "2062"})
    cycle.refresh_from_db()
    assert cycle.state == CycleState.OPEN
    assert director.post(address, {"confirmation": "2026"}).status_code == 302
    cycle.refresh_from_db()
    assert cycle.state == CycleState.CLOSED


@pytest.mark.parametrize(("address", "queries"), [(CYCLES, 7), (STAGES, 8)])
def test_the_list_costs_the_same_for_one_year_and_for_three(
    town: str, address: str, queries: int, django_assert_num_queries: Any
) -> None:
    clerk = staff()
    for year in (2025, 2026, 2027):
        open_year(year)
        clerk.get(address)
        with django_assert_num_queries(queries):
            page(clerk.get(address))
