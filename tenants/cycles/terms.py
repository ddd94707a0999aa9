"""Words of the year: its stages, and the states of a cycle and of a stage."""

from __future__ import annotations

from django.db import models


class StageKind(models.TextChoices):
    """In the order of the year. A street votes by 票选: `stages.label` gives the words of the body."""

    COLLECTION = "collection", "征集"
    APPRAISAL = "appraisal", "评议"
    NOTICE = "notice", "公示"
    CANDIDATES = "candidates", "候选"
    VOTE = "vote", "票决"
    RESULT_NOTICE = "result_notice", "结果公示"
    DELIVERY = "delivery", "实施"
    SUPERVISION = "supervision", "监督"
    EVALUATION = "evaluation", "测评"
    LOOK_BACK = "look_back", "回头看"


class CycleState(models.TextChoices):
    PLANNED = "planned", "筹备中"
    OPEN = "open", "进行中"
    CLOSED = "closed", "已办结"


class StageState(models.TextChoices):
    PENDING = "pending", "未开启"
    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"
