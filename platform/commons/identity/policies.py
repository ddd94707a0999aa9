from __future__ import annotations

from commons.kernel.actor import Role
from commons.kernel.policy import YES, Act, Policy

_ADMITTING = {Role.DIRECTOR: YES, Role.CLERK: YES, Role.PROVISIONER: YES, Role.SYSTEM: YES}

POLICY = Policy(
    "identity",
    "账号与任职",
    [
        Act("identity.register", "登记账号", _ADMITTING),
        Act("identity.appoint", "任职与角色", _ADMITTING),
        Act("identity.end", "结束任职", _ADMITTING),
        Act("identity.invite", "发放登录链接", _ADMITTING),
        Act("identity.issue_token", "签发访问令牌", {Role.DIRECTOR: YES, Role.PROVISIONER: YES, Role.SYSTEM: YES}),
        Act("identity.read_delegations", "查看代办委派", {**_ADMITTING, Role.AUDITOR: YES}),
        Act("identity.delegate", "委派代办", {Role.DIRECTOR: YES, Role.PROVISIONER: YES, Role.SYSTEM: YES}),
        Act("identity.support", "支持会话", {Role.PROVISIONER: YES}),
    ],
)
