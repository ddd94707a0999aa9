"""Words of the rulebook."""

from __future__ import annotations

from django.db import models


class Kind(models.TextChoices):
    """What a rule is about. Each kind has a module in `kinds/` that knows how its body is written."""

    VOTING_METHOD = "voting_method", "票决办法"
    RUBRIC = "rubric", "评分标准"
    EXCLUSIONS = "exclusions", "不列入清单"
    NOTICE_PERIODS = "notice_periods", "公示期限"
    SUPERVISION_CALENDAR = "supervision_calendar", "监督日历"
    SATISFACTION = "satisfaction", "满意度测评规则"
    POINTS = "points", "履职积分规则"


class EditionState(models.TextChoices):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤回"


class Mode(models.TextChoices):
    """Whether an office may set a field of an edition for itself. A third mode, `bounded` (within limits), has its place
    here: a field's entry is an object, so limits can stand beside its source without touching what is published."""

    LOCKED = "locked", "锁定"
    FREE = "free", "可自定"
