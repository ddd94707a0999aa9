"""Coming in by the front door of an office, over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client

from commons.identity import commands as identity
from commons.identity.models import Account
from commons.identity.terms import LinkPurpose
from commons.kernel import clock
from commons.kernel.actor import Actor, system
from commons.kernel.tenancy import current_code, in_commons

PASSWORD = "河流-与-石桥-42"
Page = Any  # the test client's response


def host(code: str) -> dict[str, str]:
    return {"host": f"{code}.localhost"}


def with_password(account: Account, *, password: str = PASSWORD, at: dt.datetime | None = None) -> Account:
    """The account activated as a person does it: by a one-time link."""
    at, code = at or clock.now(), current_code()
    secret = identity.invite(
        actor=system(code), account=account, office_code=code, purpose=LinkPurpose.ACTIVATE, landing="/", at=at
    )
    identity.spend_link(secret=secret, office_code=code, at=at, password=password)
    return account


def phone_of(account: Account) -> str:
    return Account.objects.get(uid=account.uid).phone


def enter(client: Client, code: str, account: Account, password: str = PASSWORD, **more: Any) -> Page:
    """Log in at the office's host with number and password."""
    with in_commons():
        phone = phone_of(account)
    return client.post("/enter/", {"phone": phone, "password": password}, headers=host(code), **more)


def who_is_at(client: Client, code: str) -> Actor:
    """As whom the office sees this client right now."""
    response = client.get("/enter/where/", headers=host(code))
    assert response.status_code == 302
    actor: Actor = response.wsgi_request.actor
    return actor
