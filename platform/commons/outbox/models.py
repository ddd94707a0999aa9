"""Messages for machines. Installed twice. Delivered at least once; each handler's effect exactly once (`Receipt`).

And the other direction: what a client was told, so that it may ask again after a lost reply (`Answer`).
"""

from __future__ import annotations

from django.db import models
from django.db.models.expressions import RawSQL

from commons.kernel.confidential import ConcealedText
from commons.kernel.models import OfficeCode, new_uid


class Message(models.Model):
    """One fact, waiting for its handlers. Written in the transaction of the act that says it."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    event = models.CharField("事件", max_length=80)
    payload = models.JSONField("内容", default=dict)
    to_office = OfficeCode("收件机构", blank=True)
    created_at = models.DateTimeField("写入时间", auto_now_add=True)
    done_at = models.DateTimeField("办结时间", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    next_try_at = models.DateTimeField("下次尝试", auto_now_add=True)
    last_error = models.CharField("最近错误", max_length=200, blank=True)
    home = models.CharField("所在模式", max_length=63, editable=False, db_default=RawSQL("current_schema()", ()))

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        indexes = [
            models.Index(fields=["next_try_at", "uid"], condition=models.Q(done_at=None), name="outbox_message_waiting")
        ]

    def __str__(self) -> str:
        return self.event


class Receipt(models.Model):
    """A handler has had this event: a replay finds the receipt and does nothing."""

    uid = models.UUIDField("编号", primary_key=True, default=new_uid, editable=False)
    message_uid = models.UUIDField("消息")
    handler = models.CharField("处理者", max_length=120)
    at = models.DateTimeField("时间", auto_now_add=True)
    home = models.CharField("所在模式", max_length=63, editable=False, db_default=RawSQL("current_schema()", ()))

    class Meta:
        verbose_name = verbose_name_plural = "回执"
        constraints = [models.UniqueConstraint(fields=["message_uid", "handler"], name="outbox_receipt_once")]

    def __str__(self) -> str:
        return self.handler


class Answer(models.Model):
    """What a write was answered, kept for a day under the client's idempotency key: asking again acts no second time.

    Concealed, because an answer may hold what stands nowhere else in clear (a phone number, a one-time link).
    """

    key = models.CharField("键摘要", max_length=64, primary_key=True)
    request_digest = models.CharField("请求摘要", max_length=64)
    status = models.PositiveSmallIntegerField("状态码", default=0)
    body = ConcealedText("答复内容", blank=True)
    at = models.DateTimeField("时间")
    home = models.CharField("所在模式", max_length=63, editable=False, db_default=RawSQL("current_schema()", ()))

    class Meta:
        verbose_name = verbose_name_plural = "接口答复"

    def __str__(self) -> str:
        return self.key[:12]
