from __future__ import annotations

from commons.kernel.actor import Role
from commons.kernel.policy import YES, Act, Policy

_GIVING = {Role.DIRECTOR: YES, Role.CLERK: YES, Role.PROVISIONER: YES, Role.SYSTEM: YES}

POLICY = Policy(
    "access",
    "角色与授权",
    [
        Act("access.read", "查看角色任用", {**_GIVING, Role.AUDITOR: YES}),
        Act("access.assign_role", "任用角色", _GIVING),
        Act("access.withdraw_role", "免去角色", _GIVING),
    ],
)
