"""Figures over real requests: the contract's shape, one's own subtree only, returns on the superior's host."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.kernel.models import new_uid
from commons.kernel.tenancy import in_commons, in_office
from commons.reporting import commands, queries
from commons.reporting.models import Return
from tests.conftest import CITY, COUNTY, NEIGHBOUR, PROVINCE, TOWN
from tests.factories.people import member
from tests.factories.reporting import YEAR, figures, snapshot
from tests.factories.web import Api


def api(role: Role = Role.CLERK) -> Api:
    return Api(member(role), role)


def staff(code: str) -> Actor:
    return Actor(new_uid(), "测试人员", code, frozenset({Role.DIRECTOR}))


def problem(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


def filed(code: str = TOWN) -> Return:
    with in_commons():  # in one office's schema no other office's return can be written
        return commands.file_return(
            actor=staff(code), year=YEAR, figures=figures(suggestions__received=400), at=clock.now()
        )


@pytest.fixture
def opened(county: str) -> None:
    due = clock.today() + dt.timedelta(days=10)
    commands.open_period(actor=staff(COUNTY), year=YEAR, due_on=due, at=clock.now())


# ── the roll-up ───────────────────────────────────────────────────────────────────────────────


def test_the_roll_up_is_what_the_command_line_prints(county: str) -> None:
    snapshot(TOWN, suggestions__received=400)
    clerk = api()
    answer = clerk.get(f"/reporting/rollup/?office={TOWN}&year=2026")
    assert answer.status_code == 200
    assert answer.json() == queries.rollup(TOWN, 2026)
    assert clerk.get("/reporting/rollup/?year=2026").json() == queries.rollup(COUNTY, 2026)


def test_the_filed_basis_and_a_period_may_be_asked_for(county: str) -> None:
    answer = api().get("/reporting/rollup/?year=2026&period=2026Q1&basis=filed").json()
    assert (answer["period"], answer["basis"], answer["as_of"]) == ("2026Q1", "filed", None)


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("", (422, "api.invalid")),
        ("year=26", (422, "reporting.year_refused")),
        ("year=2026&period=2025", (422, "reporting.period_refused")),
        ("year=2026&basis=guess", (422, "api.invalid")),
        ("year=2026&offce=44", (422, "api.invalid")),
        ("year=2026&office=9999", (404, "reporting.not_your_subordinate")),
        ("year=2026&office=%00", (422, "api.invalid")),
    ],
)
def test_a_question_that_makes_no_sense_is_told_so(county: str, query: str, answer: tuple[int, str]) -> None:
    assert problem(api().get(f"/reporting/rollup/?{query}")) == answer


@pytest.mark.parametrize("foreign", [NEIGHBOUR, COUNTY, CITY, PROVINCE])
def test_a_town_reads_nothing_beside_or_above_itself(town: str, foreign: str) -> None:
    snapshot(NEIGHBOUR, suggestions__received=999)
    answer = api().get(f"/reporting/rollup/?year=2026&office={foreign}")
    assert problem(answer) == (404, "reporting.not_your_subordinate")
    assert "999" not in answer.content.decode()


def test_strangers_and_deputies_read_no_roll_up(town: str) -> None:
    assert problem(Api().get("/reporting/rollup/?year=2026"))[0] == 401
    assert problem(api(Role.DEPUTY).get("/reporting/rollup/?year=2026"))[0] == 403


def test_a_ranking_is_published_above_and_read_below_without_a_figure(county: str) -> None:
    snapshot(TOWN, suggestions__received=400)
    snapshot(NEIGHBOUR, suggestions__received=977)
    director = api(Role.DIRECTOR)
    made = director.post("/reporting/ranks/", {"year": 2026, "indicator": "suggestions.received"})
    assert made.status_code == 201
    assert [(row["office_code"], row["place"], row["among"]) for row in made.json()] == [
        (NEIGHBOUR, 1, 2),
        (TOWN, 2, 2),
    ]
    assert problem(api().post("/reporting/ranks/", {"year": 2026, "indicator": "suggestions.received"}))[0] == 403
    with in_office(TOWN):
        clerk = api()
        answer = clerk.get("/reporting/ranks/?year=2026")
        assert [(row["place"], row["office"]) for row in answer.json()["results"][0]["places"]] == [
            (1, NEIGHBOUR),
            (2, TOWN),
        ]
        assert "977" not in answer.content.decode()
        assert problem(clerk.get(f"/reporting/ranks/?year=2026&office={NEIGHBOUR}"))[0] == 404


# ── returns ───────────────────────────────────────────────────────────────────────────────────


def test_a_return_is_read_and_accepted_on_the_superiors_host(opened: None) -> None:
    found, clerk = filed(), api()
    listed = clerk.get("/reporting/returns/").json()["results"]
    assert [row["uid"] for row in listed] == [str(found.uid)]
    lines = clerk.get(f"/reporting/returns/{found.uid}/").json()["lines"]
    assert lines == [
        {
            "indicator": "suggestions.received",
            "value": "400.00",
            "evidence": 400,
            "computed": "400.00",
            "correction": "",
        }
    ]
    accepted = clerk.post(f"/reporting/returns/{found.uid}/acceptance/")
    assert (accepted.status_code, accepted.json()["state"]) == (201, "accepted")
    assert problem(clerk.post(f"/reporting/returns/{found.uid}/acceptance/")) == (409, "kernel.wrong_step")


def test_a_return_is_sent_back_with_a_reason(opened: None) -> None:
    found, clerk = filed(), api()
    assert problem(clerk.post(f"/reporting/returns/{found.uid}/sending_back/")) == (422, "api.invalid")
    sent_back = clerk.post(f"/reporting/returns/{found.uid}/sending_back/", {"reason": "请核对"})
    assert (sent_back.json()["state"], sent_back.json()["reason"]) == ("sent_back", "请核对")


def test_a_neighbours_return_is_not_found(opened: None, town: str) -> None:
    neighbours, mine = filed(NEIGHBOUR), filed(TOWN)
    clerk = api()
    assert [row["uid"] for row in clerk.get("/reporting/returns/").json()["results"]] == [str(mine.uid)]
    for answer in (
        clerk.get(f"/reporting/returns/{neighbours.uid}/"),
        clerk.post(f"/reporting/returns/{neighbours.uid}/acceptance/"),
        clerk.post(f"/reporting/returns/{mine.uid}/acceptance/"),
    ):
        assert problem(answer) == (404, "reporting.return_not_found")
    with in_commons():
        neighbours.refresh_from_db()
    assert neighbours.state == "filed"


def test_a_period_is_opened_and_listed(county: str) -> None:
    clerk, due = api(), (clock.today() + dt.timedelta(days=5)).isoformat()
    made = clerk.post("/reporting/periods/", {"year": 2026, "period": "2026Q1", "due_on": due})
    assert made.json() == {**made.json(), "office_code": COUNTY, "year": 2026, "period": "2026Q1", "due_on": due}
    assert clerk.get("/reporting/periods/").json()["results"] == [made.json()]
    again = clerk.post("/reporting/periods/", {"year": 2026, "period": "2026Q1", "due_on": due})
    assert problem(again) == (409, "reporting.period_already_open")


def test_the_list_of_returns_asks_the_same_for_one_and_for_three(opened: None) -> None:
    clerk = api()

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert clerk.get("/reporting/returns/").status_code == 200
        return len(seen)

    filed(TOWN)
    asked()
    one = asked()
    filed(NEIGHBOUR)
    filed("440703002")
    assert asked() == one
