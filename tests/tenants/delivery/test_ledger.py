"""The money ledger: lines are added, never changed; what is paid has arrived."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from commons.kernel.actor import Role
from commons.kernel.policy import Hidden, NotPermitted
from tenants.delivery import queries
from tenants.delivery.commands import ledger
from tenants.delivery.errors import (
    AlreadyCorrected,
    AmountOutOfRange,
    CounterEntryFinal,
    DateInFuture,
    PaidExceedsArrived,
    PaymentsStopped,
    ProjectClosed,
)
from tenants.delivery.models import LedgerEntry
from tenants.delivery.money import Totals
from tenants.delivery.terms import FundSource, MoneyKind
from tenants.intake.errors import TextRefused
from tests.factories import delivery as make
from tests.factories.evidence import footprint, last_entry, told
from tests.factories.people import AT, actor

BUDGET, ARRIVED, PAID = MoneyKind.BUDGET, MoneyKind.ARRIVED, MoneyKind.PAID


def test_lines_add_up_by_column_whatever_their_source(town: str) -> None:
    project = make.opened()
    make.enter(project, BUDGET, 300)
    make.enter(project, ARRIVED, 100)
    make.enter(project, ARRIVED, 50, source=FundSource.SUPERIOR_FISCAL)
    entry = make.enter(project, PAID, 150)
    assert queries.totals(project.uid) == Totals(300_00, 150_00, 150_00)
    assert last_entry(entry)["facts"] == {
        "project": str(project.uid),
        "kind": "paid",
        "source": "own_fiscal",
        "amount_fen": 150_00,
        "sum_fen": [0, 150_00],
        "booked_on": "2026-03-02",
        "corrects": None,
    }
    assert told()[-2:] == ["delivery.LedgerEntered", "delivery.FundAlertRaised"]  # half the budget, and no work yet


def test_one_fen_more_than_has_arrived_is_refused_without_a_reason_and_taken_with_one(town: str) -> None:
    project = make.opened()
    make.enter(project, ARRIVED, 100)
    make.enter(project, PAID, 100)
    before = footprint()
    with pytest.raises(PaidExceedsArrived) as refused:
        ledger.enter(
            actor=make.government(),
            project_uid=project.uid,
            kind=PAID,
            source=FundSource.OWN_FISCAL,
            amount_fen=1,
            booked_on=make.TODAY,
            voucher="财字 009",
            at=AT,
        )
    assert refused.value.data == {"field": "reason", "paid_fen": 100_01, "arrived_fen": 100_00}
    assert footprint() == before
    make.enter(project, PAID, 1, reason="施工方垫付，资金已批复在途")
    row = queries.row(make.clerk(), project.uid)
    assert (row.money_light, row.money_why) == ("red", "累计支付超过到位资金。")


def test_a_wrong_line_gets_a_counter_line_and_the_right_one_is_entered_anew(town: str) -> None:
    project = make.opened()
    wrong = make.enter(project, ARRIVED, 1000, voucher="财字 007")
    counter = ledger.correct(actor=make.government(), entry_uid=wrong.uid, reason="多记一个零", at=AT)
    make.enter(project, ARRIVED, 100)
    assert (counter.amount_fen, counter.kind, counter.source, counter.voucher) == (
        -1000_00,
        ARRIVED,
        FundSource.OWN_FISCAL,
        "财字 007",
    )
    assert queries.totals(project.uid).arrived_fen == 100_00
    assert [each.amount_fen for each in queries.entries_of(project)] == [1000_00, -1000_00, 100_00]
    wrong.refresh_from_db()
    assert wrong.amount_fen == 1000_00


def test_a_line_is_corrected_once_and_a_correction_never(town: str) -> None:
    wrong = make.enter(make.opened(), BUDGET, 5)
    counter = ledger.correct(actor=make.government(), entry_uid=wrong.uid, reason="记错项目", at=AT)
    before = footprint()
    with pytest.raises(AlreadyCorrected):
        ledger.correct(actor=make.government(), entry_uid=wrong.uid, reason="再来", at=AT)
    with pytest.raises(CounterEntryFinal):
        ledger.correct(actor=make.government(), entry_uid=counter.uid, reason="再来", at=AT)
    assert footprint() == before


def test_a_correction_says_why(town: str) -> None:
    wrong = make.enter(make.opened(), BUDGET, 5)
    with pytest.raises(TextRefused):
        ledger.correct(actor=make.government(), entry_uid=wrong.uid, reason="", at=AT)


def test_the_database_itself_lets_nobody_change_or_remove_a_line(town: str) -> None:
    entry = make.enter(make.opened(), BUDGET, 5)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        LedgerEntry.objects.filter(pk=entry.pk).update(amount_fen=1)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        LedgerEntry.objects.filter(pk=entry.pk).delete()


def test_the_database_takes_no_negative_line_that_corrects_nothing(town: str) -> None:
    entry = make.enter(make.opened(), BUDGET, 5)
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry(
            project=entry.project,
            kind=BUDGET,
            source=FundSource.SOCIAL,
            amount_fen=-5,
            booked_on=make.TODAY,
            voucher="x",
            entered_by="x",
            entered_at=AT,
        ).save(force_insert=True)


@pytest.mark.parametrize("amount", [0, -1, 10**15 + 1, 10**30])
def test_an_amount_that_is_none_is_refused(town: str, amount: int) -> None:
    project = make.opened()
    before = footprint()
    with pytest.raises(AmountOutOfRange):
        ledger.enter(
            actor=make.government(),
            project_uid=project.uid,
            kind=BUDGET,
            source=FundSource.OWN_FISCAL,
            amount_fen=amount,
            booked_on=make.TODAY,
            voucher="财字 1",
            at=AT,
        )
    assert footprint() == before


def test_money_of_tomorrow_is_not_booked_today(town: str) -> None:
    project = make.opened()
    with pytest.raises(DateInFuture):
        ledger.enter(
            actor=make.government(),
            project_uid=project.uid,
            kind=BUDGET,
            source=FundSource.OWN_FISCAL,
            amount_fen=1,
            booked_on=make.TODAY + dt.timedelta(days=1),
            voucher="财字 1",
            at=AT,
        )


def test_payments_that_look_wrong_are_stopped_until_they_are_cleared(town: str) -> None:
    """1-103."""
    project = make.opened()
    make.enter(project, ARRIVED, 100)
    with pytest.raises(NotPermitted):
        ledger.stop_payments(actor=make.clerk(), project_uid=project.uid, reason="支付异常", at=AT)
    head = actor(Role.DIRECTOR)
    ledger.stop_payments(actor=head, project_uid=project.uid, reason="支付异常，移交审计", at=AT)
    with pytest.raises(PaymentsStopped):
        make.enter(project, PAID, 10)
    make.enter(project, ARRIVED, 10)
    assert queries.row(make.clerk(), project.uid).money_why == "资金拨付已叫停，正在核查。"
    ledger.resume_payments(actor=head, project_uid=project.uid, reason="审计完毕", at=AT)
    make.enter(project, PAID, 10)
    assert told().count("delivery.PaymentsHalted") == 1


def test_stopping_twice_is_one_act(town: str) -> None:
    project, head = make.opened(), actor(Role.DIRECTOR)
    ledger.stop_payments(actor=head, project_uid=project.uid, reason="异常", at=AT)
    before = footprint()
    ledger.stop_payments(actor=head, project_uid=project.uid, reason="异常", at=AT)
    assert footprint() == before


def test_a_project_that_was_ended_gets_no_new_money_but_pays_what_it_owes(town: str) -> None:
    project = make.started()
    make.enter(project, ARRIVED, 100)
    make.ended(project)
    with pytest.raises(ProjectClosed):
        make.enter(project, BUDGET, 1)
    make.enter(project, PAID, 100)


def test_money_is_entered_by_the_unit_it_was_given_to_and_by_no_other(town: str) -> None:
    project, other = make.opened("甲"), make.opened("乙")
    unit = make.given(project)
    make.enter(project, BUDGET, 1, by=unit)
    with pytest.raises(Hidden):
        make.enter(other, BUDGET, 1, by=unit)
    with pytest.raises(NotPermitted):
        make.enter(project, BUDGET, 1, by=make.clerk())
    assert LedgerEntry.objects.count() == 1
