"""Who watches which project, what they saw, what must be put right, and how it was judged."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q

from commons.kernel.models import AccountUid, Record, new_uid
from tenants.oversight.terms import (
    RESULTS,
    STANDING,
    Demand,
    EvaluationKind,
    EvaluationState,
    FindingKind,
    FindingState,
    GroupKind,
    InspectionKind,
    Origin,
    Outcome,
    RectificationState,
)


class SupervisionGroup(Record):
    """项目监督小组, led by the 对口工委 (0-57); also the embedded groups and the 社会监督团 (1-98, 1-105)."""

    year = models.PositiveSmallIntegerField("年度")
    name = models.CharField("小组名称", max_length=60)
    kind = models.CharField("类别", max_length=10, choices=GroupKind.choices, default=GroupKind.PROJECT)
    led_by = models.CharField("牵头工委", max_length=60)
    disbanded_on = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "监督小组"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["year", "name"],
                name="oversight_group_name_once_a_year",
                violation_error_message="本年度已有同名的监督小组。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """An account in a group, from when to when. A deputy comes with the mandate that duty records go to."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    group = models.ForeignKey(
        SupervisionGroup, models.PROTECT, verbose_name="监督小组", related_name="members", db_index=False
    )
    account_uid = AccountUid("账号", null=False, blank=False)
    name = models.CharField("姓名", max_length=60)
    mandate_uid = models.UUIDField("代表任职", null=True, blank=True)
    is_leader = models.BooleanField("组长", default=False)
    joined_on = models.DateField("编入日期")
    left_on = models.DateField("退出日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "小组成员"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["group", "account_uid"], condition=Q(left_on=None), name="oversight_member_once_a_group"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Assignment(models.Model):
    """A group watches a project (0-59): 事事有监督."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    group = models.ForeignKey(
        SupervisionGroup, models.PROTECT, verbose_name="监督小组", related_name="assignments", db_index=False
    )
    project_uid = models.UUIDField("项目")
    project_title = models.CharField("项目名称", max_length=100)
    assigned_on = models.DateField("分配日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "监督分工"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["group", "project_uid"], condition=Q(ended_on=None), name="oversight_project_once_a_group"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["project_uid"], name="oversight_assignment_project")
        ]

    def __str__(self) -> str:
        return self.project_title


class OfProject(Record):
    """What every record about one project carries: which, of which year, and what it was called then."""

    project_uid = models.UUIDField("项目", db_index=True)
    project_title = models.CharField("项目名称", max_length=100)
    year = models.PositiveSmallIntegerField("项目年度")

    class Meta:
        abstract = True


class Inspection(OfProject):
    """One act of watching on one day: a visit, a site check, a study, an open review, a talk with those who lag."""

    group = models.ForeignKey(
        SupervisionGroup,
        models.PROTECT,
        verbose_name="监督小组",
        null=True,
        blank=True,
        related_name="inspections",
        db_index=False,
    )
    kind = models.CharField("方式", max_length=12, choices=InspectionKind.choices)
    held_on = models.DateField("日期")
    place = models.CharField("地点", max_length=100, blank=True)
    participants = models.PositiveIntegerField("参加人次", default=0)
    counterpart = models.CharField("被约谈或陪同人员", max_length=100, blank=True)
    summary = models.TextField("情况")
    progress_note = models.TextField("时序进度", blank=True)
    money_note = models.TextField("资金使用绩效", blank=True)
    quality_note = models.TextField("质量水平", blank=True)
    inspected_by_uid = AccountUid("登记人", null=True, blank=True)
    inspected_by = models.CharField("登记人姓名", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "监督检查"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on:%Y年%-m月%-d日}"


class Inspector(models.Model):
    """A deputy who took part; the duty record is kept by `deputies`."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, verbose_name="监督检查", related_name="inspectors", db_index=False
    )
    mandate_uid = models.UUIDField("代表任职")
    name = models.CharField("姓名", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "参加代表"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["inspection", "mandate_uid"], name="oversight_inspector_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Finding(OfProject):
    """A problem found, or an opinion heard (1-99, 1-107). One line of the 问题清单."""

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, verbose_name="监督检查", related_name="findings", db_index=False
    )
    kind = models.CharField("类别", max_length=10, choices=FindingKind.choices)
    location = models.CharField("部位", max_length=100, blank=True)
    text = models.TextField("问题描述")
    state = models.CharField("状态", max_length=10, choices=FindingState.choices, default=FindingState.RAISED)
    adopted = models.BooleanField("是否采纳", null=True, blank=True)
    settlement = models.CharField("处理情况", max_length=300, blank=True)
    closed_on = models.DateField("销号日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "问题"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state=FindingState.CLOSED) ^ Q(closed_on=None),
                name="oversight_finding_closed_has_date",
                violation_error_message="已销号的问题须有销号日期，未销号的不得有。",
            ),
            models.CheckConstraint(
                condition=Q(adopted=None) | Q(kind=FindingKind.OPINION),
                name="oversight_finding_only_opinions_adopted",
                violation_error_message="只有意见建议需要说明是否采纳。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.project_title}"


class Evaluation(OfProject):
    """满意度测评: counted answers, the rule of the pinned edition, its result (0-55, 0-64, 1-58). Sums are enforced.

    Of the kind `handling` (3-55), `project_uid` is a deputies' suggestion.
    """

    project_uid = models.UUIDField("项目")  # found by the index of the one valid evaluation
    kind = models.CharField("类别", max_length=10, choices=EvaluationKind.choices, default=EvaluationKind.FINAL)
    sub_project_uid = models.UUIDField("子项", null=True, blank=True)
    sub_project_title = models.CharField("子项名称", max_length=100, blank=True)
    session_uid = models.UUIDField("会议", null=True, blank=True)
    held_on = models.DateField("测评日期")
    adoption_uid = models.UUIDField("采用的测评规则")
    rule_title = models.CharField("测评规则", max_length=120)
    rule_number = models.PositiveIntegerField("规则版本")
    members = models.PositiveIntegerField("应到", default=0)
    present = models.PositiveIntegerField("实到", default=0)
    returned = models.PositiveIntegerField("收回", default=0)
    satisfied = models.PositiveIntegerField("满意", default=0)
    basically_satisfied = models.PositiveIntegerField("基本满意", default=0)
    dissatisfied = models.PositiveIntegerField("不满意", default=0)
    abstain = models.PositiveIntegerField("弃权", default=0)
    void = models.PositiveIntegerField("废票", default=0)
    scores = models.JSONField("得分", default=dict, blank=True)
    result = models.CharField("结果", max_length=40)
    rate = models.CharField("满意率", max_length=10, blank=True)
    score = models.CharField("总分", max_length=10, blank=True)
    rectify = models.BooleanField("须整改", default=False)
    late = models.BooleanField("未按时完成", default=False)
    state = models.CharField("状态", max_length=10, choices=EvaluationState.choices, default=EvaluationState.VALID)
    annulled_reason = models.CharField("撤销原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "满意度测评"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["project_uid", "kind", "sub_project_uid"],
                condition=Q(state=EvaluationState.VALID),
                nulls_distinct=False,
                name="oversight_evaluation_valid_once",
                violation_error_message="该项目已有有效的测评结果。",
            ),
            models.CheckConstraint(
                condition=Q(
                    returned=models.F("satisfied")
                    + models.F("basically_satisfied")
                    + models.F("dissatisfied")
                    + models.F("abstain")
                    + models.F("void")
                ),
                name="oversight_evaluation_counts_add_up",
                violation_error_message="各项票数合计须与收回票数相等。",
            ),
            models.CheckConstraint(
                condition=Q(returned__lte=models.F("present")),
                name="oversight_evaluation_returned_by_present",
                violation_error_message="收回票数不能多于到会人数。",
            ),
            models.CheckConstraint(
                condition=Q(present__lte=models.F("members")),
                name="oversight_evaluation_present_of_members",
                violation_error_message="到会人数不能多于应到人数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_title} {self.result_label}"

    @property
    def result_label(self) -> str:
        return RESULTS.get(self.result, self.result)


class LookBack(OfProject):
    """回头看 in the following year (0-22, 2-41), or at a rectification that had passed (1-65)."""

    group = models.ForeignKey(
        SupervisionGroup,
        models.PROTECT,
        verbose_name="监督小组",
        null=True,
        blank=True,
        related_name="look_backs",
        db_index=False,
    )
    rectification = models.ForeignKey(
        "Rectification",
        models.PROTECT,
        verbose_name="所看整改",
        null=True,
        blank=True,
        related_name="look_backs",
        db_index=False,
    )
    held_on = models.DateField("日期")
    outcome = models.CharField("结论", max_length=10, choices=Outcome.choices)
    summary = models.TextField("情况")
    score = models.DecimalField("评比得分", max_digits=5, decimal_places=2, null=True, blank=True)
    suggestion_uid = models.UUIDField("转入征集的建议", null=True, blank=True)
    recorded_by_uid = AccountUid("登记人", null=True, blank=True)
    recorded_by = models.CharField("登记人姓名", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "回头看"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.project_title} {self.held_on:%Y年%-m月%-d日}"


class Rectification(OfProject):
    """One order to put right or to explain, with its deadline (1-64, 0-65). A failed one is followed by a second."""

    origin = models.CharField("缘由", max_length=10, choices=Origin.choices)
    finding = models.ForeignKey(
        Finding,
        models.PROTECT,
        verbose_name="问题",
        null=True,
        blank=True,
        related_name="rectifications",
        db_index=False,
    )
    evaluation = models.ForeignKey(
        Evaluation,
        models.PROTECT,
        verbose_name="测评",
        null=True,
        blank=True,
        related_name="rectifications",
        db_index=False,
    )
    look_back = models.ForeignKey(
        LookBack,
        models.PROTECT,
        verbose_name="回头看",
        null=True,
        blank=True,
        related_name="rectifications",
        db_index=False,
    )
    previous = models.OneToOneField(
        "self", models.PROTECT, verbose_name="上一轮整改", null=True, blank=True, related_name="following"
    )
    round_no = models.PositiveSmallIntegerField("轮次", default=1)
    demand = models.CharField("要求", max_length=8, choices=Demand.choices, default=Demand.RECTIFY)
    text = models.TextField("整改要求")
    due_on = models.DateField("期限")
    unit_name = models.CharField("责任单位", max_length=80, blank=True)
    unit_account_uid = AccountUid("责任单位账号", null=True, blank=True)
    reply = models.TextField("整改情况", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    verdict_note = models.CharField("复查意见", max_length=300, blank=True)
    closed_at = models.DateTimeField("复查时间", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=RectificationState.choices, default=RectificationState.ORDERED
    )

    class Meta:
        verbose_name = verbose_name_plural = "整改事项"
        default_permissions = ()
        permissions = (("answer_rectification", "答复整改"),)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(origin=Origin.FINDING, finding__isnull=False, evaluation=None, look_back=None)
                | Q(origin=Origin.EVALUATION, finding=None, evaluation__isnull=False, look_back=None)
                | Q(origin=Origin.LOOK_BACK, finding=None, evaluation=None, look_back__isnull=False),
                name="oversight_rectification_has_one_origin",
                violation_error_message="整改事项须有且只有一个缘由。",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "due_on"], name="oversight_rectification_due")
        ]

    def __str__(self) -> str:
        return f"{self.get_demand_display()} {self.project_title}"

    def is_overdue(self, today: dt.date) -> bool:
        return self.state == RectificationState.ORDERED and today > self.due_on

    @property
    def is_standing(self) -> bool:
        return self.state in STANDING


class CalendarMark(Record):
    """A duty of the year's supervision calendar that has been done (0-48 … 0-51)."""

    cycle_uid = models.UUIDField("年度周期")
    key = models.CharField("事项代码", max_length=60)
    label = models.CharField("事项", max_length=100)
    due_on = models.DateField("期限")
    done_on = models.DateField("完成日期")
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "监督工作完成情况"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["cycle_uid", "key"],
                name="oversight_duty_done_once",
                violation_error_message="这项监督工作已登记完成。",
            ),
        ]

    def __str__(self) -> str:
        return self.label
