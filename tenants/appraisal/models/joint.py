"""联合会审: what departments are asked, and what they say (1-33 … 1-37)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commons.kernel.models import new_uid
from tenants.appraisal.models.proposal import JointOpinion, Proposal
from tenants.appraisal.terms import Aspect


class JointRequest(models.Model):
    """One department is asked about one aspect of one proposal; `opinion` is what it answered, by its own account.

    Open until answered or withdrawn. `department` is its name as it was when asked.
    """

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name="建议项目", related_name="requests", db_index=False
    )
    account_uid = models.UUIDField("部门账号")
    department = models.CharField("部门", max_length=60)
    aspect = models.CharField("会审事项", max_length=16, choices=Aspect.choices)
    due_on = models.DateField("答复期限", null=True, blank=True)
    asked_at = models.DateTimeField("征求时间")
    asked_by_name = models.CharField("征求人", max_length=60, blank=True)
    opinion = models.OneToOneField(
        JointOpinion, models.PROTECT, verbose_name="会审意见", related_name="request", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会审征求"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["proposal", "account_uid", "aspect"],
                condition=models.Q(opinion=None, withdrawn_at=None),
                name="appraisal_request_open_once",
                violation_error_message="已经就这个项目的这一事项征求过该部门。",
            ),
            models.CheckConstraint(
                condition=models.Q(opinion=None) | models.Q(withdrawn_at=None),
                name="appraisal_request_answered_or_withdrawn",
                violation_error_message="已答复的征求不能撤回。",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account_uid"], name="appraisal_request_by_unit"),
            models.Index(fields=["proposal"], name="appraisal_request_by_project"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.get_aspect_display()}"

    @property
    def is_open(self) -> bool:
        return self.opinion_id is None and self.withdrawn_at is None
