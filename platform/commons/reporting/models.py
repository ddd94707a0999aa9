"""Figures that came up, in public: live snapshots, recomputed; and returns, filed, accepted and never changed.

Of a filed return the application's role may move only what happens to it, never what it says; its lines not at all
(`directory.provisioning`: SETTLED, APPEND_ONLY).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commons.kernel.models import AccountUid, OfficeCode, Record, new_uid
from commons.reporting.terms import ReturnState


class Snapshot(models.Model):
    """What one office counted, as of a moment. `value` null: not collected. `evidence`: rows behind the figure."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    office_code = OfficeCode()
    year = models.PositiveSmallIntegerField("年度")
    period = models.CharField("期间", max_length=7)
    indicator = models.CharField("指标", max_length=40)
    value = models.DecimalField("数值", max_digits=20, decimal_places=2, null=True, blank=True)
    evidence = models.PositiveIntegerField("依据条数", default=0)
    as_of = models.DateTimeField("截至")

    class Meta:
        verbose_name = verbose_name_plural = "实时指标"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # This order, because a board asks for one period and every office of a range.
            models.UniqueConstraint(
                fields=["year", "period", "office_code", "indicator"],
                name="reporting_snapshot_once",
                violation_error_message="同一机构、期间、指标只有一个数值。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_code} {self.period} {self.indicator}"


class Period(Record):
    """An office opens a period: from then on everybody below it may file. `office_code` is who opened it."""

    year = models.PositiveSmallIntegerField("年度")
    code = models.CharField("期间", max_length=7)
    due_on = models.DateField("截止日期")

    class Meta:
        verbose_name = verbose_name_plural = "填报期"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["office_code", "code"],
                name="reporting_period_opened_once",
                violation_error_message="这一期的填报已经开放。",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Return(Record):
    """报表: the figures of one office for one period, signed and sent up. `office_code` is whose figures they are."""

    to_office = OfficeCode("报送机构")
    filed_by_office = OfficeCode("填报机构")
    year = models.PositiveSmallIntegerField("年度")
    period = models.CharField("期间", max_length=7)
    state = models.CharField("状态", max_length=12, choices=ReturnState.choices, default=ReturnState.FILED)
    digest = models.CharField("内容摘要", max_length=64)
    filed_at = models.DateTimeField("上报时间")
    filed_by = AccountUid("上报人账号", null=True, blank=True)
    filed_by_name = models.CharField("上报人", max_length=60)
    decided_at = models.DateTimeField("接收或退回时间", null=True, blank=True)
    decided_by = AccountUid("经办人账号", null=True, blank=True)
    decided_by_name = models.CharField("经办人", max_length=60, blank=True)
    reason = models.CharField("退回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报表"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["office_code", "period"],
                condition=models.Q(state=ReturnState.FILED),
                name="reporting_return_one_waits",
                violation_error_message="本期已有一份报表等待接收。",
            ),
            models.UniqueConstraint(
                fields=["office_code", "period"],
                condition=models.Q(state=ReturnState.ACCEPTED),
                name="reporting_return_one_counts",
                violation_error_message="本期已有一份接收的报表。",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ReturnState.SENT_BACK) | ~models.Q(reason=""),
                name="reporting_return_sent_back_with_a_reason",
                violation_error_message="退回报表须写明原因。",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["to_office", "state"], name="reporting_return_to")
        ]

    def __str__(self) -> str:
        return f"{self.office_code} {self.period}"

    @property
    def on_behalf(self) -> bool:
        """代报: the superior's staff filed it for a subordinate."""
        return self.filed_by_office != self.office_code


class ReturnLine(models.Model):
    """One figure of a return."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    parent = models.ForeignKey(Return, models.PROTECT, verbose_name="报表", related_name="lines")
    indicator = models.CharField("指标", max_length=40)
    value = models.DecimalField("数值", max_digits=20, decimal_places=2, null=True, blank=True)
    evidence = models.PositiveIntegerField("依据条数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "报表项"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["parent", "indicator"],
                name="reporting_return_line_once",
                violation_error_message="同一报表中指标不能重复。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parent} {self.indicator}"
