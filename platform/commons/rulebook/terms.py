"""Words of the rulebook."""

from __future__ import annotations

from django.db import models


class Kind(models.TextChoices):
    """What a rule is about, in the order of the year. Each kind has a module in `kinds/` with the table of its fields."""

    COLLECTION = "collection", "征集办法"
    RUBRIC = "rubric", "评分标准"
    EXCLUSIONS = "exclusions", "不列入清单"
    NOTICE_PERIODS = "notice_periods", "公示期限"
    PRE_VOTE_GATES = "pre_vote_gates", "票决前程序"
    VOTING_METHOD = "voting_method", "票决办法"
    SUPERVISION_CALENDAR = "supervision_calendar", "监督日历"
    LIGHTS = "lights", "亮灯规则"
    FUNDS = "funds", "资金监管规则"
    SATISFACTION = "satisfaction", "满意度测评规则"
    PERFORMANCE = "performance", "绩效考核办法"
    SUGGESTION_DEADLINES = "suggestion_deadlines", "代表建议办理期限"
    POINTS = "points", "履职积分规则"
    BODY_LABELS = "body_labels", "机构称谓"
    DOCUMENT_TEMPLATES = "document_templates", "文书样式"


class EditionState(models.TextChoices):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤回"


class Mode(models.TextChoices):
    """Whether an office may set a field of an edition for itself: never, within a bound, or as it likes."""

    LOCKED = "locked", "锁定"
    BOUNDED = "bounded", "限定范围"
    FREE = "free", "可自定"
