"""建议项目, what it comes from, the versions of its scheme, and what was found about it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commons.kernel.models import AccountUid, Fen, Record, new_uid
from tenants.appraisal.lifecycle import PROPOSAL
from tenants.appraisal.terms import Aspect, Funding, Origin, ProposalState, Stance
from tenants.intake.terms import Field


class Proposal(Record):
    """A proposed project of one cycle.

    `rubric_uid` and `exclusions_uid` are the adoptions (rulebook) that were pinned to the cycle when it was entered: it is
    scored and excluded under these for ever. Title to cost are the current version of the scheme; every version is kept
    as a `SchemeRevision`. `money` is the cost part by part, source (`MoneySource`) → fen; `ends_year` is set where the
    work goes on beyond the cycle's year. Score and rank are those of the latest closed round.
    """

    cycle_uid = models.UUIDField("年度周期")
    origin = models.CharField("来源", max_length=12, choices=Origin.choices)
    field = models.CharField("领域", max_length=20, choices=Field.choices)
    title = models.CharField("项目名称", max_length=80)
    content = models.TextField("建设内容")
    goal = models.CharField("年度目标", max_length=300, blank=True)
    beneficiaries = models.CharField("惠及范围", max_length=120, blank=True)
    funding = models.CharField("资金来源", max_length=16, choices=Funding.choices, blank=True)
    cost_fen = Fen("估算投资", null=True, blank=True)
    money = models.JSONField("资金构成", default=dict, db_default=models.Value({}, models.JSONField()), blank=True)
    ends_year = models.PositiveSmallIntegerField("计划完成年度", null=True, blank=True)
    scheme_number = models.PositiveSmallIntegerField("方案版本", default=1)
    rubric_uid = models.UUIDField("评分标准（采用）")
    exclusions_uid = models.UUIDField("不列入清单（采用）")
    score = models.DecimalField("得分", max_digits=9, decimal_places=2, null=True, blank=True)
    rank = models.PositiveIntegerField("名次", null=True, blank=True)
    recommended_at = models.DateTimeField("人大建议列为候选", null=True, blank=True)
    entered_by_uid = AccountUid("登记人账号", null=True)
    entered_by_name = models.CharField("登记人", max_length=60, blank=True)
    state = models.CharField("状态", max_length=12, choices=ProposalState.choices, default=PROPOSAL.start)

    class Meta:
        verbose_name = verbose_name_plural = "建议项目"
        default_permissions = ()
        permissions = [("review_proposal", "评审这个建议项目")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(cost_fen=None) | models.Q(cost_fen__gte=0),
                name="appraisal_proposal_cost_not_negative",
                violation_error_message="估算投资不得小于 0。",
            ),
            models.CheckConstraint(
                condition=models.Q(score=None, rank=None) | models.Q(score__isnull=False, rank__isnull=False),
                name="appraisal_proposal_score_has_rank",
                violation_error_message="得分与名次应同时登记。",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["cycle_uid", "state"], name="appraisal_proposal_by_cycle"),
            models.Index(fields=["entered_by_uid"], name="appraisal_proposal_by_writer"),
        ]

    def __str__(self) -> str:
        return self.title


class Source(models.Model):
    """A suggestion that a proposal came from. One suggestion makes one proposal a cycle, however often it is told."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name="建议项目", related_name="sources", db_index=False
    )
    suggestion_uid = models.UUIDField("群众建议")
    cycle_uid = models.UUIDField("年度周期")

    class Meta:
        verbose_name = verbose_name_plural = "项目来源"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["suggestion_uid", "cycle_uid"],
                name="appraisal_source_once_a_cycle",
                violation_error_message="这条建议在本年度已经形成建议项目。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.proposal)


class SchemeRevision(models.Model):
    """One version of the scheme, with the reason for it (1-48: 座位 50 → 80). Written once, never changed."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name="建议项目", related_name="revisions", db_index=False
    )
    number = models.PositiveSmallIntegerField("版本")
    title = models.CharField("项目名称", max_length=80)
    content = models.TextField("建设内容")
    goal = models.CharField("年度目标", max_length=300, blank=True)
    beneficiaries = models.CharField("惠及范围", max_length=120, blank=True)
    funding = models.CharField("资金来源", max_length=16, choices=Funding.choices, blank=True)
    cost_fen = Fen("估算投资", null=True, blank=True)
    money = models.JSONField("资金构成", default=dict, db_default=models.Value({}, models.JSONField()), blank=True)
    ends_year = models.PositiveSmallIntegerField("计划完成年度", null=True, blank=True)
    reason = models.CharField("修改理由", max_length=300)
    opinion_uid = models.UUIDField("所采纳的公示意见", null=True, blank=True)
    revised_at = models.DateTimeField("修改时间")
    revised_by_name = models.CharField("修改人", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "方案版本"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["proposal", "number"],
                name="appraisal_revision_number_once",
                violation_error_message="这一版本号已经存在。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第 {self.number} 版）"


class ExclusionFlag(models.Model):
    """A line of the 不列入 list found to apply (0-42 … 0-45). A soft one may be answered for with a reason."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name="建议项目", related_name="flags", db_index=False
    )
    key = models.CharField("情形代码", max_length=60)
    label = models.CharField("情形", max_length=120)
    is_hard = models.BooleanField("一律不列入")
    note = models.CharField("说明", max_length=300, blank=True)
    flagged_at = models.DateTimeField("标注时间")
    override_reason = models.CharField("排除理由", max_length=300, blank=True)
    overridden_at = models.DateTimeField("排除时间", null=True, blank=True)
    removed_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "不列入情形"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["proposal", "key"],
                condition=models.Q(removed_at=None),
                name="appraisal_flag_standing_once",
                violation_error_message="这一不列入情形已经标注。",
            ),
            models.CheckConstraint(
                condition=models.Q(overridden_at=None, override_reason="")
                | (models.Q(is_hard=False, overridden_at__isnull=False) & ~models.Q(override_reason="")),
                name="appraisal_flag_overridden_softly_with_reason",
                violation_error_message="只有软性不列入情形可以排除，且应写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class JointOpinion(models.Model):
    """What a department said of a proposal in the joint review (1-33 … 1-36)."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name="建议项目", related_name="opinions", db_index=False
    )
    department = models.CharField("部门", max_length=60)
    aspect = models.CharField("会审事项", max_length=16, choices=Aspect.choices)
    stance = models.CharField("意见", max_length=8, choices=Stance.choices)
    opinion = models.TextField("意见内容", blank=True)
    held_on = models.DateField("会审日期")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "联合会审意见"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.department} {self.get_aspect_display()}"
