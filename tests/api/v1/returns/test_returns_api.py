"""An office's own returns over real requests: asked, compiled, corrected, explained, signed, answered; cards shared."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.kernel.models import new_uid
from commons.kernel.tenancy import in_office
from commons.outbox import relay
from commons.reporting import commands as reporting
from tests.conftest import COUNTY, NEIGHBOUR, TOWN
from tests.factories.cycles import open_year
from tests.factories.delivery import started
from tests.factories.people import member
from tests.factories.web import Api

ASKED = ["suggestions.received", "money.planned", "money.arrived", "money.paid"]


def api(role: Role) -> Api:
    return Api(member(role), role)


def problem(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


def county_asks(period: str | None = None) -> None:
    director = Actor(new_uid(), "区人大负责人", COUNTY, frozenset({Role.DIRECTOR}))
    due = clock.today() + dt.timedelta(days=10)
    with in_office(COUNTY):
        reporting.open_period(
            actor=director, year=2026, period=period, due_on=due, indicators=ASKED, note="逐项核对", at=clock.now()
        )


@pytest.fixture
def clerk(town: str) -> Api:
    county_asks()
    open_year()
    return api(Role.CLERK)


def test_a_return_goes_its_way_from_the_first_count_to_the_superiors_answer(clerk: Api) -> None:
    director = api(Role.DIRECTOR)
    (asked,) = clerk.get("/returns/periods/").json()["results"]
    assert (asked["period"], asked["by"], asked["indicators"], asked["state"]) == (
        "2026",
        [COUNTY],
        sorted(ASKED),
        None,
    )

    made = clerk.post("/returns/compilations/", {"year": 2026}).json()
    uid = made["uid"]
    assert made["state"] == "compiled"
    corrected = clerk.post(
        f"/returns/compilations/{uid}/correction/",
        {"indicator": "money.paid", "value": "120.50", "reason": "账外垫付"},
    )
    assert corrected.status_code == 201
    page = clerk.get(f"/returns/compilations/{uid}/").json()
    assert {line["code"]: (line["value"], line["computed"]) for line in page["lines"]} == {
        "suggestions.received": ("0.00", "0.00"),
        "money.planned": (None, None),
        "money.arrived": ("0.00", "0.00"),
        "money.paid": ("120.50", "0.00"),
    }
    assert page["doubts"] == [
        {
            "key": "at_most:money.paid:money.arrived",
            "hard": False,
            "sentence": "“资金拨付” 120.5 元，大于“资金到位” 0 元，请核对。",
            "reason": "",
        }
    ]
    assert problem(clerk.post(f"/returns/compilations/{uid}/filing/"))[0] == 403
    assert problem(director.post(f"/returns/compilations/{uid}/filing/")) == (409, "reporting.explanation_missing")
    explained = {"check": "at_most:money.paid:money.arrived", "reason": "施工单位垫付"}
    assert clerk.post(f"/returns/compilations/{uid}/explanation/", explained).status_code == 201
    filed = director.post(f"/returns/compilations/{uid}/filing/").json()
    assert filed["state"] == "filed"

    with in_office(COUNTY):
        above = api(Role.CLERK)
        found = above.get(f"/reporting/returns/{filed['return_uid']}/").json()
        assert (found["version"], found["digest"], found["is_late"]) == (1, filed["digest"], False)
        assert found["explanations"]["at_most:money.paid:money.arrived"]["reason"] == "施工单位垫付"
        remarks = {"remarks": {"money.paid": "请附凭证"}}
        sent_back = above.post(
            f"/reporting/returns/{filed['return_uid']}/sending_back/", {"reason": "请核对", **remarks}
        )
        assert sent_back.json()["state"] == "sent_back"
    relay.drain_all()
    page = clerk.get(f"/returns/compilations/{uid}/").json()
    assert (page["state"], page["lines"][3]["remark"]) == ("sent_back", "请附凭证")

    again = clerk.post("/returns/compilations/", {"year": 2026, "period": "2026"}).json()["uid"]
    second = director.post(f"/returns/compilations/{again}/filing/").json()
    with in_office(COUNTY):
        accepted = above.post(f"/reporting/returns/{second['return_uid']}/acceptance/", remarks).json()
        assert (accepted["state"], accepted["version"], accepted["previous_uid"]) == (
            "accepted",
            2,
            filed["return_uid"],
        )
        missing = above.get("/reporting/missing/?period=2026").json()["results"]
        assert [each["code"] for each in missing] == ["440703002", NEIGHBOUR]


@pytest.mark.parametrize(
    ("act", "body", "answer"),
    [
        ("correction", {"indicator": "no.such", "value": "1", "reason": "x"}, (422, "reporting.figure_refused")),
        (
            "correction",
            {"indicator": "homes.total", "value": "1", "reason": "x"},
            (422, "reporting.correction_refused"),
        ),
        ("correction", {"indicator": "money.paid", "value": "1.234", "reason": "x"}, (422, "api.invalid")),
        ("correction", {"indicator": "money.paid", "value": "1"}, (422, "api.invalid")),
        ("explanation", {"check": "no such", "reason": "x"}, (422, "returns.check_unknown")),
        ("explanation", {"check": "x", "reason": ""}, (422, "api.invalid")),
    ],
)
def test_what_makes_no_sense_is_told_so(clerk: Api, act: str, body: dict[str, str], answer: tuple[int, str]) -> None:
    uid = clerk.post("/returns/compilations/", {"year": 2026}).json()["uid"]
    assert problem(clerk.post(f"/returns/compilations/{uid}/{act}/", body)) == answer


def test_a_draft_is_discarded_and_a_neighbours_is_not_found(clerk: Api) -> None:
    uid = clerk.post("/returns/compilations/", {"year": 2026}).json()["uid"]
    with in_office(NEIGHBOUR):
        stranger = api(Role.DIRECTOR)
        for act in ("filing", "discarding"):
            assert problem(stranger.post(f"/returns/compilations/{uid}/{act}/")) == (
                404,
                "returns.compilation_not_found",
            )
    assert clerk.post(f"/returns/compilations/{uid}/discarding/").json()["state"] == "discarded"


def test_deputies_and_strangers_see_no_returns(clerk: Api) -> None:
    assert problem(api(Role.DEPUTY).get("/returns/compilations/"))[0] == 403
    assert problem(Api().get("/returns/periods/"))[0] == 401


def test_a_card_is_shared_read_above_and_taken_back(clerk: Api) -> None:
    project, director = started(), api(Role.DIRECTOR)
    assert problem(clerk.post("/returns/cards/", {"project_uid": str(project.uid)}))[0] == 403
    shared = director.post("/returns/cards/", {"project_uid": str(project.uid)}).json()["uid"]
    with in_office(COUNTY):
        above = api(Role.CLERK)
        (card,) = above.get("/reporting/cards/").json()["results"]
        assert (card["uid"], card["office_code"], card["card"]["state_label"]) == (shared, TOWN, "实施中")
        assert above.get(f"/reporting/cards/{shared}/").json() == card
        assert problem(api(Role.DIRECTOR).post(f"/returns/cards/{shared}/taking_back/")) == (
            404,
            "reporting.card_not_found",
        )
    assert director.post(f"/returns/cards/{shared}/taking_back/").status_code == 204
    assert director.get("/reporting/cards/").json()["results"] == []


def test_the_table_of_indicators_says_what_each_means(clerk: Api) -> None:
    found = {each["code"]: each for each in clerk.get("/reporting/indicators/").json()["results"]}
    assert found["satisfaction.rate"] == {
        "code": "satisfaction.rate",
        "label": "总体满意率",
        "formula": "满意与基本满意票 ÷ 测评有效票（各机构先合计，再相除）",
        "unit": "percent",
        "noun": "个",
        "aggregate": "ratio",
        "span": "year",
        "origin": "derived",
        "of": ["satisfaction.favourable", "satisfaction.valid"],
        "rows": ["1-58", "0-55", "§9"],
    }
    assert found["training.people"]["origin"] == "not_yet"
