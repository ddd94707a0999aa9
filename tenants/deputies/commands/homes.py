"""代表之家 and their reception days (1-21 … 1-23, 3-02 … 3-11, 3-65, 3-68)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from commons.access import commands as access
from commons.access import queries as granted
from commons.audit.commands import advance, record
from commons.identity import queries as identity
from commons.identity.terms import MembershipKind
from commons.kernel import clock
from commons.kernel.actor import Actor, Role, system
from commons.kernel.tenancy import current_code
from commons.outbox.commands import publish, ring
from tenants.deputies import events, queries
from tenants.deputies.commands.checks import number, words
from tenants.deputies.commands.duties import record_duty
from tenants.deputies.errors import (
    HomeNameTaken,
    HomeNotOpen,
    OutsideReceptionDays,
    ReceptionDaysInvalid,
    ReceptionNotYet,
    ReceptionTaken,
    StandardsInvalid,
)
from tenants.deputies.lifecycle import HOME, RECEPTION
from tenants.deputies.models import DeputyHome, Mandate, Opinion, ReceptionDay, ReceptionDeputy
from tenants.deputies.policies import POLICY
from tenants.deputies.terms import DutyKind, HomeState, HostKind

# ── the home ──────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def open_home(
    *,
    actor: Actor,
    name: str,
    host_kind: HostKind,
    at: dt.datetime,
    address: str = "",
    area_sqm: int | None = None,
    theme: str = "",
    is_model: bool = False,
    reception_days: tuple[int, int] | None = None,
) -> DeputyHome:
    """Open a deputies' home. `reception_days` fixes its reception to days of the month: (16, 20). Raises HomeNameTaken."""
    POLICY.permit(actor, "deputies.open_home")
    first, last = reception_days or (None, None)
    if first is not None and last is not None and not 1 <= first <= last <= 31:
        raise ReceptionDaysInvalid(field="reception_days")
    home = DeputyHome(
        created_at=at,
        name=words(name, "name", "名称", 60),
        host_kind=host_kind,
        address=words(address, "address", "地址", 100, empty=True),
        area_sqm=None if area_sqm is None else number(area_sqm, "area_sqm", "面积", 1, 100_000),
        theme=words(theme, "theme", "主题", 60, empty=True),
        is_model=is_model,
        reception_first_day=first,
        reception_last_day=last,
        state=HOME.start,
    )
    try:
        with transaction.atomic():
            home.save(force_insert=True)
    except IntegrityError as taken:
        raise HomeNameTaken(name=home.name) from taken
    facts = {"host_kind": host_kind, "is_model": is_model}
    record("deputies.open_home", home, actor=actor, at=at, facts=facts, words=(home.name,))
    publish(events.HomeOpened(at=at, home_uid=home.uid, host_kind=host_kind))
    return home


@transaction.atomic
def close_home(*, actor: Actor, home_uid: UUID, at: dt.datetime) -> DeputyHome:
    """Its keepers lose their grant with it."""
    home = queries.lock_home(home_uid)
    POLICY.permit(actor, "deputies.open_home", home)
    advance(home, HOME, "close_home", actor=actor, at=at)
    for keeper in granted.grantees("keep_home", home):
        access.withdraw(account=keeper, permission="keep_home", on=home)
    publish(events.HomeClosed(at=at, home_uid=home.uid))
    return home


@transaction.atomic
def appoint_keeper(*, actor: Actor, home_uid: UUID, account_uid: UUID, at: dt.datetime) -> DeputyHome:
    """Give an account the keeping of this home, and of no other. Idempotent."""
    home = queries.lock_home(home_uid)
    POLICY.permit(actor, "deputies.appoint_keeper", home)
    _refuse_closed(home)
    account = identity.account(account_uid)
    machine = system(current_code())
    access.appoint(actor=machine, account=account, kind=MembershipKind.PARTNER, roles=[Role.KEEPER], at=at)
    access.grant(account=account, permission="keep_home", on=home)
    record("deputies.appoint_keeper", home, actor=actor, at=at, facts={"account": account_uid})
    return home


@transaction.atomic
def dismiss_keeper(*, actor: Actor, home_uid: UUID, account_uid: UUID, at: dt.datetime) -> DeputyHome:
    home = queries.lock_home(home_uid)
    POLICY.permit(actor, "deputies.appoint_keeper", home)
    access.withdraw(account=identity.account(account_uid), permission="keep_home", on=home)
    record("deputies.dismiss_keeper", home, actor=actor, at=at, facts={"account": account_uid})
    return home


@transaction.atomic
def place_deputy(*, actor: Actor, home_uid: UUID, mandate_uid: UUID, at: dt.datetime) -> Mandate:
    """编组进家 (3-65): the deputy belongs to this home from now on."""
    home = queries.lock_home(home_uid)
    POLICY.permit(actor, "deputies.keep_groups", home)
    _refuse_closed(home)
    mandate = queries.lock_mandate(mandate_uid)
    mandate.home = home
    mandate.save(update_fields=["home"])
    record("deputies.place_deputy", mandate, actor=actor, at=at, facts={"home": home_uid})
    return mandate


@transaction.atomic
def check_home(*, actor: Actor, home_uid: UUID, standards: Mapping[str, bool], at: dt.datetime) -> DeputyHome:
    """Check the home against the office's own list of standards (3-03): item → met."""
    home = queries.lock_home(home_uid)
    POLICY.permit(actor, "deputies.check_home", home)
    _refuse_closed(home)
    if not 1 <= len(standards) <= 20 or not all(type(met) is bool for met in standards.values()):
        raise StandardsInvalid(field="standards")
    home.standards = [{"item": words(item, "standards", "标准", 30), "met": met} for item, met in standards.items()]
    home.standards_checked_on = clock.date_of(at)
    home.save(update_fields=["standards", "standards_checked_on"])
    facts = {"items": len(home.standards), "met": sum(standards.values())}
    record("deputies.check_home", home, actor=actor, at=at, facts=facts)
    ring()
    return home


# ── reception days ────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def plan_reception(
    *,
    actor: Actor,
    home_uid: UUID,
    held_on: dt.date,
    mandate_uids: Sequence[UUID],
    at: dt.datetime,
    theme: str = "",
) -> ReceptionDay:
    """Put a reception day on the home's calendar with the deputies on duty (3-08, 3-09)."""
    home = queries.lock_home(home_uid)
    POLICY.permit(actor, "deputies.plan_reception", home)
    _refuse_closed(home)
    _refuse_outside_reception_days(home, held_on)
    reception = ReceptionDay(
        created_at=at,
        home=home,
        held_on=held_on,
        theme=words(theme, "theme", "主题", 60, empty=True),
        state=RECEPTION.start,
    )
    try:
        with transaction.atomic():
            reception.save(force_insert=True)
    except IntegrityError as taken:
        raise ReceptionTaken(held_on=held_on) from taken
    on_duty = [queries.seat(uid).mandate_uid for uid in dict.fromkeys(mandate_uids)]
    ReceptionDeputy.objects.bulk_create(
        ReceptionDeputy(created_at=at, reception=reception, mandate_id=uid) for uid in on_duty
    )
    facts = {"home": home_uid, "held_on": held_on, "deputies": len(on_duty)}
    record("deputies.plan_reception", reception, actor=actor, at=at, facts=facts)
    return reception


@transaction.atomic
def hold_reception(
    *, actor: Actor, reception_uid: UUID, visitors: int, opinions: Sequence[str], at: dt.datetime
) -> ReceptionDay:
    """Say how it went: how many came, and each opinion as a row of its own. The deputies on duty get their record."""
    reception = queries.lock_reception(reception_uid)
    POLICY.permit(actor, "deputies.receive", reception)
    if clock.date_of(at) < reception.held_on:
        raise ReceptionNotYet(held_on=reception.held_on)
    visitors = number(visitors, "visitors", "接待人次", 0, 100_000)
    texts = [words(text, "opinions", "意见内容", 1000) for text in opinions]
    facts = {"visitors": visitors, "opinions": len(texts)}
    advance(
        reception, RECEPTION, "hold_reception", actor=actor, at=at, facts=facts, words=tuple(texts), visitors=visitors,
        held_at=at,
    )  # fmt: skip
    Opinion.objects.bulk_create(Opinion(created_at=at, reception=reception, text=text) for text in texts)
    for mandate_uid in reception.deputies.order_by("uid").values_list("mandate_id", flat=True):
        record_duty(
            actor=system(current_code()),
            mandate_uid=mandate_uid,
            kind=DutyKind.RECEPTION,
            on=reception.held_on,
            evidence_type="deputies.receptionday",
            evidence_uid=reception.uid,
            at=at,
        )
    publish(events.ReceptionHeld(at=at, reception_uid=reception.uid, visitors=visitors, opinions=len(texts)))
    return reception


@transaction.atomic
def cancel_reception(*, actor: Actor, reception_uid: UUID, reason: str, at: dt.datetime) -> ReceptionDay:
    reception = queries.lock_reception(reception_uid)
    POLICY.permit(actor, "deputies.receive", reception)
    reason = words(reason, "reason", "取消原因", 200)
    advance(reception, RECEPTION, "cancel_reception", actor=actor, at=at, words=(reason,))
    return reception


# ── rules ─────────────────────────────────────────────────────────────────────────────────────


def _refuse_closed(home: DeputyHome) -> None:
    if home.state != HomeState.OPEN:
        raise HomeNotOpen(home=home.name)


def _refuse_outside_reception_days(home: DeputyHome, day: dt.date) -> None:
    first, last = home.reception_first_day, home.reception_last_day
    if first is not None and last is not None and not first <= day.day <= last:
        raise OutsideReceptionDays(first=first, last=last)
