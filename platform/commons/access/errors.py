from __future__ import annotations

from commons.kernel.errors import Invalid, RuleBroken


class RoleToOneself(RuleBroken):
    code = "access.role_to_oneself"
    sentence = "不能给自己任用角色。请由其他有权限的人员办理。"


class PersonMissing(Invalid):
    code = "access.person_missing"
    sentence = "管理员姓名应为 1 至 60 个字。请填写本人真实姓名。"
