"""Campaigns, suggestions, and the one table that holds a person's data."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from commons.kernel.confidential import ConcealedText, masked_phone
from commons.kernel.models import AccountUid, Record, new_uid
from tenants.intake.lifecycle import CAMPAIGN, SUGGESTION
from tenants.intake.terms import (
    ActivityKind,
    CampaignState,
    Channel,
    DeclineReason,
    Field,
    OutcomeKind,
    SuggestionState,
)


class Campaign(Record):
    """A call for suggestions of one cycle (征集公告, 1-07); `last_on` is the last day, itself included."""

    cycle_uid = models.UUIDField("年度周期")
    title = models.CharField("标题", max_length=80)
    announcement = models.TextField("征集公告")
    from_on = models.DateField("开始日期")
    last_on = models.DateField("截止日期（含当日）")
    state = models.CharField("状态", max_length=12, choices=CampaignState.choices, default=CAMPAIGN.start)

    class Meta:
        verbose_name = verbose_name_plural = "征集活动"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("from_on")),
                name="intake_campaign_ends_after_it_begins",
                violation_error_message="征集截止日期应不早于开始日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Activity(models.Model):
    """One visit, posting or session on one day in one place: so many households, posters, people.

    The reach of a year is the sum of these rows and never a figure of its own (1-12 … 1-25). Without a campaign it belongs
    to the standing collection of `cycle_uid`. What was written down wrongly is struck and stays.
    """

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        verbose_name="征集活动",
        related_name="activities",
        null=True,
        blank=True,
        db_index=False,
    )
    cycle_uid = models.UUIDField("年度周期（常态征集）", null=True, blank=True)
    kind = models.CharField("形式", max_length=12, choices=ActivityKind.choices)
    quantity = models.PositiveIntegerField("数量")
    people = models.PositiveIntegerField("参加人数", null=True, blank=True)
    held_on = models.DateField("日期")
    village = models.CharField("村（社区）", max_length=60, blank=True, db_default="")
    note = models.CharField("说明", max_length=200, blank=True)
    recorded_by_uid = AccountUid("登记人账号", null=True)
    recorded_by_name = models.CharField("登记人", max_length=60, blank=True, db_default="")
    struck_at = models.DateTimeField("作废时间", null=True, blank=True)
    struck_reason = models.CharField("作废理由", max_length=200, blank=True, db_default="")

    class Meta:
        verbose_name = verbose_name_plural = "征集宣传"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0),
                name="intake_activity_counts_something",
                violation_error_message="数量应大于 0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.quantity}"


class Suggestion(Record):
    """群众建议. Holds nothing of the person who made it: that is in `Contact`.

    `cycle_uid` is empty while it waits for a cycle to open. `entered_by` is the account that wrote it down, for itself or
    (`for_resident`) for a resident without one (1-20).
    """

    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        verbose_name="征集活动",
        related_name="suggestions",
        null=True,
        blank=True,
        db_index=False,
    )
    cycle_uid = models.UUIDField("年度周期", null=True, blank=True)
    query_digest = models.CharField("查询码摘要", max_length=64, unique=True, editable=False)
    title = models.CharField("标题", max_length=60)
    content = models.TextField("内容")
    channel = models.CharField("渠道", max_length=20, choices=Channel.choices)
    field = models.CharField("领域", max_length=20, choices=Field.choices)
    village = models.CharField("村（社区）", max_length=60, blank=True)
    heard_on = models.DateField("提出日期", null=True, blank=True)
    proposed_by = models.CharField("提出单位", max_length=60, blank=True, db_default="")
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        verbose_name="听取场合",
        related_name="suggestions",
        null=True,
        blank=True,
        db_index=False,
    )
    likeness = models.TextField("查重特征", blank=True, editable=False, db_default="")
    for_resident = models.BooleanField("代群众登记", default=False)
    entered_by_uid = AccountUid("登记人账号", null=True)
    entered_by_name = models.CharField("登记人", max_length=60, blank=True)
    state = models.CharField("状态", max_length=12, choices=SuggestionState.choices, default=SUGGESTION.start)
    decline_reason = models.CharField("未采纳原因", max_length=20, choices=DeclineReason.choices, blank=True)
    reply = models.TextField("给提议人的答复", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "群众建议"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state=SuggestionState.DECLINED) ^ models.Q(decline_reason=""),
                name="intake_suggestion_declined_for_a_reason",
                violation_error_message="不予采纳的建议应写明原因。",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=SuggestionState.NOMINATED) | models.Q(cycle_uid__isnull=False),
                name="intake_suggestion_nominated_into_a_cycle",
                violation_error_message="推荐评议的建议应归入一个年度周期。",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["cycle_uid", "state"], name="intake_suggestion_by_cycle"),
            models.Index(fields=["entered_by_uid"], name="intake_suggestion_by_writer"),
            GinIndex(fields=["likeness"], opclasses=["gin_trgm_ops"], name="intake_suggestion_likeness"),
        ]

    def __str__(self) -> str:
        return self.title


class Contact(models.Model):
    """How to reach the person who made a suggestion. Encrypted, shown masked, erased by schedule; nothing else holds it."""

    suggestion = models.OneToOneField(
        Suggestion, models.PROTECT, verbose_name="群众建议", related_name="contact", primary_key=True
    )
    name = ConcealedText("姓名", blank=True)
    phone = ConcealedText("电话", blank=True)
    erase_on = models.DateField("清除日期")
    erased_at = models.DateTimeField("清除时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "联系方式"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(erased_at=None) | models.Q(name="", phone=""),
                name="intake_contact_erased_is_empty",
                violation_error_message="已清除的联系方式不得留有内容。",
            ),
        ]

    def __str__(self) -> str:
        return self.masked_name

    @property
    def masked_name(self) -> str:
        return f"{self.name[0]}**" if self.name else ""

    @property
    def masked_phone(self) -> str:
        return masked_phone(self.phone) if self.phone else ""


class Amendment(models.Model):
    """What a suggestion said before it was amended."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    suggestion = models.ForeignKey(
        Suggestion, models.PROTECT, verbose_name="群众建议", related_name="amendments", db_index=False
    )
    title = models.CharField("原标题", max_length=60)
    content = models.TextField("原内容")
    made_at = models.DateTimeField("补充时间")

    class Meta:
        verbose_name = verbose_name_plural = "补充前的内容"
        default_permissions = ()

    def __str__(self) -> str:
        return self.title


class Merge(models.Model):
    """`absorbed` is handled together with `primary`; both stay. Undoing leaves the row and says when and why."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    absorbed = models.ForeignKey(
        Suggestion, models.PROTECT, verbose_name="并入的建议", related_name="merges_into", db_index=False
    )
    primary = models.ForeignKey(
        Suggestion, models.PROTECT, verbose_name="主案", related_name="merges_of", db_index=False
    )
    reason = models.CharField("并案理由", max_length=200)
    merged_at = models.DateTimeField("并案时间")
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_reason = models.CharField("撤销理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "并案"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["absorbed"],
                condition=models.Q(undone_at=None),
                name="intake_merge_standing_once",
                violation_error_message="这条建议已经并案。",
            ),
            models.CheckConstraint(
                condition=~models.Q(absorbed=models.F("primary")),
                name="intake_merge_of_two",
                violation_error_message="不能把建议并入它自己。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed} → {self.primary}"


class Origin(models.Model):
    """`clue` is where `suggestion` came from: many to many, both stay and go their own ways. Undoing leaves the row.

    A merge says two are one matter; this says that one grew out of the other (1-51: 150 条线索 → 8 个项目).
    """

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    clue = models.ForeignKey(Suggestion, models.PROTECT, verbose_name="线索", related_name="led_to", db_index=False)
    suggestion = models.ForeignKey(Suggestion, models.PROTECT, verbose_name="所成建议", related_name="came_from")
    reason = models.CharField("说明", max_length=200)
    linked_at = models.DateTimeField("关联时间")
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_reason = models.CharField("撤销理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "线索来源"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["clue", "suggestion"],
                condition=models.Q(undone_at=None),
                name="intake_origin_standing_once",
                violation_error_message="这条线索已经关联到这条建议。",
            ),
            models.CheckConstraint(
                condition=~models.Q(clue=models.F("suggestion")),
                name="intake_origin_of_two",
                violation_error_message="不能把建议关联到它自己。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clue} → {self.suggestion}"


class Outcome(models.Model):
    """What later rooms made of a suggestion: append-only, read by the citizen as a line of text."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    suggestion = models.ForeignKey(
        Suggestion, models.PROTECT, verbose_name="群众建议", related_name="outcomes", db_index=False
    )
    kind = models.CharField("去向", max_length=20, choices=OutcomeKind.choices)
    subject_uid = models.UUIDField("所成项目", null=True, blank=True)
    title = models.CharField("项目名称", max_length=120, blank=True)
    noted_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "建议去向"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["suggestion", "kind", "subject_uid"],
                nulls_distinct=False,
                name="intake_outcome_noted_once",
                violation_error_message="这一去向已经登记。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}".strip()
