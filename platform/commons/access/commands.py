"""Giving and taking: roles of an account in this office, and grants on single rows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group
from django.db import models, transaction
from django.db.models import QuerySet
from guardian.shortcuts import assign_perm, remove_perm

from commons.access.errors import PersonMissing, RoleToOneself
from commons.access.models import AccountGroup
from commons.access.policies import POLICY
from commons.audit.commands import record
from commons.directory import commands as directory
from commons.identity import commands as identity
from commons.identity import queries as identity_queries
from commons.identity.terms import LinkPurpose, MembershipKind
from commons.kernel.actor import PLATFORM_ROLES, Actor, Role, system
from commons.kernel.tenancy import current_code, in_office

if TYPE_CHECKING:
    from commons.directory.models import Office
    from commons.identity.models import Account


@transaction.atomic
def appoint(*, actor: Actor, account: Account, kind: MembershipKind, roles: list[Role], at: dt.datetime) -> None:
    """Let the account into the current office and give it `roles` there. Idempotent."""
    identity.admit(actor=actor, account=account, office_code=current_code(), kind=kind, at=at)
    for role in roles:
        assign_role(actor=actor, account=account, role=role, at=at)


@transaction.atomic
def seat_administrator(office: Office, *, actor: Actor, at: dt.datetime) -> None:
    """The account named in the order of an office becomes its director, before the office opens. Idempotent."""
    account = identity_queries.account(office.administrator_uid)  # type: ignore[arg-type]  # asked only where one is named
    with in_office(office.code, serving=False):
        appoint(actor=actor, account=account, kind=MembershipKind.STAFF, roles=[Role.DIRECTOR], at=at)


@transaction.atomic
def set_up(
    *, actor: Actor, secret: str, province: str, name: str, term_no: int, person: str, phone: str, at: dt.datetime
) -> str:
    """The first run: the province is opened and its first administrator registered, all at once or not at all.

    Returns the secret of the administrator's activation link (≤ 24 h, shown once). Raises SetUpSpent (404), PersonMissing
    and what `directory.set_up_platform` and `identity.register_account` raise.
    """
    office = directory.set_up_platform(actor=actor, secret=secret, province=province, name=name, term_no=term_no, at=at)
    if not 1 <= len(person.strip()) <= 60:
        raise PersonMissing(field="person")
    by = system(office.code)
    account = identity.register_account(actor=by, name=person, phone=phone, at=at)
    appoint(actor=by, account=account, kind=MembershipKind.STAFF, roles=sorted(PLATFORM_ROLES), at=at)
    return identity.invite(
        actor=by, account=account, office_code=office.code, purpose=LinkPurpose.ACTIVATE, landing="/admin/", at=at
    )


@transaction.atomic
def assign_role(*, actor: Actor, account: Account, role: Role, at: dt.datetime) -> None:
    """Raises RoleToOneself: nobody grants to oneself."""
    POLICY.permit(actor, "access.assign_role")
    if actor.account_uid == account.uid:
        raise RoleToOneself()
    group = Group.objects.get(name=role)
    given, new = AccountGroup.objects.get_or_create(account=account, group=group)
    if new:
        record("access.assign_role", given, actor=actor, at=at, facts={"role": role, "account": account.uid})


@transaction.atomic
def withdraw_role(*, actor: Actor, account: Account, role: Role, at: dt.datetime) -> None:
    POLICY.permit(actor, "access.withdraw_role")
    for given in AccountGroup.objects.filter(account=account, group__name=role):
        record("access.withdraw_role", given, actor=actor, at=at, facts={"role": role, "account": account.uid})
        given.delete()


def grant(*, account: Account, permission: str, on: models.Model) -> None:
    """Give `permission` (codename) on one row. Called by the command that makes the assignment, which is what audits."""
    assign_perm(f"{on._meta.app_label}.{permission}", account, on)


def withdraw(*, account: Account, permission: str, on: models.Model) -> None:
    """Take it back. Called by the command that ends the assignment."""
    remove_perm(f"{on._meta.app_label}.{permission}", account, on)


def grant_each(*, account: Account, permission: str, on: QuerySet[Any]) -> None:
    """Give `permission` on every one of these rows, in a handful of queries however many there are."""
    assign_perm(f"{on.model._meta.app_label}.{permission}", account, on)  # type: ignore[arg-type]  # says less than it does


def withdraw_each(*, account: Account, permission: str, on: QuerySet[Any]) -> None:
    remove_perm(f"{on.model._meta.app_label}.{permission}", account, on)
