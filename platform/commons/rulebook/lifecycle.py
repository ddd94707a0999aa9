"""The life of an edition. What it says never changes, not even as a draft: a better text is the next number."""

from __future__ import annotations

from commons.kernel.lifecycle import Lifecycle, Step
from commons.rulebook.terms import EditionState as S

EDITION = Lifecycle(
    "rulebook.edition",
    "规则版本",
    S,
    start=S.DRAFT,
    steps=(
        Step("publish",  (S.DRAFT,),              S.PUBLISHED, "rulebook.publish",  "发布"),
        Step("withdraw", (S.DRAFT, S.PUBLISHED),  S.WITHDRAWN, "rulebook.withdraw", "撤回"),
    ),
)  # fmt: skip
