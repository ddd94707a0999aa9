"""One-time links: activate or enter once, within a day, at one office."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client

from commons.identity import commands, queries
from commons.identity.errors import LinkSpent
from commons.identity.models import Account, EntryLink
from commons.identity.terms import LinkPurpose
from commons.kernel.actor import system
from commons.kernel.errors import Invalid
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import in_office
from tests.conftest import NEIGHBOUR, TOWN
from tests.factories.doors import PASSWORD, host, who_is_at
from tests.factories.people import AT, Role, account, actor, member

NOW = AT + dt.timedelta(hours=1)


def invite(who: Account, purpose: LinkPurpose = LinkPurpose.ACTIVATE) -> str:
    return commands.invite(
        actor=system(TOWN), account=who, office_code=TOWN, purpose=purpose, landing="/enter/where/", at=AT
    )


@pytest.fixture
def clerk(town: str) -> Account:
    return member(Role.CLERK, name="陈经办")


def test_only_the_digest_of_a_secret_is_stored(clerk: Account) -> None:
    secret = invite(clerk)
    link = EntryLink.objects.get(account=clerk)
    assert secret not in {str(value) for value in vars(link).values()}
    assert link.secret_hash == queries.digest_of(secret)
    assert link.expires_at - AT == dt.timedelta(hours=24)


def test_a_link_activates_once(clerk: Account) -> None:
    secret = invite(clerk)
    commands.spend_link(secret=secret, office_code=TOWN, at=NOW, password=PASSWORD)
    assert Account.objects.get(uid=clerk.uid).check_password(PASSWORD)
    with pytest.raises(LinkSpent):
        commands.spend_link(secret=secret, office_code=TOWN, at=NOW, password="另一个-密码-1234")
    assert Account.objects.get(uid=clerk.uid).check_password(PASSWORD)


def test_a_link_ends_after_a_day(clerk: Account) -> None:
    secret = invite(clerk)
    with pytest.raises(LinkSpent):
        commands.spend_link(secret=secret, office_code=TOWN, at=AT + dt.timedelta(hours=24), password=PASSWORD)
    assert queries.find_link(secret, TOWN, at=AT + dt.timedelta(hours=24)) is None
    assert queries.find_link(secret, TOWN, at=AT + dt.timedelta(hours=23, minutes=59)) is not None


def test_another_offices_link_is_not_found_and_stays_good_at_its_own(clerk: Account) -> None:
    secret = invite(clerk)
    with in_office(NEIGHBOUR), pytest.raises(LinkSpent):
        commands.spend_link(secret=secret, office_code=NEIGHBOUR, at=NOW, password=PASSWORD)
    commands.spend_link(secret=secret, office_code=TOWN, at=NOW, password=PASSWORD)


def test_a_weak_password_is_refused_and_spends_nothing(clerk: Account) -> None:
    secret = invite(clerk)
    for weak in ("short", "1234567890", "陈经办陈经办"):
        with pytest.raises(Invalid) as refused:
            commands.spend_link(secret=secret, office_code=TOWN, at=NOW, password=weak)
        assert refused.value.data["field"] == "password"
    assert queries.find_link(secret, TOWN, at=NOW) is not None


def test_a_link_of_a_deactivated_account_is_spent(clerk: Account) -> None:
    secret = invite(clerk)
    Account.objects.filter(uid=clerk.uid).update(is_active=False)
    with pytest.raises(LinkSpent):
        commands.spend_link(secret=secret, office_code=TOWN, at=NOW, password=PASSWORD)


def test_a_deputy_invites_nobody(town: str) -> None:
    who = account()
    with pytest.raises(NotPermitted):
        commands.invite(
            actor=actor(Role.DEPUTY), account=who, office_code=TOWN, purpose=LinkPurpose.ENTER, landing="/", at=AT
        )
    assert not EntryLink.objects.filter(account=who).exists()


# ── over HTTP ─────────────────────────────────────────────────────────────────────────────────


def test_looking_at_a_link_does_not_spend_it_and_pressing_the_button_does(clerk: Account) -> None:
    """Chat programs preview every link that is sent."""
    secret, client = invite(clerk, LinkPurpose.ENTER), Client()
    with time_machine.travel(NOW, tick=False):
        for _ in range(3):
            assert client.get(f"/enter/{secret}/", headers=host(TOWN)).status_code == 200
        assert who_is_at(client, TOWN).is_anonymous
        assert client.post(f"/enter/{secret}/", headers=host(TOWN)).status_code == 302
        assert who_is_at(client, TOWN).account_uid == clerk.uid
        assert client.get(f"/enter/{secret}/", headers=host(TOWN)).status_code == 404
        assert Client().post(f"/enter/{secret}/", headers=host(TOWN)).status_code == 404


def test_activation_over_http_asks_again_for_a_weak_or_misspelt_password(clerk: Account) -> None:
    secret, client = invite(clerk), Client()
    with time_machine.travel(NOW, tick=False):
        for first, second in (("1234567890", "1234567890"), (PASSWORD, PASSWORD + "x"), ("", "")):
            page = client.post(f"/enter/{secret}/", {"password": first, "again": second}, headers=host(TOWN))
            assert page.status_code == 422
        assert who_is_at(client, TOWN).is_anonymous
        done = client.post(f"/enter/{secret}/", {"password": PASSWORD, "again": PASSWORD}, headers=host(TOWN))
        assert (done.status_code, done.headers["location"]) == (302, "/enter/where/")
        assert who_is_at(client, TOWN).roles == frozenset({Role.CLERK})


def test_a_link_shown_at_another_offices_host_is_not_found(clerk: Account) -> None:
    secret = invite(clerk)
    with time_machine.travel(NOW, tick=False):
        assert Client().get(f"/enter/{secret}/", headers=host(NEIGHBOUR)).status_code == 404
        assert Client().get(f"/enter/{secret}/", headers=host(TOWN)).status_code == 200
