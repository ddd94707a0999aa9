"""Figures that came up, in public: live snapshots, recomputed; and returns, filed, accepted and never changed.

Of a filed return the application's role may move only what happens to it, never what it says; its lines not at all
(`directory.provisioning`: SETTLED, APPEND_ONLY).
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models

from commons.kernel import clock
from commons.kernel.models import AccountUid, OfficeCode, Record, new_uid
from commons.reporting.terms import Basis, ReturnState

_EXACT = json.JSONDecoder(parse_float=Decimal)


def read(figures: str) -> dict[str, Any]:
    """Code → figure, as it was written and never as a float: whole numbers as int, others as Decimal."""
    found: dict[str, Any] = _EXACT.decode(figures)
    return found


class Snapshot(models.Model):
    """What one office counted, as of a moment: all its figures in one row (decision 0019). Null: not collected.

    `figures`: code → value. `evidence`: code → how many rows of the office stand behind it, where there are any.
    The column `lft` is the database's own: see migration 0005.
    """

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    office_code = OfficeCode()
    year = models.PositiveSmallIntegerField("年度")
    period = models.CharField("期间", max_length=7)
    figures = models.JSONField("指标数值", default=dict)  # added up by SQL; whoever reads it here gets floats
    evidence = models.JSONField("依据条数", default=dict)
    as_of = models.DateTimeField("截至")

    class Meta:
        verbose_name = verbose_name_plural = "实时指标"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["office_code", "year", "period"],
                name="reporting_snapshot_whole",
                violation_error_message="同一机构、同一期间只有一份实时指标。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_code} {self.period}"


class Node(models.Model):
    """The figures of an office and everybody below it, computed by the relay from its own and its children's: never
    incremented (`nodes.py`). Only sums stand here, ratios are made when they are read; what nobody collected is absent.
    """

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    office_code = OfficeCode()
    basis = models.CharField("口径", max_length=5, choices=Basis.choices)
    year = models.PositiveSmallIntegerField("年度")
    period = models.CharField("期间", max_length=7)
    figures = models.TextField("汇总数值")  # JSON, as text: read a hundred times for each time it is computed
    counted = models.PositiveIntegerField("有数据的机构")
    as_of = models.DateTimeField("截至")

    class Meta:
        verbose_name = verbose_name_plural = "汇总指标"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["office_code", "basis", "year", "period"],
                name="reporting_node_once",
                violation_error_message="同一机构、口径、期间只有一份汇总。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_code} {self.period} {self.basis}"

    @property
    def sums(self) -> dict[str, Any]:
        return read(self.figures)


class Stale(models.Model):
    """An office's own figures moved: its node and those above it are to be computed again. Written, taken, never changed:
    so two offices never wait for each other, and a mark that comes while the node is computed is not lost."""

    mark = models.BigAutoField("序号", primary_key=True)
    office_code = OfficeCode()
    basis = models.CharField("口径", max_length=5, choices=Basis.choices)
    year = models.PositiveSmallIntegerField("年度")
    period = models.CharField("期间", max_length=7)

    class Meta:
        verbose_name = verbose_name_plural = "待重算汇总"

    def __str__(self) -> str:
        return f"{self.office_code} {self.period}"


class Rank(models.Model):
    """排名通报: the place of one office among its siblings, published by their superior. A place, never the figure."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    office_code = OfficeCode()
    parent_code = OfficeCode("通报机构")
    basis = models.CharField("口径", max_length=5, choices=Basis.choices)
    year = models.PositiveSmallIntegerField("年度")
    period = models.CharField("期间", max_length=7)
    indicator = models.CharField("指标", max_length=40)
    place = models.PositiveSmallIntegerField("名次")
    among = models.PositiveSmallIntegerField("参加排名的机构")
    published_at = models.DateTimeField("通报时间")

    class Meta:
        verbose_name = verbose_name_plural = "排名通报"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["parent_code", "year", "period", "indicator", "office_code"],
                name="reporting_rank_once",
                violation_error_message="这一期的排名已经通报。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_code} {self.indicator} {self.place}"


class Period(Record):
    """An office opens a period: from then on everybody below it may file. `office_code` is who opened it."""

    year = models.PositiveSmallIntegerField("年度")
    code = models.CharField("期间", max_length=7)
    due_on = models.DateField("截止日期")
    indicators = models.JSONField("填报指标", default=list, blank=True)  # codes; none means every one
    note = models.CharField("填报要求", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "填报期"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["office_code", "code"],
                name="reporting_period_opened_once",
                violation_error_message="这一期的填报已经开放。",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Return(Record):
    """报表: the figures of one office for one period, signed and sent up. `office_code` is whose figures they are.

    Filing again for the same period is the next version, and says which one it follows. `explanations` answers the soft
    plausibility rules: key of the rule → {"sentence", "reason"}.
    """

    to_office = OfficeCode("报送机构")
    filed_by_office = OfficeCode("填报机构")
    year = models.PositiveSmallIntegerField("年度")
    period = models.CharField("期间", max_length=7)
    state = models.CharField("状态", max_length=12, choices=ReturnState.choices, default=ReturnState.FILED)
    digest = models.CharField("内容摘要", max_length=64)
    filed_at = models.DateTimeField("上报时间")
    filed_by = AccountUid("上报人账号", null=True, blank=True)
    filed_by_name = models.CharField("上报人", max_length=60)
    decided_at = models.DateTimeField("接收或退回时间", null=True, blank=True)
    decided_by = AccountUid("经办人账号", null=True, blank=True)
    decided_by_name = models.CharField("经办人", max_length=60, blank=True)
    reason = models.CharField("退回原因", max_length=200, blank=True)
    version = models.PositiveSmallIntegerField("版本", default=1)
    previous = models.OneToOneField(
        "self", models.PROTECT, verbose_name="上一版本", null=True, blank=True, related_name="following"
    )
    due_on = models.DateField("应报日期", null=True, blank=True)
    explanations = models.JSONField("合理性说明", default=dict, blank=True)

    class Meta:
        verbose_name = "报表"
        verbose_name_plural = "收到的报表"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["office_code", "period", "version"],
                name="reporting_return_version_once",
                violation_error_message="本期已有同一版本的报表。",
            ),
            models.UniqueConstraint(
                fields=["office_code", "period"],
                condition=models.Q(state=ReturnState.FILED),
                name="reporting_return_one_waits",
                violation_error_message="本期已有一份报表等待接收。",
            ),
            models.UniqueConstraint(
                fields=["office_code", "period"],
                condition=models.Q(state=ReturnState.ACCEPTED),
                name="reporting_return_one_counts",
                violation_error_message="本期已有一份接收的报表。",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ReturnState.SENT_BACK) | ~models.Q(reason=""),
                name="reporting_return_sent_back_with_a_reason",
                violation_error_message="退回报表须写明原因。",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["to_office", "state"], name="reporting_return_to")
        ]

    def __str__(self) -> str:
        return f"{self.office_code} {self.period}"

    @property
    def on_behalf(self) -> bool:
        """代报: the superior's staff filed it for a subordinate."""
        return self.filed_by_office != self.office_code

    @property
    def is_late(self) -> bool:
        """Filed after the day it was due."""
        return self.due_on is not None and clock.date_of(self.filed_at) > self.due_on


class ReturnLine(models.Model):
    """One figure of a return: `value` counts; `computed` is what the rows said, `correction` why the two differ."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    parent = models.ForeignKey(Return, models.PROTECT, verbose_name="报表", related_name="lines")
    indicator = models.CharField("指标", max_length=40)
    value = models.DecimalField("数值", max_digits=20, decimal_places=2, null=True, blank=True)
    evidence = models.PositiveIntegerField("依据条数", default=0)
    computed = models.DecimalField("系统统计数", max_digits=20, decimal_places=2, null=True, blank=True)
    correction = models.CharField("更正原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报表项"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["parent", "indicator"],
                name="reporting_return_line_once",
                violation_error_message="同一报表中指标不能重复。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parent} {self.indicator}"


class LineRemark(models.Model):
    """What the superior has to say to one line. Written with the decision, never changed."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    parent = models.ForeignKey(Return, models.PROTECT, verbose_name="报表", related_name="remarks")
    indicator = models.CharField("指标", max_length=40)
    text = models.CharField("批注", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "报表批注"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["parent", "indicator"],
                name="reporting_remark_once",
                violation_error_message="同一报表项只有一条批注。",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class SharedCard(Record):
    """A project card that its office lets its superiors see, beyond what is public. `card` holds the fields of
    `cards.ProjectCard` and nothing else: no person is in it. Taken back, the row is gone; the audit keeps that it was."""

    project_uid = models.UUIDField("项目")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("项目名称", max_length=100)
    card = models.JSONField("卡片内容")
    as_of = models.DateTimeField("截至")

    class Meta:
        verbose_name = verbose_name_plural = "共享的项目卡片"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["office_code", "project_uid"],
                name="reporting_card_shared_once",
                violation_error_message="这个项目的卡片已经共享。",
            ),
        ]

    def __str__(self) -> str:
        return self.title
