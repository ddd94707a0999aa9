"""Findings, rectifications and evaluations as tables."""

from __future__ import annotations

from commons.kernel.lifecycle import Lifecycle, Step
from tenants.oversight.terms import BulletinState as B
from tenants.oversight.terms import ClueState as C
from tenants.oversight.terms import EvaluationState as E
from tenants.oversight.terms import FindingState as F
from tenants.oversight.terms import HearingState as H
from tenants.oversight.terms import PollState as P
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

HEARING = Lifecycle(
    "oversight.hearing",
    "询问、约谈和质询",
    H,
    start=H.CALLED,
    steps=(
        Step("hold", (H.CALLED,), H.FOLLOWING, "oversight.call", "登记开展情况"),
        Step("report", (H.FOLLOWING,), H.REPORTED, "oversight.call", "登记处理情况报告"),
        Step("again", (H.REPORTED,), H.FOLLOWING, "oversight.call", "要求再次报告"),
        Step("conclude", (H.REPORTED,), H.CLOSED, "oversight.call", "办结"),
    ),
)

CLUE = Lifecycle(
    "oversight.clue",
    "问政问题",
    C,
    start=C.RAISED,
    steps=(
        Step("choose_clue", (C.RAISED, C.SET_ASIDE), C.CHOSEN, "oversight.call", "选用"),
        Step("set_aside_clue", (C.RAISED, C.CHOSEN), C.SET_ASIDE, "oversight.call", "不选用"),
        Step("answer_clue", (C.CHOSEN, C.ANSWERED), C.ANSWERED, "oversight.call", "登记现场答复"),
        Step("hand_over_clue", (C.CHOSEN, C.ANSWERED), C.HANDED, "oversight.call", "交办"),
        Step("report_clue", (C.HANDED,), C.REPORTED, "oversight.report_clue", "反馈办理情况"),
        Step("return_clue", (C.REPORTED,), C.HANDED, "oversight.call", "要求继续办理"),
        Step("solve_clue", (C.REPORTED,), C.SOLVED, "oversight.call", "确认解决"),
    ),
)

BULLETIN = Lifecycle(
    "oversight.bulletin",
    "公示和通报",
    B,
    start=B.DRAFT,
    steps=(
        Step("publish", (B.DRAFT,), B.PUBLISHED, "oversight.publish", "公布"),
        Step("withdraw", (B.DRAFT, B.PUBLISHED), B.WITHDRAWN, "oversight.publish", "撤回"),
    ),
)

POLL = Lifecycle(
    "oversight.poll",
    "满意度投票",
    P,
    start=P.OPEN,
    steps=(
        Step("close_poll", (P.OPEN,), P.CLOSED, "oversight.evaluate", "截止投票"),
        Step("judge_poll", (P.CLOSED,), P.JUDGED, "oversight.evaluate", "计票并出结果"),
        Step("void_poll", (P.OPEN, P.CLOSED, P.JUDGED), P.VOIDED, "oversight.annul", "作废"),
    ),
)
