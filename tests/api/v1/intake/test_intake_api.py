"""Suggestions over HTTP: anonymous residents submit and look up by code; nothing of a person leaves."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from PIL import Image

from api.throttling import Suggesting
from commons.kernel.models import new_uid
from commons.kernel.tenancy import in_office
from tenants.documents import queries as documents
from tenants.intake.models import Suggestion
from tests.conftest import NEIGHBOUR, TOWN
from tests.factories.cycles import open_year
from tests.factories.evidence import footprint
from tests.factories.intake import NAME, PHONE, campaign, nominated, submit
from tests.factories.people import Role, actor, member
from tests.factories.web import Api, Browser

BODY = {
    "title": "村口路灯不亮",
    "content": "村口一段路晚上没有路灯，建议安装。",
    "field": "infrastructure",
    "contact_name": NAME,
    "contact_phone": PHONE,
}


def client(*roles: Role) -> Api:
    return Api(member(*roles), roles[0])


def test_an_anonymous_resident_submits_and_reads_by_code_what_became_of_it(town: str) -> None:
    open_year(2027)
    api = Api()
    made = api.post("/intake/suggestions/", BODY)
    assert made.status_code == 201
    assert set(made.json()) == {"uid", "query_code"}
    view = api.post("/intake/lookups/", {"code": made.json()["query_code"].lower()})
    assert view.status_code == 200
    assert view.json() == {
        "title": "村口路灯不亮",
        "content": "村口一段路晚上没有路灯，建议安装。",
        "state": "待初审",
        "sentence": "您的建议已收到，正在等待初审。",
        "reply": "",
        "submitted_at": view.json()["submitted_at"],
        "may_amend": False,
        "photos": 0,
        "steps": [
            {"step": step, "state": state}
            for step, state in zip(
                ("收到", "初审", "评议", "候选", "票决", "实施", "完成"),
                ("done", "current", *["coming"] * 5),
                strict=True,
            )
        ],
        "became": [],
    }


def test_photos_come_as_multipart(town: str) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(drawn, "PNG")
    drawn.seek(0)
    drawn.name = "路灯.png"
    made = Browser().post("/api/v1/intake/suggestions/", {**BODY, "photos": [drawn]})
    assert made.status_code == 201
    assert len(documents.attachments_of(made.json()["uid"])) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({**BODY, "title": "灯"}, "intake.text_refused"),
        ({**BODY, "contact_phone": "123"}, "identity.phone_invalid"),
        ({**BODY, "channel": "hotline"}, "intake.channel_not_yours"),
        ({**BODY, "state": "nominated"}, "api.invalid"),
        ({**BODY, "campaign_uid": str(new_uid())}, "intake.campaign_not_open"),
        ({}, "api.invalid"),
        ({**BODY, "title": "路\u0000灯坏了"}, "api.invalid"),
    ],
)
def test_what_does_not_fit_is_a_problem_with_a_stable_code(town: str, body: dict[str, Any], code: str) -> None:
    before = footprint()
    answer = Api().post("/intake/suggestions/", body)
    assert (answer.json()["code"], answer.status_code // 100) == (code, 4)
    assert (Suggestion.objects.count(), footprint()) == (0, before)


def test_an_anonymous_flood_is_told_to_come_back_later_and_people_with_accounts_are_not(
    town: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Suggesting, "THROTTLE_RATES", {**Suggesting.THROTTLE_RATES, "suggesting": "2/hour"})
    api, clerk = Api(), client(Role.CLERK)
    answers = [api.post("/intake/suggestions/", BODY) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert answers[2].headers["Retry-After"].isdigit()
    assert [clerk.post("/intake/suggestions/", BODY).status_code for _ in range(3)] == [201] * 3


def test_a_wrong_code_is_a_problem_that_says_what_to_do(town: str) -> None:
    answer = Api().post("/intake/lookups/", {"code": "不是查询码"})
    assert (answer.status_code, answer.json()["code"]) == (422, "intake.code_mistyped")
    assert answer.json()["title"].endswith("请对照回执重新输入 12 位查询码。")


@pytest.mark.parametrize("path", ["/intake/suggestions/", "/intake/figures/2027/"])
def test_lists_and_figures_are_not_for_the_anonymous(town: str, path: str) -> None:
    assert Api().get(path).status_code == 401


def test_the_desk_reads_a_list_without_anything_of_a_person(town: str) -> None:
    submit(actor=actor(Role.GRID_WORKER, name="网格员测试"), for_resident=True, channel="grid_worker")
    answer = client(Role.CLERK).get("/intake/suggestions/")
    (row,) = answer.json()["results"]
    assert set(row) == {
        "uid", "created_at", "cycle_uid", "campaign_uid", "title", "content", "channel", "field", "village",
        "for_resident", "heard_on", "proposed_by", "activity_uid", "state", "decline_reason", "reply",
    }  # fmt: skip
    assert [word for word in (NAME, PHONE, "网格员测试") if word in answer.content.decode()] == []


def test_the_desk_screens_returns_declines_and_nominates(town: str) -> None:
    open_year(2027)
    api = client(Role.CLERK)
    one, two = submit(), submit("桥头积水严重")
    steps = [
        (one, "return", {"reply": "请写明具体路段。"}, "returned"),
        (two, "screening", {}, "screened"),
        (two, "nomination", {}, "nominated"),
    ]
    for slip, noun, body, state in steps:
        answer = api.post(f"/intake/suggestions/{slip.uid}/{noun}/", body)
        assert (answer.status_code, answer.json()["state"]) == (201, state)
    amended = Api().post(
        "/intake/amendments/", {"code": one.query_code, "title": "村口路灯不亮", "content": "桥头到祠堂没有路灯。"}
    )
    assert (amended.status_code, amended.json()["state"]) == (200, "待初审")
    refused = api.post(f"/intake/suggestions/{one.uid}/declining/", {"reason": "individual", "reply": "属于个人事务。"})
    assert refused.json()["decline_reason"] == "individual"
    again = api.post(f"/intake/suggestions/{one.uid}/reinstatement/", {"reason": "判断有误"})
    assert again.json()["state"] == "submitted"


def test_a_merge_and_its_undoing(town: str) -> None:
    api = client(Role.DIRECTOR)
    one, two = submit(), submit("村口太黑了")
    merged = api.post(f"/intake/suggestions/{two.uid}/merger/", {"primary_uid": str(one.uid), "reason": "同一路段"})
    assert (merged.status_code, merged.json()["state"]) == (201, "merged")
    undone = api.post(f"/intake/suggestions/{two.uid}/merger-undoing/", {"reason": "不是同一路段"})
    assert undone.json()["state"] == "submitted"


def test_a_contact_is_revealed_for_a_reason_and_never_stored_on_the_way(town: str) -> None:
    slip = submit()
    api = client(Role.CLERK)
    assert api.post(f"/intake/suggestions/{slip.uid}/contact/", {"reason": "看"}).status_code == 422
    shown = api.post(f"/intake/suggestions/{slip.uid}/contact/", {"reason": "核实具体位置"})
    assert (shown.json(), shown.headers["Cache-Control"]) == ({"name": NAME, "phone": PHONE}, "no-store")
    assert (
        client(Role.GOVERNMENT).post(f"/intake/suggestions/{slip.uid}/contact/", {"reason": "核实具体位置"}).status_code
        == 403
    )


def test_a_suggestion_of_somebody_else_is_not_found(town: str) -> None:
    slip = submit()
    assert client(Role.DEPUTY).get(f"/intake/suggestions/{slip.uid}/").status_code == 404
    assert client(Role.CLERK).get(f"/intake/suggestions/{slip.uid}/").status_code == 200
    assert client(Role.CLERK).get(f"/intake/suggestions/{new_uid()}/").status_code == 404


def test_a_neighbours_suggestion_and_code_are_not_found(db: None) -> None:
    with in_office(NEIGHBOUR):
        theirs = submit("邻镇的金丝雀")
    with in_office(TOWN):
        clerk = client(Role.CLERK)
        assert clerk.get(f"/intake/suggestions/{theirs.uid}/").status_code == 404
        assert Api().post("/intake/lookups/", {"code": theirs.query_code}).status_code == 404
        assert clerk.get("/intake/suggestions/").json()["results"] == []


def test_campaigns_are_planned_by_the_desk_and_read_by_everybody_once_open(town: str) -> None:
    cycle = open_year(2027)
    api = client(Role.CLERK)
    planned = api.post(
        "/intake/campaigns/",
        {
            "cycle_uid": str(cycle.uid),
            "title": "民生实事项目征集",
            "announcement": "现面向全体居民征集民生实事项目建议。",
            "from_on": "2026-11-01",
            "last_on": "2099-12-31",
        },
    )
    assert (planned.status_code, planned.json()["state"]) == (201, "draft")
    uid = planned.json()["uid"]
    assert Api().get("/intake/campaigns/").json()["results"] == []
    assert api.post(f"/intake/campaigns/{uid}/opening/").json()["state"] == "open"
    done = api.post(f"/intake/campaigns/{uid}/activities/", {"kind": "poster", "quantity": 80, "held_on": "2026-11-02"})
    assert done.json()["quantity"] == 80
    assert [row["uid"] for row in Api().get("/intake/campaigns/").json()["results"]] == [uid]
    assert Api().get(f"/intake/campaigns/{uid}/").json()["title"] == "民生实事项目征集"
    assert api.post(f"/intake/campaigns/{uid}/closing/").json()["state"] == "closed"


def test_figures_of_a_year_and_of_a_year_that_never_was(town: str) -> None:
    cycle = open_year(2026)
    campaign(cycle.uid)
    nominated()
    api = client(Role.AUDITOR)
    figures = api.get("/intake/figures/2026/").json()
    assert (figures["received"], figures["nominated"], figures["by_channel"]) == (1, 1, {"portal": 1})
    assert api.get("/intake/figures/2031/").status_code == 404


def test_the_same_idempotency_key_submits_once(town: str) -> None:
    browser = Browser()
    sent = [
        browser.post(
            "/api/v1/intake/suggestions/",
            json.dumps(BODY),
            content_type="application/json",
            headers={"Idempotency-Key": "k-1"},
        ).json()
        for _ in range(2)
    ]
    assert sent[0] == sent[1]
    assert Suggestion.objects.count() == 1
