"""Money: what was budgeted, what arrived, what was paid. Lines are only ever added."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.outbox.commands import publish
from tenants.delivery import events, queries
from tenants.delivery.commands.funds import raise_alerts
from tenants.delivery.commands.refusals import refuse_amount, refuse_future
from tenants.delivery.errors import (
    AlreadyCorrected,
    CounterEntryFinal,
    PaidExceedsArrived,
    PaymentsStopped,
    ProjectClosed,
    ReasonForChangeMissing,
)
from tenants.delivery.models import LedgerEntry, Project
from tenants.delivery.policies import POLICY
from tenants.delivery.terms import FundSource, MoneyKind, ProjectState
from tenants.intake import texts


@transaction.atomic
def enter(
    *,
    actor: Actor,
    project_uid: UUID,
    kind: MoneyKind,
    source: FundSource,
    amount_fen: int,
    booked_on: dt.date,
    voucher: str,
    at: dt.datetime,
    reason: str = "",
    payee: str = "",
    sub_project_uid: UUID | None = None,
) -> LedgerEntry:
    """One line. `payee` says who was paid, `sub_project_uid` for which 项. The rules of funds look at every payment.

    Raises PaidExceedsArrived when more is paid than has arrived without a reason, ReasonForChangeMissing when a budget
    line that stands is changed without one, PaymentsStopped while halted.
    """
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.enter_money", project)
    _refuse_terminated(project, kind)
    refuse_amount(amount_fen, field="amount_fen", least=1)
    refuse_future(booked_on, at, field="booked_on", label="入账日期")
    reason = texts.line(reason, field="reason", label="说明", at_most=300, at_least=0)
    _refuse_payment(project, kind, amount_fen, reason)
    if kind == MoneyKind.BUDGET and not reason and project.entries.filter(kind=kind, source=source).exists():
        raise ReasonForChangeMissing(field="reason")
    entry = LedgerEntry(
        project=project,
        sub_project=None if sub_project_uid is None else queries.sub_project_of(project.uid, sub_project_uid),
        payee=texts.line(payee, field="payee", label="收款方", at_most=100, at_least=0),
        kind=kind,
        source=source,
        amount_fen=amount_fen,
        booked_on=booked_on,
        voucher=texts.line(voucher, field="voucher", label="凭证号", at_most=60),
        reason=reason,
        entered_by_uid=actor.account_uid,
        entered_by=actor.name,
        entered_at=at,
    )
    return _add(entry, "delivery.enter", actor=actor, at=at)


@transaction.atomic
def correct(*, actor: Actor, entry_uid: UUID, reason: str, at: dt.datetime) -> LedgerEntry:
    """冲销: the same line with the opposite sign. The right figure is then entered as a new line."""
    wrong = queries.entry(entry_uid)
    project = queries.lock(wrong.project_id)
    POLICY.permit(actor, "delivery.enter_money", project)
    if wrong.corrects_id is not None:
        raise CounterEntryFinal()
    if LedgerEntry.objects.filter(corrects=wrong).exists():
        raise AlreadyCorrected()
    counter = LedgerEntry(
        project=project,
        kind=wrong.kind,
        source=wrong.source,
        amount_fen=-wrong.amount_fen,
        booked_on=clock.date_of(at),
        voucher=wrong.voucher,
        reason=texts.line(reason, field="reason", label="冲销原因", at_most=300),
        payee=wrong.payee,
        sub_project=wrong.sub_project,
        corrects=wrong,
        entered_by_uid=actor.account_uid,
        entered_by=actor.name,
        entered_at=at,
    )
    return _add(counter, "delivery.correct", actor=actor, at=at)


@transaction.atomic
def stop_payments(*, actor: Actor, project_uid: UUID, reason: str, at: dt.datetime) -> Project:
    """叫停资金拨付 (1-103): no payment is entered until it is lifted. Idempotent."""
    return _halt(actor, project_uid, True, texts.line(reason, field="reason", label="叫停原因", at_most=300), at)


@transaction.atomic
def resume_payments(*, actor: Actor, project_uid: UUID, reason: str, at: dt.datetime) -> Project:
    """After the audit, payments go on."""
    return _halt(actor, project_uid, False, texts.line(reason, field="reason", label="恢复原因", at_most=300), at)


def _halt(actor: Actor, project_uid: UUID, stopped: bool, reason: str, at: dt.datetime) -> Project:
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.stop_payments", project)
    if project.payments_stopped == stopped:
        return project
    project.payments_stopped = stopped
    if stopped:
        project.stopped_on, project.resumed_on = clock.date_of(at), None
    else:
        project.resumed_on = clock.date_of(at)
    project.save(update_fields=["payments_stopped", "stopped_on", "resumed_on"])
    act = "delivery.stop_payments" if stopped else "delivery.resume_payments"
    record(act, project, actor=actor, at=at, words=(reason,))
    event = events.PaymentsHalted if stopped else events.PaymentsResumed
    publish(event(at=at, project_uid=project.uid, year=project.year))
    return project


def _add(entry: LedgerEntry, act: str, *, actor: Actor, at: dt.datetime) -> LedgerEntry:
    """The line, and what it moved: the sum of its column before and after."""
    before = getattr(queries.totals(entry.project_id), f"{entry.kind}_fen")
    entry.save(force_insert=True)
    facts = {
        "project": entry.project_id,
        "kind": entry.kind,
        "source": entry.source,
        "amount_fen": entry.amount_fen,
        "sum_fen": [before, before + entry.amount_fen],
        "booked_on": entry.booked_on,
        "corrects": entry.corrects_id,
    }
    record(act, entry, actor=actor, at=at, facts=facts, words=(entry.voucher, entry.reason, entry.payee))
    publish(
        events.LedgerEntered(
            at=at,
            project_uid=entry.project_id,
            year=entry.project.year,
            kind=entry.kind,
            amount_fen=entry.amount_fen,
        )
    )
    raise_alerts(actor, entry.project, at)
    return entry


def _refuse_terminated(project: Project, kind: MoneyKind) -> None:
    """What is owed is still paid after completion, and what was begun is settled; only new money is refused."""
    if project.state == ProjectState.TERMINATED and kind != MoneyKind.PAID:
        raise ProjectClosed(state=ProjectState(project.state).label, act="安排资金")


def _refuse_payment(project: Project, kind: MoneyKind, amount_fen: int, reason: str) -> None:
    if kind != MoneyKind.PAID:
        return
    if project.payments_stopped:
        raise PaymentsStopped()
    after = queries.totals(project.uid).plus(kind, amount_fen)
    if after.overpaid and not reason:
        raise PaidExceedsArrived(field="reason", paid_fen=after.paid_fen, arrived_fen=after.arrived_fen)
