"""Words of the deputies' room."""

from __future__ import annotations

from django.db import models


class MandateKind(models.TextChoices):
    DEPUTY = "deputy", "人大代表"
    MEMBER = "member", "议政代表"  # recommended, not elected; only a street has them (domain §7.7)


class EndReason(models.TextChoices):
    TERM = "term", "届满"
    RESIGNED = "resigned", "辞职"
    RECALLED = "recalled", "罢免"
    MOVED = "moved", "迁出或调离"
    DECEASED = "deceased", "去世"
    OTHER = "other", "其他"


class GroupKind(models.TextChoices):
    """The last four are bodies: their members vote in the sessions of the same name (`meetings.terms.SessionKind`)."""

    TEAM = "team", "代表小组"
    PROFESSIONAL = "professional", "专业代表小组"  # by trade, not by constituency, levels mixed (3-63, 3-64)
    STANDING_COMMITTEE = "standing_committee", "常委会组成人员"
    DIRECTORS = "directors", "主任会议组成人员"
    PRESIDIUM = "presidium", "主席团成员"
    WORKING_COMMITTEE = "working_committee", "街道工委组成人员"


class HostKind(models.TextChoices):
    """Where a deputies' home stands (3-02: 81 + 11 + 10 + 5 + 2 + 1 + 1 = 111)."""

    VILLAGE = "village", "行政村"
    TOWN_ORGAN = "town_organ", "乡镇（街道）机关"
    COMMUNITY = "community", "社区"
    REGIMENT = "regiment", "团场"
    ENTERPRISE = "enterprise", "企业"
    INSTITUTION = "institution", "事业单位"
    CONGRESS_ORGAN = "congress_organ", "人大机关"


class HomeState(models.TextChoices):
    OPEN = "open", "开放"
    CLOSED = "closed", "已撤并"


class ReceptionState(models.TextChoices):
    PLANNED = "planned", "已安排"
    HELD = "held", "已接待"
    CANCELLED = "cancelled", "已取消"


class DutyKind(models.TextChoices):
    """What a deputy's record holds (domain §7.4). Points per kind come from the rulebook's points edition."""

    SESSION = "session", "出席会议"
    SPEECH = "speech", "审议发言"
    VOTE = "vote", "参加票决"
    EVALUATION = "evaluation", "参加测评"
    SUGGESTION = "suggestion", "提出建议"
    CO_SIGNING = "co_signing", "附议建议"
    INSPECTION = "inspection", "视察调研"
    RECEPTION = "reception", "接待群众"
    GROUP_ACTIVITY = "group_activity", "小组活动"
    TRAINING = "training", "学习培训"
    DUTY_REPORT = "duty_report", "述职"
    LEAVE = "leave", "会议请假（半天）"
    AWARD = "award", "表彰"
    OTHER = "other", "其他履职"


class ClaimState(models.TextChoices):
    CLAIMED = "claimed", "待核实"
    VERIFIED = "verified", "已核实"
    REJECTED = "rejected", "未通过"


class HandlingLevel(models.TextChoices):
    """Where a suggestion is dealt with (3-29: 463 solved in villages and towns, 32 brought to the county)."""

    VILLAGE = "village", "村（社区）级"
    TOWN = "town", "镇（街道）级"
    COUNTY = "county", "县级"
    CITY = "city", "市级"


class SuggestionState(models.TextChoices):
    SUBMITTED = "submitted", "已提出"
    ACCEPTED = "accepted", "已受理"
    DECLINED = "declined", "不予受理"
    ASSIGNED = "assigned", "已交办"
    REPLIED = "replied", "已答复"
    RATED = "rated", "已评价"
    ESCALATED = "escalated", "已提交上级"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


class DeclineGround(models.TextChoices):
    """What is no deputy's suggestion (domain §7.1)."""

    PERSONAL = "personal", "解决代表本人及亲属个人问题"
    PETITION = "petition", "代转信访"
    JUDICIAL = "judicial", "具体司法案件"
    TENDER = "tender", "涉及招标投标"
    PROMOTION = "promotion", "学术探讨、产品推介"
    VAGUE = "vague", "内容空泛，没有具体意见"
    BEYOND_POWERS = "beyond_powers", "不属于本级职权"
    OTHER = "other", "其他"


class HandlingRole(models.TextChoices):
    LEAD = "lead", "主办"
    ASSISTING = "assisting", "协办"


class ReplyClass(models.TextChoices):
    SOLVED = "a", "A 已解决或基本解决"
    UNDER_WAY = "b", "B 正在解决"
    PLANNED = "c", "C 列入规划计划"
    NOTED = "d", "D 留作参考"


class Rating(models.TextChoices):
    SATISFIED = "satisfied", "满意"
    BASICALLY_SATISFIED = "basically_satisfied", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"
