"""Whether money is being used as it should be (1-103): six rules over the payments of one project, each said in words. Pure.

A suspicion is no verdict: it names the rule, the payments it looked at and the sum at risk, and somebody clears it up.
`matter` is the same for the same payments, so that what was cleared up once is not raised again.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from commons.kernel import clock
from tenants.delivery.lights import plain
from tenants.delivery.terms import FundRule

WAN: Final = 1_000_000  # fen


@dataclass(frozen=True)
class Rule:
    """The office's 资金监管规则 (rulebook kind `funds`). None of it is law: every figure is the office's own to set."""

    ahead_points: int = 20  # 支付进度 ahead of 形象进度, percentage points
    over_budget_percent: int = 0  # of a budget line, beyond it
    outside_contract: bool = True
    split_below_wan: int = 50  # payments below this sum need no approval of their own
    split_count: int = 3
    split_days: int = 10
    bunched_percent: int = 60  # of the budget
    bunched_days: int = 10

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Rule:
        return cls(**{name: body[name] for name in cls.__dataclass_fields__ if name in body})


DEFAULT: Final = Rule()


class Payment(NamedTuple):
    uid: UUID
    source: str
    amount_fen: int
    booked_on: dt.date
    payee: str


@dataclass(frozen=True)
class Case:
    """All that is asked about one project. `payments` without those that were corrected, `budget` and `labels` by source."""

    payments: Sequence[Payment]
    budget: Mapping[str, int]
    labels: Mapping[str, str]
    contracts: Mapping[str, int]  # party → sum of its contracts, fen
    physical: Decimal
    stopped_on: dt.date | None = None
    resumed_on: dt.date | None = None
    ended: str = ""  # 已暂停, 已终止: why nothing should be paid now

    @property
    def paid_fen(self) -> int:
        return sum(each.amount_fen for each in self.payments)

    @property
    def budget_fen(self) -> int:
        return sum(self.budget.values())


class Suspicion(NamedTuple):
    rule: FundRule
    matter: str
    why: str
    at_risk_fen: int


def suspicions(case: Case, rule: Rule = DEFAULT) -> list[Suspicion]:
    """What each rule finds, in the order of the rules."""
    ordered = sorted(case.payments, key=lambda each: (each.booked_on, each.uid))
    return [found for judge in _RULES for found in judge(case, ordered, rule)]


def _ahead(case: Case, ordered: list[Payment], rule: Rule) -> Iterator[Suspicion]:
    if not ordered or case.budget_fen <= 0:
        return
    share = _percent(case.paid_fen, case.budget_fen)
    if share - case.physical > rule.ahead_points:
        earned = int((case.budget_fen * case.physical / 100).quantize(Decimal(1), ROUND_HALF_UP))
        why = (
            f"已支付预算的 {plain(share)}%，形象进度只有 {plain(case.physical)}%，"
            f"超前 {plain(share - case.physical)} 个百分点，规则允许 {rule.ahead_points} 个。"
        )
        yield Suspicion(FundRule.AHEAD, f"{ordered[-1].booked_on:%Y-%m}", why, case.paid_fen - earned)


def _over_budget(case: Case, ordered: list[Payment], rule: Rule) -> Iterator[Suspicion]:
    """Beyond a line of the budget, or beyond what a party's contracts amount to."""
    spent: dict[str, int] = defaultdict(int)
    paid: dict[str, int] = defaultdict(int)
    told: set[str] = set()
    for each in ordered:
        spent[each.source] += each.amount_fen
        paid[each.payee] += each.amount_fen
        line = case.budget.get(each.source, 0)
        allowed = line * (100 + rule.over_budget_percent) // 100
        if line > 0 and spent[each.source] > allowed and each.source not in told:
            told.add(each.source)
            over = sum(one.amount_fen for one in ordered if one.source == each.source) - line
            label = case.labels.get(each.source, each.source)
            why = f"{label}预算 {_wan(line)}，累计支付 {_wan(line + over)}，超出 {_wan(over)}。"
            yield Suspicion(FundRule.OVER_BUDGET, f"{each.source}:{each.uid}", why, over)
        agreed = case.contracts.get(each.payee)
        if agreed is not None and paid[each.payee] > agreed and each.payee not in told:
            told.add(each.payee)
            over = sum(one.amount_fen for one in ordered if one.payee == each.payee) - agreed
            why = f"“{each.payee}”的合同共 {_wan(agreed)}，累计支付 {_wan(agreed + over)}，超出 {_wan(over)}。"
            yield Suspicion(FundRule.OVER_BUDGET, f"contract:{each.uid}", why, over)


def _outside(case: Case, ordered: list[Payment], rule: Rule) -> Iterator[Suspicion]:
    """To a party without a contract. Where neither contracts nor payees are kept, there is nothing to compare."""
    if not rule.outside_contract:
        return
    for each in ordered:
        if each.payee in case.contracts or not (each.payee or case.contracts):
            continue
        to = f"收款方“{each.payee}”不是本项目的签约单位" if each.payee else "没有写明收款方，无法与合同核对"
        why = f"{clock.in_words(each.booked_on)}支付 {_wan(each.amount_fen)}，{to}。"
        yield Suspicion(FundRule.OUTSIDE, str(each.uid), why, each.amount_fen)


def _split(case: Case, ordered: list[Payment], rule: Rule) -> Iterator[Suspicion]:
    """Several payments to one party within days, each below the sum that needs approval, together not."""
    limit = rule.split_below_wan * WAN
    for payee, theirs in _by_payee(ordered).items():
        small = [each for each in theirs if each.amount_fen < limit]
        for window in _windows(small, rule.split_days):
            total = sum(each.amount_fen for each in window)
            if len(window) >= rule.split_count and total >= limit:
                why = (
                    f"{_span(window)}向“{payee}”支付 {len(window)} 笔，每笔不足 {rule.split_below_wan} 万元，"
                    f"合计 {_wan(total)}，疑似拆分。"
                )
                yield Suspicion(FundRule.SPLIT, str(window[0].uid), why, total)


def _bunched(case: Case, ordered: list[Payment], rule: Rule) -> Iterator[Suspicion]:
    """A large share of the whole budget within days, in more than one payment."""
    if case.budget_fen <= 0:
        return
    for window in _windows(ordered, rule.bunched_days):
        total = sum(each.amount_fen for each in window)
        share = _percent(total, case.budget_fen)
        if len(window) > 1 and share >= rule.bunched_percent:
            why = f"{_span(window)}支付 {len(window)} 笔，合计 {_wan(total)}，占预算的 {plain(share)}%，支付过于集中。"
            yield Suspicion(FundRule.BUNCHED, str(window[0].uid), why, total)


def _after_stop(case: Case, ordered: list[Payment], rule: Rule) -> Iterator[Suspicion]:
    for each in ordered:
        stopped = case.stopped_on is not None and case.stopped_on < each.booked_on  # of the day itself nobody knows
        if stopped and (case.resumed_on is None or each.booked_on < case.resumed_on):
            why = f"{clock.in_words(each.booked_on)}支付 {_wan(each.amount_fen)}，当时资金拨付已叫停（{clock.in_words(case.stopped_on)}）。"
            yield Suspicion(FundRule.AFTER_STOP, str(each.uid), why, each.amount_fen)
    if case.ended and ordered:
        last = ordered[-1]
        why = f"项目{case.ended}，仍于 {clock.in_words(last.booked_on)}支付 {_wan(last.amount_fen)}。"
        yield Suspicion(FundRule.AFTER_STOP, f"ended:{last.uid}", why, last.amount_fen)


_RULES: Final = (_ahead, _over_budget, _outside, _split, _bunched, _after_stop)


def _by_payee(ordered: list[Payment]) -> dict[str, list[Payment]]:
    found: dict[str, list[Payment]] = defaultdict(list)
    for each in ordered:
        if each.payee:
            found[each.payee].append(each)
    return found


def _windows(ordered: list[Payment], days: int) -> Iterator[list[Payment]]:
    """Runs of payments that lie within so many days, none inside another."""
    end = 0
    for start, first in enumerate(ordered):
        last = next(
            (at for at in range(len(ordered), start, -1) if (ordered[at - 1].booked_on - first.booked_on).days < days),
            start + 1,
        )
        if last > end:
            end = last
            yield ordered[start:last]


def _span(window: list[Payment]) -> str:
    first, last = clock.in_words(window[0].booked_on), clock.in_words(window[-1].booked_on)
    return first if first == last else f"{first}至{last}"


def _percent(part: int, whole: int) -> Decimal:
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _wan(fen: int) -> str:
    """200 万元, 3.5 万元, 0.0001 万元: no rounding that would hide a fen."""
    return f"{(Decimal(fen) / WAN).normalize():f} 万元"
