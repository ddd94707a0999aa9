from __future__ import annotations

from commons.kernel.errors import Invalid, NotFound, OutOfTurn, RuleBroken


class RoleToOneself(RuleBroken):
    code = "access.role_to_oneself"
    sentence = "不能给自己任用角色。请由其他有权限的人员办理。"


class PersonMissing(Invalid):
    code = "access.person_missing"
    sentence = "管理员姓名应为 1 至 60 个字。请填写本人真实姓名。"


class RoleFromOneself(RuleBroken):
    code = "access.role_from_oneself"
    sentence = "不能免去自己的角色。请由其他有权限的人员办理。"


class RoleNotFound(NotFound):
    code = "access.role_not_found"
    sentence = "没有找到这项任用，或已免去。请刷新后重试。"


class PhoneOfAnother(RuleBroken):
    code = "access.phone_of_another"
    sentence = "这个手机号已登记在另一个姓名下。请核对姓名和手机号。"


class NotOpenYet(OutOfTurn):
    code = "access.not_open_yet"
    sentence = "{office}正在开通或已停用，现在不能指定管理员。请在开通后再办理。"
