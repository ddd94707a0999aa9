"""Abnormal use of money (1-103): raised by the rules, payments stopped, audited, resolved with what that saved; or a false alarm."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.outbox.commands import publish, ring
from commons.rulebook.terms import Kind
from tenants.delivery import events, queries
from tenants.delivery.commands.refusals import refuse_amount, refuse_future
from tenants.delivery.errors import ContractRepeated
from tenants.delivery.lifecycle import ALERT
from tenants.delivery.models import Contract, FundAlert, Project
from tenants.delivery.policies import POLICY
from tenants.intake import texts


@transaction.atomic
def record_contract(
    *,
    actor: Actor,
    project_uid: UUID,
    number: str,
    party: str,
    subject: str,
    amount_fen: int,
    signed_on: dt.date,
    at: dt.datetime,
) -> Contract:
    """Whom the project may pay, for what and how much. Raises ContractRepeated."""
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.enter_money", project)
    refuse_amount(amount_fen, field="amount_fen", least=1)
    refuse_future(signed_on, at, field="signed_on", label="签订日期")
    number = texts.line(number, field="number", label="合同编号", at_most=60)
    if project.contracts.filter(number=number).exists():
        raise ContractRepeated(field="number", number=number)
    contract = Contract(
        project=project,
        number=number,
        party=texts.line(party, field="party", label="签约单位", at_most=100),
        subject=texts.line(subject, field="subject", label="合同内容", at_most=200),
        amount_fen=amount_fen,
        signed_on=signed_on,
        entered_by=actor.name,
        entered_at=at,
    )
    contract.save(force_insert=True)
    facts = {"project": project.uid, "amount_fen": amount_fen, "signed_on": signed_on}
    record("delivery.record_contract", contract, actor=actor, at=at, facts=facts, words=(contract.party, number))
    raise_alerts(actor, project, at)
    ring()
    return contract


def raise_alerts(actor: Actor, project: Project, at: dt.datetime) -> list[FundAlert]:
    """What the rules find and was not raised before. Part of the act that moved the money; the project is locked."""
    today = clock.date_of(at)
    known = queries.known_matters(project)
    fresh = [each for each in queries.suspicions_of(project, on=today) if (each.rule, each.matter) not in known]
    if not fresh:
        return []
    rule_uid = queries.pin(project.year, Kind.FUNDS)
    made = []
    for each in fresh:
        alert = FundAlert(
            project=project,
            rule=each.rule,
            matter=each.matter,
            why=each.why,
            at_risk_fen=each.at_risk_fen,
            rule_uid=rule_uid,
            state=ALERT.start,
            raised_on=today,
            created_at=at,
        )
        alert.save(force_insert=True)
        facts = {"project": project.uid, "rule": each.rule, "at_risk_fen": each.at_risk_fen}
        record("delivery.raise_alert", alert, actor=actor, at=at, facts=facts, states=("", alert.state))
        publish(events.FundAlertRaised(at=at, project_uid=project.uid, alert_uid=alert.uid, year=project.year))
        made.append(alert)
    return made


@transaction.atomic
def watch_funds(*, actor: Actor, project_uid: UUID, at: dt.datetime) -> list[FundAlert]:
    """Look at one project again: the rule may have moved since its last payment or report."""
    project = queries.lock(project_uid)
    POLICY.permit(actor, "delivery.audit_funds", project)
    return raise_alerts(actor, project, at)


@transaction.atomic
def suspend_alert(*, actor: Actor, alert_uid: UUID, at: dt.datetime) -> FundAlert:
    """叫停资金拨付 because of this alert: no payment is entered until it is settled."""
    alert = queries.lock_alert(alert_uid)
    POLICY.permit(actor, "delivery.stop_payments", alert.project)
    advance(alert, ALERT, "suspend", actor=actor, at=at, suspended_on=clock.date_of(at))
    _stop(alert.project, actor, at)
    return alert


@transaction.atomic
def audit_alert(*, actor: Actor, alert_uid: UUID, at: dt.datetime) -> FundAlert:
    alert = queries.lock_alert(alert_uid)
    POLICY.permit(actor, "delivery.audit_funds", alert.project)
    advance(alert, ALERT, "audit", actor=actor, at=at, audited_on=clock.date_of(at))
    publish(events.FundAlertMoved(at=at, project_uid=alert.project_id, alert_uid=alert.uid, year=alert.project.year))
    return alert


@transaction.atomic
def resolve_alert(*, actor: Actor, alert_uid: UUID, conclusion: str, saved_fen: int, at: dt.datetime) -> FundAlert:
    """What the audit found and what stopping in time saved, 0 where nothing; payments go on when no other alert holds them."""
    alert = queries.lock_alert(alert_uid)
    POLICY.permit(actor, "delivery.audit_funds", alert.project)
    refuse_amount(saved_fen, field="saved_fen", least=0)
    return _settle(alert, "resolve", conclusion, saved_fen, actor, at)


@transaction.atomic
def dismiss_alert(*, actor: Actor, alert_uid: UUID, conclusion: str, at: dt.datetime) -> FundAlert:
    """误报, with the reason. It stays on record, and the same payments raise no second alert of this rule."""
    alert = queries.lock_alert(alert_uid)
    POLICY.permit(actor, "delivery.audit_funds", alert.project)
    return _settle(alert, "dismiss", conclusion, None, actor, at)


def _settle(
    alert: FundAlert, step: str, conclusion: str, saved_fen: int | None, actor: Actor, at: dt.datetime
) -> FundAlert:
    conclusion = texts.line(conclusion, field="conclusion", label="核查结论", at_most=300)
    was_stopped = alert.suspended_on is not None
    advance(
        alert,
        ALERT,
        step,
        actor=actor,
        at=at,
        facts={"saved_fen": saved_fen},
        words=(conclusion,),
        settled_on=clock.date_of(at),
        conclusion=conclusion,
        saved_fen=saved_fen,
    )
    project = alert.project
    held = queries.open_alerts().filter(project=project, suspended_on__isnull=False).exists()
    if was_stopped and project.payments_stopped and not held:
        project.payments_stopped, project.resumed_on = False, clock.date_of(at)
        project.save(update_fields=["payments_stopped", "resumed_on"])
        record("delivery.resume_payments", project, actor=actor, at=at, facts={"alert": alert.uid})
        publish(events.PaymentsResumed(at=at, project_uid=project.uid, year=project.year))
    publish(events.FundAlertMoved(at=at, project_uid=project.uid, alert_uid=alert.uid, year=project.year))
    return alert


def _stop(project: Project, actor: Actor, at: dt.datetime) -> None:
    if project.payments_stopped:
        return
    project.payments_stopped, project.stopped_on, project.resumed_on = True, clock.date_of(at), None
    project.save(update_fields=["payments_stopped", "stopped_on", "resumed_on"])
    record("delivery.stop_payments", project, actor=actor, at=at)
    publish(events.PaymentsHalted(at=at, project_uid=project.uid, year=project.year))
