"""Where an office is found: names and domains of its own, the host for programs, the code before the path."""

from __future__ import annotations

import pytest
from django.test import Client

from commons.directory import queries
from commons.directory.errors import DomainInvalid, DomainStays, DomainTaken
from commons.directory.life import addressing
from commons.directory.models import OfficeDomain
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import in_commons, in_office
from tests.conftest import NEIGHBOUR, TOWN
from tests.factories.people import AT, Role, actor, member
from tests.factories.web import Api, Browser

LIST = "/api/v1/intake/campaigns/"


def give(domain: str, code: str = TOWN) -> str:
    with in_commons():
        return addressing.give_domain(actor=actor(Role.PROVISIONER), code=code, domain=domain, at=AT).domain


def get(host: str, path: str = "/", **headers: str) -> object:
    return Client().get(path, headers={"host": host, **headers})


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("tangxia", "tangxia.localhost"),
        (" TangXia.RD.gov.cn. ", "tangxia.rd.gov.cn"),
        ("minsheng-1.cn", "minsheng-1.cn"),
    ],
)
def test_an_office_answers_at_a_name_of_its_own_and_its_code_leads_there(db: None, typed: str, host: str) -> None:
    assert give(typed) == host
    assert get(host).status_code == 200  # type: ignore[attr-defined]
    old = get(f"{TOWN}.localhost", "/notices/?a=1")
    assert (old.status_code, old["location"]) == (308, f"http://{host}/notices/?a=1")  # type: ignore[attr-defined, index]
    assert get(f"{NEIGHBOUR}.localhost").status_code == 200  # type: ignore[attr-defined]


def test_taking_it_back_makes_the_code_the_address_again(db: None) -> None:
    give("tangxia")
    with in_commons():
        addressing.take_domain(actor=actor(Role.PROVISIONER), code=TOWN, domain="tangxia", at=AT)
        assert queries.host_of(queries.office(TOWN)) == f"{TOWN}.localhost"
    assert get("tangxia.localhost").status_code == 404  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "typed", ["", "api", "www", "4407", "440703101x", "a.b.localhost", "10.0.0.1", "棠下.cn", "a b.cn", "-a.cn", "a..cn", "x" * 64 + ".cn"]
)  # fmt: skip
def test_what_is_no_domain_or_not_for_the_asking_is_refused(db: None, typed: str) -> None:
    before = list(OfficeDomain.objects.order_by("pk").values())
    with pytest.raises(DomainInvalid):
        give(typed)
    assert list(OfficeDomain.objects.order_by("pk").values()) == before


def test_a_domain_belongs_to_one_office_and_the_code_stays_for_ever(db: None) -> None:
    give("tangxia")
    with pytest.raises(DomainTaken):
        give("tangxia", NEIGHBOUR)
    for domain in (f"{TOWN}.localhost", f"{NEIGHBOUR}.localhost", "nobody"):
        with in_commons(), pytest.raises(DomainStays):
            addressing.take_domain(actor=actor(Role.PROVISIONER), code=TOWN, domain=domain, at=AT)
    with in_commons(), pytest.raises(NotPermitted):
        addressing.give_domain(actor=actor(Role.CLERK), code=TOWN, domain="other", at=AT)


# ── programs ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def bearer(db: None) -> str:
    with in_office(TOWN):
        return Api(member(Role.CLERK), Role.CLERK).headers["Authorization"]


def test_on_the_host_for_programs_the_token_says_which_office(bearer: str) -> None:
    answer = get("api.localhost", "/api/v1/cycles/cycles/", authorization=bearer)
    assert (answer.status_code, answer.wsgi_request.office.code) == (200, TOWN)  # type: ignore[attr-defined]


def test_without_a_token_the_office_stands_before_the_path(db: None) -> None:
    answer = get("api.localhost", f"/{TOWN}{LIST}")
    assert (answer.status_code, answer.wsgi_request.office.code) == (200, TOWN)  # type: ignore[attr-defined]


def test_a_token_of_one_office_is_nothing_before_the_path_of_another(bearer: str) -> None:
    answer = get("api.localhost", f"/{NEIGHBOUR}/api/v1/cycles/cycles/", authorization=bearer)
    assert (answer.status_code, answer.json()["code"]) == (401, "identity.token_refused")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("path", "headers", "status", "code"),
    [
        (LIST, {}, 401, "identity.token_refused"),
        (LIST, {"authorization": "Bearer nonsense"}, 401, "identity.token_refused"),
        (LIST, {"authorization": "Basic eDp5"}, 401, "identity.token_refused"),
        ("/", {}, 404, "api.not_found"),
        ("/admin/", {}, 404, "api.not_found"),
        (f"/{TOWN}/admin/", {}, 404, "api.not_found"),
        (f"/999999{LIST}", {}, 404, "directory.office_not_found"),
    ],
)
def test_everything_else_there_is_a_problem_and_no_page(
    db: None, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    answer = get("api.localhost", path, **headers)
    assert (answer.status_code, answer["content-type"]) == (status, "application/problem+json")  # type: ignore[attr-defined, index]
    assert answer.json()["code"] == code  # type: ignore[attr-defined]


def test_a_session_plays_no_part_there(db: None) -> None:
    with in_office(TOWN):
        browser = Browser(member(Role.CLERK))
    cookie = "; ".join(f"{name}={value.value}" for name, value in browser.client.cookies.items())
    answer = get("api.localhost", f"/{TOWN}/api/v1/cycles/cycles/", cookie=cookie)
    assert answer.wsgi_request.actor.is_anonymous  # type: ignore[attr-defined]
    assert not browser.get("/admin/", headers={"cookie": cookie}).wsgi_request.actor.is_anonymous
