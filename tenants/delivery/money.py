"""Money of a project: three columns in fen, their rates, and whether the use of funds looks abnormal (1-103). Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from tenants.delivery.lights import USUAL, Judgement, Light, plain


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


def rate(part: int, whole: int) -> Decimal | None:
    """Percent, half up to 2 places; None where there is nothing to compare with (never 0)."""
    if whole <= 0:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def judge(totals: Totals, *, physical: Decimal, stopped: bool) -> Judgement:
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
    if ahead > USUAL.red_above:
        return Judgement(Light.RED, f"{sentence}，支付明显快于建设，请核查资金使用。")
    if ahead >= USUAL.yellow_from:
        return Judgement(Light.YELLOW, f"{sentence}，支付快于建设，请留意。")
    return Judgement(Light.GREEN, f"{sentence}，资金使用正常。")
