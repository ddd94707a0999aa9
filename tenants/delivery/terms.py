"""Words of delivery: kinds of project, its states, the three columns of money and where it comes from."""

from __future__ import annotations

from django.db import models


class ProjectKind(models.TextChoices):
    """One ledger, three ways in: by the deputies' vote, as an ordinary work (2-18), or as a 微实事 (3-47)."""

    VOTED = "voted", "票决项目"
    GENERAL = "general", "一般民生工程"
    MICRO = "micro", "微实事"


class ProjectState(models.TextChoices):
    OPENED = "opened", "已立项"
    UNDER_WAY = "under_way", "实施中"
    PAUSED = "paused", "已暂停"
    COMPLETED = "completed", "已完工"
    ACCEPTED = "accepted", "已验收"
    TERMINATED = "terminated", "已终止"


CLOSED = frozenset({ProjectState.COMPLETED, ProjectState.ACCEPTED, ProjectState.TERMINATED})
DONE = frozenset({ProjectState.COMPLETED, ProjectState.ACCEPTED})


class MoneyKind(models.TextChoices):
    BUDGET = "budget", "预算安排"
    ARRIVED = "arrived", "资金到位"
    PAID = "paid", "资金支付"


class FundSource(models.TextChoices):
    OWN_FISCAL = "own_fiscal", "本级财政"
    SUPERIOR_FISCAL = "superior_fiscal", "上级财政"
    SOCIAL = "social", "社会资金"


class Aspect(models.TextChoices):
    """What an adjustment changes during the year (domain §3.8)."""

    CONTENT = "content", "建设内容"
    GOAL = "goal", "年度目标"
    DUE = "due", "完成时限"
    MONEY = "money", "计划投资"
    MILESTONE = "milestone", "节点时限"
