"""One 件 of the year, its 项 and the steps of its plan."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q

from commons.kernel.lifecycle import Lifecycle
from commons.kernel.models import AccountUid, Fen, Record, new_uid
from tenants.delivery.lifecycle import OF_KIND
from tenants.delivery.lights import Light
from tenants.delivery.terms import (
    CLOSED,
    DONE,
    ProjectKind,
    ProjectState,
    WorkStage,
)

LIGHTS = [(light.value, light.label) for light in Light]
# Spelt out: PostgreSQL prints IN differently after a dump, and an office's schema is compared with the blueprint's.
_IS_DONE = Q(state=ProjectState.COMPLETED) | Q(state=ProjectState.ACCEPTED)


class Project(Record):
    """One 件 of the year (0-24): what was promised, who answers for it (1-83, 1-89 … 1-93), and how it stands."""

    year = models.PositiveSmallIntegerField("年度")
    position = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("类别", max_length=10, choices=ProjectKind.choices)
    cycle_uid = models.UUIDField("年度周期", null=True, blank=True)
    candidate_uid = models.UUIDField("候选项目", null=True, blank=True, unique=True)
    title = models.CharField("项目名称", max_length=100)
    content = models.TextField("建设内容")
    field = models.CharField("领域", max_length=40, blank=True)
    goal = models.TextField("年度目标", blank=True)
    beneficiaries = models.CharField("惠及范围", max_length=200, blank=True)
    planned_fen = Fen("计划投资", null=True, blank=True)
    unit_name = models.CharField("责任单位", max_length=80, blank=True)
    unit_account_uid = AccountUid("责任单位账号", null=True, blank=True)
    accountable_leader = models.CharField("责任领导", max_length=40, blank=True)
    direct_owner = models.CharField("直接责任人", max_length=40, blank=True)
    executor = models.CharField("具体执行人", max_length=40, blank=True)
    task_force = models.CharField("工作专班", max_length=80, blank=True)
    task_force_size = models.PositiveSmallIntegerField("专班人数", null=True, blank=True)
    community = models.CharField("村（社区）", max_length=80, blank=True, default="", db_default="")
    start_on = models.DateField("计划开工", null=True, blank=True)
    due_on = models.DateField("完成时限", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=ProjectState.choices, default=ProjectState.OPENED)
    state_reason = models.CharField("暂停或终止原因", max_length=300, blank=True)
    started_on = models.DateField("实际开工", null=True, blank=True)
    completed_on = models.DateField("完工日期", null=True, blank=True)
    accepted_on = models.DateField("验收日期", null=True, blank=True)
    payments_stopped = models.BooleanField("资金拨付已叫停", default=False)
    stopped_on = models.DateField("叫停日期", null=True, blank=True)
    resumed_on = models.DateField("恢复拨付日期", null=True, blank=True)
    # A light set by hand, until a day. What it was each month stands in LightMark.
    set_light = models.CharField("人工亮灯", max_length=8, choices=LIGHTS, blank=True, default="", db_default="")
    set_light_reason = models.CharField("人工亮灯原因", max_length=200, blank=True, default="", db_default="")
    set_light_by = models.CharField("人工亮灯设置人", max_length=60, blank=True, default="", db_default="")
    set_light_until_on = models.DateField("人工亮灯有效期至", null=True, blank=True)
    # What was voted, as it was voted: written once at the opening, never again.
    promised_title = models.CharField("票决时的名称", max_length=100, blank=True, default="", db_default="")
    promised_content = models.TextField("票决时的建设内容", blank=True, default="", db_default="")
    promised_goal = models.TextField("票决时的年度目标", blank=True, default="", db_default="")
    promised_fen = Fen("票决时的计划投资", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "民生实事项目"
        default_permissions = ()
        permissions = (
            ("report_project", "填报项目"),
            ("inspect_project", "监督项目"),
        )
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["year", "position"],
                name="delivery_project_position_once_a_year",
                violation_error_message="本年度已有同一序号的项目。",
            ),
            models.CheckConstraint(
                condition=Q(planned_fen=None) | Q(planned_fen__gte=0),
                name="delivery_project_money_not_negative",
                violation_error_message="计划投资不能为负数。",
            ),
            models.CheckConstraint(
                condition=Q(start_on=None) | Q(due_on=None) | Q(start_on__lte=models.F("due_on")),
                name="delivery_project_starts_before_due",
                violation_error_message="完成时限不能早于开工日期。",
            ),
            models.CheckConstraint(
                condition=_IS_DONE & Q(completed_on__isnull=False) | ~_IS_DONE & Q(completed_on=None),
                name="delivery_project_completed_has_date",
                violation_error_message="已完工的项目须有完工日期，未完工的不得有。",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["year", "state"], name="delivery_project_by_year"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def lifecycle(self) -> Lifecycle:
        return OF_KIND[ProjectKind(self.kind)]

    @property
    def is_closed(self) -> bool:
        """Nothing more is planned or reported."""
        return self.state in CLOSED

    @property
    def is_done(self) -> bool:
        return self.state in DONE

    def is_late(self, today: dt.date) -> bool:
        """Completed after its deadline, or past it and not completed (0-65, 0-67). Without a deadline nothing is late."""
        if self.due_on is None or self.state == ProjectState.TERMINATED:
            return False
        return (self.completed_on or today) > self.due_on


class SubProject(models.Model):
    """One 项 of a project (0-24)."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    project = models.ForeignKey(
        Project, models.PROTECT, verbose_name="项目", related_name="sub_projects", db_index=False
    )
    position = models.PositiveSmallIntegerField("序号")
    title = models.CharField("子项名称", max_length=100)
    unit_name = models.CharField("承办单位", max_length=80, blank=True)
    weight = models.PositiveSmallIntegerField("权重", default=1, db_default=1)
    planned_fen = Fen("计划投资", null=True, blank=True)
    start_on = models.DateField("计划开工", null=True, blank=True)
    due_on = models.DateField("完成时限", null=True, blank=True)
    physical_percent = models.DecimalField(
        "形象进度（%）", max_digits=5, decimal_places=2, default=Decimal(0), db_default=Decimal(0)
    )
    done_on = models.DateField("完成日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "子项"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "position"], name="delivery_sub_project_position_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Milestone(models.Model):
    """One step of the plan with the standard it is accepted by (0-60, 1-84, 1-93): 步步有标准."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, verbose_name="项目", related_name="milestones", db_index=False)
    position = models.PositiveSmallIntegerField("序号")
    stage = models.CharField("阶段", max_length=12, choices=WorkStage.choices, blank=True, default="", db_default="")
    title = models.CharField("节点", max_length=80)
    standard = models.CharField("验收标准", max_length=300)
    responsible = models.CharField("责任人", max_length=40, blank=True)
    due_on = models.DateField("完成时限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    evidence = models.CharField("完成情况", max_length=300, blank=True)
    missed_on = models.DateField("逾期认定日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "节点"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "position"], name="delivery_milestone_position_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_on"], condition=Q(done_on=None), name="delivery_milestone_open_by_due"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def days_early(self) -> int | None:
        """Schedule variance (1-94): 15 means fifteen days early, -3 three days late; None while open."""
        return (self.due_on - self.done_on).days if self.done_on else None

    def is_overdue(self, today: dt.date) -> bool:
        return self.done_on is None and today > self.due_on
