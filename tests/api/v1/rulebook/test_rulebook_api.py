"""Rules over real requests: shapes, problems, query counts."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.kernel.actor import Role
from commons.kernel.models import new_uid
from commons.kernel.tenancy import in_commons, in_office
from commons.rulebook.models import Adoption, Edition
from commons.rulebook.terms import Kind
from tests.conftest import TOWN
from tests.factories import rulebook as factory
from tests.factories.people import member
from tests.factories.web import Api


def api(role: Role) -> Api:
    return Api(member(role), role)


@pytest.fixture
def director(town: str) -> Api:
    return api(Role.DIRECTOR)


@pytest.fixture
def editor(commons: None) -> Api:
    return api(Role.TEMPLATE_EDITOR)


def problem(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


def test_the_editor_writes_publishes_and_withdraws_a_rule(editor: Api) -> None:
    made = editor.post(
        "/rulebook/templates/",
        {"kind": "notice_periods", "title": "公示期限（试行）", "source": "某市规定", "levels": ["county"]},
    )
    assert made.status_code == 201
    drafted = editor.post(
        f"/rulebook/templates/{made.json()['uid']}/editions/", {"body": factory.PERIODS, "modes": factory.PERIODS_MODES}
    )
    assert (drafted.status_code, drafted.json()["state"], drafted.json()["number"]) == (201, "draft", 1)
    uid = drafted.json()["uid"]
    assert editor.post(f"/rulebook/editions/{uid}/publication/").json()["state"] == "published"
    assert editor.post(f"/rulebook/editions/{uid}/withdrawal/").json()["state"] == "withdrawn"
    assert problem(editor.post(f"/rulebook/editions/{uid}/publication/")) == (409, "kernel.wrong_step")
    assert editor.get(f"/rulebook/editions/{uid}/").json()["title"] == "公示期限（试行）"
    assert editor.get(f"/rulebook/templates/{made.json()['uid']}/").json()["levels"] == ["county"]


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({}, (422, "api.invalid")),
        ({"body": factory.PERIODS, "state": "published"}, (422, "api.invalid")),
        ({"body": "x"}, (422, "api.invalid")),
        ({"body": {"preliminary_days": 7}}, (422, "rulebook.body_refused")),
        ({"body": factory.PERIODS, "modes": {"result_days": {"mode": "open", "source": "x"}}}, (422, "rulebook.body_refused")),
    ],
)  # fmt: skip
def test_a_draft_that_cannot_be_read_is_told_so(editor: Api, body: Any, answer: tuple[int, str]) -> None:
    template = factory.draft().template_id
    before = Edition.objects.count()
    assert problem(editor.post(f"/rulebook/templates/{template}/editions/", body)) == answer
    assert Edition.objects.count() == before


def test_a_director_adopts_with_values_of_the_offices_own(director: Api) -> None:
    edition = factory.published()
    made = director.post("/rulebook/adoptions/", {"edition_uid": str(edition.uid), "values": {"preliminary_days": 10}})
    assert made.status_code == 201
    assert made.json()["body"] == {"preliminary_days": 10, "result_days": 5}
    assert made.json()["office_code"] == TOWN
    listed = director.get("/rulebook/adoptions/?page_size=100").json()["results"]
    assert len(listed) == len(Kind) + 1
    assert listed[0] == made.json()
    assert director.get(f"/rulebook/adoptions/{made.json()['uid']}/").json() == made.json()


def test_a_locked_field_is_refused_by_name_and_source(director: Api) -> None:
    edition = factory.published()
    before = Adoption.objects.count()
    answer = director.post("/rulebook/adoptions/", {"edition_uid": str(edition.uid), "values": {"result_days": 1}})
    assert problem(answer) == (409, "rulebook.field_locked")
    assert answer.json()["path"] == "result_days"
    assert answer.json()["source"] == "某省规定"
    assert Adoption.objects.count() == before


def test_a_director_writes_no_rules_and_a_clerk_adopts_none(director: Api) -> None:
    assert problem(director.post("/rulebook/templates/", {}))[0] == 403
    assert problem(api(Role.CLERK).post("/rulebook/adoptions/", {}))[0] == 403


def test_strangers_read_nothing(town: str) -> None:
    for path in ("templates", "editions", "adoptions"):
        assert problem(Api().get(f"/rulebook/{path}/"))[0] == 401


def test_a_draft_is_not_found_by_an_office(director: Api) -> None:
    draft = factory.draft()
    assert problem(director.get(f"/rulebook/editions/{draft.uid}/")) == (404, "rulebook.edition_not_found")
    assert problem(director.get(f"/rulebook/templates/{new_uid()}/")) == (404, "rulebook.template_not_found")
    listed = director.get("/rulebook/editions/?page_size=100").json()["results"]
    assert str(draft.uid) not in {row["uid"] for row in listed}


def test_another_offices_adoption_is_not_found(director: Api, db: None) -> None:
    with in_commons():
        other = Adoption.objects.exclude(office_code=TOWN).first()
    assert other
    with in_office(TOWN):
        assert problem(director.get(f"/rulebook/adoptions/{other.uid}/")) == (404, "rulebook.adoption_not_found")


def test_the_list_of_adoptions_asks_the_same_for_one_and_for_three(director: Api) -> None:
    def asked(size: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert len(director.get(f"/rulebook/adoptions/?page_size={size}").json()["results"]) == size
        return len(seen)

    asked(1)
    assert asked(1) == asked(3)
