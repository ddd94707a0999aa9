"""The life of a campaign and of a suggestion."""

from __future__ import annotations

from commons.kernel.lifecycle import Lifecycle, Step
from tenants.intake.terms import CampaignState as C
from tenants.intake.terms import SuggestionState as S

CAMPAIGN = Lifecycle(
    "intake.campaign",
    "征集活动",
    C,
    start=C.DRAFT,
    steps=(
        Step("open_campaign", (C.DRAFT,), C.OPEN, "intake.run_campaign", "开始征集"),
        Step("close_campaign", (C.OPEN,), C.CLOSED, "intake.run_campaign", "结束征集"),
    ),
)

SUGGESTION = Lifecycle(
    "intake.suggestion",
    "群众建议",
    S,
    start=S.SUBMITTED,
    steps=(
        Step("screen", (S.SUBMITTED,), S.SCREENED, "intake.screen", "初审通过"),
        Step("return", (S.SUBMITTED,), S.RETURNED, "intake.screen", "退回补充"),
        Step("resubmit", (S.RETURNED,), S.SUBMITTED, "intake.amend", "补充后重新提交"),
        Step("decline", (S.SUBMITTED, S.RETURNED, S.SCREENED), S.DECLINED, "intake.screen", "不予采纳"),
        Step("reinstate", (S.DECLINED,), S.SUBMITTED, "intake.screen", "恢复办理"),
        Step("merge", (S.SUBMITTED, S.SCREENED), S.MERGED, "intake.merge", "并案"),
        Step("undo_merge", (S.MERGED,), S.SUBMITTED, "intake.merge", "撤销并案"),
        Step("nominate", (S.SCREENED,), S.NOMINATED, "intake.nominate", "推荐评议"),
    ),
)
