"""代表建议、批评和意见: by a deputy, with co-signers; handled by units; solved here, below or above."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commons.kernel.models import AccountUid, OfficeCode, Record
from tenants.deputies.models.home import DeputyHome
from tenants.deputies.models.mandate import Mandate
from tenants.deputies.terms import (
    DeclineGround,
    HandlingLevel,
    HandlingRole,
    Rating,
    ReplyClass,
    SuggestionState,
)


class DeputySuggestion(Record):
    """`lead` is empty when it was brought up from below by letter: then `origin_office` and `origin_uid` say whence, and
    `origin_round` the how-manieth time. `rounds` counts how often this one was brought to the superior office.
    """

    title = models.CharField("标题", max_length=100)
    content = models.TextField("内容", max_length=5000)
    lead = models.ForeignKey(
        Mandate,
        models.PROTECT,
        verbose_name="领衔代表",
        null=True,
        blank=True,
        related_name="suggestions",
        db_index=False,
    )
    lead_name = models.CharField("领衔代表姓名", max_length=60)
    home = models.ForeignKey(
        DeputyHome,
        models.PROTECT,
        verbose_name="代表之家",
        null=True,
        blank=True,
        related_name="suggestions",
        db_index=False,
    )
    village = models.CharField("村（社区）", max_length=60, blank=True)
    is_confidential = models.BooleanField("不公开", default=False)
    is_key = models.BooleanField("重点督办", default=False)
    level = models.CharField("办理层级", max_length=8, choices=HandlingLevel.choices)
    state = models.CharField("状态", max_length=12, choices=SuggestionState.choices, default=SuggestionState.SUBMITTED)
    decline_ground = models.CharField("不予受理情形", max_length=14, choices=DeclineGround.choices, blank=True)
    decline_reason = models.CharField("不予受理说明", max_length=500, blank=True)
    due_on = models.DateField("答复期限", null=True, blank=True)
    is_extended = models.BooleanField("已延期", default=False)
    reply = models.TextField("答复（办理结果）", max_length=5000, blank=True)
    reply_class = models.CharField("答复分类", max_length=1, choices=ReplyClass.choices, blank=True)
    replied_at = models.DateTimeField("答复时间", null=True, blank=True)
    rating = models.CharField("代表评价", max_length=20, choices=Rating.choices, blank=True)
    rated_at = models.DateTimeField("评价时间", null=True, blank=True)
    redone = models.PositiveSmallIntegerField("重新办理次数", default=0)
    rounds = models.PositiveSmallIntegerField("提交上级次数", default=0)
    origin_office = OfficeCode("来文机构", blank=True)
    origin_uid = models.UUIDField("来文编号", null=True, blank=True)
    origin_round = models.PositiveSmallIntegerField("来文次数", null=True, blank=True)
    solved_at_level = models.CharField("解决层级", max_length=8, choices=HandlingLevel.choices, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "代表建议"
        default_permissions = ()
        permissions = [("answer_suggestion", "答复这件代表建议")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["origin_office", "origin_uid", "origin_round"],
                condition=~models.Q(origin_office=""),
                name="deputies_suggestion_entered_once",
                violation_error_message="这件来文已经登记。",
            ),
            models.CheckConstraint(
                condition=models.Q(origin_office="", origin_uid=None, origin_round=None, lead__isnull=False)
                | (~models.Q(origin_office="") & models.Q(origin_uid__isnull=False, origin_round__isnull=False)),
                name="deputies_suggestion_has_a_source",
                violation_error_message="代表建议应有领衔代表，或写明来文机构。",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=SuggestionState.CLOSED)
                | (models.Q(closed_at__isnull=False) & ~models.Q(solved_at_level="")),
                name="deputies_suggestion_closed_has_level",
                violation_error_message="办结的代表建议应写明在哪一级解决。",
            ),
            models.CheckConstraint(
                condition=(~models.Q(state=SuggestionState.REPLIED) & ~models.Q(state=SuggestionState.RATED))
                | (models.Q(replied_at__isnull=False) & ~models.Q(reply="") & ~models.Q(reply_class="")),
                name="deputies_suggestion_replied_has_reply",
                violation_error_message="已答复的代表建议应有答复内容和分类。",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=SuggestionState.DECLINED) | ~models.Q(decline_ground=""),
                name="deputies_suggestion_declined_has_ground",
                violation_error_message="不予受理应写明情形。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def came_from_below(self) -> bool:
        return self.origin_office != ""


class CoSigner(Record):
    """附议: a deputy asked to sign; counts only once she has confirmed it herself."""

    suggestion = models.ForeignKey(
        DeputySuggestion, models.PROTECT, verbose_name="代表建议", related_name="co_signers", db_index=False
    )
    mandate = models.ForeignKey(Mandate, models.PROTECT, verbose_name="代表", related_name="+", db_index=False)
    name = models.CharField("姓名", max_length=60)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    declined_at = models.DateTimeField("谢绝时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "附议代表"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["suggestion", "mandate"],
                name="deputies_co_signer_once",
                violation_error_message="该代表已在附议名单中。",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None) | models.Q(declined_at=None),
                name="deputies_co_signer_one_answer",
                violation_error_message="附议只能确认或谢绝其一。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Handling(Record):
    """A unit that a suggestion was given to, as 主办 or 协办; a new assignment adds rows, the old ones end."""

    suggestion = models.ForeignKey(
        DeputySuggestion, models.PROTECT, verbose_name="代表建议", related_name="handlings", db_index=False
    )
    role = models.CharField("办理方式", max_length=10, choices=HandlingRole.choices)
    unit_account_uid = AccountUid("承办单位账号", null=False, blank=False)
    unit_name = models.CharField("承办单位", max_length=60)
    opinion = models.TextField("协办意见", max_length=2000, blank=True)
    opinion_at = models.DateTimeField("协办意见时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "承办单位"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["suggestion", "unit_account_uid"],
                condition=models.Q(ended_at=None),
                name="deputies_handling_open_once",
                violation_error_message="该单位已在承办单位中。",
            ),
            models.UniqueConstraint(
                fields=["suggestion"],
                condition=models.Q(ended_at=None, role=HandlingRole.LEAD),
                name="deputies_handling_one_lead",
                violation_error_message="主办单位只能有一个。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name}（{self.get_role_display()}）"
