"""Ways of looking at the ledger that people keep."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commons.kernel.models import AccountUid, Record


class SavedView(Record):
    """The filters of the ledger under a name of one's own; shared ones are for all the staff of the office."""

    account_uid = AccountUid("所有人", null=True, blank=True)
    name = models.CharField("名称", max_length=30)
    filters = models.CharField("筛选条件", max_length=500)
    shared = models.BooleanField("全机构可用", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "台账视图"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["account_uid", "name"],
                name="delivery_savedview_name_once",
                violation_error_message="已有同名视图。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
