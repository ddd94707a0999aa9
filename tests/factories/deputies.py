"""Deputies as tests want them: with an account and a role, or with a name alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from commons.kernel.actor import Actor, Role
from tenants.deputies.commands import mandates
from tenants.deputies.models import Mandate
from tenants.deputies.terms import MandateKind
from tests.factories.people import AT, account, actor, as_actor

TERM, FROM = 18, dt.date(2026, 1, 1)
TODAY = dt.date(2026, 3, 2)  # the local date of AT


def mandate(name: str = "陈测试", *, with_account: bool = False, **changes: Any) -> Mandate:
    values: dict[str, Any] = {
        "account_uid": account(name).uid if with_account else None,
        "name": name,
        "kind": MandateKind.DEPUTY,
        "term_no": TERM,
        "constituency": "第一选区",
        "group": "第一代表小组",
        "from_on": FROM,
    }
    return mandates.register_mandate(actor=actor(Role.CLERK), at=AT, **{**values, **changes})


def deputy(name: str = "陈测试", **changes: Any) -> tuple[Mandate, Actor]:
    """A mandate with the person behind it."""
    who = account(name)
    held = mandate(name, account_uid=who.uid, **changes)
    return held, as_actor(who)
