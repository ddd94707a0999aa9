"""The life of a notice and of an opinion on it."""

from __future__ import annotations

from commons.kernel.lifecycle import Lifecycle, Step
from tenants.notices.terms import NoticeState as N
from tenants.notices.terms import OpinionState as O

NOTICE = Lifecycle(
    "notices.notice",
    "公示",
    N,
    start=N.DRAFT,
    steps=(
        Step("post_notice", (N.DRAFT,), N.POSTED, "notices.post_notice", "发布公示"),
        Step("close_notice", (N.POSTED,), N.CLOSED, "notices.close_notice", "办结公示"),
        Step("retract_notice", (N.POSTED, N.CLOSED), N.RETRACTED, "notices.retract_notice", "撤回公示"),
    ),
)

OPINION = Lifecycle(
    "notices.opinion",
    "公示意见",
    O,
    start=O.RECEIVED,
    steps=(
        Step("adopt_opinion", (O.RECEIVED,), O.ADOPTED, "notices.answer_opinion", "采纳"),
        Step("decline_opinion", (O.RECEIVED,), O.DECLINED, "notices.answer_opinion", "不采纳"),
    ),
)
