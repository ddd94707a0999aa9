"""The life of a return. Correcting one means filing another; the older gives way when the newer is filed or accepted."""

from __future__ import annotations

from commons.kernel.lifecycle import Lifecycle, Step
from commons.reporting.terms import ReturnState as S

RETURN = Lifecycle(
    "reporting.return",
    "报表",
    S,
    start=S.FILED,
    steps=(
        Step("accept",    (S.FILED,),             S.ACCEPTED,   "reporting.accept", "接收"),
        Step("send_back", (S.FILED,),             S.SENT_BACK,  "reporting.accept", "退回"),
        Step("supersede", (S.FILED, S.ACCEPTED),  S.SUPERSEDED, "reporting.file",   "更正"),
    ),
)  # fmt: skip
