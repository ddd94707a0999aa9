"""The lives of a home, a reception day, a suggestion and a claim."""

from __future__ import annotations

from commons.kernel.lifecycle import Lifecycle, Step
from tenants.deputies.terms import ClaimState as C
from tenants.deputies.terms import HomeState as H
from tenants.deputies.terms import ReceptionState as R
from tenants.deputies.terms import SuggestionState as S

HOME = Lifecycle(
    "deputies.home",
    "代表之家",
    H,
    start=H.OPEN,
    steps=(Step("close_home", (H.OPEN,), H.CLOSED, "deputies.open_home", "撤并代表之家"),),
)

RECEPTION = Lifecycle(
    "deputies.reception",
    "接待日",
    R,
    start=R.PLANNED,
    steps=(
        Step("hold_reception", (R.PLANNED,), R.HELD, "deputies.receive", "登记接待"),
        Step("cancel_reception", (R.PLANNED,), R.CANCELLED, "deputies.receive", "取消接待"),
    ),
)

_UNDER_HANDLING = (S.SUBMITTED, S.ACCEPTED, S.ASSIGNED)

SUGGESTION = Lifecycle(
    "deputies.suggestion",
    "代表建议",
    S,
    start=S.SUBMITTED,
    steps=(
        Step("accept", (S.SUBMITTED,), S.ACCEPTED, "deputies.accept", "受理"),
        Step("decline", (S.SUBMITTED,), S.DECLINED, "deputies.accept", "不予受理"),
        Step("settle", (S.ACCEPTED,), S.CLOSED, "deputies.settle", "就地解决"),
        Step("assign", (S.ACCEPTED,), S.ASSIGNED, "deputies.assign", "交办"),
        Step("hand_back", (S.ASSIGNED,), S.ACCEPTED, "deputies.answer", "退回重新交办"),
        Step("answer", (S.ASSIGNED,), S.REPLIED, "deputies.answer", "答复代表"),
        Step("rate", (S.REPLIED,), S.RATED, "deputies.rate", "评价答复"),
        Step("redo", (S.RATED,), S.ASSIGNED, "deputies.assign", "重新办理"),
        Step("close", (S.REPLIED, S.RATED), S.CLOSED, "deputies.close", "办结"),
        Step("escalate", (S.ACCEPTED,), S.ESCALATED, "deputies.escalate", "提交上级"),
        Step("settle_above", (S.ESCALATED,), S.CLOSED, "deputies.correspond", "上级已办结"),
        Step("send_back", (S.ESCALATED,), S.ACCEPTED, "deputies.correspond", "上级退回"),
        Step("withdraw", _UNDER_HANDLING, S.WITHDRAWN, "deputies.withdraw", "撤回"),
    ),
)

CLAIM = Lifecycle(
    "deputies.claim",
    "履职申报",
    C,
    start=C.CLAIMED,
    steps=(
        Step("verify_claim", (C.CLAIMED,), C.VERIFIED, "deputies.verify_duty", "核实"),
        Step("reject_claim", (C.CLAIMED,), C.REJECTED, "deputies.verify_duty", "不予通过"),
    ),
)
