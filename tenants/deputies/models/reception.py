"""Reception days: who received, how many came, what they said."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commons.kernel.models import Record
from tenants.deputies.models.home import DeputyHome
from tenants.deputies.models.mandate import Mandate
from tenants.deputies.models.suggestion import DeputySuggestion
from tenants.deputies.terms import ReceptionState


class ReceptionDay(Record):
    """代表接待日 of one home. Visitors are a head count; nobody's name is kept."""

    home = models.ForeignKey(
        DeputyHome, models.PROTECT, verbose_name="代表之家", related_name="receptions", db_index=False
    )
    held_on = models.DateField("接待日期")
    theme = models.CharField("主题", max_length=60, blank=True)
    visitors = models.PositiveIntegerField("接待人次", null=True, blank=True)
    held_at = models.DateTimeField("登记接待时间", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=ReceptionState.choices, default=ReceptionState.PLANNED)

    class Meta:
        verbose_name = verbose_name_plural = "接待日"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["home", "held_on"],
                condition=~models.Q(state=ReceptionState.CANCELLED),
                name="deputies_reception_once_a_day",
                violation_error_message="这个代表之家当天已安排接待。",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ReceptionState.HELD)
                | models.Q(visitors__isnull=False, held_at__isnull=False),
                name="deputies_reception_held_has_visitors",
                violation_error_message="已接待的应登记接待人次。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.home} {self.held_on:%Y年%-m月%-d日}"


class ReceptionDeputy(Record):
    """A deputy on duty on a reception day."""

    reception = models.ForeignKey(
        ReceptionDay, models.PROTECT, verbose_name="接待日", related_name="deputies", db_index=False
    )
    mandate = models.ForeignKey(Mandate, models.PROTECT, verbose_name="代表", related_name="+", db_index=False)

    class Meta:
        verbose_name = verbose_name_plural = "接待代表"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["reception", "mandate"],
                name="deputies_reception_deputy_once",
                violation_error_message="该代表已在这次接待的名单中。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.mandate}"


class Opinion(Record):
    """What residents said on a reception day; `suggestion` when a deputy made it hers (domain §7.2)."""

    reception = models.ForeignKey(
        ReceptionDay, models.PROTECT, verbose_name="接待日", related_name="opinions", db_index=False
    )
    text = models.TextField("意见内容", max_length=1000)
    suggestion = models.OneToOneField(
        DeputySuggestion, models.PROTECT, verbose_name="转为代表建议", null=True, blank=True, related_name="opinion"
    )

    class Meta:
        verbose_name = verbose_name_plural = "接待意见"
        default_permissions = ()

    def __str__(self) -> str:
        return self.text[:20]
