"""Deputies as tests want them: with an account and a role, or with a name alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from commons.identity.terms import MembershipKind
from commons.kernel.actor import Actor, Role
from tenants.deputies.commands import homes, mandates, suggestions
from tenants.deputies.commands.handling import Unit
from tenants.deputies.models import DeputyHome, DeputySuggestion, Mandate
from tenants.deputies.terms import HostKind, MandateKind
from tests.factories.people import AT, account, actor, as_actor, member

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


def home(name: str = "棠下村代表之家", *, host_kind: HostKind = HostKind.VILLAGE, **changes: Any) -> DeputyHome:
    return homes.open_home(actor=actor(Role.CLERK), name=name, host_kind=host_kind, at=AT, **changes)


def suggestion(by: Actor, title: str = "关于修复村口路灯的建议", **changes: Any) -> DeputySuggestion:
    """Submitted by the deputy herself."""
    values = {"content": "村口路灯损坏多日，群众夜间出行不便，建议尽快修复。", **changes}
    return suggestions.submit_deputy_suggestion(actor=by, title=title, at=AT, **values)


def accepted(by: Actor, **changes: Any) -> DeputySuggestion:
    made = suggestion(by, **changes)
    return suggestions.accept(actor=actor(Role.CLERK), suggestion_uid=made.uid, at=AT)


def unit(name: str = "城建办") -> tuple[Unit, Actor]:
    """A unit as it is named in an assignment, and the person behind its account."""
    who = member(Role.UNIT, name=name, kind=MembershipKind.UNIT)
    return Unit(who.uid, name), as_actor(who)
