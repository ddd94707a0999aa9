"""Who the congresses are: every office of the province, its place in the tree, its hosts, its history."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django_tenants.models import DomainMixin, TenantMixin

from commons.directory.migrating import heads
from commons.directory.terms import (
    READ_ONLY,
    SERVING,
    Body,
    Level,
    MigrationOutcome,
    OfficeState,
    Relation,
    level_called,
)
from commons.kernel import clock
from commons.kernel.models import AccountUid, OfficeCode, new_uid


class Office(TenantMixin):
    """One office. `code` is the division code at founding: immutable, never reused; today's is `division_code`.

    `path` is the line of codes from the province ("44/4407/440703/"), so that a subtree is one prefix; `lft`/`rgt` is
    the same tree as a nested set, because only an integer range can be an index condition under row-level security.
    """

    auto_create_schema = False  # provisioning builds schemas, from a script, as the owner role
    auto_drop_schema = False

    code = models.CharField("机构代码", primary_key=True, max_length=12, editable=False)
    division_code = models.CharField("现行区划代码", max_length=12, db_index=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("层级", max_length=12, choices=Level.choices)
    body = models.CharField("机构性质", max_length=20, choices=Body.choices, default=Body.CONGRESS)
    relation = models.CharField("上下级关系", max_length=12, choices=Relation.choices, default=Relation.GUIDES)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上级机构", null=True, blank=True, related_name="children"
    )
    path = models.CharField("路径", max_length=120, db_index=True)
    lft = models.IntegerField("左值", default=0)
    rgt = models.IntegerField("右值", default=0)
    state = models.CharField("状态", max_length=12, choices=OfficeState.choices, default=OfficeState.FOUNDED)
    administrator_uid = AccountUid("首任管理员账号")
    is_demo = models.BooleanField("演示机构", default=False)
    schema_head = models.CharField("结构版本", max_length=64, blank=True)
    founded_at = models.DateTimeField("建档时间")
    ready_at = models.DateTimeField("开通时间", null=True, blank=True)
    archived_at = models.DateTimeField("归档时间", null=True, blank=True)
    copy_of = OfficeCode("所核查的机构", blank=True, default="", db_default="")
    merged_into = OfficeCode("并入机构", blank=True, default="", db_default="")

    class Meta:
        verbose_name = verbose_name_plural = "人大机构"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(body=Body.CONGRESS) | models.Q(level=Level.SUBDISTRICT) | models.Q(level=Level.CITY),
                name="directory_office_committees_of_streets_and_prefectures",
                violation_error_message="只有街道和地区（盟）设人大工委，其他均为人民代表大会。",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["lft", "rgt"], name="directory_office_range")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_serving(self) -> bool:
        """Whether requests, tasks and letters are let in."""
        return self.state in SERVING and self.is_understood

    @property
    def is_understood(self) -> bool:
        """Whether this program can work on the schema as it stands; during a deploy heads are mixed (decision 0018)."""
        return heads.program().understands(self.schema_head, SchemaHead.read)

    @property
    def is_read_only(self) -> bool:
        """Whether its pages may be read although nothing is written any more."""
        return self.state in READ_ONLY and self.is_understood

    @property
    def level_label(self) -> str:
        return level_called(self.level, self.name)

    @property
    def is_province(self) -> bool:
        return self.level == Level.PROVINCE


class Platform(models.Model):
    """The deployment itself, in one row: what it is called, and who may still set it up (the holder of the secret)."""

    key = models.PositiveSmallIntegerField("编号", primary_key=True, default=1, editable=False)
    name = models.CharField("平台名称", max_length=60, blank=True)
    term_no = models.PositiveSmallIntegerField("本届届次", null=True, blank=True)
    secret_hash = models.CharField("设置密文摘要", max_length=64, blank=True)
    expires_at = models.DateTimeField("设置链接到期时间", null=True, blank=True)
    set_up_at = models.DateTimeField("设置时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "平台"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(key=1), name="directory_platform_is_one", violation_error_message="平台只有一个。"
            ),
        ]

    def __str__(self) -> str:
        return self.name or "未设置的平台"


class OfficeDomain(DomainMixin):
    """A host of an office. The primary one is `<code>.<base domain>`; an old host stays and redirects."""

    tenant = models.ForeignKey(Office, models.PROTECT, verbose_name="机构", related_name="domains", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "机构域名"

    def __str__(self) -> str:
        return self.domain


class OfficeHistory(models.Model):
    """What an office was called and coded, from when to when (half-open): 行政区划调整 leaves the old in sight."""

    office = models.ForeignKey(Office, models.PROTECT, verbose_name="机构", related_name="+")
    division_code = models.CharField("区划代码", max_length=12)
    name = models.CharField("名称", max_length=60)
    parent_code = models.CharField("上级代码", max_length=12, blank=True)
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "机构沿革"

    def __str__(self) -> str:
        return f"{self.name}（{self.from_on:%Y年%-m月%-d日}起）"


class Blueprint(models.Model):
    """The schema of an office as one script, compiled from the template schema whenever the migrations change.

    `fingerprint` is the catalog digest that every office's schema must have; `head` names the migrations it stands for.
    """

    fingerprint = models.CharField("结构摘要", primary_key=True, max_length=64)
    head = models.CharField("迁移摘要", max_length=64, db_index=True)
    script = models.TextField("脚本")
    compiled_at = models.DateTimeField("编译时间")

    class Meta:
        verbose_name = verbose_name_plural = "机构库蓝本"

    def __str__(self) -> str:
        return self.fingerprint[:12]

    @property
    def edition(self) -> str:
        """Names this very script: a data migration changes its rows and not the structure."""
        return self.fingerprint[:8] + self.head[:8]


class OfficeArchive(models.Model):
    """One archive that was made of an office: what it is worth is its digest, wherever the file lies now.

    The application's role may INSERT and SELECT (`provisioning.APPEND_ONLY`).
    """

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    office_code = OfficeCode()
    file = models.CharField("文件", max_length=400)
    sha256 = models.CharField("文件摘要", max_length=64)
    size = models.PositiveBigIntegerField("字节数")
    rows = models.PositiveIntegerField("记录数")
    files = models.PositiveIntegerField("附件数")
    schema_head = models.CharField("结构版本", max_length=64)
    audit_position = models.PositiveBigIntegerField("审计链位置")
    audit_digest = models.CharField("审计链值", max_length=64)
    made_at = models.DateTimeField("存档时间")
    made_by = AccountUid("办理账号")

    class Meta:
        verbose_name = verbose_name_plural = "机构存档"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["office_code", "-made_at"], name="directory_archive_by_office")
        ]

    def __str__(self) -> str:
        return f"{self.office_code} {clock.to_the_minute(self.made_at)}"


class OfficeVitals(models.Model):
    """How the office was when it was last looked at (`life.vitals`): recomputed every night, no history."""

    office = models.OneToOneField(Office, models.PROTECT, verbose_name="机构", primary_key=True, related_name="vitals")
    checked_at = models.DateTimeField("体检时间")
    holds = models.BooleanField("完好")
    problem = models.CharField("问题", max_length=300, blank=True)
    database_bytes = models.PositiveBigIntegerField("库字节数")
    file_bytes = models.PositiveBigIntegerField("附件字节数")
    entries = models.PositiveBigIntegerField("留痕条数")

    class Meta:
        verbose_name = verbose_name_plural = "机构体检"

    def __str__(self) -> str:
        return f"{self.office_id} {clock.date_of(self.checked_at)}"


class SchemaHead(models.Model):
    """What `Office.schema_head` stands for, written before the first office gets there; never changed afterwards.

    `contracts` names, for each migration that takes something away, what a program must have had before: so a program
    can judge migrations that are newer than itself.
    """

    head = models.CharField("结构版本", primary_key=True, max_length=64)
    migrations = models.JSONField("所含迁移")
    contracts = models.JSONField("收缩条件", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "结构版本"

    def __str__(self) -> str:
        return self.head[:12]

    @staticmethod
    def read(head: str) -> heads.Head | None:
        row = SchemaHead.objects.filter(head=head).first()
        if row is None:
            return None
        return heads.Head(frozenset(row.migrations), {name: tuple(after) for name, after in row.contracts.items()})


class CompiledMigration(models.Model):
    """One migration as the statements that really ran on the template: what every office runs.

    `parts` in order: a string is SQL, a number is the place of a `RunPython` among the migration's operations.
    """

    migration = models.CharField("迁移", primary_key=True, max_length=255)
    parts = models.JSONField("语句")
    atomic = models.BooleanField("单一事务", default=True)
    compiled_at = models.DateTimeField("编译时间")

    class Meta:
        verbose_name = verbose_name_plural = "迁移脚本"

    def __str__(self) -> str:
        return self.migration


class MigrationResult(models.Model):
    """How the last migration of an office went. `message` names tables and constraints, never what is in them."""

    office = models.OneToOneField(
        Office, models.PROTECT, verbose_name="机构", primary_key=True, related_name="migration_result"
    )
    outcome = models.CharField("结果", max_length=8, choices=MigrationOutcome.choices)
    from_head = models.CharField("原结构版本", max_length=64, blank=True)
    to_head = models.CharField("目标结构版本", max_length=64)
    migration = models.CharField("未成迁移", max_length=255, blank=True)
    sqlstate = models.CharField("数据库错误码", max_length=5, blank=True)
    message = models.CharField("说明", max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=1)
    ms = models.PositiveIntegerField("耗时（毫秒）", default=0)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "升级结果"

    def __str__(self) -> str:
        return f"{self.office_id} {self.get_outcome_display()}"
