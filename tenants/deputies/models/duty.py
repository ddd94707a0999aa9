"""What deputies did: facts with evidence, and claims that wait to be verified."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models

from commons.kernel.models import Record
from tenants.deputies.models.mandate import Mandate
from tenants.deputies.terms import ClaimState, DutyKind


class DutyRecord(Record):
    """A fact, with the record that proves it. Never edited: a mistaken one is struck and stays in sight.

    `quantity` comes in halves (domain §7.4: half-points exist).
    """

    mandate = models.ForeignKey(Mandate, models.PROTECT, verbose_name="代表", related_name="duties", db_index=False)
    kind = models.CharField("履职类别", max_length=16, choices=DutyKind.choices)
    done_on = models.DateField("日期")
    quantity = models.DecimalField("数量", max_digits=5, decimal_places=1, default=Decimal(1))
    evidence_type = models.CharField("依据类型", max_length=60)
    evidence_uid = models.UUIDField("依据编号")
    struck_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "履职记录"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["mandate", "kind", "evidence_type", "evidence_uid"],
                name="deputies_duty_once_an_evidence",
                violation_error_message="这项履职已经登记。",
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0),
                name="deputies_duty_quantity_positive",
                violation_error_message="履职数量应大于 0。",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["mandate", "done_on"], name="deputies_duty_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.done_on:%Y年%-m月%-d日}"


class DutyClaim(Record):
    """What a deputy says she did where no record of ours proves it; verified by the staff it becomes a duty record."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, verbose_name="代表", related_name="claims", db_index=False)
    kind = models.CharField("履职类别", max_length=16, choices=DutyKind.choices)
    done_on = models.DateField("日期")
    quantity = models.DecimalField("数量", max_digits=5, decimal_places=1, default=Decimal(1))
    text = models.CharField("情况说明", max_length=500)
    reason = models.CharField("未通过原因", max_length=200, blank=True)
    decided_at = models.DateTimeField("核实时间", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=ClaimState.choices, default=ClaimState.CLAIMED)

    class Meta:
        verbose_name = verbose_name_plural = "履职申报"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.done_on:%Y年%-m月%-d日}"
