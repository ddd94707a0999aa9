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
    OFFICES = "offices", "机构数"  # every office hands in 1 or 0
    RATIO = "ratio", "合计之比"  # in percent; never an average of averages
    MEAN = "mean", "加权平均"  # a weighted total over its weight, both sums: the ratio of sums without the percent
    LATEST = "latest", "本级数"  # said by one office for its whole area, those below included: never added up


class Span(models.TextChoices):
    """What time a figure is about. Within a year a later figure takes the place of an earlier one; months never add up."""

    YEAR = "year", "年度累计"
    NOW = "now", "时点数"


class Origin(models.TextChoices):
    """Where a figure comes from."""

    COUNTED = "counted", "业务记录统计"
    DIRECTORY = "directory", "机构名录统计"
    DERIVED = "derived", "由其他指标计算"
    NOT_YET = "not_yet", "尚未采集"


class Basis(models.TextChoices):
    LIVE = "live", "实时"
    FILED = "filed", "上报"


class ReturnState(models.TextChoices):
    FILED = "filed", "已上报"
    ACCEPTED = "accepted", "已接收"
    SENT_BACK = "sent_back", "已退回"
    SUPERSEDED = "superseded", "已更正"
