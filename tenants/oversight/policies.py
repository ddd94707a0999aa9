"""Who watches, who orders, who answers. A group's member reaches exactly the projects the group was given."""

from __future__ import annotations

from typing import Any

from commons.access.predicates import granted
from commons.kernel.actor import Actor, Role
from commons.kernel.policy import YES, Act, Policy, when
from tenants.delivery import queries as delivery


def _is_assigned(actor: Actor, obj: Any) -> bool:
    return obj is not None and delivery.may_inspect(actor, obj.project_uid)


ASSIGNED = when("assigned", _is_assigned, "这个项目没有分给您所在的监督小组。", hides=True)
ANSWERABLE = granted("answer_rectification")

_OFFICE = {Role.CLERK: YES, Role.DIRECTOR: YES}
_READERS = {**_OFFICE, Role.AUDITOR: YES, Role.GOVERNMENT: YES, Role.SYSTEM: YES, Role.INSPECTOR: ASSIGNED}
_LOOKERS = (Role.AUDITOR, Role.GOVERNMENT, Role.SYSTEM, Role.DEPUTY)

POLICY = Policy(
    "oversight",
    "监督与测评",
    [
        Act("oversight.read", "查看监督情况", _READERS),
        Act("oversight.read_rectification", "查看整改事项", {**_READERS, Role.UNIT: ANSWERABLE}),
        Act(
            "oversight.read_figures",
            "查看监督数据和监督日历",
            {**_READERS, Role.INSPECTOR: YES, Role.DEPUTY: YES, Role.MEMBER: YES},
        ),
        Act("oversight.organise", "组建监督小组并分配项目", _OFFICE),
        Act("oversight.inspect", "开展检查并登记问题", {Role.INSPECTOR: ASSIGNED, Role.CLERK: YES}),
        Act("oversight.order", "责令整改", {**_OFFICE, Role.SYSTEM: YES}),
        Act("oversight.answer", "答复整改", {Role.UNIT: ANSWERABLE, Role.GOVERNMENT: YES}),
        Act("oversight.recheck", "复查整改", {Role.INSPECTOR: ASSIGNED, **_OFFICE}),
        Act("oversight.hand_over", "移交整改", {Role.SYSTEM: YES}),
        Act("oversight.evaluate", "登记测评结果", _OFFICE),
        Act("oversight.annul", "撤销测评结果", {Role.DIRECTOR: YES}),
        Act("oversight.look_back", "登记回头看", {Role.INSPECTOR: ASSIGNED, Role.CLERK: YES}),
        Act("oversight.perform", "登记监督工作完成", _OFFICE),
        Act("oversight.own", "明确监督工作责任人", _OFFICE),
        Act("oversight.remind", "提醒监督工作", {Role.SYSTEM: YES}),
        Act("oversight.track", "开具跟踪单和督办单", _OFFICE),
        Act("oversight.call", "开展询问、约谈和质询", _OFFICE),
        Act("oversight.read_shows", "查看网络问政", {**_OFFICE, **dict.fromkeys(_LOOKERS, YES)}),
        Act("oversight.offer_clue", "报送问政问题线索", {**_OFFICE, Role.DEPUTY: YES}),
        Act("oversight.report_clue", "反馈问政问题办理情况", {**_OFFICE, Role.GOVERNMENT: YES}),
        Act("oversight.compile", "生成公示和通报", _OFFICE),
        Act("oversight.publish", "公布公示和通报", {Role.DIRECTOR: YES}),
        Act("oversight.vote", "参加满意度投票", {Role.DEPUTY: YES, Role.MEMBER: YES, Role.RESIDENT: YES}),
        Act(
            "oversight.read_performance",
            "查看绩效考核得分",
            {**_OFFICE, Role.AUDITOR: YES, Role.GOVERNMENT: YES},
        ),
        Act("oversight.merit", "登记加分和扣分", _OFFICE),
        Act("oversight.offer", "将回头看结论转入征集", {Role.CLERK: YES}),
    ],
)
