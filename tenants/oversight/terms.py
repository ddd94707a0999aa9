"""Words of oversight: groups, inspections, findings, rectifications, evaluations, look-backs."""

from __future__ import annotations

from django.db import models


class GroupKind(models.TextChoices):
    PROJECT = "project", "项目监督小组"
    EMBEDDED = "embedded", "嵌入式专项监督小组"
    CITIZEN = "citizen", "社会监督团"


class InspectionKind(models.TextChoices):
    """Ways of watching: 集中视察 (0-54), 现场检查 (1-99), 蹲点 (1-98), 评议 (1-104), 约谈 (1-97), 评估与验收 (1-106)."""

    VISIT = "visit", "集中视察"
    SITE_CHECK = "site_check", "现场检查"
    RESIDENT = "resident", "蹲点监督"
    STUDY = "study", "专题调研"
    OPEN_REVIEW = "open_review", "开放式评议"
    MIDTERM = "midterm", "中期评估"
    ACCEPTANCE = "acceptance", "参与竣工验收"
    INTERVIEW = "interview", "约谈"


class FindingKind(models.TextChoices):
    SAFETY = "safety", "安全隐患"
    QUALITY = "quality", "质量问题"
    PROGRESS = "progress", "进度问题"
    MONEY = "money", "资金问题"
    OPINION = "opinion", "意见建议"


class FindingState(models.TextChoices):
    RAISED = "raised", "待处理"
    RECTIFYING = "rectifying", "整改中"
    CLOSED = "closed", "已销号"


class Origin(models.TextChoices):
    """Why something must be put right."""

    FINDING = "finding", "检查发现"
    EVALUATION = "evaluation", "满意度测评"
    LOOK_BACK = "look_back", "回头看"


class Demand(models.TextChoices):
    RECTIFY = "rectify", "限期整改"
    EXPLAIN = "explain", "解释说明"
    REPORT = "report", "再次报告"


class RectificationState(models.TextChoices):
    ORDERED = "ordered", "待整改"
    ANSWERED = "answered", "待复查"
    PASSED = "passed", "已整改到位"
    FAILED = "failed", "整改不到位"


STANDING = (RectificationState.ORDERED, RectificationState.ANSWERED)


class EvaluationKind(models.TextChoices):
    """期中、期末 (2-34) of a project, the final one being the year's result; 办理情况 of a deputies' suggestion (3-55)."""

    MIDTERM = "midterm", "期中测评"
    FINAL = "final", "年终测评"
    HANDLING = "handling", "办理情况测评"


OF_PROJECTS = (EvaluationKind.MIDTERM, EvaluationKind.FINAL)


class EvaluationState(models.TextChoices):
    VALID = "valid", "有效"
    ANNULLED = "annulled", "已撤销"


class Outcome(models.TextChoices):
    HOLDING = "holding", "成效保持"
    PROBLEMS = "problems", "发现问题"


class SlipKind(models.TextChoices):
    """任务交办单 → 进度跟踪单 → 整改督办单 (domain §6.1)."""

    ASSIGN = "assign", "任务交办单"
    TRACK = "track", "进度跟踪单"
    URGE = "urge", "整改督办单"


class HearingKind(models.TextChoices):
    """质询 is statutory (地方组织法 24): signed by enough deputies, never a mere question."""

    INQUIRY = "inquiry", "专题询问"
    REVIEW = "review", "专项审议"
    INVESTIGATION = "investigation", "特定问题调查"
    INTERVIEW = "interview", "约谈"
    APPOINTMENT = "appointment", "约见"
    INTERPELLATION = "interpellation", "质询"
    SHOW = "show", "代表网络问政"


class Quality(models.TextChoices):
    """By what the deputies who ask at a 网络问政 are picked (3-36)."""

    ABLE = "able", "履职能力强"
    TRUSTED = "trusted", "群众威信高"
    ELOQUENT = "eloquent", "表达能力突出"


class ClueState(models.TextChoices):
    """线索 → 研判 → 问 → 交办 → 跟踪问效 (3-33 … 3-40)."""

    RAISED = "raised", "待研判"
    SET_ASIDE = "set_aside", "未选用"
    CHOSEN = "chosen", "已选用"
    ANSWERED = "answered", "已现场答复"
    HANDED = "handed", "已交办"
    REPORTED = "reported", "已反馈"
    SOLVED = "solved", "已解决"


# Chosen, and not yet solved: what a show still owes.
OWED = (ClueState.CHOSEN, ClueState.ANSWERED, ClueState.HANDED, ClueState.REPORTED)
ASKED = (*OWED, ClueState.SOLVED)


class HearingState(models.TextChoices):
    CALLED = "called", "已提出"
    FOLLOWING = "following", "跟踪落实"
    REPORTED = "reported", "已报告处理情况"
    CLOSED = "closed", "已办结"


class BulletinKind(models.TextChoices):
    """四个一 (0-48, 0-49); the report of the year (0-62, 0-63, 1-56)."""

    MONTHLY = "monthly", "月度公示"
    QUARTERLY = "quarterly", "季度通报"
    SPECIAL = "special", "年终专项报告"


class BulletinState(models.TextChoices):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已公布"
    WITHDRAWN = "withdrawn", "已撤回"


class PollState(models.TextChoices):
    OPEN = "open", "投票中"
    CLOSED = "closed", "已截止"
    JUDGED = "judged", "已出结果"
    VOIDED = "voided", "已作废"


ANSWERS = {
    "satisfied": "满意",
    "basically_satisfied": "基本满意",
    "dissatisfied": "不满意",
    "abstain": "弃权",
}

# What an evaluation may come to; an office's own words in a cascade are shown as they are.
RESULTS = {
    "satisfied": "满意",
    "basically_satisfied": "基本满意",
    "dissatisfied": "不满意",
    "passed": "通过",
    "rectify": "限期整改",
}
