"""The lives of a proposal, a round of scoring, a scorecard, a reserve entry and a candidate."""

from __future__ import annotations

from commons.kernel.lifecycle import Lifecycle, Step
from tenants.appraisal.terms import CandidateState as C
from tenants.appraisal.terms import CardState, PanelState
from tenants.appraisal.terms import ProposalState as P
from tenants.appraisal.terms import ReserveState as R

PROPOSAL = Lifecycle(
    "appraisal.proposal",
    "建议项目",
    P,
    start=P.ENTERED,
    steps=(
        Step("assign", (P.ENTERED, P.PASSED), P.SCORING, "appraisal.assign", "交付评分"),
        Step("pass", (P.SCORING,), P.PASSED, "appraisal.close_round", "通过评估"),
        Step("eliminate", (P.SCORING,), P.ELIMINATED, "appraisal.close_round", "评估淘汰"),
        Step("exclude", (P.ENTERED, P.SCORING, P.PASSED), P.EXCLUDED, "appraisal.flag", "按不列入处理"),
        Step("readmit", (P.EXCLUDED,), P.ENTERED, "appraisal.flag", "恢复评估"),
        Step("reserve", (P.ENTERED, P.PASSED, P.PUT_FORWARD), P.RESERVED, "appraisal.reserve", "转入储备库"),
        Step("put_forward", (P.PASSED,), P.PUT_FORWARD, "appraisal.put_forward", "提为候选"),
        Step("take_back", (P.PUT_FORWARD,), P.PASSED, "appraisal.put_forward", "撤回候选"),
    ),
)

PANEL = Lifecycle(
    "appraisal.panel",
    "评分",
    PanelState,
    start=PanelState.OPEN,
    steps=(Step("close_round", (PanelState.OPEN,), PanelState.CLOSED, "appraisal.close_round", "结束评分"),),
)

SCORECARD = Lifecycle(
    "appraisal.scorecard",
    "评分表",
    CardState,
    start=CardState.DRAFT,
    steps=(
        Step("sign_scorecard", (CardState.DRAFT,), CardState.SIGNED, "appraisal.score", "签署评分表"),
        Step("recuse", (CardState.DRAFT,), CardState.RECUSED, "appraisal.recuse", "回避"),
    ),
)

RESERVE = Lifecycle(
    "appraisal.reserve",
    "储备项目",
    R,
    start=R.WAITING,
    steps=(
        Step("take_up", (R.WAITING,), R.TAKEN_UP, "appraisal.reserve", "启用"),
        Step("drop", (R.WAITING,), R.DROPPED, "appraisal.reserve", "移出储备库"),
    ),
)

CANDIDATE = Lifecycle(
    "appraisal.candidate",
    "候选项目",
    C,
    start=C.PUT_FORWARD,
    steps=(
        Step("withdraw_candidate", (C.PUT_FORWARD,), C.WITHDRAWN, "appraisal.put_forward", "撤回候选"),
        Step("approve_candidate", (C.PUT_FORWARD,), C.APPROVED, "appraisal.approve", "确定为候选"),
        Step("note_selected", (C.APPROVED,), C.SELECTED, "appraisal.note_result", "票决入选"),
        Step("note_not_selected", (C.APPROVED,), C.NOT_SELECTED, "appraisal.note_result", "票决未入选"),
        Step("dispose", (C.NOT_SELECTED,), C.DISPOSED, "appraisal.dispose", "分类处置"),
    ),
)
