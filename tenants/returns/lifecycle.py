"""A compilation: what this office means to file, and what became of it above."""

from __future__ import annotations

from commons.kernel.lifecycle import Lifecycle, Step
from tenants.returns.terms import CompilationState as S

COMPILATION = Lifecycle(
    "returns.compilation",
    "报表汇编",
    S,
    start=S.COMPILED,
    steps=(
        Step("file", (S.COMPILED,), S.FILED, "returns.file", "签字上报"),
        Step("discard", (S.COMPILED, S.SENT_BACK), S.DISCARDED, "returns.compile", "作废"),
        Step("note_acceptance", (S.FILED,), S.ACCEPTED, "returns.note", "上级接收"),
        Step("note_return", (S.FILED,), S.SENT_BACK, "returns.note", "上级退回"),
    ),
)
