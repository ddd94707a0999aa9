"""The rules of funds: each finds its case and nothing else (1-103); boundaries as tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.delivery.anomalies import DEFAULT, WAN, Case, Payment, Rule, suspicions
from tenants.delivery.terms import FundRule

FIRST = dt.date(2026, 3, 1)
OWN = "own_fiscal"
few = settings(max_examples=100, deadline=None)


def paid(number: int, wan: int, day: int = 0, payee: str = "甲公司", source: str = OWN) -> Payment:
    return Payment(UUID(int=number), source, wan * WAN, FIRST + dt.timedelta(days=day), payee)


CASE = Case(
    payments=(),
    budget={OWN: 1000 * WAN},
    labels={OWN: "本级财政"},
    contracts={"甲公司": 1000 * WAN},
    physical=Decimal(100),
)


def found(case: Case, rule: Rule = DEFAULT) -> list[tuple[FundRule, int]]:
    return [(each.rule, each.at_risk_fen // WAN) for each in suspicions(case, rule)]


def test_payments_that_keep_step_are_not_suspicious() -> None:
    assert found(replace(CASE, payments=[paid(1, 100), paid(2, 200, 30), paid(3, 300, 60)])) == []


@pytest.mark.parametrize(("physical", "expected"), [("10", []), ("9.99", [(FundRule.AHEAD, 200)])])
def test_twenty_points_ahead_is_allowed_and_a_hundredth_more_is_not(
    physical: str, expected: list[tuple[FundRule, int]]
) -> None:
    assert found(replace(CASE, payments=[paid(1, 300)], physical=Decimal(physical))) == expected


def test_what_is_at_risk_ahead_of_the_work_is_what_was_not_earned() -> None:
    case = replace(CASE, payments=[paid(1, 500)], physical=Decimal("25.5"))
    [only] = suspicions(case)
    assert (only.rule, only.at_risk_fen, only.matter) == (FundRule.AHEAD, 245 * WAN, "2026-03")
    assert only.why == "已支付预算的 50%，形象进度只有 25.5%，超前 24.5 个百分点，规则允许 20 个。"


def test_one_fen_beyond_a_budget_line_is_beyond_it() -> None:
    at_limit = replace(CASE, payments=[paid(1, 400), paid(2, 600, 40)], contracts={})
    assert [rule for rule, _ in found(at_limit)] == [FundRule.OUTSIDE, FundRule.OUTSIDE]
    over = replace(CASE, payments=[paid(1, 400), paid(2, 601, 40)], contracts={"甲公司": 2000 * WAN})
    assert found(over) == [(FundRule.OVER_BUDGET, 1)]


def test_a_source_is_measured_by_its_own_line() -> None:
    case = replace(
        CASE,
        budget={OWN: 900 * WAN, "social": 100 * WAN},
        payments=[paid(1, 300), paid(2, 120, 40, source="social")],
    )
    assert found(case) == [(FundRule.OVER_BUDGET, 20)]


def test_more_than_the_contracts_of_a_party_is_beyond_them() -> None:
    case = replace(CASE, contracts={"甲公司": 100 * WAN}, payments=[paid(1, 130)])
    assert suspicions(case)[0].why == "“甲公司”的合同共 100 万元，累计支付 130 万元，超出 30 万元。"


def test_a_party_without_a_contract_is_named() -> None:
    [only] = suspicions(replace(CASE, payments=[paid(1, 10, payee="乙公司")]))
    assert (only.rule, only.why) == (
        FundRule.OUTSIDE,
        "2026年3月1日支付 10 万元，收款方“乙公司”不是本项目的签约单位。",
    )


def test_where_neither_contracts_nor_payees_are_kept_nothing_is_compared() -> None:
    assert found(replace(CASE, contracts={}, payments=[paid(1, 10, payee="")])) == []
    assert found(replace(CASE, payments=[paid(1, 10, payee="")])) == [(FundRule.OUTSIDE, 10)]


@pytest.mark.parametrize(
    ("payments", "split"),
    [
        ([paid(1, 20), paid(2, 20, 5), paid(3, 20, 9)], True),
        ([paid(1, 20), paid(2, 20, 5), paid(3, 20, 10)], False),  # the eleventh day
        ([paid(1, 16), paid(2, 16, 5), paid(3, 17, 9)], False),  # 49 万 in all
        ([paid(1, 20), paid(2, 20, 5), paid(3, 50, 9)], False),  # the third was approved for itself
        ([paid(1, 20), paid(2, 20, 5), paid(3, 20, 9, payee="乙公司")], False),
    ],
)
def test_three_small_payments_to_one_party_within_ten_days_are_one_that_was_split(
    payments: list[Payment], split: bool
) -> None:
    case = replace(CASE, payments=payments, contracts={"甲公司": 1000 * WAN, "乙公司": 1000 * WAN})
    assert [rule for rule, _ in found(case)] == ([FundRule.SPLIT] if split else [])


@pytest.mark.parametrize(("second", "bunched"), [(9, True), (10, False)])
def test_most_of_the_budget_within_ten_days_is_bunched(second: int, bunched: bool) -> None:
    case = replace(CASE, payments=[paid(1, 300), paid(2, 300, second)])
    assert [rule for rule, _ in found(case)] == ([FundRule.BUNCHED] if bunched else [])


@pytest.mark.parametrize(
    ("stopped", "resumed", "after"),
    [(-1, None, True), (0, None, False), (-5, 0, False), (-5, 1, True)],
)
def test_a_payment_booked_while_payments_were_stopped_is_found_even_afterwards(
    stopped: int, resumed: int | None, after: bool
) -> None:
    days = {
        "stopped_on": FIRST + dt.timedelta(days=stopped),
        "resumed_on": None if resumed is None else FIRST + dt.timedelta(days=resumed),
    }
    case = replace(CASE, payments=[paid(1, 10)], **days)
    assert [rule for rule, _ in found(case)] == ([FundRule.AFTER_STOP] if after else [])


def test_paying_for_a_project_that_was_given_up_is_found() -> None:
    assert found(replace(CASE, payments=[paid(1, 10)], ended="已终止")) == [(FundRule.AFTER_STOP, 10)]


payments = st.lists(
    st.builds(
        Payment,
        uid=st.uuids(),
        source=st.sampled_from([OWN, "social"]),
        amount_fen=st.integers(1, 900 * WAN),
        booked_on=st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        payee=st.sampled_from(["", "甲公司", "乙公司"]),
    ),
    max_size=12,
    unique_by=lambda each: each.uid,
)


@few
@given(payments, st.decimals(0, 100, places=2))
def test_whatever_was_paid_each_finding_says_why_and_is_found_once(paid: list[Payment], physical: Decimal) -> None:
    case = replace(CASE, payments=paid, physical=physical)
    every = suspicions(case)
    assert len({(each.rule, each.matter) for each in every}) == len(every)
    assert all(each.why.endswith("。") and len(each.why) <= 300 for each in every)
    assert all(0 <= each.at_risk_fen <= case.paid_fen for each in every)
    assert every == suspicions(replace(case, payments=paid[::-1]))


@few
@given(payments)
def test_the_later_payments_do_not_unsay_what_was_found_of_single_ones(paid: list[Payment]) -> None:
    """So that a matter that was cleared up is known again, and not raised anew."""
    one_by_one = {FundRule.OUTSIDE, FundRule.AFTER_STOP}
    ordered = sorted(paid, key=lambda each: (each.booked_on, each.uid))
    for count in range(len(ordered)):
        before = {
            each.matter for each in suspicions(replace(CASE, payments=ordered[:count])) if each.rule in one_by_one
        }
        after = {each.matter for each in suspicions(replace(CASE, payments=ordered)) if each.rule in one_by_one}
        assert before <= after
