"""Words of appraisal."""

from __future__ import annotations

from django.db import models


class Origin(models.TextChoices):
    """Where a proposal comes from (0-13); one taken up again comes from the reserve (1-41)."""

    SUGGESTION = "suggestion", "群众建议"
    DEPUTY = "deputy", "代表提出"
    DEPARTMENT = "department", "部门提出"
    RESERVE = "reserve", "储备库启用"


class ProposalState(models.TextChoices):
    ENTERED = "entered", "待评估"
    SCORING = "scoring", "评分中"
    PASSED = "passed", "通过评估"
    ELIMINATED = "eliminated", "未通过评估"
    EXCLUDED = "excluded", "不列入"
    RESERVED = "reserved", "入储备库"
    PUT_FORWARD = "put_forward", "已提为候选"


class Funding(models.TextChoices):
    """Whose money it mainly is (domain §5.2)."""

    OWN_FISCAL = "own_fiscal", "本级财政资金为主"
    SUPERIOR_FISCAL = "superior_fiscal", "上级财政资金为主"
    SOCIAL_CAPITAL = "social_capital", "社会资本为主"


class MoneySource(models.TextChoices):
    """Where the money comes from, part by part; the codes are those delivery books it under."""

    OWN_FISCAL = "own_fiscal", "本级财政"
    SUPERIOR_FISCAL = "superior_fiscal", "上级财政"
    SOCIAL = "social", "社会资金"


class PanelState(models.TextChoices):
    OPEN = "open", "评分中"
    CLOSED = "closed", "已结束"


class CardState(models.TextChoices):
    DRAFT = "draft", "填写中"
    SIGNED = "signed", "已签署"
    RECUSED = "recused", "已回避"


class ItemOutcome(models.TextChoices):
    """The words of `scoring`, as a round left a proposal."""

    PASSED = "passed", "通过评估"
    ELIMINATED = "eliminated", "未通过评估"
    EXCLUDED = "excluded", "不列入"


class Aspect(models.TextChoices):
    """What a joint review looks at (1-33 … 1-37)."""

    FUNDING = "funding", "资金来源"
    COMPLIANCE = "compliance", "政策合规性"
    LEGALITY = "legality", "合法性审查"
    FEASIBILITY = "feasibility", "可落地性"
    SITE_SURVEY = "site_survey", "实地勘察"


class Stance(models.TextChoices):
    AGREE = "agree", "同意"
    ADJUST = "adjust", "建议调整"
    OBJECT = "object", "不同意"


class ReserveReason(models.TextChoices):
    """Why it cannot be built now (1-40), or what the vote left over (2-19)."""

    POLICY = "policy", "政策调整"
    FUNDING = "funding", "资金变动"
    NOT_RIPE = "not_ripe", "条件暂不成熟"
    NOT_SELECTED = "not_selected", "票决未入选"


class ReserveState(models.TextChoices):
    WAITING = "waiting", "储备中"
    TAKEN_UP = "taken_up", "已启用"
    DROPPED = "dropped", "已移出"


class CandidateState(models.TextChoices):
    PUT_FORWARD = "put_forward", "政府已提出"
    WITHDRAWN = "withdrawn", "政府已撤回"
    APPROVED = "approved", "候选项目"
    SELECTED = "selected", "票决入选"
    NOT_SELECTED = "not_selected", "票决未入选"
    DISPOSED = "disposed", "已分类处置"


class Route(models.TextChoices):
    """分类处置 of what was not selected (2-17 … 2-20)."""

    GENERAL = "general", "列为一般民生工程"
    RESERVE = "reserve", "进入项目储备库"
    VILLAGE = "village", "村（社区）统筹协调处理"


class Body(models.TextChoices):
    """Who deliberates on the candidate list on the congress side."""

    STANDING_COMMITTEE = "standing_committee", "人大常委会会议"
    DIRECTORS_MEETING = "directors_meeting", "人大常委会主任会议"
    PRESIDIUM = "presidium", "人大主席团"
    WORKING_COMMITTEE = "working_committee", "人大街道工委"


class Decision(models.TextChoices):
    APPROVED = "approved", "确定候选名单"
    SENT_BACK = "sent_back", "退回政府研究"
