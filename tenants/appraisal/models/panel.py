"""A round of scoring: who scores what, each reviewer's card, and what the engine made of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commons.kernel.models import Record, new_uid
from tenants.appraisal.lifecycle import PANEL, SCORECARD
from tenants.appraisal.models.proposal import Proposal
from tenants.appraisal.terms import CardState, ItemOutcome, PanelState


class Panel(Record):
    """One round (1-31 首轮评估): reviewers who score the same proposals, blind of one another until it closes."""

    cycle_uid = models.UUIDField("年度周期")
    title = models.CharField("名称", max_length=80)
    round_number = models.PositiveSmallIntegerField("轮次", default=1)
    due_on = models.DateField("截止日期", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=PanelState.choices, default=PANEL.start)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    absence_reason = models.CharField("未签署评分表不计入的理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评分"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state=PanelState.CLOSED) ^ models.Q(closed_at=None),
                name="appraisal_panel_closed_at_known",
                violation_error_message="结束的评分应有结束时间。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PanelMember(models.Model):
    """A reviewer of a panel, by account and by the name as it was."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    panel = models.ForeignKey(Panel, models.PROTECT, verbose_name="评分", related_name="members", db_index=False)
    account_uid = models.UUIDField("评审人账号")
    name = models.CharField("评审人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "评审人"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["panel", "account_uid"],
                name="appraisal_member_once_a_panel",
                violation_error_message="此人已是本次评分的评审人。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PanelItem(models.Model):
    """A proposal in a round, and afterwards what the round said of it; kept when a later round says otherwise.

    `workings` explains the score line by line, as the engine had it when the round was closed (`scoring.Working`).
    """

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    panel = models.ForeignKey(Panel, models.PROTECT, verbose_name="评分", related_name="items", db_index=False)
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name="建议项目", related_name="items", db_index=False
    )
    outcome = models.CharField("结果", max_length=12, choices=ItemOutcome.choices, blank=True)
    score = models.DecimalField("得分", max_digits=9, decimal_places=2, null=True, blank=True)
    rank = models.PositiveIntegerField("名次", null=True, blank=True)
    why = models.CharField("原因", max_length=60, blank=True)
    workings = models.JSONField("逐项计算", default=list, db_default=models.Value([], models.JSONField()), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评分对象"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["panel", "proposal"],
                name="appraisal_item_once_a_panel",
                violation_error_message="这个建议项目已在本次评分中。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.proposal)


class Scorecard(models.Model):
    """评分表: one reviewer on one proposal in one round. Of one who stepped aside (回避) the comment is the reason."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    item = models.ForeignKey(PanelItem, models.PROTECT, verbose_name="评分对象", related_name="cards", db_index=False)
    reviewer_uid = models.UUIDField("评审人账号")
    reviewer_name = models.CharField("评审人", max_length=60)
    comment = models.TextField("评语", blank=True)
    state = models.CharField("状态", max_length=12, choices=CardState.choices, default=SCORECARD.start)
    signed_at = models.DateTimeField("签署时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评分表"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["item", "reviewer_uid"],
                name="appraisal_card_once_a_reviewer",
                violation_error_message="您已有这个建议项目的评分表。",
            ),
            models.CheckConstraint(
                condition=models.Q(state=CardState.SIGNED) ^ models.Q(signed_at=None),
                name="appraisal_card_signed_at_known",
                violation_error_message="签署的评分表应有签署时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_name} {self.item}"


class ScoreLine(models.Model):
    """Points for one criterion of the pinned rubric."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    card = models.ForeignKey(
        Scorecard, models.PROTECT, verbose_name="评分表", related_name="lines", db_index=False
    )  # drafts are rewritten
    criterion = models.CharField("评分项", max_length=60)
    points = models.DecimalField("分数", max_digits=9, decimal_places=2)
    evidence = models.CharField("评分依据", max_length=200, blank=True, db_default="")

    class Meta:
        verbose_name = verbose_name_plural = "评分项得分"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["card", "criterion"],
                name="appraisal_line_once_a_criterion",
                violation_error_message="这一评分项已有分数。",
            ),
            models.CheckConstraint(
                condition=models.Q(points__gte=0),
                name="appraisal_line_points_not_negative",
                violation_error_message="分数不得小于 0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.points}"
