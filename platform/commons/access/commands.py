"""Giving and taking: roles of an account in this office, and grants on single rows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import models, transaction
from django.db.models import QuerySet
from guardian.shortcuts import assign_perm, remove_perm

from commons.access import queries
from commons.access.errors import NotOpenYet, PersonMissing, PhoneOfAnother, RoleFromOneself, RoleToOneself
from commons.access.models import AccountGroup
from commons.access.policies import POLICY
from commons.audit.commands import record
from commons.directory import commands as directory
from commons.directory import queries as directory_queries
from commons.directory.inviting import Invitation
from commons.directory.terms import OfficeState
from commons.identity import commands as identity
from commons.identity import queries as identity_queries
from commons.identity.terms import LinkPurpose, MembershipKind
from commons.kernel.actor import PLATFORM_ROLES, STAFF_ROLES, Actor, Role, system
from commons.kernel.tenancy import current_code, current_office, in_office

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
def name_administrator(*, code: str, person: str, phone: str, actor: Actor, at: dt.datetime) -> Invitation:
    """Order the office with this person as its administrator; of an office that is open already, seat the person now.

    The link is good from the moment the office is open. Raises PersonMissing, PhoneInvalid, PhoneOfAnother, NotOpenYet.
    """
    office = directory_queries.lock(code)
    account = _known_or_new(person, phone, actor=actor, at=at)
    if office.state == OfficeState.FOUNDED:
        directory.request_opening(actor=actor, code=code, administrator=account.uid, at=at)
    elif office.state == OfficeState.READY:
        with in_office(code):
            appoint(actor=actor, account=account, kind=MembershipKind.STAFF, roles=[Role.DIRECTOR], at=at)
    else:
        raise NotOpenYet(office=office.name)
    return _invitation(office, account, actor=actor, at=at)


@transaction.atomic
def engage(*, actor: Actor, person: str, phone: str, role: Role, at: dt.datetime) -> Invitation:
    """Give somebody a role in the current office, who may be new here or to the platform, and a link to come in by.

    Raises RoleToOneself, PersonMissing, PhoneInvalid, PhoneOfAnother.
    """
    POLICY.permit(actor, "access.assign_role")
    account = _known_or_new(person, phone, actor=actor, at=at)
    kind = MembershipKind.STAFF if role in STAFF_ROLES else _KINDS.get(role, MembershipKind.PARTNER)
    appoint(actor=actor, account=account, kind=kind, roles=[role], at=at)
    return _invitation(current_office(), account, actor=actor, at=at)


@transaction.atomic
def invite_again(*, actor: Actor, uid: UUID, at: dt.datetime) -> Invitation:
    """A fresh link for somebody who holds a role here; only who has no password yet may set one. Raises RoleNotFound."""
    given = queries.lock_given(uid)
    POLICY.permit(actor, "access.assign_role")
    return _invitation(current_office(), given.account, actor=actor, at=at)


@transaction.atomic
def dismiss(*, actor: Actor, uid: UUID, at: dt.datetime) -> None:
    """Take one role away; whoever holds none any more is not let in any more. Raises RoleNotFound, RoleFromOneself."""
    given = queries.lock_given(uid)
    POLICY.permit(actor, "access.withdraw_role")
    if given.account_id == actor.account_uid:
        raise RoleFromOneself()
    account = given.account
    withdraw_role(actor=actor, account=account, role=Role(given.group.name), at=at)
    if not queries.roles_of(account):
        identity.end_membership(actor=actor, account=account, office_code=current_code(), at=at)


_KINDS = {
    Role.DEPUTY: MembershipKind.DEPUTY,
    Role.MEMBER: MembershipKind.DEPUTY,
    Role.UNIT: MembershipKind.UNIT,
}


def _known_or_new(person: str, phone: str, *, actor: Actor, at: dt.datetime) -> Account:
    """The account of this number, if it is the same person's; else a new one."""
    person = person.strip()
    if not 1 <= len(person) <= 60:
        raise PersonMissing(field="person")
    found = identity_queries.find_by_phone(phone)
    if found is None:
        return identity.register_account(actor=actor, name=person, phone=phone, at=at)
    if found.name != person:
        raise PhoneOfAnother(field="phone")
    return found


def _invitation(office: Office, account: Account, *, actor: Actor, at: dt.datetime) -> Invitation:
    activates = not account.has_usable_password()
    secret = identity.invite(
        actor=actor,
        account=account,
        office_code=office.code,
        purpose=LinkPurpose.ACTIVATE if activates else LinkPurpose.ENTER,
        landing="/enter/where/",
        at=at,
    )
    return Invitation(office, account.name, secret, activates, at + identity.LINK_LIFE)


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
