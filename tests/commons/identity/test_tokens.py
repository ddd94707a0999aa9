"""A bearer token is good for one office, one role, until it expires or is revoked."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client

from commons.identity import commands, queries
from commons.identity.errors import TokenRefused
from commons.identity.models import Account, Token
from commons.kernel.actor import system
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import in_commons
from tests.conftest import NEIGHBOUR, PROVINCE, STREET, TOWN
from tests.factories.doors import host
from tests.factories.people import AT, Role, actor, member

LIFE = dt.timedelta(days=30)
PATH = "/api/v1/cycles/cycles/"


@pytest.fixture
def clerk(town: str) -> Account:
    with time_machine.travel(AT, tick=False):
        yield member(Role.CLERK, Role.DEPUTY, name="陈经办")


def issue(who: Account, role: Role = Role.CLERK) -> str:
    return commands.issue_token(
        actor=system(TOWN), account=who, office_code=TOWN, role=role, label="对接系统", life=LIFE, at=AT
    )


def ask(secret: str, code: str, path: str = PATH) -> tuple[int, str]:
    response = Client().get(path, headers={**host(code), "authorization": f"Bearer {secret}"})
    return response.status_code, response.json().get("code", "")


def test_a_token_opens_the_api_of_its_office(clerk: Account) -> None:
    assert ask(issue(clerk), TOWN) == (200, "")


def test_only_the_digest_is_stored(clerk: Account) -> None:
    secret = issue(clerk)
    token = Token.objects.get(account=clerk)
    assert secret not in {str(value) for value in vars(token).values()}
    assert queries.token(secret, TOWN, at=AT).uid == token.uid


@pytest.mark.parametrize("elsewhere", [NEIGHBOUR, STREET, PROVINCE])
def test_a_token_of_another_office_is_refused(clerk: Account, elsewhere: str) -> None:
    secret = issue(clerk)
    assert ask(secret, elsewhere, "/api/v1/directory/offices/") == (401, "identity.token_refused")
    assert ask(secret, TOWN) == (200, "")


def test_a_token_holds_one_role_of_the_two_its_owner_holds(clerk: Account) -> None:
    seen = {}
    for role in (Role.CLERK, Role.DEPUTY):
        response = Client().get(PATH, headers={**host(TOWN), "authorization": f"Bearer {issue(clerk, role)}"})
        seen[role] = response.renderer_context["request"].auth.roles
    assert seen == {Role.CLERK: frozenset({Role.CLERK}), Role.DEPUTY: frozenset({Role.DEPUTY})}


def test_a_token_for_a_role_that_was_taken_away_holds_nothing(clerk: Account) -> None:
    from commons.access import commands as access

    secret = issue(clerk)
    access.withdraw_role(actor=system(TOWN), account=clerk, role=Role.CLERK, at=AT)
    assert ask(secret, TOWN)[0] == 403


def test_an_expired_and_a_revoked_token_are_refused(clerk: Account) -> None:
    expired, revoked = issue(clerk), issue(clerk)
    token = queries.token(revoked, TOWN, at=AT)
    commands.revoke_token(actor=system(TOWN), token=token, at=AT)
    assert ask(revoked, TOWN) == (401, "identity.token_refused")
    with time_machine.travel(AT + LIFE, tick=False):
        assert ask(expired, TOWN) == (401, "identity.token_refused")


def test_a_token_ends_with_the_membership_and_with_the_account(clerk: Account) -> None:
    secret = issue(clerk)
    commands.end_membership(actor=system(TOWN), account=clerk, office_code=TOWN, at=AT)
    assert ask(secret, TOWN) == (403, "identity.not_a_member")
    with in_commons():
        Account.objects.filter(uid=clerk.uid).update(is_active=False)
    assert ask(secret, TOWN) == (401, "identity.token_refused")


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer a b", "Bearer 令牌", "bearer rd_unknown"])
def test_a_token_that_is_none_is_refused_and_never_a_fault(db: None, header: str) -> None:
    response = Client().get(PATH, headers={**host(TOWN), "authorization": header.encode().decode("latin-1")})
    assert (response.status_code, response.json()["code"]) == (401, "identity.token_refused")


def test_a_clerk_issues_no_token(town: str, clerk: Account) -> None:
    with pytest.raises(NotPermitted):
        commands.issue_token(
            actor=actor(Role.CLERK), account=clerk, office_code=TOWN, role=Role.CLERK, label="x", life=LIFE, at=AT
        )
    assert not Token.objects.exists()


def test_a_token_that_is_unknown_raises_the_one_refusal(commons: None) -> None:
    with pytest.raises(TokenRefused):
        queries.token("rd_unknown", TOWN, at=AT)
