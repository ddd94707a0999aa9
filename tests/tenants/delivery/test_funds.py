"""A use of money that looks wrong: raised, payments stopped, audited, and what that saved; or a false alarm (1-103)."""

from __future__ import annotations

import datetime as dt

import pytest

from commons.kernel.actor import Role
from commons.kernel.lifecycle import WrongStep
from commons.kernel.policy import NotPermitted
from commons.kernel.tenancy import in_office
from tenants.delivery import queries
from tenants.delivery.commands import funds, ledger
from tenants.delivery.errors import AlertNotFound, ContractRepeated, PaymentsStopped, ReasonForChangeMissing
from tenants.delivery.models import FundAlert, Project
from tenants.delivery.terms import AlertState, FundRule, FundSource, MoneyKind
from tenants.intake.errors import TextRefused
from tests.conftest import NEIGHBOUR
from tests.factories import delivery as make
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.people import AT, actor

BUDGET, ARRIVED, PAID = MoneyKind.BUDGET, MoneyKind.ARRIVED, MoneyKind.PAID
WAN = 10_000  # yuan


def kindergarten() -> FundAlert:
    """某幼儿园扩建: 250 万元 paid before any work stands."""
    project = make.started("某幼儿园扩建")
    make.enter(project, BUDGET, 480 * WAN)
    make.enter(project, ARRIVED, 480 * WAN)
    make.enter(project, PAID, 250 * WAN)
    return FundAlert.objects.get()


def resolved(alert: FundAlert, wan: int) -> FundAlert:
    director = actor(Role.DIRECTOR)
    funds.suspend_alert(actor=director, alert_uid=alert.uid, at=AT)
    funds.audit_alert(actor=director, alert_uid=alert.uid, at=AT)
    return funds.resolve_alert(
        actor=director,
        alert_uid=alert.uid,
        conclusion="预付款超出合同约定，已追回。",
        saved_fen=wan * WAN * 100,
        at=AT,
    )


def test_paying_ahead_of_the_work_raises_one_alert_that_says_why(town: str) -> None:
    alert = kindergarten()
    assert (alert.rule, alert.state, alert.at_risk_fen) == (FundRule.AHEAD, AlertState.RAISED, 250 * WAN * 100)
    assert alert.why == "已支付预算的 52.08%，形象进度只有 0%，超前 52.08 个百分点，规则允许 20 个。"
    assert last_entry(alert)["facts"] == {
        "project": str(alert.project_id),
        "rule": "ahead",
        "at_risk_fen": 250 * WAN * 100,
    }
    assert told()[-1] == "delivery.FundAlertRaised"


def test_two_million_saved_is_a_sum_of_rows(town: str) -> None:
    """1-103: stopped, audited, 200 万元 not lost; a false alarm beside it saves nothing and stays on record."""
    alert = kindergarten()
    resolved(alert, 200)
    other = make.started("口袋公园")
    make.enter(other, BUDGET, 100)
    make.enter(other, ARRIVED, 100)
    make.enter(other, PAID, 50)
    false_alarm = FundAlert.objects.get(project=other)
    funds.dismiss_alert(
        actor=actor(Role.DIRECTOR), alert_uid=false_alarm.uid, conclusion="苗木按合同预付，属正常。", at=AT
    )
    assert queries.saved_fen(2026) == queries.saved_fen() == 200 * WAN * 100
    assert queries.saved_fen(2025) == 0
    assert [each.state for each in queries.alerts(make.clerk())] == [AlertState.DISMISSED, AlertState.RESOLVED]


def test_payments_stop_with_the_alert_and_go_on_when_it_is_settled(town: str) -> None:
    alert = kindergarten()
    project = Project.objects.get()
    funds.suspend_alert(actor=actor(Role.DIRECTOR), alert_uid=alert.uid, at=AT)
    with pytest.raises(PaymentsStopped):
        make.enter(project, PAID, 1)
    funds.audit_alert(actor=actor(Role.DIRECTOR), alert_uid=alert.uid, at=AT)
    funds.resolve_alert(actor=actor(Role.DIRECTOR), alert_uid=alert.uid, conclusion="已核清。", saved_fen=0, at=AT)
    project.refresh_from_db()
    assert (project.payments_stopped, project.stopped_on, project.resumed_on) == (False, make.TODAY, make.TODAY)
    assert acts(project)[-2:] == ["delivery.stop_payments", "delivery.resume_payments"]
    assert acts(alert) == ["delivery.raise_alert", "delivery.suspend", "delivery.audit", "delivery.resolve"]


def test_another_alert_that_holds_keeps_the_payments_stopped(town: str) -> None:
    alert = kindergarten()
    project = Project.objects.get()
    make.contract(project)
    second = FundAlert.objects.get(rule=FundRule.OUTSIDE)  # the payment named no payee
    for each in (alert, second):
        funds.suspend_alert(actor=actor(Role.DIRECTOR), alert_uid=each.uid, at=AT)
    funds.dismiss_alert(actor=actor(Role.DIRECTOR), alert_uid=alert.uid, conclusion="属正常预付。", at=AT)
    project.refresh_from_db()
    assert project.payments_stopped
    funds.dismiss_alert(actor=actor(Role.DIRECTOR), alert_uid=second.uid, conclusion="收款方已补登。", at=AT)
    project.refresh_from_db()
    assert not project.payments_stopped


def test_what_was_cleared_up_is_not_raised_again(town: str) -> None:
    alert = kindergarten()
    funds.dismiss_alert(actor=actor(Role.DIRECTOR), alert_uid=alert.uid, conclusion="属正常预付。", at=AT)
    assert funds.watch_funds(actor=actor(Role.DIRECTOR), project_uid=alert.project_id, at=AT) == []
    make.enter(Project.objects.get(), PAID, 1)
    assert FundAlert.objects.count() == 1


def test_an_alert_is_not_resolved_before_it_was_audited_nor_without_a_conclusion(town: str) -> None:
    alert = kindergarten()
    before = footprint()
    director = actor(Role.DIRECTOR)
    with pytest.raises(WrongStep):
        funds.resolve_alert(actor=director, alert_uid=alert.uid, conclusion="好", saved_fen=0, at=AT)
    with pytest.raises(TextRefused):
        funds.dismiss_alert(actor=director, alert_uid=alert.uid, conclusion=" ", at=AT)
    with pytest.raises(NotPermitted):
        funds.suspend_alert(actor=make.clerk(), alert_uid=alert.uid, at=AT)
    with pytest.raises(NotPermitted):
        funds.audit_alert(actor=actor(Role.UNIT), alert_uid=alert.uid, at=AT)
    assert footprint() == before


def test_a_payment_to_a_party_outside_the_contract_is_found(town: str) -> None:
    project = make.started()
    make.enter(project, BUDGET, 480 * WAN)
    make.enter(project, ARRIVED, 480 * WAN)
    make.contract(project)
    make.enter(project, PAID, 10 * WAN, payee="甲公司")
    assert FundAlert.objects.count() == 0
    make.enter(project, PAID, 10 * WAN, payee="乙公司")
    assert [each.why for each in FundAlert.objects.all()] == [
        "2026年3月2日支付 10 万元，收款方“乙公司”不是本项目的签约单位。"
    ]


def test_a_contract_is_registered_once(town: str) -> None:
    project = make.started()
    make.contract(project)
    before = footprint()
    with pytest.raises(ContractRepeated):
        make.contract(project)
    assert footprint() == before


def test_a_wrong_payment_that_was_taken_back_is_not_looked_at(town: str) -> None:
    project = make.started()
    make.enter(project, BUDGET, 100)
    make.enter(project, ARRIVED, 100)
    wrong = make.enter(project, PAID, 10)
    ledger.correct(actor=make.government(), entry_uid=wrong.uid, reason="重复登记", at=AT)
    make.enter(project, PAID, 15)
    assert FundAlert.objects.count() == 0


def test_a_budget_line_that_stands_is_changed_with_a_reason_only(town: str) -> None:
    project = make.opened()
    make.enter(project, BUDGET, 100)
    make.enter(project, BUDGET, 50, source=FundSource.SOCIAL)
    before = footprint()
    with pytest.raises(ReasonForChangeMissing):
        make.enter(project, BUDGET, 20)
    assert footprint() == before
    entry = make.enter(project, BUDGET, 20, reason="追加预算")
    assert last_entry(entry)["facts"]["sum_fen"] == [150_00, 170_00]
    found = queries.sheet_of(project.uid)
    assert {name: each.budget_fen for name, each in found.by_source.items()} == {
        "own_fiscal": 120_00,
        "social": 50_00,
    }


def test_alerts_are_for_the_office_and_not_for_deputies_units_or_neighbours(town: str) -> None:
    alert = kindergarten()
    for role in (Role.CLERK, Role.DIRECTOR, Role.GOVERNMENT, Role.AUDITOR):
        assert list(queries.alerts(actor(role))) == [alert]
    for role in (Role.DEPUTY, Role.MEMBER, Role.UNIT, Role.INSPECTOR, Role.RESIDENT):
        assert list(queries.alerts(actor(role))) == []
    with in_office(NEIGHBOUR), pytest.raises(AlertNotFound):
        funds.suspend_alert(actor=actor(Role.DIRECTOR), alert_uid=alert.uid, at=AT)


def test_a_payment_booked_back_into_the_time_of_the_stop_is_found_afterwards(town: str) -> None:
    alert = kindergarten()
    resolved(alert, 0)
    project = Project.objects.get()
    later = AT + dt.timedelta(days=30)
    Project.objects.update(resumed_on=make.TODAY + dt.timedelta(days=20))
    make.enter(project, PAID, 1, on=make.TODAY + dt.timedelta(days=10), at=later)
    assert [each.rule for each in queries.open_alerts()] == [FundRule.AFTER_STOP]
