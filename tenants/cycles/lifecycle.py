"""The life of a year and of each of its stages."""

from __future__ import annotations

from commons.kernel.lifecycle import Lifecycle, Step
from tenants.cycles.terms import CycleState as C
from tenants.cycles.terms import StageState as S

CYCLE = Lifecycle(
    "cycles.cycle",
    "年度周期",
    C,
    start=C.PLANNED,
    steps=(
        Step("open_cycle", (C.PLANNED,), C.OPEN, "cycles.open_cycle", "开启年度"),
        Step("close_cycle", (C.OPEN,), C.CLOSED, "cycles.close_cycle", "办结年度"),
    ),
)

STAGE = Lifecycle(
    "cycles.stage",
    "环节",
    S,
    start=S.PENDING,
    steps=(
        Step("open_stage", (S.PENDING,), S.OPEN, "cycles.open_stage", "开启环节"),
        Step("close_stage", (S.OPEN,), S.CLOSED, "cycles.close_stage", "结束环节"),
        Step("reopen_stage", (S.CLOSED,), S.OPEN, "cycles.reopen_stage", "重新开启环节"),
    ),
)
