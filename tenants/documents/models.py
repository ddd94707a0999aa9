"""Files by their content, what refers to them, papers and their numbers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commons.kernel.models import AccountUid, OfficeCode, Record, new_uid
from commons.kernel.tenancy import current_code
from tenants.documents.terms import BodyFormat, DocumentKind, DocumentState, MediaType


class StoredFile(models.Model):
    """One content in the office's store. Locked by whoever adds or removes a reference to it."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    office_code = OfficeCode(default=current_code, editable=False)
    sha256 = models.CharField("内容摘要", max_length=64, unique=True)
    media_type = models.CharField("类型", max_length=80, choices=MediaType.choices)
    size = models.PositiveIntegerField("字节数")
    created_at = models.DateTimeField("存入时间")

    class Meta:
        verbose_name = verbose_name_plural = "存储文件"
        default_permissions = ()

    def __str__(self) -> str:
        return self.sha256[:12]


class Attachment(Record):
    """A file belonging to a record of some room, under a name that is safe to show."""

    subject_type = models.CharField("所属类型", max_length=60)
    subject_uid = models.UUIDField("所属记录")
    filename = models.CharField("文件名", max_length=100)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, verbose_name="存储文件", related_name="attachments", db_index=False
    )
    public = models.BooleanField("公开", default=False)
    uploaded_by_uid = AccountUid("上传账号", null=True)
    uploaded_by_name = models.CharField("上传人", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        default_permissions = ()
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_uid", "uid"], name="documents_attachment_subject")
        ]

    def __str__(self) -> str:
        return self.filename


class Numbering(models.Model):
    """The last number given to a kind of paper in a year. Its row lock is what leaves no gaps."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    office_code = OfficeCode(default=current_code, editable=False)
    kind = models.CharField("文种", max_length=16, choices=DocumentKind.choices)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("最近序号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "文号"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "year"], name="documents_numbering_once", violation_error_message="该文种本年已有编号。"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year} {self.last}"


class Document(Record):
    """A paper as it was issued: number, title and body as a snapshot that nothing changes afterwards."""

    kind = models.CharField("文种", max_length=16, choices=DocumentKind.choices)
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("序号")
    number = models.CharField("文号", max_length=100)
    title = models.CharField("标题", max_length=200)
    body = models.TextField("正文")
    body_format = models.CharField("正文形式", max_length=8, choices=BodyFormat.choices, default=BodyFormat.TEXT)
    issuer = models.CharField("印发机关", max_length=100)
    issued_on = models.DateField("印发日期")
    subject_type = models.CharField("所属类型", max_length=60)
    subject_uid = models.UUIDField("所属记录")
    public = models.BooleanField("公开", default=False)
    state = models.CharField("状态", max_length=12, choices=DocumentState.choices, default=DocumentState.ISSUED)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "year", "serial"],
                name="documents_document_number_once",
                violation_error_message="该文号已经使用。",
            ),
            models.CheckConstraint(
                condition=models.Q(state=DocumentState.ISSUED) | models.Q(voided_at__isnull=False),
                name="documents_document_voided_at_known",
                violation_error_message="作废的文书应有作废时间。",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_uid", "uid"], name="documents_document_subject")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
