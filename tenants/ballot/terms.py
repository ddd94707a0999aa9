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


class Phase(models.TextChoices):
    """Where a key ceremony stands. Read off its trustees, never written."""

    COMMIT = "commit", "各监票人提交承诺"
    REVEAL = "reveal", "各监票人公开密钥"
    DEAL = "deal", "各监票人分发份额"
    CHECK = "check", "各监票人核对份额"
    EMPTY = "empty", "验空箱"
    READY = "ready", "可以开启投票"
    USED = "used", "已开启投票"
    ABANDONED = "abandoned", "已作废"


class SealedState(models.TextChoices):
    """How a deputy's own sealed ballot fares."""

    NONE = "none", "尚未提交"
    RECEIVED = "received", "已提交"
    VERIFIED = "verified", "已提交，证明已核验"
    REJECTED = "rejected", "没有通过核验，请重新提交"


class Channel(models.TextChoices):
    """How somebody on the roll votes in this round. Never both."""

    ELECTRONIC = "electronic", "电子票"
    PAPER = "paper", "纸质票"


class Duty(models.TextChoices):
    CHIEF = "chief", "总监票人"
    SCRUTINEER = "scrutineer", "监票人"
    TELLER = "teller", "计票人"


OTHERS: Final = "其他"  # who is in none of the groups that a method counts apart

SCRUTINISING: Final = frozenset({Duty.CHIEF, Duty.SCRUTINEER})

REHEARSAL_MARK: Final = "【演练】"
REHEARSAL_NOTICE: Final = "这是演练：项目是虚构的，投的票不计入任何结果，演练结束后作废。"

RECEIPT: Final = "您的票已提交。每人一票，以最先提交的为准。"

SEALED_MODE_NOTICE: Final = (
    "本次投票采用“密封无记名”方式：选票在您的设备上密封后才提交，服务器和技术人员都看不到内容；"
    "截止后只开启全部选票的合计，由监票人共同开启，单张选票不开启。系统记录您是否已投，不知道您投了什么。"
    "不能防止有人看到您的屏幕，也不能防止您的设备或页面被他人改动；不放心的，请领取纸质票。"
)

PLAIN_MODE_WARNING: Final = (
    "本次投票采用“普通无记名”方式：页面、导出和审计记录都不显示谁投了哪张票，截止时票箱打乱重排，不留次序和时间。"
    "但投票进行期间，能够直接操作服务器或数据库的技术人员有办法把票与投票人对应起来，数据库的备份和运行日志也可能留下线索。"
    "需要对技术人员也保密的，请领取纸质票。"
)
