"""Roles and grants of one office. Installed twice; every reference to the shared account has no database constraint."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from guardian.models import UserObjectPermissionAbstract

from commons.kernel.actor import Role
from commons.kernel.models import new_uid


class AccountGroup(models.Model):
    """The account holds a role here: the through table of `Account.groups`, one per schema."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        verbose_name="账号",
        db_constraint=False,
        related_name="+",
        db_index=False,
    )
    group = models.ForeignKey(Group, models.PROTECT, verbose_name="角色", related_name="+", db_index=False)

    class Meta:
        verbose_name = verbose_name_plural = "角色任用"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "group"], name="access_role_once")
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.role_label}"

    @property
    def role_label(self) -> str:
        return Role(self.group.name).label


class Grant(UserObjectPermissionAbstract):
    """Which rows: a guardian object permission, given by the assigning command and withdrawn by the one that ends it."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        verbose_name="账号",
        db_constraint=False,
        related_name="+",
        db_index=False,
    )
    content_type = models.ForeignKey(ContentType, models.PROTECT, verbose_name="对象类型", db_index=False)
    permission = models.ForeignKey(Permission, models.PROTECT, verbose_name="权限", db_index=False)

    class Meta(UserObjectPermissionAbstract.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "对象授权"

    def __str__(self) -> str:
        return f"{self.permission_id} {self.object_pk}"
