"""Money of a project: three columns in fen, their rates, and whether the use of funds looks abnormal (1-103). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple
from uuid import UUID

from tenants.delivery.lights import USUAL, Judgement, Light, Rule, plain


@dataclass(frozen=True)
class Totals:
    """Sums of the ledger's entries, counter-entries included."""

    budget_fen: int = 0
    arrived_fen: int = 0
    paid_fen: int = 0

    def plus(self, kind: str, amount_fen: int) -> Totals:
        column = f"{kind}_fen"
        return replace(self, **{column: getattr(self, column) + amount_fen})

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            self.budget_fen + other.budget_fen, self.arrived_fen + other.arrived_fen, self.paid_fen + other.paid_fen
        )

    @property
    def overpaid(self) -> bool:
        return self.paid_fen > self.arrived_fen

    @property
    def arrival_rate(self) -> Decimal | None:
        """资金到位率"""
        return rate(self.arrived_fen, self.budget_fen)

    @property
    def payment_rate(self) -> Decimal | None:
        """投资完成率, by what was paid"""
        return rate(self.paid_fen, self.budget_fen)


class Line(NamedTuple):
    """One entry of the ledger: `kind` and `source` are codes, `part` the 项 it belongs to, if to one."""

    kind: str
    source: str
    amount_fen: int
    part: UUID | None = None


@dataclass(frozen=True)
class Sheet:
    """The same entries added up three ways, which agree: whole = Σ sources = Σ 项 and what belongs to none."""

    whole: Totals
    by_source: dict[str, Totals]
    by_part: dict[UUID | None, Totals]


def sheet(lines: Iterable[Line]) -> Sheet:
    whole, sources, parts = Totals(), dict[str, Totals](), dict[UUID | None, Totals]()
    for line in lines:
        whole = whole.plus(line.kind, line.amount_fen)
        sources[line.source] = sources.get(line.source, Totals()).plus(line.kind, line.amount_fen)
        parts[line.part] = parts.get(line.part, Totals()).plus(line.kind, line.amount_fen)
    return Sheet(whole, sources, parts)


def missing_in_parts(whole_fen: int | None, parts: Iterable[int | None]) -> int | None:
    """件 = Σ 项: by how much the 项 fall short of the 件 (negative: exceed); None while nothing can be compared."""
    stated = list(parts)
    if whole_fen is None or not stated or None in stated:
        return None
    return whole_fen - sum(each for each in stated if each is not None)


def rate(part: int, whole: int) -> Decimal | None:
    """Percent, half up to 2 places; None where there is nothing to compare with (never 0)."""
    if whole <= 0:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def judge(totals: Totals, *, physical: Decimal, stopped: bool, rule: Rule = USUAL) -> Judgement:
    """The light of the money: red when stopped or overpaid, and when payments run far ahead of the work."""
    if stopped:
        return Judgement(Light.RED, "资金拨付已叫停，正在核查。")
    if totals.overpaid:
        return Judgement(Light.RED, "累计支付超过到位资金。")
    paid = totals.payment_rate
    if paid is None:
        return Judgement(Light.GREY, "尚未安排预算。")
    ahead = paid - physical
    sentence = f"支付进度 {plain(paid)}%，形象进度 {plain(physical)}%"
    if ahead > rule.red_above:
        return Judgement(Light.RED, f"{sentence}，支付明显快于建设，请核查资金使用。")
    if ahead >= rule.yellow_from:
        return Judgement(Light.YELLOW, f"{sentence}，支付快于建设，请留意。")
    return Judgement(Light.GREEN, f"{sentence}，资金使用正常。")
