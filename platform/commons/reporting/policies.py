"""Who may do what with figures. Which offices: always one's own subtree, asked by the queries."""

from __future__ import annotations

from commons.kernel.actor import Role
from commons.kernel.policy import YES, Act, Policy

_STAFF = (Role.CLERK, Role.DIRECTOR, Role.GOVERNMENT, Role.AUDITOR, Role.BOARD_READER, Role.PROVISIONER)
# A superior's staff; the province has no office of its own, so there it is who administers the platform.
_OFFICE = (Role.CLERK, Role.DIRECTOR, Role.PROVISIONER, Role.SYSTEM)

POLICY = Policy(
    "reporting",
    "上报与汇总",
    [
        Act("reporting.read", "查看汇总", dict.fromkeys((*_STAFF, Role.SYSTEM), YES)),
        Act("reporting.open_period", "开放填报", dict.fromkeys(_OFFICE, YES)),
        Act("reporting.file", "上报报表", dict.fromkeys((Role.DIRECTOR, Role.SYSTEM), YES)),
        Act("reporting.accept", "接收或退回报表", dict.fromkeys(_OFFICE, YES)),
        Act("reporting.share", "共享项目卡片", dict.fromkeys((Role.DIRECTOR, Role.SYSTEM), YES)),
    ],
)
