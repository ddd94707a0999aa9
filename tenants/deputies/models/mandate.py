"""Mandates and the groups that deputies work in."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models

from commons.kernel.models import AccountUid, OfficeCode, Record
from tenants.deputies.models.home import DeputyHome
from tenants.deputies.terms import EndReason, GroupKind, MandateKind


class MandateQuerySet(models.QuerySet["Mandate"]):
    def in_force(self, on: dt.date) -> MandateQuerySet:
        """Held on that day: periods are half-open, the day in `until_on` is the first without the mandate."""
        return self.filter(from_on__lte=on).filter(models.Q(until_on=None) | models.Q(until_on__gt=on))


class Mandate(Record):
    """One person's mandate, with the name as it was. Whoever is a deputy of county and town has one in each office;
    a town also keeps the county's deputies who live there (2-31), without a seat in its own congress (`sits_here`).
    """

    account_uid = AccountUid(null=True, blank=True)
    name = models.CharField("姓名", max_length=60)
    kind = models.CharField("类别", max_length=8, choices=MandateKind.choices)
    term_no = models.PositiveSmallIntegerField("届")
    congress_code = OfficeCode("任职人大")
    sits_here = models.BooleanField("本机构会议有表决权")
    constituency = models.CharField("选区（选举单位）", max_length=60, blank=True)
    group = models.CharField("代表团（小组）", max_length=60, blank=True)
    home = models.ForeignKey(
        DeputyHome,
        models.PROTECT,
        verbose_name="编入的代表之家",
        null=True,
        blank=True,
        related_name="mandates",
        db_index=False,
    )
    from_on = models.DateField("任职起")
    until_on = models.DateField("任职止", null=True, blank=True)
    ended_because = models.CharField("终止原因", max_length=10, choices=EndReason.choices, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "代表任职"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gte=models.F("from_on")),
                name="deputies_mandate_ends_after_it_begins",
                violation_error_message="任职止不能早于任职起。",
            ),
            models.CheckConstraint(
                condition=models.Q(until_on=None, ended_because="")
                | (models.Q(until_on__isnull=False) & ~models.Q(ended_because="")),
                name="deputies_mandate_end_has_reason",
                violation_error_message="终止任职应写明原因。",
            ),
            models.UniqueConstraint(
                fields=["account_uid", "congress_code"],
                condition=models.Q(until_on=None, account_uid__isnull=False),
                name="deputies_mandate_open_once_a_congress",
                violation_error_message="此人已有尚未终止的同一任职。",
            ),
            models.UniqueConstraint(
                fields=["account_uid"],
                condition=models.Q(until_on=None, account_uid__isnull=False, sits_here=True),
                name="deputies_mandate_one_seat_a_person",
                violation_error_message="此人在本机构会议中已有席位。",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account_uid"], name="deputies_mandate_by_account")
        ]

    def __str__(self) -> str:
        return self.name


class DeputyGroup(Record):
    """A group across constituencies: a professional group, or the members of a body that meets by itself."""

    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=20, choices=GroupKind.choices)
    field = models.CharField("专业领域", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "代表小组"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["name"], name="deputies_group_name_once", violation_error_message="已有同名的小组。"
            )
        ]

    def __str__(self) -> str:
        return self.name


class GroupMembership(Record):
    """A mandate in a group, from when to when (half-open)."""

    group = models.ForeignKey(
        DeputyGroup, models.PROTECT, verbose_name="小组", related_name="memberships", db_index=False
    )
    mandate = models.ForeignKey(
        Mandate, models.PROTECT, verbose_name="代表", related_name="memberships", db_index=False
    )
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "小组成员"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["group", "mandate"],
                condition=models.Q(until_on=None),
                name="deputies_membership_open_once",
                violation_error_message="该代表已在这个小组中。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.group} · {self.mandate}"
