"""Rows of the meetings."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commons.kernel.models import AccountUid, Record
from tenants.meetings.terms import (
    DecisionKind,
    EnquiryState,
    ItemKind,
    ItemState,
    SessionKind,
    SessionState,
    SignInMethod,
)


class Session(Record):
    """One meeting of one body. `expected` is 应到: how many were to come with a vote; 实到 is counted from attendances."""

    cycle_uid = models.UUIDField("年度周期", null=True, blank=True)
    kind = models.CharField("会议类型", max_length=20, choices=SessionKind.choices)
    title = models.CharField("会议名称", max_length=100)
    term_no = models.PositiveSmallIntegerField("届", null=True, blank=True)
    session_no = models.PositiveSmallIntegerField("次", null=True, blank=True)
    held_on = models.DateField("会议日期")
    place = models.CharField("地点", max_length=100, blank=True)
    expected = models.PositiveIntegerField("应到人数", null=True, blank=True)
    door_code = models.CharField("签到码", max_length=8, editable=False)
    state = models.CharField("状态", max_length=12, choices=SessionState.choices, default=SessionState.PLANNED)
    opened_at = models.DateTimeField("开会时间", null=True, blank=True)
    closed_at = models.DateTimeField("闭会时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "term_no", "session_no"],
                condition=models.Q(term_no__isnull=False, session_no__isnull=False)
                & ~models.Q(state=SessionState.CANCELLED),
                name="meetings_session_numbered_once",
                violation_error_message="这一届次的会议已经登记。",
            ),
            models.CheckConstraint(
                condition=models.Q(state=SessionState.PLANNED)
                | models.Q(state=SessionState.CANCELLED)
                | models.Q(opened_at__isnull=False),
                name="meetings_session_open_has_time",
                violation_error_message="开过的会议应有开会时间。",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=SessionState.CLOSED) | models.Q(closed_at__isnull=False),
                name="meetings_session_closed_has_time",
                violation_error_message="闭会的会议应有闭会时间。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AgendaItem(Record):
    """One item. `paper_uid` is the document laid before the meeting: a report (1-57), a candidate's slides (1-60)."""

    session = models.ForeignKey(Session, models.PROTECT, verbose_name="会议", related_name="items", db_index=False)
    position = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("议程类型", max_length=14, choices=ItemKind.choices)
    title = models.CharField("议程", max_length=100)
    presenter = models.CharField("报告人（主讲人）", max_length=60, blank=True)
    paper_uid = models.UUIDField("材料", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=ItemState.choices, default=ItemState.PENDING)

    class Meta:
        verbose_name = verbose_name_plural = "议程"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["session", "position"],
                name="meetings_item_position_once",
                violation_error_message="议程序号重复。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"


class Attendance(Record):
    """Somebody came. `votes` is false for deputies of other levels and guests, who attend without a vote (代表法 34).

    `seat_uid` is the mandate of a deputy; of a guest the account, or a value made from session and name.
    """

    session = models.ForeignKey(
        Session, models.PROTECT, verbose_name="会议", related_name="attendances", db_index=False
    )
    seat_uid = models.UUIDField("席位")
    account_uid = AccountUid(null=True, blank=True)
    name = models.CharField("姓名", max_length=60)
    votes = models.BooleanField("有表决权")
    method = models.CharField("签到方式", max_length=8, choices=SignInMethod.choices)

    class Meta:
        verbose_name = verbose_name_plural = "签到"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["session", "seat_uid"],
                name="meetings_attendance_once_a_seat",
                violation_error_message="此人已经签到。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Enquiry(Record):
    """提问: a question asked at the meeting, tracked until it is answered (1-62).

    It is not a 质询案, which only ten deputies of a congress may move (地方组织法 24) and which this room does not hold.
    """

    session = models.ForeignKey(Session, models.PROTECT, verbose_name="会议", related_name="enquiries", db_index=False)
    seat_uid = models.UUIDField("提问人席位")
    asker_name = models.CharField("提问人", max_length=60)
    text = models.TextField("问题", max_length=1000)
    subject_uid = models.UUIDField("涉及项目", null=True, blank=True)
    unit_account_uid = AccountUid("答复单位账号", null=True, blank=True)
    unit_name = models.CharField("答复单位", max_length=60, blank=True)
    due_on = models.DateField("答复期限", null=True, blank=True)
    answer = models.TextField("答复", max_length=2000, blank=True)
    answered_on_spot = models.BooleanField("现场答复", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=EnquiryState.choices, default=EnquiryState.ASKED)

    class Meta:
        verbose_name = verbose_name_plural = "会议提问"
        default_permissions = ()
        permissions = [("answer_enquiry", "答复这条提问")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(state=EnquiryState.ANSWERED)
                | (models.Q(answered_at__isnull=False, answered_on_spot__isnull=False) & ~models.Q(answer="")),
                name="meetings_enquiry_answered_has_answer",
                violation_error_message="已答复的提问应有答复内容和时间。",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=EnquiryState.ASSIGNED) | models.Q(unit_account_uid__isnull=False),
                name="meetings_enquiry_assigned_has_unit",
                violation_error_message="已交办的提问应有答复单位。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asker_name}的提问"


class Decision(Record):
    """Something put to the meeting by a show of hands, and how it went. Never changed: what failed is put again.

    `subject_uid`: what was decided about, by value (a vote). `base`: of how many more than half were needed.
    """

    session = models.ForeignKey(Session, models.PROTECT, verbose_name="会议", related_name="decisions", db_index=False)
    kind = models.CharField("表决事项", max_length=10, choices=DecisionKind.choices)
    title = models.CharField("名称", max_length=200)
    subject_uid = models.UUIDField("对象", null=True, blank=True)
    base = models.PositiveIntegerField("计算基数")
    present = models.PositiveIntegerField("实到人数")
    approve = models.PositiveIntegerField("赞成")
    oppose = models.PositiveIntegerField("反对")
    abstain = models.PositiveIntegerField("弃权")
    passed = models.BooleanField("是否通过")

    class Meta:
        verbose_name = verbose_name_plural = "会议表决通过事项"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(present__gte=models.F("approve") + models.F("oppose") + models.F("abstain")),
                name="meetings_decision_by_those_present",
                violation_error_message="表决人数不能多于实到人数。",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Minutes(Record):
    """The minutes of a session. An amendment is a new edition; the one before it stays."""

    session = models.ForeignKey(Session, models.PROTECT, verbose_name="会议", related_name="minutes", db_index=False)
    edition = models.PositiveSmallIntegerField("稿次")
    text = models.TextField("内容", max_length=50_000)
    author_uid = AccountUid("记录人账号", null=True, blank=True)
    author_name = models.CharField("记录人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "会议记录"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["session", "edition"],
                name="meetings_minutes_edition_once",
                violation_error_message="会议记录稿次重复。",
            )
        ]

    def __str__(self) -> str:
        return f"第 {self.edition} 稿"
