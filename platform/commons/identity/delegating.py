"""代办: a superior's staff work for an office that has none. Explicit, in public, ended at any time by either side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.directory import queries as directory
from commons.identity import queries
from commons.identity.errors import (
    DelegatedAlready,
    DelegationNotFound,
    MemberAlready,
    NotOfTheSuperior,
    ReasonMissing,
    RolesNotDelegable,
)
from commons.identity.models import Account, Delegation
from commons.identity.policies import POLICY
from commons.identity.terms import MembershipKind
from commons.kernel import clock
from commons.kernel.actor import Actor, Role

DELEGABLE = frozenset({Role.CLERK, Role.DIRECTOR})


@transaction.atomic
def delegate(
    *, actor: Actor, office_code: str, account: Account, roles: Iterable[Role], reason: str, at: dt.datetime
) -> Delegation:
    """Send one of the superior's staff to do the work of `office_code`. By the superior's director, or the platform.

    Raises NotOfTheSuperior, MemberAlready, DelegatedAlready, RolesNotDelegable, ReasonMissing.
    """
    office = directory.lock(office_code)
    POLICY.permit(actor, "identity.delegate")
    wanted, today = frozenset(roles), clock.date_of(at)
    if not wanted or not wanted <= DELEGABLE:
        raise RolesNotDelegable(field="roles")
    if len(reason.strip()) < 5:
        raise ReasonMissing(field="reason")
    superior = office.parent_id or ""
    if not superior or actor.office_code not in (superior, _platform()) or not _is_staff(account, superior, today):
        raise NotOfTheSuperior(field="account")
    if queries.is_member(account, office_code, on=today):
        raise MemberAlready(field="account")
    if queries.delegation(account, office_code, on=today) is not None:
        raise DelegatedAlready(field="account")
    made = Delegation(
        office=office,
        by_office_id=superior,
        account=account,
        roles=sorted(wanted),
        reason=reason.strip()[:200],
        from_on=today,
    )
    made.save(force_insert=True)
    facts = {"office": office_code, "by": superior, "account": account.uid, "roles": made.roles}
    record("identity.delegate", made, actor=actor, at=at, facts=facts, words=(reason,))
    return made


@transaction.atomic
def withdraw_delegation(*, actor: Actor, uid: UUID, at: dt.datetime) -> Delegation:
    """Over, from the next request on. By the superior, by the office itself, or by the platform. Raises DelegationNotFound."""
    found = Delegation.objects.select_for_update(of=("self",)).filter(uid=uid, until_on=None).first()
    POLICY.permit(actor, "identity.delegate")
    if found is None or actor.office_code not in (found.by_office_id, found.office_id, _platform()):
        raise DelegationNotFound()
    found.until_on = clock.date_of(at)
    found.save(update_fields=["until_on"])
    record("identity.withdraw_delegation", found, actor=actor, at=at, facts={"office": found.office_id})
    return found


def _platform() -> str:
    province = directory.province()
    return province.code if province else ""


def _is_staff(account: Account, office_code: str, on: dt.date) -> bool:
    return (
        account.is_active
        and queries.memberships_of(account, on=on).filter(office_id=office_code, kind=MembershipKind.STAFF).exists()
    )
