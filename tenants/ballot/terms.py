"""Words of the vote, and the sentence that says plainly what plain mode does not protect."""

from __future__ import annotations

from typing import Final

from django.db import models


class VoteState(models.TextChoices):
    PREPARED = "prepared", "待开启"
    OPEN = "open", "投票中"
    CLOSED = "closed", "已截止"
    COUNTED = "counted", "已计票"
    AWAITING = "awaiting", "已宣布，待党工委确认"
    CERTIFIED = "certified", "结果已生效"
    VOID = "void", "已作废"


class RoundState(models.TextChoices):
    """Read off a round, never written: a closed round is not changed any more."""

    OPEN = "open", "投票中"
    CLOSED = "closed", "已截止"
    COUNTED = "counted", "已计票"
    REFUSED = "refused", "本轮无效"


class Secrecy(models.TextChoices):
    PLAIN = "plain", "普通无记名"
    SEALED = "sealed", "密封无记名"


class Channel(models.TextChoices):
    """How somebody on the roll votes in this round. Never both."""

    ELECTRONIC = "electronic", "电子票"
    PAPER = "paper", "纸质票"


class Duty(models.TextChoices):
    CHIEF = "chief", "总监票人"
    SCRUTINEER = "scrutineer", "监票人"
    TELLER = "teller", "计票人"


SCRUTINISING: Final = frozenset({Duty.CHIEF, Duty.SCRUTINEER})

RECEIPT: Final = "您的票已提交。每人一票，以最先提交的为准。"

PLAIN_MODE_WARNING: Final = (
    "本次投票采用“普通无记名”方式：页面、导出和审计记录都不显示谁投了哪张票，截止时票箱打乱重排，不留次序和时间。"
    "但投票进行期间，能够直接操作服务器或数据库的技术人员有办法把票与投票人对应起来，数据库的备份和运行日志也可能留下线索。"
    "需要对技术人员也保密的，请领取纸质票。"
)
