"""How a project stood month by month: reports and the lights that were lit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from commons.kernel.models import AccountUid, Fen, new_uid
from tenants.delivery.models.project import LIGHTS, Project
from tenants.delivery.terms import Verdict


class ProgressReport(models.Model):
    """A month's report (domain §6.3). A month reported again gets a new version; the old one stays."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, verbose_name="项目", related_name="reports", db_index=False)
    month_on = models.DateField("月份")
    version = models.PositiveSmallIntegerField("版本")
    physical_percent = models.DecimalField("形象进度（%）", max_digits=5, decimal_places=2)
    planned_percent = models.DecimalField("序时进度（%）", max_digits=5, decimal_places=2)
    problems = models.TextField("存在问题", blank=True)
    delay_reason = models.TextField("滞后原因", blank=True)
    next_steps = models.TextField("下一步措施", blank=True)
    reported_by_uid = AccountUid("报送人", null=True, blank=True)
    reported_by = models.CharField("报送人姓名", max_length=60)
    reported_at = models.DateTimeField("报送时间")
    parts = models.JSONField("子项进度", default=dict, db_default={}, blank=True)
    verdict = models.CharField(
        "审核", max_length=10, choices=Verdict.choices, default=Verdict.WAITING, db_default=Verdict.WAITING
    )
    verdict_reason = models.CharField("退回原因", max_length=300, blank=True, default="", db_default="")
    checked_by = models.CharField("审核人", max_length=60, blank=True, default="", db_default="")
    checked_at = models.DateTimeField("审核时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "进度报告"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "month_on", "version"], name="delivery_report_version_once"),
            models.CheckConstraint(
                condition=Q(physical_percent__range=(0, 100)),
                name="delivery_report_physical_in_range",
                violation_error_message="形象进度应在 0 到 100 之间。",
            ),
            models.CheckConstraint(
                condition=Q(planned_percent__range=(0, 100)),
                name="delivery_report_planned_in_range",
                violation_error_message="序时进度应在 0 到 100 之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month_on:%Y-%m}"


class LightMark(models.Model):
    """The light a project had in a month: what that month's bulletin shows, whatever happens afterwards."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, verbose_name="项目", related_name="marks", db_index=False)
    month_on = models.DateField("月份")
    light = models.CharField("灯", max_length=8, choices=LIGHTS)
    why = models.CharField("说明", max_length=300)
    money_light = models.CharField("资金灯", max_length=8, choices=LIGHTS)
    money_why = models.CharField("资金说明", max_length=300)
    physical_percent = models.DecimalField("形象进度（%）", max_digits=5, decimal_places=2)
    planned_percent = models.DecimalField("序时进度（%）", max_digits=5, decimal_places=2)
    paid_fen = Fen("累计支付")
    rule_uid = models.UUIDField("依据的规则", null=True, blank=True)
    marked_at = models.DateTimeField("亮灯时间")

    class Meta:
        verbose_name = verbose_name_plural = "亮灯记录"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "month_on"], name="delivery_lightmark_once_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month_on:%Y-%m}"
