"""Who people are and where they serve. Shared by all offices; personal data lives nowhere else in public."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group
from django.db import models

from commons.identity.terms import LinkPurpose, MembershipKind
from commons.kernel.confidential import ConcealedText
from commons.kernel.models import OfficeCode, new_uid


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        """By blind index of the mobile number."""
        return self.get(phone_index=username)


class Account(AbstractBaseUser):
    """One person, one login: the mobile number, kept encrypted with a blind index. Never deleted, only deactivated.

    Roles are groups in each office's own schema (`access.AccountGroup`), so the same account is a clerk in one office,
    a deputy in another and nobody in the rest.
    """

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    name = models.CharField("姓名", max_length=60)
    phone = ConcealedText("手机号")
    phone_index = models.CharField("手机号索引", max_length=64, unique=True)
    is_active = models.BooleanField("可登录", default=True)
    is_demo = models.BooleanField("演示账号", default=False)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    groups = models.ManyToManyField(
        Group, through="access.AccountGroup", verbose_name="角色", related_name="+", related_query_name="account"
    )

    objects = AccountManager()
    USERNAME_FIELD = "phone_index"
    EMAIL_FIELD = None
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    is_superuser = False  # nobody is: administrators hold nothing (staff sessions instead)

    class Meta:
        verbose_name = verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Django's flag plays no part: who may enter an office is a Membership."""
        return False


class Membership(models.Model):
    """Who may enter which office, as what, from when to when (half-open)."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, verbose_name="账号", related_name="memberships")
    office = models.ForeignKey("directory.Office", models.PROTECT, verbose_name="机构", related_name="+")
    kind = models.CharField("类别", max_length=12, choices=MembershipKind.choices)
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["account", "office", "kind"],
                condition=models.Q(until_on=None),
                name="identity_membership_open_once",
                violation_error_message="此人在本机构已有同类任职。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.get_kind_display()}"


class Delegation(models.Model):
    """代办: somebody of a superior's staff does the work of an office that has none. One row a person, ended at any time.

    Whoever holds it enters that office with `roles` and nothing else; every act there is marked 代.
    """

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    office = models.ForeignKey("directory.Office", models.PROTECT, verbose_name="受托办理的机构", related_name="+")
    by_office = models.ForeignKey("directory.Office", models.PROTECT, verbose_name="派员机构", related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, verbose_name="账号", related_name="+")
    roles = models.JSONField("角色", default=list)
    reason = models.CharField("事由", max_length=200)
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "代办委派"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["account", "office"],
                condition=models.Q(until_on=None),
                name="identity_delegation_open_once",
                violation_error_message="此人已受派代办本机构的业务。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} 代 {self.office}"


class EntryLink(models.Model):
    """A one-time link (or its printed QR slip) by which an account is activated or entered; at most 24 hours."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    secret_hash = models.CharField("密文摘要", max_length=64, unique=True)
    account = models.ForeignKey(Account, models.PROTECT, verbose_name="账号", related_name="+")
    office_code = OfficeCode()
    purpose = models.CharField("用途", max_length=12, choices=LinkPurpose.choices)
    landing = models.CharField("落地页", max_length=100, default="/")
    staff_session_uid = models.UUIDField("支持会话", null=True, blank=True)
    expires_at = models.DateTimeField("到期时间")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "一次性链接"

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.office_code}"


class Token(models.Model):
    """An opaque bearer token: stored hashed, good for one office and one role, expiring."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    secret_hash = models.CharField("密文摘要", max_length=64, unique=True)
    account = models.ForeignKey(Account, models.PROTECT, verbose_name="账号", related_name="+")
    office_code = OfficeCode()
    role = models.CharField("角色", max_length=20)
    label = models.CharField("用途说明", max_length=60)
    expires_at = models.DateTimeField("到期时间")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "访问令牌"

    def __str__(self) -> str:
        return self.label


class StaffSession(models.Model):
    """A platform admin inside an office: a stated reason, an hour, and every act marked with it."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, verbose_name="账号", related_name="+")
    office_code = OfficeCode()
    reason = models.CharField("事由", max_length=200)
    opened_at = models.DateTimeField("开始时间")
    expires_at = models.DateTimeField("到期时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "支持会话"

    def __str__(self) -> str:
        return f"{self.account} → {self.office_code}"
