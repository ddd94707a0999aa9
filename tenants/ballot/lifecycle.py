"""The life of a vote. A congress's result takes effect when it is declared; a street's when the 党工委 confirms it."""

from __future__ import annotations

from commons.kernel.lifecycle import Lifecycle, Step
from tenants.ballot.terms import VoteState as S

_UNSETTLED = (S.PREPARED, S.OPEN, S.CLOSED, S.COUNTED, S.AWAITING)

VOTE = Lifecycle(
    "ballot.vote",
    "表决",
    S,
    start=S.PREPARED,
    steps=(
        Step("open", (S.PREPARED,), S.OPEN, "ballot.open", "开启投票"),
        Step("close", (S.OPEN,), S.CLOSED, "ballot.close", "截止投票"),
        Step("count", (S.CLOSED,), S.COUNTED, "ballot.count", "计票"),
        Step("open_next", (S.COUNTED,), S.OPEN, "ballot.open", "开启下一轮"),
        Step("certify", (S.COUNTED,), S.CERTIFIED, "ballot.certify", "宣布结果"),
        Step("declare", (S.COUNTED,), S.AWAITING, "ballot.certify", "宣布结果，提请确认"),
        Step("confirm", (S.AWAITING,), S.CERTIFIED, "ballot.confirm", "记录党工委确认"),
        Step("void", _UNSETTLED, S.VOID, "ballot.void", "作废"),
    ),
)
