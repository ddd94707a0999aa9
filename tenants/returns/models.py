"""What this office compiled for its superior: the figures as they were, with their digest."""

from __future__ import annotations

from django.db import models

from commons.kernel.models import AccountUid, Record
from tenants.returns.terms import CompilationState


class Compilation(Record):
    """One set of figures for one period. `figures`: code → [value as text or null, rows behind it], as counted.

    `corrections`: code → [value as text or null, reason]; `explanations`: key of a soft plausibility rule → reason.
    """

    year = models.PositiveSmallIntegerField("年度")
    period = models.CharField("期间", max_length=8)
    figures = models.JSONField("指标")
    corrections = models.JSONField("更正", default=dict, blank=True)
    explanations = models.JSONField("合理性说明", default=dict, blank=True)
    digest = models.CharField("摘要", max_length=64)
    state = models.CharField("状态", max_length=12, choices=CompilationState.choices)
    compiled_by_uid = AccountUid("汇编人账号")
    compiled_by_name = models.CharField("汇编人", max_length=60)
    return_uid = models.UUIDField("上报编号", null=True, blank=True)

    class Meta:
        verbose_name = "报表汇编"
        verbose_name_plural = "报表"
        default_permissions = ()
        indexes = (models.Index(fields=["return_uid"], name="returns_compilation_filed"),)

    def __str__(self) -> str:
        return f"{self.period}报表"

    @property
    def is_draft(self) -> bool:
        return self.state == CompilationState.COMPILED
