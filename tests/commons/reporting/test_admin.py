"""Returns on the staff site of the superior."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.kernel.models import new_uid
from commons.kernel.tenancy import in_commons
from commons.reporting import commands
from commons.reporting.models import Period, Return
from commons.reporting.terms import ReturnState
from tests.conftest import COUNTY, NEIGHBOUR, TOWN
from tests.factories.people import member
from tests.factories.reporting import YEAR, figures
from tests.factories.web import Browser


def text(response: object) -> str:
    return re.sub(r"<[^>]+>", " ", response.content.decode())  # type: ignore[attr-defined]


def staff(code: str) -> Actor:
    return Actor(new_uid(), "测试人员", code, frozenset({Role.DIRECTOR}))


def filed(code: str) -> Return:
    due = clock.today() + dt.timedelta(days=10)
    if not Period.objects.exists():
        commands.open_period(actor=staff(COUNTY), year=YEAR, due_on=due, at=clock.now())
    with in_commons():  # in one office's schema no other office's return can be written
        return commands.file_return(
            actor=staff(code), year=YEAR, figures=figures(suggestions__received=400), at=clock.now()
        )


@pytest.fixture
def clerk(county: str) -> Browser:
    return Browser(member(Role.CLERK))


def test_a_clerk_of_the_county_opens_a_period_reads_a_return_and_accepts_it(clerk: Browser) -> None:
    due = (clock.today() + dt.timedelta(days=10)).isoformat()
    assert clerk.post("/admin/reporting/period/start/open/", {"year": 2026, "due_on": due}).status_code == 302
    found = filed(TOWN)
    assert "棠下镇" in text(clerk.get("/admin/reporting/return/"))
    page = text(clerk.get(f"/admin/reporting/return/{found.uid}/change/"))
    assert "收到群众建议" in page
    assert "接收" in page
    assert clerk.post(f"/admin/reporting/return/{found.uid}/acts/accept/").status_code == 302
    found.refresh_from_db()
    assert found.state == ReturnState.ACCEPTED


def test_a_return_is_sent_back_with_a_reason(clerk: Browser) -> None:
    found = filed(TOWN)
    address = f"/admin/reporting/return/{found.uid}/acts/send_back/"
    assert clerk.post(address, {"reason": ""}).status_code == 200
    assert clerk.post(address, {"reason": "与公示数不符"}).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.reason) == (ReturnState.SENT_BACK, "与公示数不符")


def test_a_period_names_those_who_have_not_filed(clerk: Browser) -> None:
    filed(TOWN)
    page = text(clerk.get(f"/admin/reporting/period/{Period.objects.get().uid}/change/"))
    assert "荷塘镇" in page
    assert "棠下镇" not in page


def test_a_town_reads_its_own_return_and_cannot_accept_it(clerk: Browser, town: str) -> None:
    mine, neighbours = filed(TOWN), filed(NEIGHBOUR)
    below = Browser(member(Role.CLERK), host=TOWN)
    assert NEIGHBOUR not in text(below.get("/admin/reporting/return/"))
    assert below.get(f"/admin/reporting/return/{neighbours.uid}/change/").status_code == 404
    assert "由报送的上级机构接收或退回" in text(below.get(f"/admin/reporting/return/{mine.uid}/change/"))
    below.post(f"/admin/reporting/return/{mine.uid}/acts/accept/")
    mine.refresh_from_db()
    assert mine.state == ReturnState.FILED
