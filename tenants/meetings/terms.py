"""Words of the meetings."""

from __future__ import annotations

from django.db import models


class SessionKind(models.TextChoices):
    """What an office may convene of these follows its body and level: `convening.py`."""

    CONGRESS = "congress", "人民代表大会会议"
    STANDING_COMMITTEE = "standing_committee", "常委会会议"
    DIRECTORS = "directors", "主任会议"
    PRESIDIUM = "presidium", "主席团会议"
    ASSEMBLY = "assembly", "议政代表会"
    WORKING_COMMITTEE = "working_committee", "人大街道工委会议"


class SessionState(models.TextChoices):
    PLANNED = "planned", "筹备中"
    OPEN = "open", "会议中"
    CLOSED = "closed", "已闭会"
    CANCELLED = "cancelled", "已取消"


class ItemKind(models.TextChoices):
    REPORT = "report", "听取和审议报告"  # last year's report among them (1-56)
    PRESENTATION = "presentation", "候选项目解读"  # by the head of the department (1-59)
    DISCUSSION = "discussion", "分组讨论"  # 1-61
    ENQUIRY = "enquiry", "提问与答复"
    METHOD = "method", "通过票决（票选）办法"  # 1-66
    OFFICERS = "officers", "通过监票人、计票人名单"
    VOTE = "vote", "票决（票选）"
    EVALUATION = "evaluation", "满意度测评"
    OTHER = "other", "其他"


class ItemState(models.TextChoices):
    PENDING = "pending", "未进行"
    UNDER_WAY = "under_way", "进行中"
    DONE = "done", "已完成"
    PUT_OFF = "put_off", "已推迟"


class SignInMethod(models.TextChoices):
    CLERK = "clerk", "工作人员代签"
    SELF = "self", "本人签到"
    QR = "qr", "扫码签到"


class EnquiryState(models.TextChoices):
    ASKED = "asked", "待答复"
    ASSIGNED = "assigned", "已交办"
    ANSWERED = "answered", "已答复"


class DecisionKind(models.TextChoices):
    """What a meeting passes by a show of hands, beside the vote itself."""

    METHOD = "method", "票决（票选）办法"  # 1-66; domain §3.7
    OFFICERS = "officers", "监票人、计票人名单"  # domain §3.6
    OTHER = "other", "其他事项"
