"""Who the congresses are: every office of the province, its place in the tree, its hosts, its history."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django_tenants.models import DomainMixin, TenantMixin

from commons.directory.terms import READ_ONLY, SERVING, Body, Level, OfficeState, Relation
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
    is_demo = models.BooleanField("演示机构", default=False)
    schema_head = models.CharField("结构版本", max_length=64, blank=True)
    founded_at = models.DateTimeField("建档时间")
    ready_at = models.DateTimeField("开通时间", null=True, blank=True)
    archived_at = models.DateTimeField("归档时间", null=True, blank=True)
    copy_of = OfficeCode("所核查的机构", blank=True, default="")
    merged_into = OfficeCode("并入机构", blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "人大机构"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(body=Body.CONGRESS) | models.Q(level=Level.SUBDISTRICT),
                name="directory_office_only_subdistricts_have_committees",
                violation_error_message="只有街道设人大工委，其他层级均为人民代表大会。",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["lft", "rgt"], name="directory_office_range")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_serving(self) -> bool:
        """Whether requests, tasks and letters are let in."""
        return self.state in SERVING

    @property
    def is_read_only(self) -> bool:
        """Whether its pages may be read although nothing is written any more."""
        return self.state in READ_ONLY

    @property
    def level_label(self) -> str:
        return Level(self.level).label

    @property
    def is_province(self) -> bool:
        return self.level == Level.PROVINCE


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
        return f"{self.name} {self.from_on}"


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
        return f"{self.office_code} {self.made_at:%Y-%m-%d %H:%M}"
