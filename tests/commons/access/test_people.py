"""Who is let in, as what, and by which slip of paper: on an office's staff site and on the provincial console."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.access import commands, queries
from commons.access.errors import NotOpenYet, PhoneOfAnother, RoleFromOneself, RoleNotFound
from commons.access.models import AccountGroup
from commons.audit.models import Entry
from commons.directory import commands as directory
from commons.directory import queries as offices
from commons.directory.terms import OfficeState
from commons.identity.models import Account, EntryLink, Membership
from commons.kernel import clock
from commons.kernel.actor import PLATFORM_ROLES, Role
from commons.kernel.models import new_uid
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import in_office
from tests.conftest import COUNTY, NEIGHBOUR, PROVINCE, STREET, TOWN
from tests.factories.doors import PASSWORD, with_password
from tests.factories.people import actor, as_actor, member
from tests.factories.web import Browser

HERE = "/admin/access/accountgroup/"
SOMEBODY = {"person": "演示·新人", "phone": "138 0000 0099"}


def text(response: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))  # type: ignore[attr-defined]


def engage(role: Role = Role.CLERK, **changes: str) -> commands.Invitation:
    return commands.engage(actor=actor(Role.DIRECTOR), role=role, at=clock.now(), **{**SOMEBODY, **changes})


def test_somebody_new_is_registered_seated_and_given_a_link_for_a_day(town: str) -> None:
    made = engage()
    account = Account.objects.get(name="演示·新人")
    assert queries.roles_of(account) == {Role.CLERK}
    assert Membership.objects.get(account=account).kind == "staff"
    link = EntryLink.objects.get(account=account)
    assert (link.office_code, link.purpose, made.activates, link.used_at) == (TOWN, "activate", True, None)
    assert made.secret not in link.secret_hash


def test_whoever_has_an_account_keeps_it_and_is_not_given_a_new_password(town: str) -> None:
    engage()
    account = with_password(Account.objects.get(name="演示·新人"))
    with in_office(NEIGHBOUR):
        made = engage(Role.UNIT)
        assert queries.roles_of(account) == {Role.UNIT}
    assert (made.activates, Account.objects.filter(name="演示·新人").count()) == (False, 1)
    assert {each.kind for each in Membership.objects.filter(account=account)} == {"staff", "unit"}


def test_a_number_that_stands_under_another_name_is_refused_and_nothing_is_left(town: str) -> None:
    engage()
    before = (AccountGroup.objects.count(), Entry.objects.count(), EntryLink.objects.count())
    with pytest.raises(PhoneOfAnother):
        engage(person="演示·别人")
    assert (AccountGroup.objects.count(), Entry.objects.count(), EntryLink.objects.count()) == before


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.GOVERNMENT, Role.DEPUTY])
def test_others_engage_and_dismiss_nobody(town: str, role: Role) -> None:
    uid = AccountGroup.objects.get(account=member(Role.CLERK)).uid
    for refused in (
        lambda: commands.engage(actor=actor(role), role=Role.CLERK, at=clock.now(), **SOMEBODY),
        lambda: commands.invite_again(actor=actor(role), uid=uid, at=clock.now()),
        lambda: commands.dismiss(actor=actor(role), uid=uid, at=clock.now()),
    ):
        with pytest.raises(NotPermitted):
            refused()
    assert AccountGroup.objects.filter(uid=uid).exists()


def test_whoever_holds_no_role_any_more_is_not_let_in_any_more(town: str) -> None:
    who = member(Role.CLERK, Role.GOVERNMENT)
    first, second = AccountGroup.objects.filter(account=who).order_by("group__name")
    commands.dismiss(actor=actor(Role.DIRECTOR), uid=first.uid, at=clock.now())
    assert Membership.objects.get(account=who).until_on is None
    commands.dismiss(actor=actor(Role.DIRECTOR), uid=second.uid, at=clock.now())
    assert Membership.objects.get(account=who).until_on == clock.today()
    assert Entry.objects.filter(act="access.withdraw_role").count() == 2
    with pytest.raises(RoleNotFound):
        commands.dismiss(actor=actor(Role.DIRECTOR), uid=second.uid, at=clock.now())


def test_nobody_dismisses_himself(town: str) -> None:
    who = member(Role.DIRECTOR)
    with pytest.raises(RoleFromOneself):
        commands.dismiss(actor=as_actor(who), uid=AccountGroup.objects.get(account=who).uid, at=clock.now())


def test_a_role_of_another_office_is_not_found(town: str) -> None:
    with in_office(NEIGHBOUR):
        uid = AccountGroup.objects.get(account=member(Role.CLERK)).uid
    for unknown in (uid, new_uid()):
        with pytest.raises(RoleNotFound):
            commands.invite_again(actor=actor(Role.DIRECTOR), uid=unknown, at=clock.now())


# ── by screen ─────────────────────────────────────────────────────────────────────────────────


def test_the_slip_is_shown_once_and_lets_the_person_in(town: str) -> None:
    director = Browser(member(Role.DIRECTOR, name="演示·负责人"))
    answer = director.post(f"{HERE}start/engage/", {**SOMEBODY, "role": "clerk"})
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    (secret,) = re.findall(rf"http://{TOWN}\.localhost/enter/([\w-]+)/", answer.content.decode())
    assert 'src="data:image/svg+xml' in answer.content.decode()
    listed = director.get(HERE).content.decode()
    assert secret not in listed
    assert "138****0099" in listed
    assert "13800000099" not in listed
    newcomer = Browser()
    assert newcomer.post(f"/enter/{secret}/", {"password": PASSWORD, "again": PASSWORD})["Location"] == "/enter/where/"
    assert newcomer.get("/enter/where/")["Location"] == "/admin/"
    assert newcomer.post(f"/enter/{secret}/").status_code == 404


def test_the_list_says_who_holds_what_and_costs_the_same_for_one_and_three(town: str) -> None:
    auditor = Browser(member(Role.AUDITOR, name="演示·审计"))
    with CaptureQueriesContext(connection) as few:
        assert "审计员" in text(auditor.get(HERE))
    for number in range(2):
        member(Role.DEPUTY, name=f"演示·代表{number}")
    with CaptureQueriesContext(connection) as more:
        assert "演示·代表1 人大代表" in text(auditor.get(HERE))
    assert len(more) == len(few)
    assert "任用人员" not in text(auditor.get(HERE))


def test_the_platforms_roles_are_given_on_the_provinces_host_only(commons: None) -> None:
    console = Browser(member(Role.PROVISIONER), host=PROVINCE)
    offered = re.findall(r'<option value="(\w+)"', console.get(f"{HERE}start/engage/").content.decode())
    assert set(offered) == PLATFORM_ROLES
    refused = console.post(f"{HERE}start/engage/", {**SOMEBODY, "role": "director"})
    assert refused.status_code == 200
    assert not Account.objects.filter(name="演示·新人").exists()
    assert console.post(f"{HERE}start/engage/", {**SOMEBODY, "role": "board_reader"}).status_code == 200
    assert queries.roles_of(Account.objects.get(name="演示·新人")) == {Role.BOARD_READER}


# ── the first administrator of an office ──────────────────────────────────────────────────────

NEW = "440703103"


@pytest.fixture
def console(commons: None) -> Browser:
    directory.found_offices(actor=actor(Role.PROVISIONER), division=NEW, depth=0, at=clock.now())
    return Browser(member(Role.PROVISIONER), host=PROVINCE)


def opening(code: str, name: str = "open") -> str:
    return f"/admin/directory/office/{code}/acts/{name}/"


def test_an_office_is_ordered_together_with_its_administrator(console: Browser) -> None:
    answer = console.post(opening(NEW), SOMEBODY)
    assert answer.status_code == 200
    assert f"http://{NEW}.localhost/enter/" in text(answer)
    office = offices.office(NEW)
    account = Account.objects.get(name="演示·新人")
    assert (office.state, office.administrator_uid) == (OfficeState.REQUESTED, account.uid)


def test_an_office_may_be_ordered_without_and_half_a_person_is_none(console: Browser) -> None:
    half = console.post(opening(NEW), {"person": "演示·新人"})
    assert (half.status_code, offices.office(NEW).state) == (200, OfficeState.FOUNDED)
    assert "须同时填写" in text(half)
    assert console.post(opening(NEW)).status_code == 302
    assert (offices.office(NEW).state, offices.office(NEW).administrator_uid) == (OfficeState.REQUESTED, None)
    with pytest.raises(NotOpenYet):
        commands.name_administrator(code=NEW, actor=actor(Role.PROVISIONER), at=clock.now(), **SOMEBODY)


def test_an_office_that_is_open_is_given_one_later(console: Browser) -> None:
    assert console.post(opening(STREET, "administrator"), SOMEBODY).status_code == 200
    account = Account.objects.get(name="演示·新人")
    with in_office(STREET):
        assert queries.roles_of(account) == {Role.DIRECTOR}
    with in_office(COUNTY):
        assert queries.roles_of(account) == frozenset()
