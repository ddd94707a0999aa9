"""Who runs the year: the congress's own staff. What stands in the year everybody may see."""

from __future__ import annotations

from commons.kernel.actor import PLATFORM_ROLES, Role
from commons.kernel.policy import YES, Act, Policy

_STAFF = {Role.CLERK: YES, Role.DIRECTOR: YES, Role.SYSTEM: YES}
_HEAD = {Role.DIRECTOR: YES, Role.SYSTEM: YES}

POLICY = Policy(
    "cycles",
    "年度周期",
    [
        Act("cycles.read", "查看年度", {role: YES for role in Role if role not in PLATFORM_ROLES}),
        Act("cycles.plan_cycle", "筹备年度", _STAFF),
        Act("cycles.open_cycle", "开启年度", _STAFF),
        Act("cycles.close_cycle", "办结年度", _HEAD),
        Act("cycles.open_stage", "开启环节", _STAFF),
        Act("cycles.close_stage", "结束环节", _STAFF),
        Act("cycles.reopen_stage", "重新开启环节", _HEAD),
        Act("cycles.reschedule_stage", "调整计划完成日期", _STAFF),
        Act("cycles.remind", "提醒环节到期", {Role.SYSTEM: YES}),
    ],
)
