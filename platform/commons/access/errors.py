from __future__ import annotations

from commons.kernel.errors import RuleBroken


class RoleToOneself(RuleBroken):
    code = "access.role_to_oneself"
    sentence = "不能给自己任用角色。请由其他有权限的人员办理。"
