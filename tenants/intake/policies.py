"""Who may do what with suggestions."""

from __future__ import annotations

from commons.kernel.actor import Role
from commons.kernel.policy import YES, Act, Policy, author

_DESK = {Role.CLERK: YES, Role.DIRECTOR: YES}
_WRITERS = {
    **_DESK,
    Role.GOVERNMENT: YES,
    Role.UNIT: YES,
    Role.DEPUTY: YES,
    Role.MEMBER: YES,
    Role.KEEPER: YES,
    Role.GRID_WORKER: YES,
}
_LISTENERS = {**_DESK, Role.DEPUTY: YES, Role.MEMBER: YES, Role.KEEPER: YES, Role.GRID_WORKER: YES}
_OWN = author("entered_by_uid")
_RECORDED = author("recorded_by_uid")

POLICY = Policy(
    "intake",
    "群众建议征集",
    [
        Act("intake.submit", "提交建议", {**_WRITERS, Role.RESIDENT: YES}),
        Act("intake.look_up", "凭查询码查询建议", {**_WRITERS, Role.RESIDENT: YES}),
        Act("intake.amend", "凭查询码补充建议", {**_WRITERS, Role.RESIDENT: YES}),
        Act(
            "intake.read",
            "查看建议",
            {
                **_DESK,
                Role.GOVERNMENT: YES,
                Role.AUDITOR: YES,
                Role.UNIT: _OWN,
                Role.DEPUTY: _OWN,
                Role.MEMBER: _OWN,
                Role.KEEPER: _OWN,
                Role.GRID_WORKER: _OWN,
            },
        ),
        Act("intake.read_figures", "查看征集统计", {**_DESK, Role.GOVERNMENT: YES, Role.AUDITOR: YES}),
        Act("intake.screen", "初审建议", _DESK),
        Act("intake.merge", "并案与撤销并案", _DESK),
        Act("intake.link", "关联线索与撤销关联", _DESK),
        Act("intake.classify", "改正领域和村（社区）", _DESK),
        Act("intake.import", "从文件导入建议", _DESK),
        Act("intake.nominate", "推荐建议进入评议", _DESK),
        Act("intake.reveal_contact", "查看联系方式", _DESK),
        Act("intake.plan_campaign", "筹备征集活动", _DESK),
        Act("intake.run_campaign", "开始与结束征集", _DESK),
        Act("intake.record_activity", "登记征集触达", _LISTENERS),
        Act(
            "intake.read_activities",
            "查看征集触达",
            {
                **_DESK,
                Role.GOVERNMENT: YES,
                Role.AUDITOR: YES,
                **dict.fromkeys((Role.DEPUTY, Role.MEMBER, Role.KEEPER, Role.GRID_WORKER), _RECORDED),
            },
        ),
        Act(
            "intake.strike_activity",
            "作废征集触达",
            {**_DESK, **dict.fromkeys((Role.DEPUTY, Role.MEMBER, Role.KEEPER, Role.GRID_WORKER), _RECORDED)},
        ),
        Act("intake.read_campaigns", "查看征集活动", {**_WRITERS, Role.RESIDENT: YES, Role.AUDITOR: YES}),
        Act("intake.note_outcome", "登记建议去向", {Role.SYSTEM: YES}),
        Act("intake.note_likeness", "补记查重特征", {Role.SYSTEM: YES}),
        Act("intake.assign_cycle", "建议归入年度周期", {Role.SYSTEM: YES}),
        Act("intake.erase_contacts", "按期清除联系方式", {Role.SYSTEM: YES}),
    ],
)
