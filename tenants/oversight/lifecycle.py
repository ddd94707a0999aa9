"""Findings, rectifications and evaluations as tables."""

from __future__ import annotations

from commons.kernel.lifecycle import Lifecycle, Step
from tenants.oversight.terms import EvaluationState as E
from tenants.oversight.terms import FindingState as F
from tenants.oversight.terms import RectificationState as R

FINDING = Lifecycle(
    "oversight.finding",
    "问题",
    F,
    start=F.RAISED,
    steps=(
        Step("order", (F.RAISED,), F.RECTIFYING, "oversight.order", "责令整改"),
        Step("settle", (F.RAISED,), F.CLOSED, "oversight.inspect", "当场处理"),
        Step("close", (F.RECTIFYING,), F.CLOSED, "oversight.recheck", "整改到位销号"),
    ),
)

RECTIFICATION = Lifecycle(
    "oversight.rectification",
    "整改",
    R,
    start=R.ORDERED,
    steps=(
        Step("answer", (R.ORDERED,), R.ANSWERED, "oversight.answer", "答复整改"),
        Step("pass", (R.ANSWERED,), R.PASSED, "oversight.recheck", "复查通过"),
        Step("fail", (R.ANSWERED,), R.FAILED, "oversight.recheck", "转入二次整改"),
    ),
)

EVALUATION = Lifecycle(
    "oversight.evaluation",
    "满意度测评",
    E,
    start=E.VALID,
    steps=(Step("annul", (E.VALID,), E.ANNULLED, "oversight.annul", "撤销"),),
)
