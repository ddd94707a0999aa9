"""Public notices with their places and opinions; notifications to accounts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commons.kernel.confidential import ConcealedText
from commons.kernel.models import AccountUid, OfficeCode, Record, new_uid
from commons.kernel.tenancy import current_code
from tenants.notices.terms import (
    DispatchChannel,
    NoticeKind,
    NoticeState,
    OpinionChannel,
    OpinionState,
    PlaceKind,
)


class NoticePeriod(models.Model):
    """How many working days a year's notices hang: copied, when the year is opened, from the adoption pinned to it."""

    cycle_uid = models.UUIDField("年度周期", primary_key=True)
    office_code = OfficeCode(default=current_code, editable=False)
    year = models.PositiveSmallIntegerField("年度")
    adoption_uid = models.UUIDField("采用的规则")
    preliminary_days = models.PositiveSmallIntegerField("初步方案公示工作日")
    result_days = models.PositiveSmallIntegerField("结果公示工作日")

    class Meta:
        verbose_name = verbose_name_plural = "公示期限"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.year}年度"


class PublicNotice(Record):
    """公示. `until_on` is computed when it is posted and stands as it was published, `estimated` beside it."""

    cycle_uid = models.UUIDField("年度周期")
    kind = models.CharField("类别", max_length=12, choices=NoticeKind.choices)
    round_no = models.PositiveSmallIntegerField("第几次公示", default=1)
    follows = models.ForeignKey(
        "self", models.PROTECT, verbose_name="接续的公示", null=True, blank=True, related_name="+", db_index=False
    )
    title = models.CharField("标题", max_length=200)
    body = models.TextField("正文")
    items = models.JSONField("项目", default=list, blank=True)
    days = models.PositiveSmallIntegerField("公示工作日", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=NoticeState.choices, default=NoticeState.DRAFT)
    posted_on = models.DateField("发布日期", null=True, blank=True)
    until_on = models.DateField("截止日期", null=True, blank=True)
    estimated = models.BooleanField("截止日期为推算", default=False)
    posted_at = models.DateTimeField("发布时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    retracted_at = models.DateTimeField("撤回时间", null=True, blank=True)
    retraction_reason = models.CharField("撤回理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公示"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state=NoticeState.DRAFT) | models.Q(posted_on__isnull=False),
                name="notices_notice_posted_on_known",
                violation_error_message="已发布的公示应有发布日期。",
            ),
            models.CheckConstraint(
                condition=models.Q(posted_on=None) | models.Q(days=None) | models.Q(until_on__gt=models.F("posted_on")),
                name="notices_notice_until_after_posting",
                violation_error_message="截止日期应晚于发布日期。",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["cycle_uid", "kind"], name="notices_by_cycle")]

    def __str__(self) -> str:
        return self.title


class NoticePlace(models.Model):
    """Where and since when a notice hangs, beside the portal itself."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    notice = models.ForeignKey(PublicNotice, models.PROTECT, verbose_name="公示", related_name="places", db_index=False)
    kind = models.CharField("类别", max_length=12, choices=PlaceKind.choices)
    detail = models.CharField("具体地点", max_length=100)
    put_up_on = models.DateField("张贴日期")

    class Meta:
        verbose_name = verbose_name_plural = "张贴地点"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.detail}"


class AwarenessCheck(models.Model):
    """知晓情况抽查: of so many people asked on one day in one place, so many knew of what was made public (1-54, 1-79)."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    notice = models.ForeignKey(PublicNotice, models.PROTECT, verbose_name="公示", related_name="checks", db_index=False)
    held_on = models.DateField("抽查日期")
    place = models.CharField("抽查地点", max_length=60)
    asked = models.PositiveIntegerField("受访人数")
    aware = models.PositiveIntegerField("知晓人数")

    class Meta:
        verbose_name = verbose_name_plural = "知晓情况抽查"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["notice", "held_on", "place"],
                name="notices_check_once_a_day_and_place",
                violation_error_message="这一天在这个地点的抽查已经登记。",
            ),
            models.CheckConstraint(
                condition=models.Q(asked__gte=1, aware__lte=models.F("asked")),
                name="notices_check_aware_among_asked",
                violation_error_message="知晓人数不能超过受访人数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.aware}/{self.asked}"


class Opinion(Record):
    """What somebody says to a notice (1-47). Who it was is kept apart, if they said it at all."""

    notice = models.ForeignKey(
        PublicNotice, models.PROTECT, verbose_name="公示", related_name="opinions", db_index=False
    )
    channel = models.CharField("渠道", max_length=12, choices=OpinionChannel.choices)
    item_no = models.PositiveSmallIntegerField("针对第几项", null=True, blank=True)
    text = models.TextField("意见")
    state = models.CharField("状态", max_length=12, choices=OpinionState.choices, default=OpinionState.RECEIVED)
    reason = models.CharField("答复理由", max_length=500, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公示意见"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state=OpinionState.RECEIVED)
                | (models.Q(answered_at__isnull=False) & ~models.Q(reason="")),
                name="notices_opinion_answer_has_reason",
                violation_error_message="答复的意见应写明理由。",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["notice", "state"], name="notices_opinion_by_notice")
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}意见"


class OpinionContact(models.Model):
    """How to reach whoever gave an opinion. Unreadable in the database; erased by schedule."""

    opinion = models.OneToOneField(
        Opinion, models.PROTECT, verbose_name="意见", primary_key=True, related_name="contact"
    )
    name = ConcealedText("称呼", blank=True)
    phone = ConcealedText("联系方式", blank=True)
    erased_at = models.DateTimeField("清除时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "意见人联系方式"
        default_permissions = ()

    def __str__(self) -> str:
        return "意见人"


class Notification(Record):
    """通知: what is said, once, however many people it goes to. `key` names the matter, so that it can be settled."""

    title = models.CharField("标题", max_length=100)
    body = models.CharField("内容", max_length=500, blank=True)
    href = models.CharField("办理地址", max_length=200, blank=True)
    due_on = models.DateField("办理期限", null=True, blank=True)
    key = models.CharField("事项", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        default_permissions = ()
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["key"], name="notices_notification_by_key")]

    def __str__(self) -> str:
        return self.title


class Dispatch(Record):
    """A notification on its way to one account: sent, read, and done with when its matter is settled."""

    notification = models.ForeignKey(
        Notification, models.PROTECT, verbose_name="通知", related_name="dispatches", db_index=False
    )
    account_uid = AccountUid("收件账号", null=False, blank=False)
    channel = models.CharField("渠道", max_length=8, choices=DispatchChannel.choices, default=DispatchChannel.IN_APP)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    settled_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知发送"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["notification", "account_uid", "channel"],
                name="notices_dispatch_once",
                violation_error_message="该账号已收到这条通知。",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["account_uid", "uid"], condition=models.Q(settled_at=None), name="notices_dispatch_waiting"
            )
        ]

    def __str__(self) -> str:
        return str(self.notification)
