"""The office's year: term and session, its stages, the editions of the rulebook pinned to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commons.kernel.models import Record
from tenants.cycles.terms import CycleState, StageKind, StageState


class Cycle(Record):
    """One yearly cycle, named by the year in which its projects are delivered (contract §3).

    `pins` names the adoption of each kind of rule that was in force when the year was opened; it is never changed, so
    that a score, a count or a period can be explained for ever by the edition it was made under.
    """

    year = models.PositiveSmallIntegerField("年度")
    term_no = models.PositiveSmallIntegerField("届")
    session_no = models.PositiveSmallIntegerField("次")
    state = models.CharField("状态", max_length=12, choices=CycleState.choices, default=CycleState.PLANNED)
    pins = models.JSONField("采用的规则", default=dict, blank=True)
    opened_at = models.DateTimeField("开启时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "年度周期"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["year"], name="cycles_cycle_once_a_year", violation_error_message="该年度已经建立。"
            ),
            models.CheckConstraint(
                condition=models.Q(state=CycleState.PLANNED) | models.Q(opened_at__isnull=False),
                name="cycles_cycle_opened_at_known",
                violation_error_message="已开启的年度应有开启时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年度（第{self.term_no}届第{self.session_no}次）"


class Stage(Record):
    """One stage of a year. Its gates are not stored: they are asked for when it is to be opened."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, verbose_name="年度周期", related_name="stages", db_index=False)
    kind = models.CharField("环节", max_length=16, choices=StageKind.choices)
    position = models.PositiveSmallIntegerField("次序")
    state = models.CharField("状态", max_length=12, choices=StageState.choices, default=StageState.PENDING)
    due_on = models.DateField("计划完成日期")
    opened_at = models.DateTimeField("开启时间", null=True, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "环节"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["cycle", "kind"], name="cycles_stage_once_a_cycle", violation_error_message="该环节已经存在。"
            ),
            models.CheckConstraint(
                condition=models.Q(state=StageState.PENDING, opened_at=None)
                | models.Q(state=StageState.OPEN, opened_at__isnull=False, closed_at=None)
                | models.Q(state=StageState.CLOSED, opened_at__isnull=False, closed_at__isnull=False),
                name="cycles_stage_times_fit_state",
                violation_error_message="环节的开启、结束时间与状态不符。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
