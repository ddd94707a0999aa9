"""Returns on the staff sites of both sides, by plain GET and POST."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from commons.kernel import clock
from commons.kernel.actor import Role
from commons.kernel.tenancy import in_office
from commons.outbox import relay
from commons.reporting.models import Return, SharedCard
from tenants.returns.models import Compilation
from tests.conftest import TOWN
from tests.factories.cycles import open_year
from tests.factories.delivery import started
from tests.factories.people import member
from tests.factories.web import Browser

OWN, ABOVE = "/admin/returns/compilation/", "/admin/reporting/"


def text(response: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))  # type: ignore[attr-defined]


@pytest.fixture
def county_clerk(county: str) -> Browser:
    browser = Browser(member(Role.CLERK))
    due = (clock.today() + dt.timedelta(days=10)).isoformat()
    asked = {"year": 2026, "period": "Q1", "due_on": due, "groups": ["suggestions", "money"], "note": "逐项核对"}
    assert browser.post(f"{ABOVE}period/start/open/", asked).status_code == 302
    return browser


def test_a_quarters_return_goes_up_comes_back_is_corrected_and_accepted(county_clerk: Browser) -> None:
    with in_office(TOWN):
        open_year()
        clerk, director = Browser(member(Role.CLERK)), Browser(member(Role.DIRECTOR))
        assert "2026年第一季度（" in text(clerk.get(f"{OWN}start/compile/"))
        assert clerk.post(f"{OWN}start/compile/", {"asked": "2026Q1"}).status_code == 302
        first = Compilation.objects.get()
        assert "money.paid" in first.figures
        assert "homes.total" not in first.figures
        page = f"{OWN}{first.uid}"
        correction = {"indicator": "money.paid", "value": "120", "reason": "施工单位垫付"}
        assert clerk.post(f"{page}/acts/correct/", correction).status_code == 302
        shown = text(clerk.get(f"{page}/change/"))
        assert "各来源拨付资金合计 0 元，与“资金拨付” 120 元不一致，请核对。 须改正" in shown
        assert "“资金拨付” 120 元，大于“资金到位” 0 元，请核对。 须说明 待说明" in shown
        refused = director.post(f"{page}/acts/file/", {"confirmation": "2026年第一季度"})
        assert (refused.status_code, "有明显错误" in text(refused)) == (409, True)
        assert clerk.post(f"{page}/acts/correct/", {**correction, "value": "0"}).status_code == 302
        assert director.post(f"{page}/acts/file/", {"confirmation": "2026年第一季度"}).status_code == 302

    found = Return.objects.get()
    assert "棠下镇" not in text(county_clerk.get(f"{ABOVE}period/{_period()}/change/"))
    sent = {"reason": "请核对", "line_1": "suggestions.received", "remark_1": "与公示数不符"}
    half = {"reason": "请核对", "line_1": "suggestions.received"}
    assert "须同时选择指标、填写内容" in text(county_clerk.post(f"{ABOVE}return/{found.uid}/acts/send_back/", half))
    assert county_clerk.post(f"{ABOVE}return/{found.uid}/acts/send_back/", sent).status_code == 302
    relay.drain_all()
    assert "已退回，待重报" in text(county_clerk.get(f"{ABOVE}period/{_period()}/change/"))

    with in_office(TOWN):
        shown = text(clerk.get(f"{page}/change/"))
        assert "请核对" in shown
        assert "与公示数不符" in shown
        assert "2026Q1" not in shown  # the trail says 2026年第一季度, as people do
        assert "重新汇编" in shown
        onward = clerk.post(f"{page}/acts/again/")
        again = Compilation.objects.order_by("-uid")[0]
        assert (onward.status_code, onward["Location"]) == (302, f"{OWN}{again.uid}/change/")
        assert "“重新汇编”已办理" in text(clerk.get(onward["Location"]))
        assert "重新汇编" not in text(clerk.get(f"{page}/change/"))  # there is another one now
        assert director.post(f"{OWN}{again.uid}/acts/file/", {"confirmation": "2026年第一季度"}).status_code == 302

    second = Return.objects.get(version=2)
    shown = text(county_clerk.get(f"{ABOVE}return/{second.uid}/change/"))
    assert "第 2 版" in shown
    assert "第 1 版" in shown
    assert county_clerk.post(f"{ABOVE}return/{second.uid}/acts/accept/").status_code == 302
    second.refresh_from_db()
    assert second.state == "accepted"
    assert "2 个" in text(county_clerk.get(f"{ABOVE}period/"))


def _period() -> object:
    from commons.reporting.models import Period

    return Period.objects.get().uid


def test_a_soft_doubt_is_explained_on_the_page(county_clerk: Browser) -> None:
    with in_office(TOWN):
        open_year()
        clerk = Browser(member(Role.CLERK))
        clerk.post(f"{OWN}start/compile/", {"asked": "", "year": 2026, "period": ""})
        compiled = Compilation.objects.get()
        page = f"{OWN}{compiled.uid}"
        correction = {"reason": "垫付", "value": "120"}
        for code in ("money.paid", "money.paid_by.own_fiscal"):
            clerk.post(f"{page}/acts/correct/", {**correction, "indicator": code})
        key = "at_most:money.paid:money.arrived"
        assert clerk.post(f"{page}/acts/explain/", {"check": key, "reason": "施工单位垫付"}).status_code == 302
        compiled.refresh_from_db()
        assert compiled.explanations == {key: "施工单位垫付"}


def test_a_period_must_be_chosen_or_written(town: str) -> None:
    clerk = Browser(member(Role.CLERK))
    assert "请选择上级要求填报的一期，或填写年度" in text(clerk.post(f"{OWN}start/compile/", {}))


def test_a_card_is_shared_seen_above_and_taken_back(county_clerk: Browser) -> None:
    with in_office(TOWN):
        project = started()
        director, clerk = Browser(member(Role.DIRECTOR)), Browser(member(Role.CLERK))
        clerk.post(f"{OWN}start/share/", {"project_uid": project.uid})
        assert SharedCard.objects.count() == 0
        assert director.post(f"{OWN}start/share/", {"project_uid": project.uid}).status_code == 302
    card = SharedCard.objects.get()
    assert "老旧小区加装电梯" in text(county_clerk.get(f"{ABOVE}sharedcard/"))
    shown = text(county_clerk.get(f"{ABOVE}sharedcard/{card.uid}/change/"))
    assert "实施中" in shown
    assert "由共享的机构自行收回" in shown
    county_clerk.post(f"{ABOVE}sharedcard/{card.uid}/acts/take_back/")
    assert SharedCard.objects.count() == 1
    with in_office(TOWN):
        assert director.post(f"{ABOVE}sharedcard/{card.uid}/acts/take_back/").status_code == 302
    assert SharedCard.objects.count() == 0
