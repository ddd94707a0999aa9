"""代表: who they are, their homes, what they did, and what became of their suggestions at each level."""

from __future__ import annotations

from typing import Final

from commons.reporting.indicators.table import STREETS, Indicator, count, family, mean, not_yet, ratio, yuan
from commons.reporting.terms import Span, Unit

HOSTS: Final = {
    "village": "行政村",
    "town_organ": "乡镇（街道）机关",
    "community": "社区",
    "regiment": "团场",
    "enterprise": "企业",
    "institution": "事业单位",
    "congress_organ": "人大机关",
}
DUTIES: Final = {
    "session": "出席会议",
    "speech": "审议发言",
    "vote": "参加票决",
    "evaluation": "参加测评",
    "suggestion": "提出建议",
    "co_signing": "附议建议",
    "inspection": "视察调研",
    "reception": "接待群众",
    "group_activity": "小组活动",
    "training": "学习培训",
    "duty_report": "述职",
    "leave": "会议请假（半天）",
    "award": "表彰",
    "other": "其他履职",
}
SOLVED_AT: Final = {"village": "村（社区）级", "town": "镇（街道）级", "county": "县级", "city": "市级"}

TABLE: Final = (
    count("deputies.total", "有表决权的代表", "在本机构会议中有席位的在任代表", "3-59", "§9", noun="人", span=Span.NOW),
    count("deputies.members", "议政代表", "街道推荐的议政代表", "1-55", noun="人", bodies=STREETS, span=Span.NOW),
    count("deputies.active", "有履职记录的代表", "有表决权的代表中本年度有履职记录的", "3-28", "§9", noun="人"),
    ratio("deputies.activity_rate", "代表活跃度", "deputies.active", "deputies.total", "3-28", "§9"),
    count("deputies.groups", "代表小组", "代表小组和专业代表小组", "3-33", "1-24", span=Span.NOW),
    count("deputies.professional_groups", "专业代表小组", "其中按专业、行业编组的", "3-63", "3-64", span=Span.NOW),
    *family("duties", "履职", "登记的{word}，撤销的不计", DUTIES, "3-06", "3-17", "3-57", "3-58", "§9", noun="人次"),
    Indicator(code="points.total", label="代表履职积分", formula="按现行积分规则计算的积分合计", rows=("3-06",),
              unit=Unit.POINTS, signed=True),
    mean("points.per_active", "活跃代表人均积分", "points.total", "deputies.active", "3-06", unit=Unit.POINTS),
    *not_yet(
        count("training.sessions", "培训班次", "举办的培训班、读书班、讲座", "3-13", "3-14", "3-15", "3-16", noun="期"),
        count("training.hours", "培训学时", "培训学时合计", "3-14", noun="学时"),
        count("training.people", "参训人次", "培训签到人次", "3-14", "3-15", "3-16", "§9", noun="人次"),
        count("deputies.activities", "主题实践活动", "代表主题实践活动", "3-57", "3-09", noun="次"),
        count("deputies.enterprises", "代表领办的企业和合作社", "代表带头领办的", "3-69", noun="家"),
        yuan("deputies.output", "代表领办产值", "代表领办企业和合作社的产值", "3-69"),
        count("deputies.people_led", "代表带动群众", "代表带动就业增收的群众", "3-69", noun="人"),
        count("deputies.motions", "议案", "代表依法提出的议案", "§9", noun="件"),
    ),
    count("homes.total", "代表之家（联络站）", "开放的代表之家、联络站", "3-02", "1-21", span=Span.NOW),
    *family("homes.by_host", "代表之家", "其中设在{word}的", HOSTS, "3-02", "3-68", span=Span.NOW),
    count("homes.model", "示范点", "其中评为示范点的", "3-11", span=Span.NOW),
    count("homes.up_to_standard", "达标代表之家", "自查标准全部达到的", "3-03", span=Span.NOW),
    ratio("homes.standard_rate", "代表之家达标率", "homes.up_to_standard", "homes.total", "3-03"),
    count("receptions.held", "代表接待日", "已举行的代表接待日", "1-22", "3-08", "§9", noun="次"),
    count("receptions.visitors", "接待群众", "接待日接待群众", "1-23", "§9", noun="人次"),
    count("receptions.opinions", "接待日意见", "接待日记录的意见建议", "1-23", "§9", noun="条"),
    count("deputy_suggestions.received", "收到代表建议", "本机构代表提出的建议", "3-29", "§9", noun="件"),
    count("deputy_suggestions.from_below", "下级提交的建议", "由下级机构提交上来的建议", "3-29", noun="件"),
    *family("deputy_suggestions.solved_at", "代表建议", "其中由{word}解决的", SOLVED_AT, "3-29", "3-44", "§9", noun="件"),
    count("deputy_suggestions.solved_below", "乡镇、村级解决", "由村（社区）和镇（街道）解决的", "3-29", "§9", noun="件"),
    count("deputy_suggestions.escalated", "提交上级", "提交上级机构的", "3-29", "§9", noun="件"),
    count("deputy_suggestions.solved_county", "县级以上解决", "由县级和市级解决的", "3-29", "3-31", "§9", noun="件"),
    count("deputy_suggestions.answered", "已答复代表建议", "承办单位已答复的", "3-31", "§9", noun="件"),
    count("deputy_suggestions.answered_on_time", "按期答复代表建议", "在答复期限内答复的", "§9", noun="件"),
    count("deputy_suggestions.overdue", "逾期未答复代表建议", "超过期限尚未答复的", "3-26", noun="件", span=Span.NOW),
    count("deputy_suggestions.rated", "已评价代表建议", "代表已评价办理结果的", "3-31", "§9", noun="件"),
    count("deputy_suggestions.satisfied", "代表满意的建议", "评价为满意和基本满意的", "3-31", "§9", noun="件"),
    count("deputy_suggestions.key", "重点督办建议", "列为重点督办的", "3-31", noun="件"),
    ratio("deputy_suggestions.on_time_rate", "代表建议按期答复率", "deputy_suggestions.answered_on_time",
          "deputy_suggestions.answered", "§9"),
    count("deputy_suggestions.evaluated", "测评办理情况的建议", "经办理情况满意度测评的", "3-55", noun="件"),
    count("deputy_suggestions.evaluation_answers", "办理情况测评票", "办理情况测评的有效票", "3-55", noun="张"),
    count("deputy_suggestions.evaluation_favourable", "办理情况满意票", "其中满意和基本满意的", "3-55", noun="张"),
    ratio("deputy_suggestions.evaluation_rate", "办理情况测评满意率", "deputy_suggestions.evaluation_favourable",
          "deputy_suggestions.evaluation_answers", "3-55"),
    ratio("deputy_suggestions.satisfaction_rate", "代表建议满意率", "deputy_suggestions.satisfied",
          "deputy_suggestions.rated", "3-31", "§9"),
)  # fmt: skip
