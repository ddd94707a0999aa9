"""The sealed box of one round, its trustees, and what lies in it (SPECIFICATION.md). Bytes as there: raw, never JSON of bytes
except where a value is a table by index or part."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from commons.kernel.models import AccountUid, new_uid
from tenants.ballot.models.votes import Vote, VoteRound


class SealedBox(models.Model):
    """From the making of the key of one round to its destruction. Filled in as it goes; a broken ceremony stays written.

    `ceremony`: 32 random bytes. `shown`: slots in a row. `sums`: part → ciphertexts of the product, hex. `counts`: part → opened count of each box.
    """

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    vote = models.ForeignKey(Vote, models.PROTECT, verbose_name="表决", related_name="boxes", db_index=False)
    number = models.PositiveSmallIntegerField("轮次序号")
    ceremony = models.BinaryField("密钥仪式编号")
    threshold = models.PositiveSmallIntegerField("开启所需人数")
    began_at = models.DateTimeField("密钥仪式开始时间")
    abandoned_at = models.DateTimeField("密钥仪式作废时间", null=True, blank=True)
    broken_by = models.CharField("份额有误的监票人", max_length=60, blank=True)
    emptied_at = models.DateTimeField("验空箱时间", null=True, blank=True)
    round = models.OneToOneField(
        VoteRound, models.PROTECT, verbose_name="轮次", related_name="box", null=True, blank=True
    )
    manifest = models.BinaryField("投票清单", null=True, blank=True)
    manifest_hash = models.BinaryField("投票清单摘要", null=True, blank=True)
    ballot_size = models.PositiveIntegerField("密封票字节数", null=True, blank=True)
    shown = models.BinaryField("已交监票人设备核对的票位", null=True, blank=True)
    root = models.BinaryField("封箱摘要", null=True, blank=True)
    sums = models.JSONField("密封合计", null=True, blank=True)
    counts = models.JSONField("开启的合计", null=True, blank=True)
    destroyed_at = models.DateTimeField("密钥销毁时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "密封票箱"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["vote", "number"], condition=Q(abandoned_at=None), name="ballot_box_one_a_round"
            ),
            models.CheckConstraint(
                condition=Q(round=None, manifest=None, manifest_hash=None, ballot_size=None)
                | Q(
                    round__isnull=False,
                    emptied_at__isnull=False,
                    manifest__isnull=False,
                    manifest_hash__isnull=False,
                    ballot_size__isnull=False,
                ),
                name="ballot_box_opened_whole",
                violation_error_message="开启投票前应完成密钥仪式并验空箱。",
            ),
            models.CheckConstraint(
                condition=Q(counts__isnull=True) | Q(root__isnull=False),
                name="ballot_box_counted_after_sealing",
                violation_error_message="封箱之前没有合计。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vote} 第 {self.number} 轮票箱"


class Trustee(models.Model):
    """A scrutineer as a keeper of the key. Only public parts, and shares hidden under their receiver's key.

    `commitments`: t points in a row. `dealt`: receiver's index → 32 hidden bytes, hex. `opening`: part → points and proofs.
    """

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    box = models.ForeignKey(SealedBox, models.PROTECT, verbose_name="密封票箱", related_name="trustees", db_index=False)
    index = models.PositiveSmallIntegerField("密钥序号")
    account_uid = AccountUid(null=False)
    name = models.CharField("姓名", max_length=60)
    committed = models.BinaryField("承诺", null=True, blank=True)
    transport_key = models.BinaryField("传送公钥", null=True, blank=True)
    commitments = models.BinaryField("系数承诺", null=True, blank=True)
    proof = models.BinaryField("密钥证明", null=True, blank=True)
    dealt = models.JSONField("分发的份额", null=True, blank=True)
    acked = models.BooleanField("份额已核对", default=False)
    opening = models.JSONField("开启份额", null=True, blank=True)
    signature = models.BinaryField("签名", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "密钥保管人"
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["box", "index"], name="ballot_trustee_in_order"),
            models.UniqueConstraint(fields=["box", "account_uid"], name="ballot_trustee_once"),
        ]

    def __str__(self) -> str:
        return f"第 {self.index} 位 {self.name}"


class SealedBallot(models.Model):
    """A sealed ballot in its slot. Deliberately absent: person, time, number, address, any foreign key.

    The application's role inserts it and sets `verdict` once; what was sealed never changes (`ballot_sealed_once`).
    `verdict`: None while its proofs are not checked. `place`: where they do not hold.
    """

    uid = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    round_uid = models.UUIDField("轮次")
    slot = models.BinaryField("票位")
    digest = models.BinaryField("回执", unique=True)
    sealed = models.BinaryField("密封内容")
    verdict = models.BooleanField("证明成立", null=True, blank=True)
    place = models.CharField("证明不成立处", max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "密封票"
        default_permissions = ()
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["round_uid", "slot"],
                condition=Q(verdict=None) | Q(verdict=True),
                name="ballot_sealed_one_live_a_slot",
            ),
        ]

    def __str__(self) -> str:
        return "密封票"
