"""What follows from watching: owners of duties, slips of an order, hearings, bulletins, merits."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q

from commons.kernel.models import AccountUid, Record, new_uid
from tenants.oversight.models.records import Rectification
from tenants.oversight.terms import BulletinKind, BulletinState, ClueState, HearingKind, HearingState, SlipKind


class DutyOwner(Record):
    """Who answers for one duty of the year's calendar (0-47). Without one, the whole office is reminded."""

    cycle_uid = models.UUIDField("年度周期")
    key = models.CharField("事项代码", max_length=60)
    account_uid = AccountUid("责任人账号", null=False, blank=False)
    name = models.CharField("责任人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "监督工作责任人"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["cycle_uid", "key"], name="oversight_duty_one_owner"),
        ]

    def __str__(self) -> str:
        return self.name


class Slip(Record):
    """A numbered paper of one order: 任务交办单, then 进度跟踪单 each month, 整改督办单 when it is overdue (domain §6.1)."""

    rectification = models.ForeignKey(
        Rectification, models.PROTECT, verbose_name="整改事项", related_name="slips", db_index=False
    )
    kind = models.CharField("单据", max_length=6, choices=SlipKind.choices)
    serial = models.PositiveSmallIntegerField("顺序号")
    issued_on = models.DateField("开具日期")
    due_on = models.DateField("期限")
    text = models.TextField("内容")
    issued_by = models.CharField("开具人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "交办、跟踪和督办单"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["rectification", "serial"], name="oversight_slip_serial_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} 第 {self.serial} 号"


class Hearing(Record):
    """专题询问, 专项审议, 特定问题调查, 约谈, 约见, 质询 (0-52, 0-53, 1-97, 3-67; 监督法 47–59), with what follows from it.

    Of a 代表网络问政 (3-32) also its theme, host and broadcast, and since when everybody may read it; `held_on` is the day
    it was broadcast, its deputies are the `signers`, its questions the `clues`.
    """

    kind = models.CharField("方式", max_length=14, choices=HearingKind.choices)
    year = models.PositiveSmallIntegerField("年度")
    project_uid = models.UUIDField("项目", null=True, blank=True, db_index=True)
    project_title = models.CharField("项目名称", max_length=100, blank=True)
    session_uid = models.UUIDField("会议", null=True, blank=True)
    summoned = models.CharField("受询、受约单位", max_length=80)
    matter = models.TextField("事由")
    called_on = models.DateField("提出日期")
    held_on = models.DateField("开展日期", null=True, blank=True)
    answer = models.TextField("答复情况", blank=True)
    demand = models.TextField("处理要求", blank=True)
    due_on = models.DateField("处理期限", null=True, blank=True)
    report = models.TextField("研究处理情况报告", blank=True)
    reported_on = models.DateField("报告日期", null=True, blank=True)
    theme = models.CharField("问政主题", max_length=100, blank=True, default="", db_default="")
    host = models.CharField("主持人", max_length=60, blank=True, default="", db_default="")
    broadcast_url = models.URLField("播出网址", max_length=300, blank=True, default="", db_default="")
    published_on = models.DateField("公布日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=HearingState.choices, default=HearingState.CALLED)

    class Meta:
        verbose_name = verbose_name_plural = "询问、约谈和质询"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state=HearingState.CALLED) ^ Q(held_on__isnull=False),
                name="oversight_hearing_held_has_date",
                violation_error_message="已开展的须有开展日期，未开展的不得有。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.summoned}"

    @property
    def is_show(self) -> bool:
        return self.kind == HearingKind.SHOW

    def is_overdue(self, today: dt.date) -> bool:
        return self.state == HearingState.FOLLOWING and self.due_on is not None and today > self.due_on


class HearingSigner(models.Model):
    """A deputy who put his name to a 质询案 or asked for an 约见; or who asks at a 网络问政, with why he was picked (3-36)."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    hearing = models.ForeignKey(
        Hearing, models.PROTECT, verbose_name="询问、约谈和质询", related_name="signers", db_index=False
    )
    mandate_uid = models.UUIDField("代表任职")
    name = models.CharField("姓名", max_length=60)
    qualities = models.JSONField("遴选条件", default=list, db_default=models.Value([], models.JSONField()), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "联名和问政代表"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["hearing", "mandate_uid"], name="oversight_hearing_signed_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Clue(Record):
    """A problem that a group of deputies brings for a 网络问政 (3-33); once chosen, one of its questions, until it is solved.

    `satisfied` … are the slips that the deputies filled in on the answer, there and then.
    """

    show = models.ForeignKey(Hearing, models.PROTECT, verbose_name="网络问政", related_name="clues", db_index=False)
    topic = models.CharField("问题类别", max_length=40)
    text = models.TextField("问题")
    group = models.CharField("代表小组", max_length=60)
    mandate_uid = models.UUIDField("反映代表任职", null=True, blank=True)
    set_aside_why = models.CharField("未选用原因", max_length=300, blank=True)
    unit_name = models.CharField("答复部门", max_length=80, blank=True)
    asker = models.ForeignKey(
        HearingSigner,
        models.PROTECT,
        verbose_name="问政代表",
        null=True,
        blank=True,
        related_name="clues",
        db_index=False,
    )
    answer = models.TextField("现场答复", blank=True)
    answered_by = models.CharField("答复人", max_length=60, blank=True)
    satisfied = models.PositiveSmallIntegerField("满意", default=0)
    basically_satisfied = models.PositiveSmallIntegerField("基本满意", default=0)
    dissatisfied = models.PositiveSmallIntegerField("不满意", default=0)
    document_uid = models.UUIDField("交办文书", null=True, blank=True)
    due_on = models.DateField("办理期限", null=True, blank=True)
    demand = models.TextField("办理要求", blank=True)
    report = models.TextField("办理情况", blank=True)
    reported_on = models.DateField("反馈日期", null=True, blank=True)
    solved_on = models.DateField("解决日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=ClueState.choices, default=ClueState.RAISED)

    class Meta:
        verbose_name = verbose_name_plural = "问政问题"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                # spelt out: PostgreSQL prints IN differently after a dump
                condition=Q(state=ClueState.RAISED) | Q(state=ClueState.SET_ASIDE) | ~Q(unit_name=""),
                name="oversight_clue_asked_has_unit",
                violation_error_message="选用的问题应有答复部门。",
            ),
            models.CheckConstraint(
                condition=Q(state=ClueState.SOLVED) ^ Q(solved_on=None),
                name="oversight_clue_solved_has_date",
                violation_error_message="已解决的问题须有解决日期，未解决的不得有。",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["show", "state"], name="oversight_clue_of_show")]

    def __str__(self) -> str:
        return f"{self.topic}：{self.text[:30]}"

    def is_overdue(self, today: dt.date) -> bool:
        return self.state == ClueState.HANDED and self.due_on is not None and today > self.due_on


class Bulletin(Record):
    """月公示, 季度通报, 年终专项报告: figures and lines as they stood on its day, frozen (0-48, 0-49, 0-63)."""

    kind = models.CharField("类别", max_length=10, choices=BulletinKind.choices)
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("月份或季度")
    title = models.CharField("标题", max_length=100)
    as_of_on = models.DateField("数据截至")
    figures = models.JSONField("数据", default=dict)
    lines = models.JSONField("项目情况", default=list)
    published_on = models.DateField("公布日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=BulletinState.choices, default=BulletinState.DRAFT)

    class Meta:
        verbose_name = verbose_name_plural = "公示和通报"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "year", "number"],
                condition=~Q(state=BulletinState.WITHDRAWN),
                name="oversight_bulletin_once_a_period",
                violation_error_message="这一期已经生成。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Merit(Record):
    """加分项 or 扣分项 of a unit's year (2-42, 2-45), beside what the rule computes."""

    year = models.PositiveSmallIntegerField("年度")
    unit_name = models.CharField("责任单位", max_length=80)
    points = models.DecimalField("分值", max_digits=5, decimal_places=2)
    reason = models.CharField("理由", max_length=300)
    struck_on = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "加分和扣分"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(points__gte=-100, points__lte=100) & ~Q(points=0),
                name="oversight_merit_in_range",
                violation_error_message="分值应在 -100 到 100 之间，且不为 0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name} {self.points:+}"
