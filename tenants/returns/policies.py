"""Who counts, who signs."""

from __future__ import annotations

from commons.kernel.actor import Role
from commons.kernel.policy import YES, Act, Policy

POLICY = Policy(
    "returns",
    "数据填报",
    [
        Act(
            "returns.read",
            "查看本机构报表",
            {Role.CLERK: YES, Role.DIRECTOR: YES, Role.GOVERNMENT: YES, Role.AUDITOR: YES},
        ),
        Act("returns.compile", "汇编报表", {Role.CLERK: YES, Role.DIRECTOR: YES}),
        Act("returns.correct", "更正与说明", {Role.CLERK: YES, Role.DIRECTOR: YES}),
        Act("returns.share", "共享项目卡片", {Role.DIRECTOR: YES}),
        Act("returns.file", "签字上报", {Role.DIRECTOR: YES}),
        Act("returns.note", "登记上级意见、提醒填报", {Role.SYSTEM: YES}),
    ],
)
