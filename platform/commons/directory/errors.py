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


class OneProvince(RuleBroken):
    code = "directory.one_province"
    sentence = "本平台属于{province}，不能再为{division}建档。请核对区划代码；另一个省须另行部署平台。"


class SchemaIncomplete(RuleBroken):
    code = "directory.schema_incomplete"
    sentence = "机构 {office} 的数据库结构与程序不一致（{difference}），不能开通。请重新执行开通。"


class SetUpSpent(NotFound):
    code = "directory.set_up_spent"
    sentence = "设置链接无效、已过期，或平台已经设置。请重新启动平台，使用最新打印的设置链接。"


class PlatformNameMissing(Invalid):
    code = "directory.platform_name_missing"
    sentence = "平台名称应为 1 至 60 个字。请填写，例如“广东省人大民生实事平台”。"


class TermUnreadable(Invalid):
    code = "directory.term_unreadable"
    sentence = "届次应为 1 至 99 的整数。请填写本省人民代表大会的现任届次，例如 14。"


class NotAProvince(Invalid):
    code = "directory.not_a_province"
    sentence = "{division} 不是省级区划代码。请从列表中选择省、自治区或直辖市。"


class BlueprintMissing(OutOfTurn):
    code = "directory.blueprint_missing"
    sentence = "机构库蓝本尚未编译。请先执行 renda migrate。"


class OwnerRoleMissing(OutOfTurn):
    code = "directory.owner_role_missing"
    sentence = "本进程没有建库权限。请由开通服务办理，或设置 DATABASE_OWNER_URL 后重试。"
