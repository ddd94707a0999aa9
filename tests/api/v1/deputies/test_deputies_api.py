"""Deputies over real requests: what is public, what is hers alone, and a suggestion to its end."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.identity.models import Account
from commons.kernel import clock
from commons.kernel.actor import Role
from commons.kernel.models import new_uid
from commons.kernel.tenancy import in_office
from tenants.deputies.commands import suggestions
from tenants.deputies.models import DeputySuggestion, Mandate
from tests.conftest import NEIGHBOUR
from tests.factories.deputies import deputy, home, mandate, suggestion
from tests.factories.people import account, actor, member
from tests.factories.web import Api


def api(role: Role = Role.CLERK) -> Api:
    return Api(member(role), role)


def problem(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


def a_deputy(name: str = "梁测试") -> tuple[Mandate, Api, Account]:
    person = account(name)
    return mandate(name, account_uid=person.uid), Api(person, Role.DEPUTY), person


def done(response: Any) -> dict[str, Any]:
    assert response.status_code == 201, response.content.decode()
    body: dict[str, Any] = response.json()
    return body


def test_the_register_and_the_homes_are_public_but_show_no_account(town: str) -> None:
    held, _, person = a_deputy()
    home("棠下村代表之家")
    row = Api().get("/deputies/mandates/").json()["results"][0]
    assert (row["name"], row["constituency"], row["until_on"]) == ("梁测试", "第一选区", None)
    assert str(person.uid) not in Api().get(f"/deputies/mandates/{held.uid}/").content.decode()
    assert [each["name"] for each in Api().get("/deputies/homes/").json()["results"]] == ["棠下村代表之家"]
    assert problem(Api().get("/deputies/suggestions/"))[0] == 401
    assert problem(Api().get("/deputies/opinions/"))[0] == 401


def test_a_term_is_registered_and_ended(town: str) -> None:
    clerk = api()
    person = account("陈测试")
    values = {
        "account_uid": str(person.uid),
        "name": "陈测试",
        "kind": "deputy",
        "term_no": 18,
        "from_on": "2026-01-01",
    }
    made = done(clerk.post("/deputies/mandates/", values))
    assert (made["congress_code"], made["sits_here"]) == (town, True)
    assert problem(clerk.post("/deputies/mandates/", values)) == (409, "deputies.already_in_office")
    assert problem(clerk.post("/deputies/mandates/", {**values, "kind": "member"})) == (
        409,
        "deputies.members_only_in_streets",
    )
    today = str(clock.today())
    assert done(clerk.post("/deputies/terms/18/ending/", {"on": today})) == {"mandates": 1}
    assert problem(clerk.post(f"/deputies/mandates/{made['uid']}/ending/", {"on": today})) == (
        409,
        "deputies.mandate_ended",
    )


def test_a_group_is_formed_joined_and_left(town: str) -> None:
    clerk, held = api(), mandate()
    group = done(clerk.post("/deputies/groups/", {"name": "主席团", "kind": "presidium"}))
    belonging = {"mandate_uid": str(held.uid), "on": "2026-01-01"}
    assert done(clerk.post(f"/deputies/groups/{group['uid']}/joining/", belonging))["until_on"] is None
    left = clerk.post(f"/deputies/groups/{group['uid']}/leaving/", {**belonging, "on": "2026-02-01"})
    assert (left.status_code, left.content) == (204, b"")
    assert len(clerk.get("/deputies/groups/").json()["results"]) == 1


def test_a_reception_day_is_planned_held_and_its_opinion_taken_up(town: str) -> None:
    held, hers, _ = a_deputy()
    clerk, person = api(), account("管理员")
    place = done(clerk.post("/deputies/homes/", {"name": "棠下村代表之家", "host_kind": "village"}))["uid"]
    done(clerk.post(f"/deputies/homes/{place}/keepers/", {"account_uid": str(person.uid)}))
    keeper = Api(person, Role.KEEPER)
    planning = {"held_on": str(clock.today()), "mandate_uids": [str(held.uid)], "theme": "听民声"}
    day = done(keeper.post(f"/deputies/homes/{place}/receptions/", planning))["uid"]
    holding = {"visitors": 8, "opinions": ["村口路灯不亮"]}
    assert done(keeper.post(f"/deputies/receptions/{day}/holding/", holding))["visitors"] == 8
    opinion = hers.get("/deputies/opinions/").json()["results"][0]
    values = {"title": "修复路灯", "content": "建议修复村口路灯。", "opinion_uid": opinion["uid"], "home_uid": place}
    made = done(hers.post("/deputies/suggestions/", values))
    assert [each["uid"] for each in keeper.get("/deputies/suggestions/").json()["results"]] == [made["uid"]]
    assert problem(hers.post("/deputies/suggestions/", values)) == (409, "deputies.opinion_used")
    duties = hers.get("/deputies/duties/").json()["results"]
    assert [(each["kind"], each["quantity"]) for each in duties] == [("reception", "1.0")]


def test_a_suggestion_from_its_deputy_to_its_end(town: str) -> None:
    _, hers, _ = a_deputy()
    signer, signers, _ = a_deputy("附测试")
    clerk, unit = api(), member(Role.UNIT, name="城建办")
    values = {"title": "修复路灯", "content": "建议修复村口路灯。", "co_signer_uids": [str(signer.uid)]}
    at = f"/deputies/suggestions/{done(hers.post('/deputies/suggestions/', values))['uid']}"
    assert [each["title"] for each in signers.get("/deputies/invitations/").json()["results"]] == ["修复路灯"]
    assert done(signers.post(f"{at}/signature/", {"signs": True}))["confirmed_at"] is not None
    assert done(clerk.post(f"{at}/acceptance/"))["state"] == "accepted"
    assignment = {"lead": {"account_uid": str(unit.uid), "name": "城建办"}}
    assert done(clerk.post(f"{at}/assignment/", assignment))["state"] == "assigned"
    of_unit = Api(unit, Role.UNIT)
    assert [each["unit_name"] for each in of_unit.get(f"{at}/handlings/").json()["results"]] == ["城建办"]
    assert done(of_unit.post(f"{at}/answer/", {"reply": "已修复。", "reply_class": "a"}))["state"] == "replied"
    assert done(hers.post(f"{at}/rating/", {"rating": "satisfied"}))["state"] == "rated"
    closed = done(clerk.post(f"{at}/closing/"))
    assert (closed["state"], closed["solved_at_level"]) == ("closed", "town")
    assert problem(of_unit.get(f"{at}/")) == (404, "deputies.suggestion_not_found")
    points = hers.get(f"/deputies/points/?from_on=2026-01-01&until_on={clock.today() + dt.timedelta(days=1)}").json()[
        "results"
    ]
    assert [(each["name"], each["total"]) for each in points] == [("梁测试", "3.0")]


def test_a_suggestion_is_brought_up_marked_settled_or_declined(town: str) -> None:
    clerk, director = api(), api(Role.DIRECTOR)
    _, who = deputy()
    first, second, third = (f"/deputies/suggestions/{suggestion(who, title=f'建议{n}').uid}" for n in range(3))
    assert done(director.post(f"{first}/marking/", {"is_key": True}))["is_key"] is True
    done(clerk.post(f"{first}/acceptance/"))
    assert done(clerk.post(f"{first}/escalation/"))["state"] == "escalated"
    done(clerk.post(f"{second}/acceptance/"))
    settled = done(clerk.post(f"{second}/settlement/", {"level": "village", "outcome": "当天解决"}))
    assert settled["solved_at_level"] == "village"
    declined = done(clerk.post(f"{third}/declining/", {"ground": "vague", "reason": "请写明具体意见"}))
    assert (declined["state"], declined["decline_ground"]) == ("declined", "vague")


def test_a_claim_is_made_and_verified(town: str) -> None:
    held, hers, _ = a_deputy()
    clerk = api()
    values = {"mandate_uid": str(held.uid), "kind": "training", "on": "2026-03-01", "quantity": "0.5", "text": "培训"}
    claim = done(hers.post("/deputies/claims/", values))["uid"]
    assert problem(hers.post(f"/deputies/claims/{claim}/verification/"))[0] == 403
    assert done(clerk.post(f"/deputies/claims/{claim}/verification/"))["state"] == "verified"
    duty = hers.get("/deputies/duties/").json()["results"][0]
    assert done(clerk.post(f"/deputies/duties/{duty['uid']}/striking/", {"reason": "重复"}))["struck_at"] is not None
    rejected = done(hers.post("/deputies/claims/", values))["uid"]
    assert done(clerk.post(f"/deputies/claims/{rejected}/rejection/", {"reason": "查无"}))["state"] == "rejected"
    assert problem(hers.post("/deputies/claims/", {**values, "quantity": "0.3"})) == (422, "deputies.quantity_invalid")


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"title": ""}, (422, "api.invalid")),
        ({"content": "长" * 5001}, (422, "api.invalid")),
        ({"state": "closed"}, (422, "api.invalid")),
        ({"home_uid": "1"}, (422, "api.invalid")),
        ({"home_uid": str(new_uid())}, (404, "deputies.home_not_found")),
        ({"co_signer_uids": [str(new_uid())]}, (404, "deputies.mandate_not_found")),
        ({"opinion_uid": str(new_uid())}, (404, "deputies.opinion_not_found")),
    ],
)
def test_bad_input_is_told_and_nothing_is_submitted(
    town: str, changes: dict[str, Any], answer: tuple[int, str]
) -> None:
    _, hers, _ = a_deputy()
    values = {"title": "修复路灯", "content": "建议修复村口路灯。", **changes}
    assert problem(hers.post("/deputies/suggestions/", values)) == answer
    assert not DeputySuggestion.objects.exists()


def test_the_neighbours_records_are_not_found(town: str) -> None:
    with in_office(NEIGHBOUR):
        _, who = deputy("邻测试")
        foreign, their_home, held = suggestion(who, title="邻镇的建议"), home("邻镇代表之家"), mandate("邻镇代表")
    clerk = api()
    for path, code in (
        (f"suggestions/{foreign.uid}/", "deputies.suggestion_not_found"),
        (f"suggestions/{foreign.uid}/handlings/", "deputies.suggestion_not_found"),
        (f"suggestions/{foreign.uid}/co_signers/", "deputies.suggestion_not_found"),
        (f"homes/{their_home.uid}/", "deputies.home_not_found"),
        (f"mandates/{held.uid}/", "deputies.mandate_not_found"),
    ):
        answer = clerk.get(f"/deputies/{path}")
        assert problem(answer) == (404, code)
        assert "邻" not in answer.content.decode()
    assert problem(clerk.post(f"/deputies/suggestions/{foreign.uid}/acceptance/"))[0] == 404
    for plural in ("suggestions", "homes", "mandates"):
        assert clerk.get(f"/deputies/{plural}/").json()["results"] == []


def test_another_deputys_suggestion_is_not_found(town: str) -> None:
    _, who = deputy("甲测试")
    made = suggestion(who)
    _, stranger, _ = a_deputy("乙测试")
    assert stranger.get("/deputies/suggestions/").json()["results"] == []
    assert problem(stranger.get(f"/deputies/suggestions/{made.uid}/")) == (404, "deputies.suggestion_not_found")
    for act, values in (
        ("withdrawal", {}),
        ("rating", {"rating": "satisfied"}),
        ("co_signers", {"mandate_uids": [str(new_uid())]}),
    ):
        assert problem(stranger.post(f"/deputies/suggestions/{made.uid}/{act}/", values)) == (404, "kernel.not_found")
    assert problem(stranger.post(f"/deputies/suggestions/{made.uid}/signature/", {"signs": True}))[0] == 404


@pytest.mark.parametrize("plural", ["mandates", "homes", "suggestions", "duties"])
def test_a_list_costs_the_same_at_one_and_three_rows(town: str, plural: str) -> None:
    clerk, counts = api(), []
    clerk.get(f"/deputies/{plural}/")  # the host and the token are known from here on
    for rows in (1, 3):
        while Mandate.objects.count() < rows:
            number = Mandate.objects.count()
            _, who = deputy(f"测试{number}")
            made = suggestion(who, home_uid=home(f"{number}号代表之家").uid)
            suggestions.accept(actor=actor(Role.CLERK), suggestion_uid=made.uid, at=clock.now())
        with CaptureQueriesContext(connection) as asked:
            assert len(clerk.get(f"/deputies/{plural}/").json()["results"]) == rows
        counts.append(len(asked))
    assert counts == [5, 5]
