"""Mandates: registered, linked to an account, ended one by one or with the term; and groups across constituencies."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction

from commons.access import commands as access
from commons.access.queries import roles_of
from commons.audit.commands import record
from commons.directory.terms import Body, Level
from commons.identity import commands as identity_commands
from commons.identity import queries as identity
from commons.identity.terms import MembershipKind
from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.kernel.tenancy import current_code, current_office
from commons.outbox.commands import publish, ring
from tenants.deputies import events, queries
from tenants.deputies.commands.checks import number, words
from tenants.deputies.errors import (
    AccountLinkedAlready,
    AlreadyInOffice,
    GroupNameTaken,
    MandateEndedAlready,
    MembersOnlyInStreets,
    PeriodInvalid,
)
from tenants.deputies.models import DeputyGroup, GroupMembership, Mandate
from tenants.deputies.policies import POLICY
from tenants.deputies.terms import EndReason, GroupKind, MandateKind

_ROLE = {MandateKind.DEPUTY: Role.DEPUTY, MandateKind.MEMBER: Role.MEMBER}


@transaction.atomic
def register_mandate(
    *,
    actor: Actor,
    account_uid: UUID | None,
    name: str,
    kind: MandateKind,
    term_no: int,
    constituency: str,
    group: str,
    from_on: dt.date,
    at: dt.datetime,
    congress_code: str = "",
) -> Mandate:
    """Enter a deputy (or, in a street, a member) and let her account into the office with the role.

    Without an account she votes on paper. `congress_code` is the congress that elected her where it is not this
    office's own: the county's deputies in a town have no seat in the town's congress, those in a street sit in its
    assembly. Raises MembersOnlyInStreets, AlreadyInOffice.
    """
    POLICY.permit(actor, "deputies.register_mandate")
    is_street = _refuse_members_of_a_congress(kind)
    congress = congress_code or _own_congress(kind)
    mandate = Mandate(
        created_at=at,
        account_uid=account_uid,
        name=words(name, "name", "姓名", 60),
        kind=kind,
        term_no=number(term_no, "term_no", "届", 1, 99),
        congress_code=congress,
        sits_here=is_street or congress == current_code(),
        constituency=words(constituency, "constituency", "选区", 60, empty=True),
        group=words(group, "group", "代表团", 60, empty=True),
        from_on=from_on,
    )
    _save(mandate)
    facts = {"kind": kind, "term_no": mandate.term_no, "congress": congress, "from_on": from_on}
    record("deputies.register_mandate", mandate, actor=actor, at=at, facts=facts, words=(mandate.name,))
    _let_in(mandate, actor=actor, at=at)
    publish(events.MandateRegistered(at=at, mandate_uid=mandate.uid, kind=kind))
    return mandate


@transaction.atomic
def enrol_deputy(
    *,
    actor: Actor,
    phone: str,
    name: str,
    kind: MandateKind,
    term_no: int,
    constituency: str,
    group: str,
    from_on: dt.date,
    at: dt.datetime,
    congress_code: str = "",
) -> Mandate:
    """Register a mandate from what stands on the list of the elected: a name and a mobile number.

    The account with that number is used, or made; without a number she votes on paper. Raises PhoneInvalid.
    """
    POLICY.permit(actor, "deputies.register_mandate")
    account = identity.find_by_phone(phone) if phone else None
    if phone and account is None:
        account = identity_commands.register_account(
            actor=actor, name=words(name, "name", "姓名", 60), phone=phone, at=at
        )
    return register_mandate(
        actor=actor,
        account_uid=account.uid if account else None,
        name=name,
        kind=kind,
        term_no=term_no,
        constituency=constituency,
        group=group,
        from_on=from_on,
        congress_code=congress_code,
        at=at,
    )


@transaction.atomic
def link_account(*, actor: Actor, mandate_uid: UUID, account_uid: UUID, at: dt.datetime) -> Mandate:
    """Give an account to a deputy who was registered without one."""
    mandate = queries.lock_mandate(mandate_uid)
    POLICY.permit(actor, "deputies.register_mandate", mandate)
    _refuse_ended(mandate)
    if mandate.account_uid is not None:
        raise AccountLinkedAlready()
    mandate.account_uid = account_uid
    _save(mandate)
    record("deputies.link_account", mandate, actor=actor, at=at, facts={"account": account_uid})
    _let_in(mandate, actor=actor, at=at)
    return mandate


@transaction.atomic
def end_mandate(
    *, actor: Actor, mandate_uid: UUID, on: dt.date, at: dt.datetime, reason: EndReason = EndReason.OTHER
) -> Mandate:
    """`on` is the first day without the mandate. The role goes with the last mandate that gave it."""
    mandate = queries.lock_mandate(mandate_uid)
    POLICY.permit(actor, "deputies.end_mandate", mandate)
    _refuse_ended(mandate)
    _refuse_end_on(mandate, on, at)
    _end(mandate, on=on, reason=reason, actor=actor, at=at)
    publish(events.MandateEnded(at=at, mandate_uid=mandate.uid, on=on))
    return mandate


@transaction.atomic
def end_term(*, actor: Actor, term_no: int, on: dt.date, at: dt.datetime) -> int:
    """换届: end every open mandate of the term. Returns how many; says TermEnded once."""
    POLICY.permit(actor, "deputies.end_mandate")
    mandates = list(Mandate.objects.select_for_update().filter(term_no=term_no, until_on=None).order_by("uid"))
    for mandate in mandates:
        _refuse_end_on(mandate, on, at)
    for mandate in mandates:
        _end(mandate, on=on, reason=EndReason.TERM, actor=actor, at=at)
    if mandates:
        publish(events.TermEnded(at=at, term_no=term_no, on=on, mandates=len(mandates)))
    return len(mandates)


# ── groups ────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def form_group(*, actor: Actor, name: str, kind: GroupKind, at: dt.datetime, field: str = "") -> DeputyGroup:
    POLICY.permit(actor, "deputies.keep_groups")
    group = DeputyGroup(
        created_at=at,
        name=words(name, "name", "小组名称", 60),
        kind=kind,
        field=words(field, "field", "专业领域", 60, empty=True),
    )
    try:
        with transaction.atomic():
            group.save(force_insert=True)
    except IntegrityError as taken:
        raise GroupNameTaken(name=group.name) from taken
    record("deputies.form_group", group, actor=actor, at=at, facts={"kind": kind})
    ring()
    return group


@transaction.atomic
def join_group(*, actor: Actor, group_uid: UUID, mandate_uid: UUID, on: dt.date, at: dt.datetime) -> GroupMembership:
    """Idempotent while the membership is open."""
    group = queries.lock_group(group_uid)
    POLICY.permit(actor, "deputies.keep_groups", group)
    mandate = queries.lock_mandate(mandate_uid)
    _refuse_ended(mandate)
    already = GroupMembership.objects.filter(group=group, mandate=mandate, until_on=None).first()
    if already is not None:
        return already
    membership = GroupMembership(created_at=at, group=group, mandate=mandate, from_on=on)
    membership.save(force_insert=True)
    record("deputies.join_group", membership, actor=actor, at=at, facts={"group": group_uid, "mandate": mandate_uid})
    return membership


@transaction.atomic
def leave_group(*, actor: Actor, group_uid: UUID, mandate_uid: UUID, on: dt.date, at: dt.datetime) -> None:
    group = queries.lock_group(group_uid)
    POLICY.permit(actor, "deputies.keep_groups", group)
    for membership in group.memberships.filter(mandate_id=mandate_uid, until_on=None):
        _leave(membership, on=on, actor=actor, at=at)


# ── how it is done ────────────────────────────────────────────────────────────────────────────


def _own_congress(kind: str) -> str:
    """A street has no congress: its deputies are the county's (domain §10); those of a prefecture are the province's."""
    office = current_office()
    from_above = office.body == Body.WORKING_COMMITTEE and kind == MandateKind.DEPUTY
    return str(office.parent_id if from_above else office.code)


def _save(mandate: Mandate) -> None:
    try:
        with transaction.atomic():
            mandate.save()
    except IntegrityError as taken:
        raise AlreadyInOffice() from taken


def _let_in(mandate: Mandate, *, actor: Actor, at: dt.datetime) -> None:
    if mandate.account_uid is None:
        return
    account = identity.account(mandate.account_uid)
    role = _ROLE[MandateKind(mandate.kind)]
    access.appoint(actor=actor, account=account, kind=MembershipKind.DEPUTY, roles=[role], at=at)


def _end(mandate: Mandate, *, on: dt.date, reason: str, actor: Actor, at: dt.datetime) -> None:
    mandate.until_on, mandate.ended_because = on, reason
    mandate.save(update_fields=["until_on", "ended_because"])
    record("deputies.end_mandate", mandate, actor=actor, at=at, facts={"until_on": on, "reason": reason})
    for membership in mandate.memberships.filter(until_on=None):
        _leave(membership, on=on, actor=actor, at=at)
    _let_go(mandate, actor=actor, at=at)


def _leave(membership: GroupMembership, *, on: dt.date, actor: Actor, at: dt.datetime) -> None:
    membership.until_on = on
    membership.save(update_fields=["until_on"])
    facts = {"group": membership.group_id, "mandate": membership.mandate_id, "until_on": on}
    record("deputies.leave_group", membership, actor=actor, at=at, facts=facts)


def _let_go(mandate: Mandate, *, actor: Actor, at: dt.datetime) -> None:
    """Withdraw the role with the last mandate that gave it; who holds no role here may not enter any more."""
    held = Mandate.objects.filter(account_uid=mandate.account_uid, until_on=None, kind=mandate.kind)
    if mandate.account_uid is None or held.exists():
        return
    account = identity.account(mandate.account_uid)
    access.withdraw_role(actor=actor, account=account, role=_ROLE[MandateKind(mandate.kind)], at=at)
    if not roles_of(account):
        identity_commands.end_membership(actor=actor, account=account, office_code=current_code(), at=at)


# ── rules ─────────────────────────────────────────────────────────────────────────────────────


def _refuse_members_of_a_congress(kind: str) -> bool:
    """Whether this office is a street's."""
    is_street = current_office().level == Level.SUBDISTRICT
    if kind == MandateKind.MEMBER and not is_street:
        raise MembersOnlyInStreets()
    return bool(is_street)


def _refuse_ended(mandate: Mandate) -> None:
    if mandate.until_on is not None:
        raise MandateEndedAlready(until_on=mandate.until_on)


def _refuse_end_on(mandate: Mandate, on: dt.date, at: dt.datetime) -> None:
    if not mandate.from_on <= on <= clock.date_of(at):
        raise PeriodInvalid(field="on", from_on=mandate.from_on)
