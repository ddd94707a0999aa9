"""What of the promise changed, and how that was decided (domain §3.8)."""

from __future__ import annotations

from django.db import models

from admin_theme.wording import wan_text
from commons.kernel.models import AccountUid, new_uid
from tenants.delivery.models.project import Project
from tenants.delivery.terms import Aspect, ChangeRoute, ChangeState


class Adjustment(models.Model):
    """A change of what was voted or planned, from the proposal to the decision and its notice.

    What needs no meeting is in effect at once. The voted text itself stays on the project, untouched.
    """

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    project = models.ForeignKey(
        Project, models.PROTECT, verbose_name="项目", related_name="adjustments", db_index=False
    )
    aspect = models.CharField("调整事项", max_length=10, choices=Aspect.choices)
    before = models.TextField("调整前", blank=True)
    after = models.TextField("调整后")
    reason = models.CharField("原因", max_length=300)
    decided_by = models.CharField("决定机关或会议", max_length=100, blank=True)
    adjusted_at = models.DateTimeField("调整时间")
    state = models.CharField(
        "状态",
        max_length=10,
        choices=ChangeState.choices,
        default=ChangeState.APPROVED,
        db_default=ChangeState.APPROVED,
    )
    route = models.CharField(
        "决定程序", max_length=20, choices=ChangeRoute.choices, blank=True, default="", db_default=""
    )
    proposed_by_uid = AccountUid("提出人", null=True, blank=True)
    proposed_by = models.CharField("提出人姓名", max_length=60, blank=True, default="", db_default="")
    heard_on = models.DateField("听取意见日期", null=True, blank=True)
    opinion = models.CharField("听取的意见", max_length=300, blank=True, default="", db_default="")
    decided_on = models.DateField("决定日期", null=True, blank=True)
    minutes = models.CharField("会议纪要", max_length=300, blank=True, default="", db_default="")
    members = models.PositiveSmallIntegerField("全体组成人员", null=True, blank=True)
    in_favour = models.PositiveSmallIntegerField("赞成", null=True, blank=True)
    against = models.PositiveSmallIntegerField("反对", null=True, blank=True)
    abstained = models.PositiveSmallIntegerField("弃权", null=True, blank=True)
    reported_on = models.DateField("报告上级日期", null=True, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "项目调整"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_aspect_display()}"

    def shown(self, text: str) -> str:
        """`before` or `after` as people read it: money is kept in fen."""
        return wan_text(int(text)) if self.aspect == Aspect.MONEY and text else text or "未定"
