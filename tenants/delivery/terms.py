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
    END = "end", "终止项目"


class WorkStage(models.TextChoices):
    """The stages of a project's plan, each with its 验收节点 (1-84, 1-93)."""

    PREPARATION = "preparation", "前期准备"
    CONSTRUCTION = "construction", "施工建设"
    ACCEPTANCE = "acceptance", "竣工验收"


class FundRule(models.TextChoices):
    """What makes a payment look abnormal (1-103)."""

    AHEAD = "ahead", "支付快于建设"
    OVER_BUDGET = "over_budget", "超出预算"
    OUTSIDE = "outside", "付给合同外单位"
    SPLIT = "split", "拆分支付"
    BUNCHED = "bunched", "集中支付"
    AFTER_STOP = "after_stop", "叫停后支付"


class AlertState(models.TextChoices):
    RAISED = "raised", "待核查"
    SUSPENDED = "suspended", "已叫停拨付"
    AUDITING = "auditing", "审计中"
    RESOLVED = "resolved", "已办结"
    DISMISSED = "dismissed", "误报"


ALERTS_OPEN = frozenset({AlertState.RAISED, AlertState.SUSPENDED, AlertState.AUDITING})


class ChangeRoute(models.TextChoices):
    """Who decides on a change of what was voted (domain §3.8)."""

    STANDING_COMMITTEE = "standing_committee", "常委会决定"
    CONGRESS = "congress", "主席团听取意见，代表大会决定"
    WORKING_COMMITTEE = "working_committee", "工委听取、党工委确认，报告上级"


class ChangeState(models.TextChoices):
    PROPOSED = "proposed", "待决定"
    HEARD = "heard", "已听取意见"
    APPROVED = "approved", "已批准生效"
    REFUSED = "refused", "未批准"
    PUBLISHED = "published", "已公布"


CHANGES_OPEN = frozenset({ChangeState.PROPOSED, ChangeState.HEARD})


class Verdict(models.TextChoices):
    """What the office says of a month's report."""

    WAITING = "waiting", "待审核"
    PASSED = "passed", "审核通过"
    SENT_BACK = "sent_back", "退回补充"


class PhotoPhase(models.TextChoices):
    BEFORE = "before", "建设前"
    DURING = "during", "建设中"
    AFTER = "after", "建成后"
