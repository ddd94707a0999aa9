"""Rules over real requests: shapes, problems, query counts."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.kernel import clock
from commons.kernel.actor import Role
from commons.kernel.models import new_uid
from commons.kernel.tenancy import in_commons, in_office
from commons.rulebook import queries
from commons.rulebook.models import Adoption, Edition
from commons.rulebook.terms import Kind
from tests.conftest import COUNTY, TOWN
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


# ── as the screens: the kinds, narrowing, comparing, previewing, explaining ───────────────────


def test_every_kind_is_described_field_by_field_with_what_the_law_demands(director: Api) -> None:
    told = {row["kind"]: row for row in director.get("/rulebook/kinds/").json()["results"]}
    assert sorted(told) == sorted(Kind.values)
    quorum = next(field for field in told["voting_method"]["fields"] if field["path"] == "method.quorum")
    assert (quorum["label"], quorum["mode"], quorum["floors"][0]["bound"]) == (
        "出席人数",
        "locked",
        {"least": {"at_least": "2/3", "base": "all_deputies"}},
    )


def test_a_value_out_of_bounds_is_refused_with_field_value_bound_and_source(director: Api) -> None:
    uid = queries.edition_in_force(TOWN, Kind.NOTICE_PERIODS, on=clock.today()).edition_uid
    before = Adoption.objects.count()
    answer = director.post("/rulebook/adoptions/", {"edition_uid": str(uid), "values": {"preliminary_days": 6}})
    assert problem(answer) == (409, "rulebook.field_out_of_bounds")
    told = answer.json()
    assert (told["field"], told["value"], told["bound"]) == ("preliminary_days", "6 个工作日", "不少于 7 个工作日")
    assert "街道“四全”机制" in told["source"]
    assert Adoption.objects.count() == before


def test_a_county_narrows_over_the_api_and_the_town_below_is_told_where_its_rule_comes_from(county: str) -> None:
    wide = queries.edition_in_force(TOWN, Kind.NOTICE_PERIODS, on=clock.today()).edition_uid
    chief = api(Role.DIRECTOR)
    made = chief.post(
        f"/rulebook/editions/{wide}/narrowings/",
        {
            "source": "区人大常委会决定",
            "values": {"preliminary_days": 9},
            "modes": {"preliminary_days": {"mode": "locked", "source": "区人大常委会决定"}},
        },
    )
    assert (made.status_code, made.json()["parent_uid"], made.json()["office_code"]) == (201, str(wide), COUNTY)
    uid = made.json()["uid"]
    changed = chief.get(f"/rulebook/editions/{uid}/differences/").json()["results"]
    assert [(row["label"], row["before"], row["after"]) for row in changed] == [
        ("初步方案公示期限", "7 个工作日", "9 个工作日"),
        ("初步方案公示期限（自定权限）", "不少于 7 个工作日", "不能改动"),
    ]
    effects = chief.get(f"/rulebook/editions/{uid}/effects/").json()["results"]
    assert sum(len(row["offices"]) for row in effects) == 4
    assert chief.post(f"/rulebook/editions/{uid}/publication/").json()["state"] == "published"
    adopted = chief.post("/rulebook/adoptions/", {"edition_uid": uid}).json()["uid"]
    told = chief.get(f"/rulebook/adoptions/{adopted}/explanation/").json()["results"]
    assert [(row["path"], row["set_by"], row["limited_by"], row["mode"]) for row in told] == [
        ("preliminary_days", "蓬江区", "蓬江区", "locked"),
        ("result_days", "广东省", "广东省", "bounded"),
    ]


def test_a_comparison_is_between_rules_of_one_kind(director: Api) -> None:
    one, other = (
        queries.edition_in_force(TOWN, kind, on=clock.today()).edition_uid for kind in (Kind.RUBRIC, Kind.LIGHTS)
    )
    assert director.get(f"/rulebook/editions/{one}/differences/").json()["results"] == []
    assert director.get(f"/rulebook/editions/{one}/differences/?against={one}").json()["results"] == []
    assert problem(director.get(f"/rulebook/editions/{one}/differences/?against={other}"))[0] == 404


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUDITOR])
def test_only_a_director_narrows(town: str, role: Role) -> None:
    uid = queries.edition_in_force(TOWN, Kind.RUBRIC, on=clock.today()).edition_uid
    before = Edition.objects.count()
    assert problem(api(role).post(f"/rulebook/editions/{uid}/narrowings/", {"source": "x"}))[0] == 403
    assert Edition.objects.count() == before
