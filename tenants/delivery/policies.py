"""Who may do what with projects. The government delivers, the congress decides on changes and watches, units report."""

from __future__ import annotations

from commons.access.predicates import granted
from commons.kernel.actor import PLATFORM_ROLES, Role
from commons.kernel.policy import YES, Act, Policy

_OWN = {Role.UNIT: granted("report_project"), Role.GOVERNMENT: YES}
_OFFICE = {Role.CLERK: YES, Role.DIRECTOR: YES}

POLICY = Policy(
    "delivery",
    "项目实施",
    [
        Act(
            "delivery.read",
            "查看项目台账",
            {
                **_OFFICE,
                Role.GOVERNMENT: YES,
                Role.AUDITOR: YES,
                Role.DEPUTY: YES,
                Role.MEMBER: YES,
                Role.SYSTEM: YES,
                Role.UNIT: granted("report_project"),
                Role.INSPECTOR: granted("inspect_project"),
            },
        ),
        Act("delivery.read_public", "查看公开台账", {role: YES for role in Role if role not in PLATFORM_ROLES}),
        Act("delivery.open", "立项", {Role.CLERK: YES, Role.GOVERNMENT: YES, Role.SYSTEM: YES}),
        Act("delivery.assign", "明确责任单位和责任人", {Role.CLERK: YES, Role.GOVERNMENT: YES, Role.SYSTEM: YES}),
        Act("delivery.plan", "制定实施计划", {**_OWN, Role.CLERK: YES, Role.SYSTEM: YES}),
        Act("delivery.report", "报送进度", _OWN),
        Act("delivery.enter_money", "登记资金", _OWN),
        Act("delivery.stop_payments", "叫停与恢复资金拨付", {Role.DIRECTOR: YES, Role.GOVERNMENT: YES}),
        Act("delivery.adjust", "调整项目", _OFFICE),
        Act("delivery.pause", "暂停与恢复", {Role.CLERK: YES, Role.GOVERNMENT: YES}),
        Act("delivery.accept", "验收", {Role.CLERK: YES, Role.GOVERNMENT: YES}),
        Act("delivery.terminate", "终止项目", {Role.DIRECTOR: YES}),
        Act("delivery.edit", "批量修改台账", {Role.CLERK: YES, Role.GOVERNMENT: YES}),
        Act(
            "delivery.save_view",
            "保存台账视图",
            {**_OFFICE, Role.GOVERNMENT: YES, Role.AUDITOR: YES},
        ),
        Act("delivery.check_report", "审核进度报告", _OFFICE),
        Act("delivery.set_light", "人工亮灯", _OFFICE),
        Act("delivery.mark_lights", "按月记录亮灯", {Role.SYSTEM: YES}),
        Act(
            "delivery.read_alerts",
            "查看资金预警",
            {**_OFFICE, Role.GOVERNMENT: YES, Role.AUDITOR: YES, Role.SYSTEM: YES},
        ),
        Act("delivery.audit_funds", "办理资金预警", {Role.DIRECTOR: YES, Role.GOVERNMENT: YES}),
        Act("delivery.propose_change", "提出项目变更", {**_OWN, Role.CLERK: YES}),
        Act("delivery.decide_change", "登记变更决定", _OFFICE),
        Act("delivery.let_inspect", "分配监督权限", _OFFICE),
        Act("delivery.watch_milestones", "核查逾期节点", {Role.SYSTEM: YES}),
    ],
)
