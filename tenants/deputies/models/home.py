"""代表之家 and what it is measured by."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commons.kernel.models import Record
from tenants.deputies.terms import HomeState, HostKind


class DeputyHome(Record):
    """代表之家. `standards` is the office's own checklist in its own order, each an item and whether it is met: what the
    “六有” are differs from place to place (3-03). Reception days may be fixed to days of the month (3-08).
    """

    name = models.CharField("名称", max_length=60)
    host_kind = models.CharField("设立地", max_length=16, choices=HostKind.choices)
    address = models.CharField("地址", max_length=100, blank=True)
    area_sqm = models.PositiveIntegerField("面积（平方米）", null=True, blank=True)
    theme = models.CharField("“代表之家+”主题", max_length=60, blank=True)
    is_model = models.BooleanField("示范点", default=False)
    reception_first_day = models.PositiveSmallIntegerField("接待日起（每月几日）", null=True, blank=True)
    reception_last_day = models.PositiveSmallIntegerField("接待日止（每月几日）", null=True, blank=True)
    standards = models.JSONField("标准自查", default=list, blank=True)
    standards_checked_on = models.DateField("自查日期", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=HomeState.choices, default=HomeState.OPEN)

    class Meta:
        verbose_name = verbose_name_plural = "代表之家"
        default_permissions = ()
        permissions = [("keep_home", "管理这个代表之家")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(state=HomeState.OPEN),
                name="deputies_home_name_once",
                violation_error_message="已有同名的代表之家。",
            ),
            models.CheckConstraint(
                condition=models.Q(reception_first_day=None, reception_last_day=None)
                | models.Q(
                    reception_first_day__gte=1,
                    reception_last_day__gte=models.F("reception_first_day"),
                    reception_last_day__lte=31,
                ),
                name="deputies_home_reception_days",
                violation_error_message="固定接待日应为每月 1 至 31 日之间的一段。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def meets_all(self) -> bool:
        """Every item of the checklist is met; a home never checked meets none."""
        return bool(self.standards) and all(each["met"] for each in self.standards)
