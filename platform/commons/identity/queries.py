"""Reading identity: accounts by number, memberships, tokens."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from commons.identity.errors import AccountNotFound, TokenRefused
from commons.identity.models import Account, Delegation, EntryLink, Membership, StaffSession, Token
from commons.identity.phones import normalise
from commons.identity.terms import MembershipKind
from commons.kernel.confidential import blind_index

_IS_MEMBER = """
SELECT 1 FROM public.identity_membership
 WHERE account_id = %s AND office_id = %s AND from_on <= %s AND (until_on IS NULL OR until_on > %s) LIMIT 1
"""


def digest_of(secret: str) -> str:
    """How one-time secrets and tokens are stored: they are long and random, so a plain digest is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find_by_phone(phone: str) -> Account | None:
    """Raises PhoneInvalid for something that is no mobile number."""
    return Account.objects.filter(phone_index=blind_index(normalise(phone))).first()


def account(uid: UUID | str) -> Account:
    found = Account.objects.filter(uid=uid).first()
    if found is None:
        raise AccountNotFound()
    return found


def accounts(uids: Any) -> QuerySet[Account]:
    """Those accounts, by name. `uids` may be a list or a subquery."""
    return Account.objects.filter(uid__in=uids).order_by("name", "uid")


def memberships_of(who: Account, *, on: dt.date) -> QuerySet[Membership]:
    """Open memberships, the office beside each."""
    return (
        Membership.objects.filter(account=who, from_on__lte=on)
        .filter(Q(until_on=None) | Q(until_on__gt=on))
        .select_related("office")
        .order_by("office__lft", "uid")
    )


def is_member(who: Account, office_code: str, *, on: dt.date) -> bool:
    """Asked at every request of whoever is signed in, so in SQL: Django takes ten times as long to write the same."""
    if not who.is_active:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_IS_MEMBER, [who.uid, office_code, on, on])
        return bool(cursor.fetchone())


def token(secret: str, office_code: str, *, at: dt.datetime) -> Token:
    """The live token of this office, or TokenRefused (401) whatever is wrong with it."""
    found = (
        Token.objects.select_related("account")
        .filter(secret_hash=digest_of(secret), office_code=office_code, revoked_at=None, expires_at__gt=at)
        .first()
    )
    if found is None or not found.account.is_active:
        raise TokenRefused()
    return found


def delegation(who: Account, office_code: str, *, on: dt.date) -> Delegation | None:
    """By which this account works for that office on that day (代办), if it does: as long as it is of the superior's staff."""
    if not who.is_active:
        return None
    of_its_staff = Membership.objects.filter(
        Q(until_on=None) | Q(until_on__gt=on),
        account=who,
        office=OuterRef("by_office"),
        kind=MembershipKind.STAFF,
        from_on__lte=on,
    )
    return (
        Delegation.objects.select_related("office", "by_office")
        .filter(account=who, office_id=office_code, from_on__lte=on)
        .filter(Q(until_on=None) | Q(until_on__gt=on))
        .filter(Exists(of_its_staff))
        .first()
    )


def may_enter(who: Account, office_code: str, *, on: dt.date) -> bool:
    """A member of the office, or somebody who was sent to do its work."""
    return is_member(who, office_code, on=on) or delegation(who, office_code, on=on) is not None


def delegations(office_code: str) -> QuerySet[Delegation]:
    """Those for this office and those by it, the newest first."""
    return (
        Delegation.objects.select_related("office", "by_office", "account")
        .filter(Q(office_id=office_code) | Q(by_office_id=office_code))
        .order_by("-uid")
    )


def office_of_token(secret: str, *, at: dt.datetime) -> str:
    """For which office a live token was issued; TokenRefused (401) whatever is wrong with it."""
    found = Token.objects.filter(secret_hash=digest_of(secret), revoked_at=None, expires_at__gt=at).first()
    if found is None:
        raise TokenRefused()
    return found.office_code


def find_link(secret: str, office_code: str, *, at: dt.datetime) -> EntryLink | None:
    """An unspent link of this office. Looking at it does not spend it: chat apps preview every link."""
    return (
        EntryLink.objects.select_related("account")
        .filter(secret_hash=digest_of(secret), office_code=office_code, used_at=None, expires_at__gt=at)
        .first()
    )


def staff_session(uid: UUID | str, office_code: str, *, at: dt.datetime) -> StaffSession | None:
    return StaffSession.objects.filter(uid=uid, office_code=office_code, ended_at=None, expires_at__gt=at).first()
