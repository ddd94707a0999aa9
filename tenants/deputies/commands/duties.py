"""What deputies did: recorded from evidence, claimed and verified, struck when mistaken."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.kernel import clock
from commons.kernel.actor import Actor, system
from commons.kernel.tenancy import current_code
from commons.outbox.commands import publish
from tenants.deputies import events, queries
from tenants.deputies.commands.checks import not_in_the_future, words
from tenants.deputies.errors import DutyStruckAlready, NoMandate, QuantityInvalid
from tenants.deputies.lifecycle import CLAIM
from tenants.deputies.models import DutyClaim, DutyRecord, Mandate
from tenants.deputies.policies import POLICY
from tenants.deputies.terms import DutyKind
from tenants.meetings import commands as meetings
from tenants.meetings import queries as sessions
from tenants.meetings.terms import SessionKind, SignInMethod

HALF, MOST = Decimal("0.5"), Decimal(100)
_PLENARY = {SessionKind.CONGRESS, SessionKind.ASSEMBLY}


@transaction.atomic
def record_duty(
    *,
    actor: Actor,
    mandate_uid: UUID,
    kind: DutyKind,
    on: dt.date,
    evidence_type: str,
    evidence_uid: UUID,
    at: dt.datetime,
    quantity: Decimal = Decimal(1),
) -> DutyRecord:
    """Enter a fact on a deputy's record. Once an evidence: a second call returns the first record.

    Other rooms call it downward as `system(...)`. Raises NoMandate when the mandate was not in force on that day.
    """
    mandate = queries.lock_mandate(mandate_uid)
    POLICY.permit(actor, "deputies.record_duty", mandate)
    already = queries.find_duty(mandate_uid, kind, evidence_type, evidence_uid)
    if already is not None:
        return already
    _refuse_odd_quantity(quantity)
    _refuse_without_mandate(mandate, on)
    not_in_the_future(on, "on", "履职日期", at=at)
    duty = DutyRecord(
        created_at=at,
        mandate=mandate,
        kind=kind,
        done_on=on,
        quantity=quantity,
        evidence_type=evidence_type,
        evidence_uid=evidence_uid,
    )
    duty.save(force_insert=True)
    facts = {"mandate": mandate_uid, "kind": kind, "on": on, "quantity": quantity, "evidence": evidence_type}
    record("deputies.record_duty", duty, actor=actor, at=at, facts=facts)
    publish(events.DutyRecorded(at=at, mandate_uid=mandate_uid, kind=kind))
    return duty


@transaction.atomic
def strike_duty(*, actor: Actor, duty_uid: UUID, reason: str, at: dt.datetime) -> DutyRecord:
    """Take a mistaken record out of the count. It stays in sight, and its evidence is not counted again."""
    duty = queries.lock_duty(duty_uid)
    POLICY.permit(actor, "deputies.verify_duty", duty)
    if duty.struck_at is not None:
        raise DutyStruckAlready()
    reason = words(reason, "reason", "撤销原因", 200)
    duty.struck_at = at
    duty.save(update_fields=["struck_at"])
    record("deputies.strike_duty", duty, actor=actor, at=at, facts={"kind": duty.kind}, words=(reason,))
    publish(events.DutyStruck(at=at, mandate_uid=duty.mandate_id, kind=duty.kind))
    return duty


@transaction.atomic
def claim_duty(
    *,
    actor: Actor,
    mandate_uid: UUID,
    kind: DutyKind,
    on: dt.date,
    text: str,
    at: dt.datetime,
    quantity: Decimal = Decimal(1),
) -> DutyClaim:
    """A deputy says what she did; it counts once verified."""
    mandate = queries.lock_mandate(mandate_uid)
    POLICY.permit(actor, "deputies.claim_duty", mandate)
    _refuse_odd_quantity(quantity)
    not_in_the_future(on, "on", "履职日期", at=at)
    _refuse_without_mandate(mandate, on)
    claim = DutyClaim(
        created_at=at,
        mandate=mandate,
        kind=kind,
        done_on=on,
        quantity=quantity,
        text=words(text, "text", "情况说明", 500),
        state=CLAIM.start,
    )
    claim.save(force_insert=True)
    facts = {"mandate": mandate_uid, "kind": kind, "on": on, "quantity": quantity}
    record("deputies.claim_duty", claim, actor=actor, at=at, facts=facts, words=(claim.text,))
    return claim


@transaction.atomic
def verify_claim(*, actor: Actor, claim_uid: UUID, at: dt.datetime) -> DutyClaim:
    """The claim was true: it becomes a duty record, with the claim as its evidence."""
    claim = queries.lock_claim(claim_uid)
    POLICY.permit(actor, "deputies.verify_duty", claim)
    advance(claim, CLAIM, "verify_claim", actor=actor, at=at, facts={"kind": claim.kind}, decided_at=at)
    record_duty(
        actor=actor,
        mandate_uid=claim.mandate_id,
        kind=DutyKind(claim.kind),
        on=claim.done_on,
        quantity=claim.quantity,
        evidence_type="deputies.dutyclaim",
        evidence_uid=claim.uid,
        at=at,
    )
    return claim


@transaction.atomic
def reject_claim(*, actor: Actor, claim_uid: UUID, reason: str, at: dt.datetime) -> DutyClaim:
    claim = queries.lock_claim(claim_uid)
    POLICY.permit(actor, "deputies.verify_duty", claim)
    reason = words(reason, "reason", "未通过原因", 200)
    advance(claim, CLAIM, "reject_claim", actor=actor, at=at, words=(reason,), reason=reason, decided_at=at)
    return claim


@transaction.atomic
def attend(
    *,
    actor: Actor,
    session_uid: UUID,
    method: SignInMethod,
    at: dt.datetime,
    mandate_uid: UUID | None = None,
    code: str = "",
) -> sessions.Present:
    """A deputy signs in to a session: herself, or by the clerk who names her mandate. It counts as a duty, once.

    She votes where she has a seat: in the plenary every mandate that sits here; in a smaller body its members
    (代表法 34: others attend without a vote). Raises NoMandate.
    """
    today = clock.date_of(at)
    if mandate_uid is None:
        own = queries.mandate_of(actor.account_uid, today)
        if own is None:
            raise NoMandate()
        mandate_uid = own.mandate_uid
    mandate = queries.lock_mandate(mandate_uid)
    POLICY.permit(actor, "deputies.attend", mandate)
    _refuse_without_mandate(mandate, today)
    session = sessions.session(session_uid)
    attendance = meetings.sign_in(
        actor=actor,
        session_uid=session_uid,
        seat_uid=mandate.uid,
        account_uid=mandate.account_uid,
        name=mandate.name,
        votes=mandate.sits_here if session.kind in _PLENARY else queries.is_of_body(mandate.uid, session.kind, today),
        method=method,
        at=at,
        code=code,
    )
    record_duty(
        actor=system(current_code()),
        mandate_uid=mandate.uid,
        kind=DutyKind.SESSION,
        on=today,
        evidence_type="meetings.session",
        evidence_uid=session_uid,
        at=at,
    )
    return sessions.Present(attendance.seat_uid, attendance.account_uid, attendance.name, attendance.votes)


# ── rules ─────────────────────────────────────────────────────────────────────────────────────


def _refuse_odd_quantity(quantity: Decimal) -> None:
    if not quantity.is_finite() or not Decimal(0) < quantity <= MOST or quantity % HALF:
        raise QuantityInvalid(field="quantity", most=MOST)


def _refuse_without_mandate(mandate: Mandate, on: dt.date) -> None:
    if on < mandate.from_on or (mandate.until_on is not None and on >= mandate.until_on):
        raise NoMandate()
