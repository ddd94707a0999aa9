"""Actors and accounts. An Actor needs no rows; an account with roles has them all."""

from __future__ import annotations

import datetime as dt
import itertools

from commons.access import commands as access
from commons.identity import commands as identity
from commons.identity.models import Account
from commons.identity.terms import MembershipKind
from commons.kernel.actor import Actor, Role, system
from commons.kernel.models import new_uid
from commons.kernel.tenancy import current_code

AT = dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC)  # a Monday morning in Jiangmen
_numbers = itertools.count(13900000000)


def actor(*roles: Role, name: str = "测试人员") -> Actor:
    """Somebody with these roles in the current office; no rows behind them."""
    return Actor(account_uid=new_uid(), name=name, office_code=current_code(), roles=frozenset(roles))


def account(name: str = "测试账号", *, at: dt.datetime = AT) -> Account:
    return identity.register_account(actor=system(current_code()), name=name, phone=str(next(_numbers)), at=at)


def member(
    *roles: Role, name: str = "测试成员", kind: MembershipKind = MembershipKind.STAFF, at: dt.datetime = AT
) -> Account:
    """An account that may enter the current office and holds `roles` there."""
    who = account(name, at=at)
    access.appoint(actor=system(current_code()), account=who, kind=kind, roles=list(roles), at=at)
    return who


def as_actor(who: Account) -> Actor:
    from commons.access import queries

    return queries.actor_for(who)
