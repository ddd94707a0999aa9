"""Years over real requests: everybody reads, the congress runs them."""

from __future__ import annotations

from typing import Any

import pytest

from commons.kernel.models import new_uid
from commons.kernel.tenancy import in_office
from tenants.cycles.models import Cycle
from tests.conftest import NEIGHBOUR
from tests.factories.cycles import open_year
from tests.factories.people import Role, member
from tests.factories.web import Api

YEAR = {"year": 2026, "term_no": 18, "session_no": 3}


def api(role: Role = Role.CLERK) -> Api:
    return Api(member(role), role)


def problem(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


def test_a_year_is_opened_and_read_back(town: str) -> None:
    clerk = api()
    made = clerk.post("/cycles/cycles/", YEAR)
    assert made.status_code == 201
    body = made.json()
    assert {key: body[key] for key in ("year", "term_no", "session_no", "state")} == {**YEAR, "state": "open"}
    assert clerk.get(f"/cycles/cycles/{body['uid']}/").json() == body
    assert clerk.get("/cycles/cycles/").json() == {"next": None, "previous": None, "results": [body]}
    assert problem(clerk.post("/cycles/cycles/", YEAR)) == (409, "cycles.cycle_exists")


def test_a_citizen_reads_the_year_and_runs_none(town: str) -> None:
    cycle = open_year()
    citizen = Api()
    stages = citizen.get(f"/cycles/cycles/{cycle.uid}/stages/").json()["results"]
    assert [stage["label"] for stage in stages[:5]] == ["征集", "评议", "公示", "候选", "票决"]
    assert stages[1]["gates"] == [{"label": "“征集”已经开启", "met": False, "advice": "请先开启“征集”环节", "href": ""}]
    assert problem(citizen.post("/cycles/cycles/", {**YEAR, "year": 2027}))[0] == 401
    assert problem(api(Role.DEPUTY).post("/cycles/cycles/", {**YEAR, "year": 2027})) == (403, "kernel.not_permitted")
    assert Cycle.objects.count() == 1


def test_a_stage_is_opened_closed_reopened_and_rescheduled(town: str) -> None:
    address = f"/cycles/cycles/{open_year().uid}/stages/collection"
    clerk, director = api(), api(Role.DIRECTOR)
    assert clerk.post(f"{address}/opening/").json()["state"] == "open"
    assert clerk.post(f"{address}/closing/").json()["state"] == "closed"
    assert problem(clerk.post(f"{address}/reopening/", {"reason": "补收"})) == (403, "kernel.not_permitted")
    assert director.post(f"{address}/reopening/", {"reason": "补收"}).json()["state"] == "open"
    assert clerk.post(f"{address}/schedule/", {"due_on": "2025-10-15"}).json()["due_on"] == "2025-10-15"
    assert clerk.get(f"{address}/").json()["due_on"] == "2025-10-15"


def test_unmet_gates_are_a_problem_that_says_what_to_do(town: str) -> None:
    cycle = open_year()
    refused = api().post(f"/cycles/cycles/{cycle.uid}/stages/appraisal/opening/")
    assert problem(refused) == (409, "cycles.gates_not_met")
    assert refused.json()["title"] == (
        "“评议”还不能开启，尚有 1 项条件未满足：“征集”已经开启（请先开启“征集”环节）。请逐项办理后重试。"
    )


def test_a_year_is_closed_by_the_head(town: str) -> None:
    address = f"/cycles/cycles/{open_year().uid}/closing/"
    assert problem(api().post(address)) == (403, "kernel.not_permitted")
    assert api(Role.DIRECTOR).post(address).json()["state"] == "closed"


def test_the_neighbours_year_and_unknown_stages_are_not_found(town: str) -> None:
    with in_office(NEIGHBOUR):
        theirs = open_year()
    mine, clerk = open_year(), api()
    for address in (
        f"/cycles/cycles/{theirs.uid}/",
        f"/cycles/cycles/{theirs.uid}/stages/",
        f"/cycles/cycles/{new_uid()}/stages/vote/",
    ):
        assert problem(clerk.get(address)) == (404, "cycles.cycle_not_found")
    assert problem(clerk.get(f"/cycles/cycles/{mine.uid}/stages/nonsense/")) == (404, "cycles.stage_not_found")
    assert problem(clerk.post(f"/cycles/cycles/{mine.uid}/stages/nonsense/opening/")) == (404, "cycles.stage_not_found")
    assert problem(clerk.post(f"/cycles/cycles/{theirs.uid}/stages/collection/opening/")) == (
        404,
        "cycles.cycle_not_found",
    )


@pytest.mark.parametrize(
    "odd",
    [{}, {**YEAR, "year": "去年"}, {**YEAR, "year": 10**30}, {**YEAR, "state": "closed"}, {**YEAR, "term_no": None}],
)
def test_an_odd_year_is_refused_and_nothing_is_written(town: str, odd: dict[str, Any]) -> None:
    assert api().post("/cycles/cycles/", odd).status_code == 422
    assert Cycle.objects.count() == 0
