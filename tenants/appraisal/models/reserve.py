"""储备库: what could not be built yet, across years."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commons.kernel.models import Record, new_uid
from tenants.appraisal.lifecycle import RESERVE
from tenants.appraisal.models.proposal import Proposal
from tenants.appraisal.terms import ReserveReason, ReserveState


class Reserve(Record):
    """A proposal kept for later, with the reason (1-40); tracked, and taken up as a new proposal of a later year (1-41)."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, verbose_name="建议项目", related_name="reserve")
    year = models.PositiveSmallIntegerField("入库年度")
    reason_code = models.CharField("入库原因", max_length=16, choices=ReserveReason.choices)
    reason = models.CharField("说明", max_length=300)
    state = models.CharField("状态", max_length=12, choices=ReserveState.choices, default=RESERVE.start)
    successor = models.OneToOneField(
        Proposal, models.PROTECT, verbose_name="启用为", related_name="predecessor", null=True, blank=True
    )
    taken_up_year = models.PositiveSmallIntegerField("启用年度", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "储备项目"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state=ReserveState.TAKEN_UP, successor__isnull=False, taken_up_year__isnull=False)
                | (~models.Q(state=ReserveState.TAKEN_UP) & models.Q(successor=None, taken_up_year=None)),
                name="appraisal_reserve_taken_up_as_something",
                violation_error_message="启用的储备项目应登记启用年度和新的建议项目。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.proposal)


class ReserveNote(models.Model):
    """持续跟踪: how things stand with it (1-40)."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    reserve = models.ForeignKey(Reserve, models.PROTECT, verbose_name="储备项目", related_name="notes", db_index=False)
    note = models.CharField("跟踪情况", max_length=500)
    noted_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "跟踪记录"
        default_permissions = ()

    def __str__(self) -> str:
        return self.note[:20]
