"""Number and password at the front door: one sentence for every way of being wrong, and a pause after five."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client

from commons.identity.errors import LockedOut, NotAMember, WrongCredentials
from commons.identity.models import Account
from commons.kernel.tenancy import in_office
from tests.conftest import NEIGHBOUR, TOWN
from tests.factories.doors import PASSWORD, enter, host, phone_of, who_is_at, with_password
from tests.factories.people import AT, Role, member

UNKNOWN = "13999999999"


@pytest.fixture(autouse=True)
def _at_work() -> object:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def clerk(town: str) -> Account:
    return with_password(member(Role.CLERK, name="陈经办"))


def attempt(client: Client, phone: str, password: str, **more: str) -> tuple[int, str]:
    page = client.post("/enter/", {"phone": phone, "password": password}, headers=host(TOWN), **more)
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode())
    return page.status_code, text.replace(phone, "")


def test_a_clerk_comes_in_and_a_deputy_goes_to_the_desk(clerk: Account) -> None:
    deputy = with_password(member(Role.DEPUTY, name="黄代表"))
    for person, place in ((clerk, "/admin/"), (deputy, "/desk/")):
        client = Client()
        assert enter(client, TOWN, person).headers["location"] == "/enter/where/"
        assert client.get("/enter/where/", headers=host(TOWN)).headers["location"] == place
        assert who_is_at(client, TOWN).account_uid == person.uid


def test_an_unknown_number_and_a_wrong_password_are_answered_alike(clerk: Account) -> None:
    wrong = attempt(Client(), phone_of(clerk), "wrong-password")
    unknown = attempt(Client(), UNKNOWN, "wrong-password")
    assert wrong == unknown
    assert wrong[0] == 401
    assert WrongCredentials.sentence in wrong[1]
    nonsense = attempt(Client(), "not a number", "wrong-password")
    assert nonsense[0] == 401


def test_after_five_failures_even_the_right_password_waits_a_quarter_of_an_hour(clerk: Account) -> None:
    client, phone = Client(), phone_of(clerk)
    statuses = [attempt(client, phone, "wrong-password")[0] for _ in range(5)]
    assert statuses[:4] == [401] * 4
    status, text = attempt(client, phone, PASSWORD)
    assert (status, LockedOut.sentence in text) == (403, True)
    with time_machine.travel(AT + dt.timedelta(minutes=16), tick=False):
        assert enter(client, TOWN, clerk).status_code == 302


def test_an_unknown_number_is_locked_out_in_the_same_words(clerk: Account) -> None:
    answers = []
    for phone in (phone_of(clerk), UNKNOWN):
        client = Client()
        answers.append([attempt(client, phone, "wrong-password") for _ in range(7)])
    assert answers[0] == answers[1]


def test_one_persons_failures_lock_nobody_else_out_nor_the_person_elsewhere(clerk: Account) -> None:
    colleague, phone = with_password(member(Role.CLERK, name="李同事")), phone_of(clerk)
    for _ in range(6):
        attempt(Client(), phone, "wrong-password")
    assert enter(Client(), TOWN, colleague).status_code == 302
    assert enter(Client(), TOWN, clerk, REMOTE_ADDR="10.9.8.7").status_code == 302


def test_the_right_password_at_an_office_one_does_not_serve_is_refused(clerk: Account) -> None:
    client = Client()
    page = enter(client, NEIGHBOUR, clerk)
    assert (page.status_code, NotAMember.sentence in page.content.decode()) == (403, True)
    assert who_is_at(client, NEIGHBOUR).is_anonymous


def test_a_deactivated_account_does_not_come_in(clerk: Account) -> None:
    with in_office(TOWN):
        Account.objects.filter(uid=clerk.uid).update(is_active=False)
    assert enter(Client(), TOWN, clerk).status_code == 401


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_one_lands_only_on_this_host(clerk: Account, wanted: str) -> None:
    client = Client()
    page = client.post("/enter/", {"phone": phone_of(clerk), "password": PASSWORD, "next": wanted}, headers=host(TOWN))
    assert page.headers["location"] == "/enter/where/"


def test_leaving_ends_the_session_on_the_server(clerk: Account) -> None:
    client = Client()
    enter(client, TOWN, clerk)
    stolen = client.cookies["renda_session"].value
    left = client.post("/enter/leave/", headers=host(TOWN))
    assert left.headers["clear-site-data"] == '"cache", "storage"'
    replay = Client()
    replay.cookies["renda_session"] = stolen
    assert who_is_at(replay, TOWN).is_anonymous
