"""Who may do what with proposals. The government puts candidates forward; the congress side suggests and approves."""

from __future__ import annotations

from commons.access.predicates import granted
from commons.kernel.actor import Role
from commons.kernel.policy import YES, Act, Policy, author, when

_DESK = {Role.CLERK: YES, Role.DIRECTOR: YES}
_BOTH_SIDES = {**_DESK, Role.GOVERNMENT: YES}
_OWN = author("entered_by_uid")
_OWN_OR_ASKED = when(
    "author/asked",
    lambda actor, obj: (
        actor.account_uid is not None
        and (
            obj.entered_by_uid == actor.account_uid
            or obj.requests.filter(account_uid=actor.account_uid, withdrawn_at=None).exists()
        )
    ),
    "这个项目不是您提出的，也没有征求您的意见。",
    hides=True,
)
_PANEL = granted("review_proposal")
_EVERYBODY = (
    Role.RESIDENT, Role.GRID_WORKER, Role.DEPUTY, Role.MEMBER, Role.CLERK, Role.DIRECTOR, Role.GOVERNMENT, Role.UNIT,
    Role.REVIEWER, Role.INSPECTOR, Role.KEEPER, Role.AUDITOR,
)  # fmt: skip

POLICY = Policy(
    "appraisal",
    "评议与候选",
    [
        Act(
            "appraisal.read",
            "查看建议项目",
            {
                **_BOTH_SIDES,
                Role.AUDITOR: YES,
                Role.REVIEWER: _PANEL,
                Role.UNIT: _OWN_OR_ASKED,
                Role.DEPUTY: _OWN,
                Role.MEMBER: _OWN,
            },
        ),
        Act(
            "appraisal.enter",
            "登记建议项目",
            {**_BOTH_SIDES, Role.UNIT: YES, Role.DEPUTY: YES, Role.MEMBER: YES, Role.SYSTEM: YES},
        ),
        Act("appraisal.read_figures", "查看评议统计", {**_BOTH_SIDES, Role.AUDITOR: YES}),
        Act("appraisal.flag", "标注不列入情形", _DESK),
        Act("appraisal.remove_flag", "撤销不列入标注", _DESK),
        Act("appraisal.override", "说明理由排除软性不列入情形", {Role.DIRECTOR: YES}),
        Act("appraisal.read_panels", "查看评分安排", {**_DESK, Role.AUDITOR: YES, Role.REVIEWER: YES}),
        Act("appraisal.assign", "布置评分", _DESK),
        Act("appraisal.score", "评分并签署", {Role.REVIEWER: _PANEL}),
        Act("appraisal.recuse", "回避", {Role.REVIEWER: _PANEL}),
        Act("appraisal.close_round", "结束评分", _DESK),
        Act("appraisal.review", "登记联合会审意见", _BOTH_SIDES),
        Act("appraisal.ask_review", "征求部门会审意见", _BOTH_SIDES),
        Act("appraisal.opine", "提出会审意见", {Role.UNIT: author("account_uid")}),
        Act("appraisal.revise", "修改项目方案", _BOTH_SIDES),
        Act("appraisal.read_reserve", "查看储备库", {**_BOTH_SIDES, Role.AUDITOR: YES}),
        Act("appraisal.reserve", "储备库入库与启用", _BOTH_SIDES),
        Act("appraisal.track", "跟踪储备项目", _BOTH_SIDES),
        Act("appraisal.recommend", "建议政府列为候选", _DESK),
        Act("appraisal.put_forward", "提出候选项目", {Role.GOVERNMENT: YES}),
        Act("appraisal.pass_step", "登记票决前程序", _BOTH_SIDES),
        Act("appraisal.approve", "审议确定候选名单", {Role.DIRECTOR: YES}),
        Act("appraisal.send_back", "候选名单退回政府研究", {Role.DIRECTOR: YES}),
        Act("appraisal.read_candidates", "查看候选名单", dict.fromkeys(_EVERYBODY, YES)),
        Act("appraisal.issue_paper", "生成文书", _BOTH_SIDES),
        Act("appraisal.note_result", "登记票决结果", {Role.SYSTEM: YES}),
        Act("appraisal.dispose", "未入选项目分类处置", _BOTH_SIDES),
    ],
)
