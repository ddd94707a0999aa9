"""候选项目: put forward by the government, deliberated and approved on the congress side."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commons.kernel.models import AccountUid, Record
from tenants.appraisal.lifecycle import CANDIDATE
from tenants.appraisal.models.proposal import Proposal, SchemeRevision
from tenants.appraisal.terms import Body, CandidateState, Decision, Route


class Candidate(Record):
    """A proposal as the government puts it on the list. `scheme` is the version that deputies will vote on."""

    cycle_uid = models.UUIDField("年度周期")
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name="建议项目", related_name="candidacies", db_index=False
    )
    scheme = models.ForeignKey(SchemeRevision, models.PROTECT, verbose_name="方案", related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField("序号")
    unit_name = models.CharField("拟责任单位", max_length=60)
    unit_account_uid = AccountUid("责任单位账号", null=True)
    basis = models.CharField("提出依据", max_length=120, blank=True)
    state = models.CharField("状态", max_length=12, choices=CandidateState.choices, default=CANDIDATE.start)
    route = models.CharField("处置方式", max_length=12, choices=Route.choices, blank=True)
    disposal_unit = models.CharField("处置牵头部门", max_length=60, blank=True)
    disposal_reason = models.CharField("处置说明", max_length=300, blank=True)
    disposed_at = models.DateTimeField("处置时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "候选项目"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=~models.Q(state=CandidateState.WITHDRAWN),
                name="appraisal_candidate_standing_once",
                violation_error_message="这个建议项目已提为候选。",
            ),
            models.CheckConstraint(
                condition=models.Q(state=CandidateState.DISPOSED) ^ models.Q(route=""),
                name="appraisal_candidate_disposed_by_a_route",
                violation_error_message="分类处置应写明处置方式。",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["cycle_uid", "position"], name="appraisal_candidate_by_cycle")
        ]

    def __str__(self) -> str:
        return str(self.proposal)


class Deliberation(Record):
    """What the congress side decided on the list, and in which meeting: written once."""

    cycle_uid = models.UUIDField("年度周期")
    decision = models.CharField("决定", max_length=12, choices=Decision.choices)
    body = models.CharField("审议机构", max_length=20, choices=Body.choices)
    held_on = models.DateField("审议日期")
    candidates = models.PositiveSmallIntegerField("候选项目数")
    seats = models.PositiveSmallIntegerField("应选名额", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "候选名单审议"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["cycle_uid"],
                condition=models.Q(decision=Decision.APPROVED),
                name="appraisal_list_approved_once",
                violation_error_message="本年度候选名单已经确定。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_body_display()} {self.held_on:%Y年%-m月%-d日}"


class PreVoteStep(Record):
    """票决前程序: one of the meetings that the year's rule lists, held in its order; minutes hang on it as attachments."""

    cycle_uid = models.UUIDField("年度周期")
    position = models.PositiveSmallIntegerField("次序")
    key = models.CharField("程序代码", max_length=60)
    label = models.CharField("会议或机构", max_length=60)
    does = models.CharField("办理的事", max_length=120, blank=True)
    held_on = models.DateField("会议日期")
    note = models.CharField("研究意见", max_length=300)
    recorded_by_name = models.CharField("登记人", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "票决前程序"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["cycle_uid", "key"],
                name="appraisal_step_once_a_cycle",
                violation_error_message="这道程序本年度已经登记。",
            ),
        ]

    def __str__(self) -> str:
        return self.label
