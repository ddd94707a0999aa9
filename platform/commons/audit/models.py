"""Evidence. Installed twice: acts of an office in its own schema, acts of the platform in public.

Both tables are append-only: the application's database role may INSERT and SELECT, nothing else. A lost tenant table
would let a row fall through to public unseen, hence `home` and its constraint.
"""

from __future__ import annotations

from django.db import models
from django.db.models.expressions import RawSQL

from commons.kernel.models import AccountUid, OfficeCode, new_uid
from commons.kernel.tenancy import current_code


class Entry(models.Model):
    """One act: who, what, on which record, from which state to which, why, when.

    Holds field names, codes, figures and money. Never a person's words, name or phone: of those a salted digest
    (`words_digest`), so that erasing personal data leaves the chain valid.
    """

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    office_code = OfficeCode(default=current_code)
    at = models.DateTimeField("时间")
    act = models.CharField("事项", max_length=80)
    object_type = models.CharField("对象类型", max_length=60)
    object_uid = models.CharField("对象编号", max_length=40)
    from_state = models.CharField("原状态", max_length=40, blank=True)
    to_state = models.CharField("新状态", max_length=40, blank=True)
    account_uid = AccountUid()
    roles = models.CharField("身份", max_length=200, blank=True)
    on_behalf_of = models.CharField("代办", max_length=40, blank=True)
    staff_session_uid = models.UUIDField("支持会话", null=True, blank=True)
    facts = models.JSONField("要素", default=dict, blank=True)
    salt = models.CharField("盐", max_length=32, blank=True)
    words_digest = models.CharField("文字摘要", max_length=64, blank=True)
    home = models.CharField("所在模式", max_length=63, editable=False, db_default=RawSQL("current_schema()", ()))

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        indexes = [
            models.Index(fields=["object_uid", "at"], name="audit_entry_by_object"),
            models.Index(fields=["at"], name="audit_entry_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.object_type}"


class Link(models.Model):
    """One link of the office's chain: the entry at `position`, sealed by SM3 over the link before it and the entry."""

    position = models.BigIntegerField("序号", primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, verbose_name="审计记录", related_name="link")
    digest = models.CharField("链值", max_length=64)
    home = models.CharField("所在模式", max_length=63, editable=False, db_default=RawSQL("current_schema()", ()))

    class Meta:
        verbose_name = verbose_name_plural = "审计链"

    def __str__(self) -> str:
        return f"{self.position}"
