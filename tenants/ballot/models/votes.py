"""Rows of a vote. The box (`Ballot`) knows nobody: no time, no number, no foreign key, a random key."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from commons.kernel.models import AccountUid, Record, new_uid
from tenants.ballot.policies import DECLARE, SCRUTINISE, TELL
from tenants.ballot.terms import SCRUTINISING, Channel, Duty, RoundState, Secrecy, VoteState


class Vote(Record):
    """One 票决 (or 票选) at one session. `method` is the method of contract §4.1 with its seats, copied when prepared.

    `rehearses`: the vote this one only practises, on made-up projects. It belongs to no year (`cycle_uid` is a value of its
    own), so that no gate, certificate or figure ever finds it.
    """

    cycle_uid = models.UUIDField("年度")
    session_uid = models.UUIDField("会议")
    title = models.CharField("标题", max_length=100)
    seats = models.PositiveSmallIntegerField("应选名额")
    method = models.JSONField("票决办法")
    method_adoption_uid = models.UUIDField("采用编号")
    method_title = models.CharField("票决办法名称", max_length=140)
    scrutineers_needed = models.PositiveSmallIntegerField("监票人数", default=3)
    tellers_needed = models.PositiveSmallIntegerField("计票人数", default=2)
    has_priorities = models.BooleanField("设优先级", default=False)
    needs_confirmation = models.BooleanField("须党工委确认", default=False)
    method_adopted_at = models.DateTimeField("会议通过票决办法时间", null=True, blank=True)
    officers_approved_at = models.DateTimeField("会议通过监票人名单时间", null=True, blank=True)
    rehearses = models.UUIDField("演练对象", null=True, blank=True)
    secrecy = models.CharField("保密方式", max_length=8, choices=Secrecy.choices, default=Secrecy.PLAIN)
    state = models.CharField("状态", max_length=12, choices=VoteState.choices, default=VoteState.PREPARED)
    confirmed_on = models.DateField("党工委确认日期", null=True, blank=True)
    confirmation_basis = models.CharField("党工委确认依据", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "表决"
        default_permissions = ()
        permissions = ((SCRUTINISE, "监票"), (DECLARE, "宣布结果"), (TELL, "计票"))
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["cycle_uid", "session_uid"],
                condition=~Q(state=VoteState.VOID),
                name="ballot_vote_once_per_session",
                violation_error_message="这次会议已经准备过表决。",
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1),
                name="ballot_vote_has_seats",
                violation_error_message="应选名额至少为 1。",
            ),
            models.CheckConstraint(
                condition=~Q(state=VoteState.CERTIFIED) | Q(needs_confirmation=False) | Q(confirmed_on__isnull=False),
                name="ballot_vote_street_is_confirmed",
                violation_error_message="街道的票选结果经党工委确认后才生效。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One candidate as it stood on the paper: `candidate_uid` by value, words as they were."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    vote = models.ForeignKey(Vote, models.PROTECT, verbose_name="表决", related_name="questions", db_index=False)
    order = models.PositiveSmallIntegerField("序号")
    candidate_uid = models.UUIDField("候选项目")
    title = models.CharField("项目名称", max_length=200)
    content = models.TextField("建设内容", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "表决事项"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["vote", "candidate_uid"], name="ballot_question_once"),
            models.UniqueConstraint(fields=["vote", "order"], name="ballot_question_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.title}"


class Officer(models.Model):
    """A scrutineer or teller proposed for this vote, named as they were. What lets them act is the grant on the vote's row,
    given when the meeting has approved the list."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    vote = models.ForeignKey(Vote, models.PROTECT, verbose_name="表决", related_name="officers", db_index=False)
    account_uid = AccountUid(null=False)
    name = models.CharField("姓名", max_length=60)
    duty = models.CharField("职责", max_length=12, choices=Duty.choices)

    class Meta:
        verbose_name = verbose_name_plural = "监票计票人员"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["vote", "account_uid"],
                name="ballot_officer_one_duty",
                violation_error_message="一人只担任一项。",
            ),
            models.UniqueConstraint(
                fields=["vote"],
                condition=Q(duty=Duty.CHIEF),
                name="ballot_officer_one_chief",
                violation_error_message="总监票人只有 1 名。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()} {self.name}"

    @property
    def scrutinises(self) -> bool:
        return self.duty in SCRUTINISING


class VoteRound(models.Model):
    """One round, with the questions and the method it was held under. Filled in as it goes, never changed afterwards.

    `candidates` are candidate uids in the order of the paper. A second round is a new row.
    """

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    vote = models.ForeignKey(Vote, models.PROTECT, verbose_name="表决", related_name="rounds", db_index=False)
    number = models.PositiveSmallIntegerField("轮次")
    candidates = models.JSONField("表决事项")
    method = models.JSONField("本轮办法")
    expected = models.PositiveIntegerField("应到")
    present = models.PositiveIntegerField("实到")
    opened_at = models.DateTimeField("开启时间")
    closed_at = models.DateTimeField("截止时间", null=True, blank=True)
    papers_issued = models.PositiveIntegerField("纸质票发出", null=True, blank=True)
    papers_returned = models.PositiveIntegerField("纸质票收回", null=True, blank=True)
    issued = models.PositiveIntegerField("发出", null=True, blank=True)
    returned = models.PositiveIntegerField("收回", null=True, blank=True)
    outcome = models.JSONField("计票结果", null=True, blank=True)
    refusal = models.CharField("无效原因", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "轮次"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["vote", "number"], name="ballot_round_in_order"),
            models.UniqueConstraint(
                fields=["vote"], condition=Q(closed_at=None), name="ballot_round_one_open_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(present__lte=F("expected")),
                name="ballot_round_present_within_expected",
                violation_error_message="实到人数不能多于应到人数。",
            ),
            models.CheckConstraint(
                condition=Q(outcome__isnull=True)
                | Q(closed_at__isnull=False, issued__isnull=False, returned__isnull=False),
                name="ballot_round_counted_after_closing",
                violation_error_message="截止之前没有计票结果。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vote} 第 {self.number} 轮"

    @property
    def state(self) -> RoundState:
        if self.closed_at is None:
            return RoundState.OPEN
        if self.outcome is None:
            return RoundState.CLOSED
        return RoundState.REFUSED if self.refusal else RoundState.COUNTED

    @property
    def revote(self) -> dict[str, Any] | None:
        """{"among", "seats", "why"}, or None when nothing is left to vote on."""
        return self.outcome["revote"] if self.outcome else None


class RollEntry(models.Model):
    """A slot of the roll 应到名册, frozen when the round opened. It says whether, never when and never what.

    `group` is the group of the method's double threshold, or "". The key is random: its order says nothing. `slot`: 16
    random bytes under which a sealed ballot lies; erased with the keys, and null where nothing is sealed.
    """

    uid = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(VoteRound, models.PROTECT, verbose_name="轮次", related_name="roll", db_index=False)
    mandate_uid = models.UUIDField("代表资格")
    account_uid = AccountUid(null=True, blank=True)
    name = models.CharField("姓名", max_length=60)
    group = models.CharField("计票分组", max_length=60, blank=True)
    is_present = models.BooleanField("已签到", default=False)
    channel = models.CharField("投票方式", max_length=12, choices=Channel.choices, default=Channel.ELECTRONIC)
    voted = models.BooleanField("已投电子票", default=False)
    slot = models.BinaryField("票位", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "应到名册"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "mandate_uid"], name="ballot_roll_one_slot_per_mandate"),
            models.UniqueConstraint(
                fields=["round", "account_uid"],
                condition=Q(account_uid__isnull=False),
                name="ballot_roll_one_slot_per_person",
            ),
            models.CheckConstraint(
                condition=Q(voted=False) | Q(is_present=True, channel=Channel.ELECTRONIC),
                name="ballot_roll_never_both",
                violation_error_message="一人不能既投电子票又领纸质票。",
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.ELECTRONIC) | Q(is_present=True),
                name="ballot_roll_paper_to_those_present",
                violation_error_message="纸质票只发给已签到的人员。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def took_part(self) -> bool:
        """Cast electronically, or was handed a paper: whether that paper came back is nobody's to know."""
        return self.voted or self.channel == Channel.PAPER


class Ballot(models.Model):
    """A paper in the electronic box. Deliberately absent: person, slot, time, number, office, any foreign key.

    `group` is empty unless the method itself counts groups apart (a paper of another colour). At closing the whole
    table is written anew in random order under new random keys (`commands.counting`).
    """

    uid = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    round_uid = models.UUIDField("轮次")
    group = models.CharField("计票分组", max_length=60, blank=True)
    marks = models.JSONField("标记")
    priorities = models.JSONField("优先级", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "电子票"
        default_permissions = ()

    def __str__(self) -> str:
        return "票"


class PaperSheet(models.Model):
    """One teller's sheet of one batch 一捆, entered without sight of the other's. Equal sheets agree, and one of them counts.

    `differs`: where it did not agree with the other when both were last handed in, [{"line", "what": […]}], no figures.
    """

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    round = models.ForeignKey(VoteRound, models.PROTECT, verbose_name="轮次", related_name="sheets", db_index=False)
    batch = models.PositiveSmallIntegerField("捆号")
    teller_uid = AccountUid("登记人", null=False)
    teller_name = models.CharField("登记人姓名", max_length=60)
    finished_at = models.DateTimeField("登记完毕时间", null=True, blank=True)
    agreed_at = models.DateTimeField("核对一致时间", null=True, blank=True)
    counts = models.BooleanField("计入", default=False)
    differs = models.JSONField("不一致处", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "纸质票登记表"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "batch", "teller_uid"], name="ballot_sheet_once_a_teller"),
            models.UniqueConstraint(
                fields=["round", "batch"], condition=Q(counts=True), name="ballot_sheet_one_counts_a_batch"
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None, counts=False) | Q(agreed_at__isnull=False, finished_at__isnull=False),
                name="ballot_sheet_counts_when_agreed",
                violation_error_message="核对一致的登记表才计入。",
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.batch} 捆（{self.teller_name}）"


class Paper(models.Model):
    """A line of a teller's sheet: `count` papers marked alike, or one put to the chief scrutineer (`is_void`).

    Struck lines stay in sight and do not count. `ruling` {"void", "marks", "priorities"}: what the chief decided about a
    doubtful paper. Lines without a sheet are of rounds counted before sheets were entered twice.
    """

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    round = models.ForeignKey(VoteRound, models.PROTECT, verbose_name="轮次", related_name="papers", db_index=False)
    sheet = models.ForeignKey(
        PaperSheet, models.PROTECT, verbose_name="登记表", related_name="lines", db_index=False, null=True, blank=True
    )
    line = models.PositiveSmallIntegerField("行号", null=True, blank=True)
    marks = models.JSONField("标记", default=dict)
    priorities = models.JSONField("优先级", default=dict)
    group = models.CharField("计票分组", max_length=60, blank=True)
    count = models.PositiveIntegerField("张数")
    is_void = models.BooleanField("提请裁定", default=False)
    teller_uid = AccountUid("登记人", null=False)
    teller_name = models.CharField("登记人姓名", max_length=60)
    entered_at = models.DateTimeField("登记时间")
    struck_at = models.DateTimeField("划去时间", null=True, blank=True)
    ruling = models.JSONField("裁定", null=True, blank=True)
    judge_name = models.CharField("裁定人", max_length=60, blank=True, default="", db_default="")
    judged_at = models.DateTimeField("裁定时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "纸质票登记"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(count__gte=1),
                name="ballot_paper_counts_something",
                violation_error_message="张数至少为 1。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} 张"


class Confirmation(models.Model):
    """A scrutineer has seen this very count: `digest` is that of every round counted so far."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    vote = models.ForeignKey(Vote, models.PROTECT, verbose_name="表决", related_name="confirmations", db_index=False)
    account_uid = AccountUid("监票人", null=False)
    digest = models.CharField("计票摘要", max_length=64)
    confirmed_at = models.DateTimeField("确认时间")

    class Meta:
        verbose_name = verbose_name_plural = "监票确认"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["vote", "account_uid", "digest"], name="ballot_confirmation_once")
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class Certificate(Record):
    """What was declared 票决结果证明. Append-only: the application's role may neither change nor delete it.

    `outcome` is in the shape of contract §4.1, over all rounds: the figures of each project come from the last round it
    stood in. `rounds` holds every round's own figures; `digest` is SM3 over all that is printed.
    """

    vote = models.OneToOneField(Vote, models.PROTECT, verbose_name="表决", related_name="certificate")
    title = models.CharField("标题", max_length=100)
    method = models.JSONField("票决办法")
    method_adoption_uid = models.UUIDField("采用编号")
    method_title = models.CharField("票决办法名称", max_length=140)
    questions = models.JSONField("表决事项")
    rounds = models.JSONField("各轮结果")
    outcome = models.JSONField("结果")
    officers = models.JSONField("监票计票人员")
    declared_by = models.CharField("宣布人", max_length=60)
    declared_at = models.DateTimeField("宣布时间")
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "票决结果证明"
        default_permissions = ()

    def __str__(self) -> str:
        return self.title
