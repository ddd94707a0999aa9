"""Words of reporting."""

from __future__ import annotations

from django.db import models


class Unit(models.TextChoices):
    COUNT = "count", "个"
    YUAN = "yuan", "元"
    PERCENT = "percent", "百分数"
    POINTS = "points", "分"

    @property
    def sign(self) -> str:
        """As it stands behind a figure."""
        return "%" if self is Unit.PERCENT else str(self.label)


class Aggregate(models.TextChoices):
    """How the figures of several offices become one."""

    SUM = "sum", "合计"
    RATIO = "ratio", "合计之比"  # never an average of averages


class Basis(models.TextChoices):
    LIVE = "live", "实时"
    FILED = "filed", "上报"


class ReturnState(models.TextChoices):
    FILED = "filed", "已上报"
    ACCEPTED = "accepted", "已接收"
    SENT_BACK = "sent_back", "已退回"
    SUPERSEDED = "superseded", "已更正"
