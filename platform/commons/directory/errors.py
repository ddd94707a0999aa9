"""Refusals of the directory."""

from __future__ import annotations

from commons.kernel.errors import Invalid, NotFound, OutOfTurn, RuleBroken


class OfficeNotFound(NotFound):
    code = "directory.office_not_found"
    sentence = "没有找到机构 {office}。请核对区划代码。"


class DivisionUnknown(Invalid):
    code = "directory.division_unknown"
    sentence = "区划表中没有代码 {division}。请核对后重试，或用文件导入自定义机构。"


class ParentMissing(RuleBroken):
    code = "directory.parent_missing"
    sentence = "机构 {office} 的上级 {parent} 尚未建档。请先为上级建档。"


class SchemaIncomplete(RuleBroken):
    code = "directory.schema_incomplete"
    sentence = "机构 {office} 的数据库结构与程序不一致（{difference}），不能开通。请重新执行开通。"


class BlueprintMissing(OutOfTurn):
    code = "directory.blueprint_missing"
    sentence = "机构库蓝本尚未编译。请先执行 renda migrate。"


class OwnerRoleMissing(OutOfTurn):
    code = "directory.owner_role_missing"
    sentence = "本进程没有建库权限。请由开通服务办理，或设置 DATABASE_OWNER_URL 后重试。"
