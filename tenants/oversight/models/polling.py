"""A satisfaction vote: who may answer, whether he has, and, apart from both, what was answered."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from commons.kernel.models import AccountUid
from tenants.oversight.models.records import Evaluation, OfProject
from tenants.oversight.terms import EvaluationKind, PollState


class Poll(OfProject):
    """A question about one 件 or one 项, put to whoever the year's rule names (0-64, 1-58; domain §4).

    `questions`: where the rule scores parts (获得感、幸福感、安全感, 0-32), one question each; frozen when it opens. Of the
    kind `handling` it asks about a deputies' suggestion (3-55), and `project_uid` is that.
    """

    project_uid = models.UUIDField("项目")  # found by the index of the one poll that stands
    kind = models.CharField("类别", max_length=10, choices=EvaluationKind.choices, default=EvaluationKind.FINAL)
    sub_project_uid = models.UUIDField("子项", null=True, blank=True)
    sub_project_title = models.CharField("子项名称", max_length=100, blank=True)
    session_uid = models.UUIDField("会议", null=True, blank=True)
    evaluators = models.CharField("参加测评的人员", max_length=20)
    questions = models.JSONField("分项", default=list, db_default=models.Value([], models.JSONField()), blank=True)
    opened_at = models.DateTimeField("开启时间", null=True, blank=True)
    closed_at = models.DateTimeField("截止时间", null=True, blank=True)
    evaluation = models.OneToOneField(
        Evaluation, models.PROTECT, verbose_name="测评结果", null=True, blank=True, related_name="poll"
    )
    state = models.CharField("状态", max_length=10, choices=PollState.choices, default=PollState.OPEN)

    class Meta:
        verbose_name = verbose_name_plural = "满意度投票"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["project_uid", "kind", "sub_project_uid"],
                condition=~Q(state=PollState.VOIDED),
                nulls_distinct=False,
                name="oversight_poll_once",
                violation_error_message="该项目的满意度投票已经开启。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_title} {self.sub_project_title}".strip()


class PollVoter(models.Model):
    """A place on the roll, frozen when the vote opened. It says whether, never when and never what. Random key."""

    uid = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.PROTECT, verbose_name="满意度投票", related_name="roll", db_index=False)
    account_uid = AccountUid("账号", null=True, blank=True)
    name = models.CharField("姓名", max_length=60, blank=True)
    code_digest = models.CharField("答卷码摘要", max_length=64, blank=True)
    voted = models.BooleanField("已投票", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "满意度投票名册"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["poll", "account_uid"],
                condition=Q(account_uid__isnull=False),
                name="oversight_poll_one_place_a_person",
            ),
            models.UniqueConstraint(
                fields=["code_digest"], condition=~Q(code_digest=""), name="oversight_poll_code_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name or "住户"


class PollAnswer(models.Model):
    """A paper in the box. Deliberately absent: person, place on the roll, time, number, office, any foreign key."""

    uid = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    poll_uid = models.UUIDField("满意度投票", db_index=True)
    question = models.CharField("分项", max_length=60, blank=True, default="", db_default="")
    answer = models.CharField("答案", max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "满意度票"
        default_permissions = ()

    def __str__(self) -> str:
        return "票"
