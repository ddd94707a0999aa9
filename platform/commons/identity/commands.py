"""Writing identity. All rows are in public; the caller may be inside any office's schema."""

from __future__ import annotations

import datetime as dt
import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from commons.audit.commands import record
from commons.identity import events, queries
from commons.identity.errors import LinkSpent, PhoneTaken, ReasonMissing
from commons.identity.models import Account, EntryLink, Membership, StaffSession, Token
from commons.identity.phones import normalise
from commons.identity.policies import POLICY
from commons.identity.terms import LinkPurpose, MembershipKind
from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.kernel.confidential import blind_index
from commons.kernel.errors import Invalid
from commons.outbox.commands import publish

LINK_LIFE = dt.timedelta(hours=24)
SUPPORT_LIFE = dt.timedelta(hours=1)


@transaction.atomic
def register_account(*, actor: Actor, name: str, phone: str, at: dt.datetime, is_demo: bool = False) -> Account:
    """A new account without a password: it comes to life by an activation link. Raises PhoneInvalid, PhoneTaken."""
    POLICY.permit(actor, "identity.register")
    number = normalise(phone)
    if Account.objects.filter(phone_index=blind_index(number)).exists():
        raise PhoneTaken(field="phone")
    account = Account(name=name.strip(), phone=number, phone_index=blind_index(number), is_demo=is_demo)
    account.set_unusable_password()
    account.save(force_insert=True)
    record("identity.register", account, actor=actor, at=at)
    return account


@transaction.atomic
def admit(*, actor: Actor, account: Account, office_code: str, kind: MembershipKind, at: dt.datetime) -> Membership:
    """Let the account enter an office from today on. Idempotent."""
    POLICY.permit(actor, "identity.appoint")
    membership, made = Membership.objects.get_or_create(
        account=account, office_id=office_code, kind=kind, until_on=None, defaults={"from_on": clock.date_of(at)}
    )
    if made:
        record("identity.admit", membership, actor=actor, at=at, facts={"office": office_code, "kind": kind})
    return membership


@transaction.atomic
def end_membership(*, actor: Actor, account: Account, office_code: str, at: dt.datetime) -> int:
    """Close every open membership of the account in this office; its sessions are refused from the next request on."""
    POLICY.permit(actor, "identity.end")
    ended = 0
    for membership in Membership.objects.select_for_update().filter(
        account=account, office_id=office_code, until_on=None
    ):
        membership.until_on = clock.date_of(at)
        membership.save(update_fields=["until_on"])
        record("identity.end", membership, actor=actor, at=at, facts={"office": office_code})
        ended += 1
    if ended:
        publish(events.MembershipEnded(at=at, account_uid=account.uid, office_code=office_code))
    return ended


@transaction.atomic
def invite(
    *, actor: Actor, account: Account, office_code: str, purpose: LinkPurpose, landing: str, at: dt.datetime
) -> str:
    """The secret of a one-time link (≤ 24 h). Shown once; only its digest is stored."""
    POLICY.permit(actor, "identity.invite")
    secret = secrets.token_urlsafe(24)
    link = EntryLink(
        secret_hash=queries.digest_of(secret),
        account=account,
        office_code=office_code,
        purpose=purpose,
        landing=landing,
        expires_at=at + LINK_LIFE,
    )
    link.save(force_insert=True)
    record("identity.invite", link, actor=actor, at=at, facts={"office": office_code, "purpose": purpose})
    return secret


@transaction.atomic
def spend_link(*, secret: str, office_code: str, at: dt.datetime, password: str | None = None) -> EntryLink:
    """Use a link up; with `password`, the account gets it. Raises LinkSpent (404) or Invalid (422)."""
    link = (
        EntryLink.objects.select_for_update(of=("self",))
        .select_related("account")
        .filter(secret_hash=queries.digest_of(secret), office_code=office_code, used_at=None, expires_at__gt=at)
        .first()
    )
    if link is None or not link.account.is_active:
        raise LinkSpent()
    if password is not None:
        _set_password(link.account, password)
    link.used_at = at
    link.save(update_fields=["used_at"])
    who = Actor(link.account.uid, link.account.name, office_code)
    record("identity.enter_by_link", link, actor=who, at=at, facts={"purpose": link.purpose})
    return link


def _set_password(account: Account, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise Invalid("".join(weak.messages), field="password") from weak
    account.set_password(password)
    account.save(update_fields=["password"])


@transaction.atomic
def issue_token(
    *, actor: Actor, account: Account, office_code: str, role: Role, label: str, life: dt.timedelta, at: dt.datetime
) -> str:
    """The secret of a bearer token for one office and one role. Shown once."""
    POLICY.permit(actor, "identity.issue_token")
    secret = "rd_" + secrets.token_urlsafe(32)
    token = Token(
        secret_hash=queries.digest_of(secret),
        account=account,
        office_code=office_code,
        role=role,
        label=label,
        expires_at=at + life,
    )
    token.save(force_insert=True)
    record("identity.issue_token", token, actor=actor, at=at, facts={"office": office_code, "role": role})
    return secret


@transaction.atomic
def revoke_token(*, actor: Actor, token: Token, at: dt.datetime) -> None:
    POLICY.permit(actor, "identity.issue_token")
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    record("identity.revoke_token", token, actor=actor, at=at)


@transaction.atomic
def open_staff_session(*, actor: Actor, account: Account, office_code: str, reason: str, at: dt.datetime) -> str:
    """A platform admin enters an office to help: one hour, read-only, with a reason that the office can read.

    Returns the secret of the one-time link by which the session is begun on that office's own host.
    """
    POLICY.permit(actor, "identity.support")
    if len(reason.strip()) < 5:
        raise ReasonMissing(field="reason")
    session = StaffSession(
        account=account, office_code=office_code, reason=reason.strip(), opened_at=at, expires_at=at + SUPPORT_LIFE
    )
    session.save(force_insert=True)
    record("identity.support", session, actor=actor, at=at, facts={"office": office_code}, words=(reason,))
    secret = secrets.token_urlsafe(24)
    EntryLink(
        secret_hash=queries.digest_of(secret),
        account=account,
        office_code=office_code,
        purpose=LinkPurpose.SUPPORT,
        landing="/admin/",
        staff_session_uid=session.uid,
        expires_at=at + SUPPORT_LIFE,
    ).save(force_insert=True)
    return secret
