"""What a stranger sends: bodies nobody would write. None is a 500, none is half understood, nothing is left behind."""

from __future__ import annotations

from typing import Any

import pytest

from commons.audit.models import Entry
from commons.kernel.actor import Role
from commons.kernel.models import new_uid
from commons.kernel.tenancy import in_commons, in_office
from commons.rulebook import queries as rulebook
from commons.rulebook.models import Adoption
from commons.rulebook.terms import Kind
from tests.conftest import NEIGHBOUR, STREET
from tests.factories.evidence import footprint
from tests.factories.people import AT, member
from tests.factories.web import Api, Browser

UNREADABLE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "api.invalid"),
    "half an object": (b'{"title": ', "api.parse_error"),
    "two objects": (b"{}{}", "api.parse_error"),
    "a list": (b"[1, 2]", "api.invalid"),
    "a bare word": (b'"title"', "api.invalid"),
    "a bare number": (b"7", "api.invalid"),
    "null": (b"null", "api.parse_error"),
    "NaN": (b'{"a": NaN}', "api.parse_error"),
    "Infinity": (b'{"a": Infinity}', "api.parse_error"),
    "a number beyond every float": (b'{"a": 1e999}', "api.parse_error"),
    "a number of five thousand digits": (b'{"a": ' + b"9" * 5000 + b"}", "api.parse_error"),
    "one key twice": (b'{"content": "a", "content": "b"}', "api.parse_error"),
    "one key twice, deeper": (b'{"values": {"a": 1, "a": 2}}', "api.parse_error"),
    "lists a hundred thousand deep": (b"[" * 100_000 + b"]" * 100_000, "api.parse_error"),
    "objects a hundred thousand deep": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "api.parse_error"),
    "just too deep": (b'{"values": ' + b"[" * 40 + b"]" * 40 + b"}", "api.parse_error"),
    "GBK": ('{"title": "路灯"}'.encode("gbk"), "api.parse_error"),
    "UTF-16": ('{"title": "路灯"}'.encode("utf-16"), "api.parse_error"),
    "a key nobody knows": (b'{"__proto__": {"state": "published"}}', "api.invalid"),
    "keys of the machinery": (b'{"uid": "x", "office_code": "44", "state": "closed"}', "api.invalid"),
}  # fmt: skip
DOORS = {
    "a resident": (None, "/intake/suggestions/"),
    "a clerk with a notice": (Role.CLERK, "/notices/notices/"),
    "a clerk with a panel": (Role.CLERK, "/appraisal/panels/"),
    "a director adopting": (Role.DIRECTOR, "/rulebook/adoptions/"),
    "a reviewer": (Role.REVIEWER, f"/appraisal/proposals/{new_uid()}/scores/"),
}


@pytest.mark.parametrize(("role", "door"), DOORS.values(), ids=DOORS.keys())
def test_a_body_that_cannot_be_read_is_refused_at_every_door(town: str, role: Role | None, door: str) -> None:
    api = Api(member(role), role) if role else Api()
    before = footprint()
    for name, (body, code) in UNREADABLE.items():
        answer = api.post(door, body, content_type="application/json")
        said = (answer.status_code, answer["Content-Type"], answer.json()["code"])
        assert said == (422 if code == "api.invalid" else 400, "application/problem+json", code), name
        assert answer.json()["title"].endswith("。")
    assert footprint() == before


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "x"])
def test_another_kind_of_body_is_not_read_at_all(town: str, kind: str) -> None:
    assert Api().post("/intake/suggestions/", b"content=abc", content_type=kind).status_code == 415


def test_half_a_character_and_a_nul_are_told_and_not_stored(town: str) -> None:
    for odd, status in {"\\ud83d": 400, "a\\udfffb": 400, "\\u0000": 422}.items():
        body = f'{{"content": "{odd}村口一段路晚上没有路灯，建议安装。"}}'.encode()
        assert Api().post("/intake/suggestions/", body, content_type="application/json").status_code == status


# ── rules: no office sets what is locked or out of bounds ─────────────────────────────────────

NOWHERE = [{}, [], "", "x", None, True, 1.5, -1, 0, 10**30, "七", "１０", "7", [7], {"count": 7}, {"$gt": 0}]


def test_no_value_of_any_type_gets_below_seven_working_days(town: str) -> None:
    """公示期限 is bounded: seven working days at least, 250 at most (1-46)."""
    director = Api(member(Role.DIRECTOR), Role.DIRECTOR)
    edition = rulebook.edition_in_force(town, Kind.NOTICE_PERIODS, on=AT.date()).edition_uid
    adopted = Adoption.objects.count()
    for value in (*NOWHERE, 6, 251):
        answer = director.post(
            "/rulebook/adoptions/", {"edition_uid": str(edition), "values": {"preliminary_days": value}}
        )
        assert answer.status_code in (409, 422), value
        assert answer.json()["code"].startswith("rulebook."), value
    for path in ("", ".", "preliminary_days.", "preliminary_days.x", "__class__", "rule", "x" * 10_000):
        answer = director.post("/rulebook/adoptions/", {"edition_uid": str(edition), "values": {path: 7}})
        assert (answer.status_code, answer.json()["code"]) == (422, "rulebook.field_unknown"), path
    assert Adoption.objects.count() == adopted


def test_no_value_of_any_type_moves_a_locked_field(town: str) -> None:
    """A congress's quorum, majority and tie are the law's (组织法)."""
    director = Api(member(Role.DIRECTOR), Role.DIRECTOR)
    edition = rulebook.edition_in_force(town, Kind.VOTING_METHOD, on=AT.date()).edition_uid
    adopted = Adoption.objects.count()
    for path in ("method.quorum", "method.pass", "method.tie"):
        for value in (*NOWHERE, {"at_least": "1/100", "base": "present"}, [], "random"):
            answer = director.post("/rulebook/adoptions/", {"edition_uid": str(edition), "values": {path: value}})
            assert (answer.status_code, answer.json()["code"]) == (409, "rulebook.field_locked"), (path, value)
    whole = {"method": {"quorum": None}}
    answer = director.post("/rulebook/adoptions/", {"edition_uid": str(edition), "values": whole})
    assert (answer.status_code, answer.json()["code"]) == (422, "rulebook.field_unknown")
    assert Adoption.objects.count() == adopted


def test_every_kind_refuses_every_wrong_type_in_words(town: str) -> None:
    director = Api(member(Role.DIRECTOR), Role.DIRECTOR)
    for each in rulebook.rulebook_of(town, on=AT.date()):
        for path in each.edition.modes:
            for value in ({"a": [{"b": []}]}, [[[]]], [{}], "x" * 400):
                answer = director.post(
                    "/rulebook/adoptions/", {"edition_uid": str(each.edition_id), "values": {path: value}}
                )
                assert answer.status_code in (409, 422), (path, value)
                assert answer.json()["title"].endswith("。"), (path, value)


def test_an_adoption_is_of_the_office_whose_host_it_came_to_whatever_the_body_and_the_headers_say(town: str) -> None:
    director = Api(member(Role.DIRECTOR), Role.DIRECTOR)
    edition = str(rulebook.edition_in_force(town, Kind.POINTS, on=AT.date()).edition_uid)
    with in_commons():
        before = Adoption.objects.exclude(office_code=town).count()
    spoofed = {"X-Forwarded-Host": f"{NEIGHBOUR}.localhost", "X-Office": NEIGHBOUR, "X-Original-URL": "/admin/"}
    director.headers |= spoofed
    body: dict[str, Any] = {"edition_uid": edition, "values": {}}
    smuggled = director.post("/rulebook/adoptions/", {**body, "office_code": NEIGHBOUR})
    assert (smuggled.status_code, smuggled.json()["errors"]) == (422, {"office_code": ["没有这个字段。"]})
    made = director.post(f"/rulebook/adoptions/?office_code={NEIGHBOUR}&office={NEIGHBOUR}", body)
    assert (made.status_code, made.json()["office_code"]) == (201, town)
    with in_commons():
        assert Adoption.objects.exclude(office_code=town).count() == before


def test_a_token_of_one_office_opens_nothing_at_another(town: str) -> None:
    director = Api(member(Role.DIRECTOR), Role.DIRECTOR)
    edition = str(rulebook.edition_in_force(town, Kind.POINTS, on=AT.date()).edition_uid)
    for host in (NEIGHBOUR, STREET):
        there = Api(host=host)
        there.headers = director.headers
        assert there.post("/rulebook/adoptions/", {"edition_uid": edition, "values": {}}).status_code == 401
        with in_office(host):
            assert not Entry.objects.filter(act="rulebook.adopt").exists()


# ── forms ─────────────────────────────────────────────────────────────────────────────────────

ODD = [
    "\x00",
    "\ud83d",
    "9" * 5000,
    "1e999",
    "-1",
    "NaN",
    "../../etc/passwd",
    "<script>",
    "=1+1",
    "\u202e",
    " ",
    "2026-13-45",
]


def test_the_portals_form_answers_every_odd_field_with_a_page(town: str) -> None:
    citizen = Browser()
    fields = ("title", "content", "field", "village", "contact_name", "contact_phone", "campaign_uid", "campaign")
    for name in fields:
        for odd in ODD:
            value = odd.encode("utf-8", "surrogatepass").decode("latin-1") if odd == "\ud83d" else odd
            good = {"content": "村口一段路晚上没有路灯，建议安装。", "field": "infrastructure"}
            answer = citizen.post("/suggest/", {**good, name: value})
            assert answer.status_code < 500, (name, odd)
