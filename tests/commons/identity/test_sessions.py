"""A session is good at one office, while it is used, for a day's work, as long as the membership lasts."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from commons.identity import commands
from commons.identity.errors import ReasonMissing
from commons.identity.models import Account, EntryLink, StaffSession
from commons.identity.terms import LinkPurpose, MembershipKind
from commons.kernel.actor import system
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import in_commons, in_office
from tests.conftest import NEIGHBOUR, PROVINCE, STREET, TOWN
from tests.factories.doors import enter, host, who_is_at, with_password
from tests.factories.people import AT, Role, actor, member

COOKIE = "renda_session"


@pytest.fixture
def clock() -> object:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def clerk(clock: object, town: str) -> Account:
    return with_password(member(Role.CLERK, name="陈经办"))


@pytest.fixture
def inside(clerk: Account) -> Client:
    client = Client()
    enter(client, TOWN, clerk)
    assert who_is_at(client, TOWN).account_uid == clerk.uid
    return client


def cookie_of(client: Client) -> str:
    return client.cookies[COOKIE].value


def with_cookie(value: str) -> Client:
    client = Client()
    client.cookies[COOKIE] = value
    return client


# ── bound to an office ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("elsewhere", [NEIGHBOUR, STREET, PROVINCE])
def test_a_cookie_of_one_office_is_nobody_at_another_and_stays_good_at_home(inside: Client, elsewhere: str) -> None:
    stolen = cookie_of(inside)
    assert who_is_at(with_cookie(stolen), elsewhere).is_anonymous
    assert who_is_at(with_cookie(stolen), TOWN).roles == frozenset({Role.CLERK})


def test_the_same_key_in_two_offices_opens_only_the_one_it_was_made_for(inside: Client, clerk: Account) -> None:
    """Even a row copied from one schema into the other: it names its office. The refused copy does not log A out."""
    key = cookie_of(inside)
    with in_office(NEIGHBOUR):
        member(Role.CLERK)
    with in_office(TOWN):
        row = Session.objects.get(session_key=key)
    with in_office(NEIGHBOUR):
        Session(session_key=key, session_data=row.session_data, expire_date=row.expire_date).save(force_insert=True)
    assert who_is_at(with_cookie(key), NEIGHBOUR).is_anonymous
    assert who_is_at(with_cookie(key), TOWN).account_uid == clerk.uid
    with in_office(NEIGHBOUR):
        assert not Session.objects.filter(session_key=key).exists()


def test_a_person_of_two_offices_has_two_sessions_and_each_its_own_roles(inside: Client, clerk: Account) -> None:
    with in_office(NEIGHBOUR):
        commands.admit(actor=system(NEIGHBOUR), account=clerk, office_code=NEIGHBOUR, kind=MembershipKind.DEPUTY, at=AT)
    other = Client()
    enter(other, NEIGHBOUR, clerk)
    assert who_is_at(inside, TOWN).roles == frozenset({Role.CLERK})
    assert who_is_at(other, NEIGHBOUR).roles == frozenset()
    assert who_is_at(with_cookie(cookie_of(other)), TOWN).is_anonymous


def test_logging_in_changes_the_key(clerk: Account) -> None:
    client = Client()
    enter(client, TOWN, clerk)
    first = cookie_of(client)
    enter(client, TOWN, clerk)
    assert cookie_of(client) != first
    assert who_is_at(with_cookie(first), TOWN).is_anonymous


def test_cookies_stay_on_their_host_and_out_of_scripts(inside: Client) -> None:
    cookie = inside.cookies[COOKIE]
    assert (cookie["domain"], cookie["httponly"], cookie["samesite"]) == ("", True, "Lax")


# ── how long ──────────────────────────────────────────────────────────────────────────────────


def test_half_an_hour_without_a_click_ends_a_session(inside: Client) -> None:
    with time_machine.travel(AT + dt.timedelta(minutes=29), tick=False):
        assert not who_is_at(inside, TOWN).is_anonymous
    with time_machine.travel(AT + dt.timedelta(minutes=58), tick=False):
        assert not who_is_at(inside, TOWN).is_anonymous
    with time_machine.travel(AT + dt.timedelta(minutes=89), tick=False):
        assert who_is_at(inside, TOWN).is_anonymous


def test_twelve_hours_end_it_however_busy(inside: Client) -> None:
    stolen = cookie_of(inside)
    for quarter in range(1, 48):
        with time_machine.travel(AT + dt.timedelta(minutes=15 * quarter), tick=False):
            assert not who_is_at(inside, TOWN).is_anonymous
    with time_machine.travel(AT + dt.timedelta(hours=12, minutes=1), tick=False):
        assert who_is_at(inside, TOWN).is_anonymous
        assert who_is_at(with_cookie(stolen), TOWN).is_anonymous


def test_a_membership_that_ended_is_refused_at_the_next_request(inside: Client, clerk: Account) -> None:
    with in_office(TOWN):
        assert commands.end_membership(actor=system(TOWN), account=clerk, office_code=TOWN, at=AT) == 1
    assert who_is_at(inside, TOWN).is_anonymous


def test_a_deactivated_account_is_refused_at_the_next_request(inside: Client, clerk: Account) -> None:
    with in_commons():
        Account.objects.filter(uid=clerk.uid).update(is_active=False)
    assert who_is_at(inside, TOWN).is_anonymous


def test_a_changed_password_ends_the_sessions_that_were_open(inside: Client, clerk: Account) -> None:
    with in_office(TOWN):
        with_password(clerk, password="另一条-河流-7788")
    assert who_is_at(inside, TOWN).is_anonymous


def test_a_role_that_was_taken_away_is_gone_at_the_next_request(inside: Client, clerk: Account) -> None:
    from commons.access import commands as access

    with in_office(TOWN):
        access.withdraw_role(actor=system(TOWN), account=clerk, role=Role.CLERK, at=AT)
    assert who_is_at(inside, TOWN).roles == frozenset()


# ── staff sessions ────────────────────────────────────────────────────────────────────────────


def support(reason: str = "协助核对公示期限") -> tuple[Account, str]:
    with in_commons():
        helper = member(Role.PROVISIONER, name="省平台人员")
        who = actor(Role.PROVISIONER)
        secret = commands.open_staff_session(actor=who, account=helper, office_code=TOWN, reason=reason, at=AT)
    return helper, secret


def test_a_platform_admin_enters_by_a_link_reads_only_and_leaves_the_reason(clock: object, db: None) -> None:
    helper, secret = support()
    client = Client()
    assert client.get(f"/enter/{secret}/", headers=host(TOWN)).status_code == 200
    assert client.post(f"/enter/{secret}/", headers=host(TOWN)).headers["location"] == "/admin/"
    seen = who_is_at(client, TOWN)
    assert (seen.account_uid, seen.roles) == (helper.uid, frozenset({Role.AUDITOR}))
    with in_commons():
        session = StaffSession.objects.get()
    assert (seen.staff_session_uid, session.reason) == (session.uid, "协助核对公示期限")
    assert who_is_at(with_cookie(cookie_of(client)), NEIGHBOUR).is_anonymous


def test_a_staff_session_ends_after_an_hour(clock: object, db: None) -> None:
    _, secret = support()
    client = Client()
    client.post(f"/enter/{secret}/", headers=host(TOWN))
    with time_machine.travel(AT + dt.timedelta(minutes=29), tick=False):
        assert not who_is_at(client, TOWN).is_anonymous
    with time_machine.travel(AT + dt.timedelta(minutes=58), tick=False):
        assert not who_is_at(client, TOWN).is_anonymous
    with time_machine.travel(AT + dt.timedelta(minutes=61), tick=False):
        assert who_is_at(client, TOWN).is_anonymous


@pytest.mark.parametrize("reason", ["", "    ", "看看", " 四个字吧 "])
def test_without_a_reason_there_is_no_staff_session(commons: None, reason: str) -> None:
    helper = member(Role.PROVISIONER)
    with pytest.raises(ReasonMissing):
        commands.open_staff_session(
            actor=actor(Role.PROVISIONER), account=helper, office_code=TOWN, reason=reason, at=AT
        )
    assert not StaffSession.objects.exists()
    assert not EntryLink.objects.filter(purpose=LinkPurpose.SUPPORT).exists()


@pytest.mark.parametrize("role", [Role.CLERK, Role.DIRECTOR, Role.BOARD_READER, Role.TEMPLATE_EDITOR])
def test_nobody_else_opens_a_staff_session(commons: None, role: Role) -> None:
    helper = member(role)
    with pytest.raises(NotPermitted):
        commands.open_staff_session(
            actor=actor(role), account=helper, office_code=TOWN, reason="协助核对公示期限", at=AT
        )
    assert not StaffSession.objects.exists()
