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


class ArchiveDamaged(Invalid):
    code = "directory.archive_damaged"
    sentence = "存档已损坏：“{part}”与清单不符，未作任何改动。请换用另一份存档。"


class ArchiveUnreadable(Invalid):
    code = "directory.archive_unreadable"
    sentence = "这不是可用的机构存档：{why}。请核对文件后重试。"


class ArchiveNewer(RuleBroken):
    code = "directory.archive_newer"
    sentence = "存档来自较新的程序版本（含迁移 {migration}），本版本不能恢复。请先升级平台。"


class ArchiveUnbuildable(RuleBroken):
    code = "directory.archive_unbuildable"
    sentence = "平台没有存档所用的结构蓝本 {fingerprint}，不能恢复。请在原平台恢复，或由数据库备份找回。"


class ArchiveChainBroken(RuleBroken):
    code = "directory.archive_chain_broken"
    sentence = "存档中的审计链不成立（第 {position} 环：{reason}），未作任何改动。请换用另一份存档。"


class NoSchema(OutOfTurn):
    code = "directory.no_schema"
    sentence = "机构 {office} 没有自己的数据库，不能办理此事。"


class LifeUnderWay(OutOfTurn):
    code = "directory.life_under_way"
    sentence = "机构 {office} 正在导出、恢复或删除。请等它结束后再试。"


class NameInvalid(Invalid):
    code = "directory.name_invalid"
    sentence = "机构名称应为 2 到 60 个字。请检查后重新填写。"


class DivisionCodeInvalid(Invalid):
    code = "directory.division_code_invalid"
    sentence = "区划代码应为 2 到 12 位数字。请检查后重新填写。"


class DivisionCodeTaken(RuleBroken):
    code = "directory.division_code_taken"
    sentence = "区划代码 {code} 已由另一个机构使用。请核对后重新填写。"


class AlreadySo(OutOfTurn):
    code = "directory.already_so"
    sentence = "与现状相同，没有需要变更的内容。"


class WrongRank(RuleBroken):
    code = "directory.wrong_rank"
    sentence = "“{office}”与“{parent}”的层级不符：上级须高于下级，合并须在同级之间。请重新选择。"


class OfficeGone(OutOfTurn):
    code = "directory.office_gone"
    sentence = "“{office}”已归档或删除，不能再变更。请先撤销归档。"


class CopyNotReorganised(RuleBroken):
    code = "directory.copy_not_reorganised"
    sentence = "“{office}”是核查副本，只能查阅。请办理原机构。"


class ProvinceStays(RuleBroken):
    code = "directory.province_stays"
    sentence = "省级机构承载整个平台，不能停用、归档或删除。"


class OfficesBelow(RuleBroken):
    code = "directory.offices_below"
    sentence = "“{office}”之下还有“{below}”。请先划转、合并或归档下级机构。"


class NameNotTyped(Invalid):
    code = "directory.name_not_typed"
    sentence = "请原样输入机构名称“{name}”确认删除。"


class RetentionRuns(OutOfTurn):
    code = "directory.retention_runs"
    sentence = "“{office}”还在保留期内，{until}起才能删除。"


class ExportMissing(RuleBroken):
    code = "directory.export_missing"
    sentence = "“{office}”归档之后还没有导出过。请先导出机构存档，再删除。"


class ExportLost(RuleBroken):
    code = "directory.export_lost"
    sentence = "存档文件 {file} 不在原处或已改变，未删除任何数据。请重新导出后再试。"


class ArchiveNotFound(NotFound):
    code = "directory.archive_not_found"
    sentence = "没有找到这份机构存档。请刷新列表后重试。"


class RosterUnreadable(Invalid):
    code = "directory.roster_unreadable"
    sentence = "名单无法读取：{why}。"


class RosterFaulty(Invalid):
    code = "directory.roster_faulty"
    sentence = "名单有 {count} 处错误，未建档任何机构。第一处在 {cell}：{reason}。请改正后重试，或选择只导入无误的行。"


class ProgramOutdated(OutOfTurn):
    code = "directory.program_outdated"
    sentence = "数据库已有迁移 {migration}，比本程序新，没有作任何改动。请用新版本的程序执行 renda migrate。"


class OneDeployTooMany(OutOfTurn):
    code = "directory.one_deploy_too_many"
    sentence = (
        "迁移 {contract} 要在 {after} 发布并在各处生效之后才能执行，不能在同一次发布中完成。"
        "请先发布到 {after} 为止的版本，或停机后加 --downtime 执行。"
    )


class MigrationLoose(RuleBroken):
    code = "directory.migration_loose"
    sentence = "迁移 {migration} 不在事务中，却含有并发建删索引以外的操作。请把其他操作移到另一个迁移。"


class MigrationSquashed(RuleBroken):
    code = "directory.migration_squashed"
    sentence = "机构 {office} 停在合并迁移 {migration} 之前或中途，不能直接升级。请先用合并前的版本升级该机构。"


class MigrationUnknown(RuleBroken):
    code = "directory.migration_unknown"
    sentence = (
        "没有迁移 {migration} 的脚本，机构 {office} 不能升级。请重新执行 renda migrate；仍不成的，请联系维护人员。"
    )


class MigrationRunning(OutOfTurn):
    code = "directory.migration_running"
    sentence = "另一个升级正在进行。请等它结束后再试。"


class DomainInvalid(Invalid):
    code = "directory.domain_invalid"
    sentence = "网址应为小写字母、数字和连字符组成的域名，平台域名下的自定名称须以字母开头。请检查后重新填写。"


class DomainTaken(RuleBroken):
    code = "directory.domain_taken"
    sentence = "网址 {domain} 已由另一个机构使用。请换一个。"


class DomainStays(RuleBroken):
    code = "directory.domain_stays"
    sentence = "{domain} 不是本机构的自定网址，不能撤下（以机构代码开头的网址永久保留）。"
