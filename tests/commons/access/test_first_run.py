"""An empty house: whoever holds the link that was printed where it was started sets it up, once."""

from __future__ import annotations

import datetime as dt
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from commons.access import queries as access
from commons.audit.models import Entry
from commons.directory import commands as directory
from commons.directory import divisions, provisioning, queries
from commons.directory.errors import SetUpSpent
from commons.directory.models import Office, Platform
from commons.identity.models import Account, EntryLink, Membership
from commons.kernel import clock
from commons.kernel.actor import PLATFORM_ROLES, Role, system
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import in_commons
from tests.factories.doors import PASSWORD
from tests.factories.people import actor

GOOD = {
    "province": "33",
    "name": "浙江省人大民生实事平台",
    "term_no": "14",
    "person": "演示·首任",
    "phone": "13800000001",
}
HOSTS = ("44.localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "renda.example.cn")


@pytest.fixture
def empty(committed: str) -> None:
    """As after `renda migrate`: no office, nobody."""
    with provisioning.as_owner() as owner:
        owner.execute("TRUNCATE directory_office, identity_account, audit_entry CASCADE")


def offered() -> str:
    """The secret, as `renda up` prints it."""
    said = StringIO()
    call_command("setup", stdout=said)
    found = re.search(r"http://localhost:8000/setup/([\w-]{32})/", said.getvalue())
    assert found, said.getvalue()
    return found[1]


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Office, Account, Membership, EntryLink, Entry))


def text(page: Any) -> str:
    return str(page.content.decode())


@pytest.mark.parametrize("host", HOSTS)
def test_every_host_of_an_empty_house_asks_for_the_secret(empty: None, host: str) -> None:
    client = Client(headers={"host": host})
    page = client.get("/")
    assert (page.status_code, "本平台还没有设置" in text(page)) == (200, True)
    wrong = client.post("/", {"secret": "x" * 32})
    assert (wrong.status_code, SetUpSpent.sentence in text(wrong)) == (422, True)
    secret = offered()
    for typed in (secret, f"http://localhost:8000/setup/{secret}/"):
        right = client.post("/", {"secret": typed})
        assert (right.status_code, right.headers["location"]) == (302, f"/setup/{secret}/")
    assert client.get("/admin/").status_code == 404


def test_the_form_offers_the_31_provinces_and_works_without_scripts(empty: None) -> None:
    page = text(Client(headers={"host": "44.localhost"}).get(f"/setup/{offered()}/"))
    assert re.findall(r'<option value="(\d+)"', page) == [each.code for each in divisions.provinces()]
    assert len(divisions.provinces()) == 31
    assert "<script" not in page


def test_the_first_run_opens_the_province_and_lets_its_first_administrator_in(empty: None) -> None:
    client = Client(headers={"host": "44.localhost:8000"})
    done = client.post(f"/setup/{offered()}/", GOOD)
    assert done.status_code == 200
    (link,) = re.findall(r'href="(//33\.localhost:8000/enter/[\w-]+/)"', text(done))
    with in_commons():
        province = queries.province()
        assert province is not None
        assert (province.code, province.name, province.state, province.is_demo) == ("33", "浙江省", "ready", False)
        person = Account.objects.get()
        assert (person.name, person.is_demo) == ("演示·首任", False)
        assert access.actor_for(person).roles == PLATFORM_ROLES
        found = EntryLink.objects.get()
        assert found.expires_at - clock.now() <= dt.timedelta(hours=24)
        said = list(Entry.objects.order_by("uid").values_list("act", flat=True))
    assert said == [
        "directory.offer_set_up", "directory.found", "directory.request", "directory.build", "directory.seed",
        "directory.address", "directory.invite", "directory.commission", "directory.set_up", "identity.register",
        "identity.admit",
        "access.assign_role", "access.assign_role", "access.assign_role", "identity.invite",
    ]  # fmt: skip
    path = link.removeprefix("//33.localhost:8000")
    home = Client(headers={"host": "33.localhost:8000"})
    entered = home.post(path, {"password": PASSWORD, "again": PASSWORD})
    assert (entered.status_code, entered.headers["location"]) == (302, "/admin/")
    assert home.get("/admin/").status_code == 200
    front = text(Client(headers={"host": "33.localhost"}).get("/"))
    assert "浙江省人大民生实事平台" in front
    assert "浙江省第14届人民代表大会" in front


def test_once_set_up_the_wizard_is_gone_on_every_host(empty: None) -> None:
    secret = offered()
    assert Client(headers={"host": "44.localhost"}).post(f"/setup/{secret}/", GOOD).status_code == 200
    before = counts()
    for host in (*HOSTS, "33.localhost"):
        client = Client(headers={"host": host})
        assert client.get(f"/setup/{secret}/").status_code == 404
        assert client.post(f"/setup/{secret}/", GOOD | {"phone": "13800000002"}).status_code == 404
        assert client.get("/").status_code == (200 if host == "33.localhost" else 404)
    assert counts() == before
    said = StringIO()
    call_command("setup", stdout=said)
    assert said.getvalue() == "平台已经设置：http://33.localhost:8000/\n"


WRONG = {
    "no province chosen": {"province": ""},
    "a city is no province": {"province": "3301"},
    "a province that is not in the table": {"province": "71"},
    "no name": {"name": "  "},
    "a name too long": {"name": "长" * 61},
    "no term": {"term_no": ""},
    "a term that is no number": {"term_no": "十四"},
    "a term nobody has": {"term_no": "100"},
    "no person": {"person": " "},
    "a number that is no mobile number": {"phone": "0571-88888888"},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_bad_input_is_answered_in_one_sentence_beside_its_field_and_leaves_nothing(
    empty: None, wrong: dict[str, str]
) -> None:
    secret, before = offered(), counts()
    page = Client(headers={"host": "44.localhost"}).post(f"/setup/{secret}/", GOOD | wrong)
    assert page.status_code == 422
    assert len(re.findall(r'class="wrong"', text(page))) == 1
    assert counts() == before
    assert queries.holds_set_up(secret, at=clock.now())  # and it may be tried again


def test_a_new_link_voids_the_former_and_a_day_voids_any(empty: None) -> None:
    first, second = offered(), offered()
    at = clock.now()
    assert not queries.holds_set_up(first, at=at)
    assert queries.holds_set_up(second, at=at)
    assert not queries.holds_set_up(second, at=at + dt.timedelta(hours=24))
    client = Client(headers={"host": "44.localhost"})
    assert client.get(f"/setup/{first}/").status_code == 404
    assert client.get(f"/setup/{second}/").status_code == 200


def test_only_the_digest_of_the_secret_is_stored(empty: None) -> None:
    secret = offered()
    assert secret not in {str(value) for value in vars(Platform.objects.get()).values()}


def test_a_platform_that_has_a_province_offers_nothing(commons: None) -> None:
    with pytest.raises(SetUpSpent):
        directory.offer_set_up(actor=system(""), at=clock.now())
    with pytest.raises(NotPermitted):
        directory.offer_set_up(actor=actor(Role.PROVISIONER), at=clock.now())
    assert Client(headers={"host": "evil.test"}).get("/").status_code == 404
