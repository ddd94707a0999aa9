"""Words of public notices, of the opinions they bring, and of notifications."""

from __future__ import annotations

from django.db import models


class NoticeKind(models.TextChoices):
    CALL = "call", "征集公告"
    PRELIMINARY = "preliminary", "初步方案公示"
    RESULT = "result", "结果公示"
    PROGRESS = "progress", "进度公示"
    EVALUATION = "evaluation", "测评结果公示"


class NoticeState(models.TextChoices):
    DRAFT = "draft", "起草中"
    POSTED = "posted", "公示中"
    CLOSED = "closed", "已办结"
    RETRACTED = "retracted", "已撤回"


class PlaceKind(models.TextChoices):
    """Where a notice hangs (1-05, 1-06, 1-10, 1-43, 1-44, 1-52, 1-77)."""

    WEBSITE = "website", "政务网站"
    WECHAT = "wechat", "微信公众号"
    SCREEN = "screen", "小区电子屏"
    CHAT_GROUP = "chat_group", "网格微信群"
    BOARD = "board", "项目公示展板"
    BULLETIN = "bulletin", "村（社区）公示栏"
    VENUE = "venue", "商业综合体等场所"


class OpinionChannel(models.TextChoices):
    ONLINE = "online", "网上"
    PHONE = "phone", "民生意见专线"
    LETTER = "letter", "来信"
    VISIT = "visit", "来访"
    CHAT_GROUP = "chat_group", "网格微信群"
    FORUM = "forum", "社区论坛"


class OpinionState(models.TextChoices):
    RECEIVED = "received", "待答复"
    ADOPTED = "adopted", "已采纳"
    DECLINED = "declined", "未采纳"


class DispatchChannel(models.TextChoices):
    """A later issue brings text messages and the government's messengers; the table has their place."""

    IN_APP = "in_app", "站内"


WITH_PERIOD = frozenset({NoticeKind.PRELIMINARY, NoticeKind.RESULT})
