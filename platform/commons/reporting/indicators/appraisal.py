"""评议与候选: from proposed projects to the approved list and the reserve pool."""

from __future__ import annotations

from typing import Final

from commons.reporting.indicators.table import count, family, ratio, yuan
from commons.reporting.terms import Span

ORIGINS: Final = {"suggestion": "群众建议", "deputy": "代表提出", "department": "部门提出", "reserve": "储备库启用"}
ROUTES: Final = {
    "general": "列为一般民生工程",
    "reserve": "进入项目储备库",
    "village": "村（社区）统筹协调处理",
}

TABLE: Final = (
    count("proposals.entered", "建议项目", "本年度进入评议的建议项目", "0-14", "2-12"),
    *family("proposals.by_origin", "建议项目", "其中来源为{word}的", ORIGINS, "0-13", "1-41", "§9"),
    count("proposals.scored", "已评分建议项目", "首轮评分结束后有结果的，不含按清单不列入的", "1-32"),
    count("proposals.passed", "评分通过", "首轮评分达到合格分的", "1-32"),
    count("proposals.eliminated", "评分淘汰", "首轮评分低于合格分的", "1-32", "§9"),
    ratio("proposals.elimination_rate", "评分淘汰率", "proposals.eliminated", "proposals.scored", "1-32"),
    count("proposals.excluded", "按清单不列入", "因“不列入”情形排除的", "0-42", "0-43", "0-44", "0-45", "§9"),
    count("proposals.surveyed", "实地勘察的建议项目", "联合会审中实地勘察过的", "1-36"),
    count("proposals.joint_opinions", "联合会审意见", "各部门提出的会审意见", "1-33", "1-34", noun="条"),
    count("proposals.adjustments", "勘察调整建议", "实地勘察提出的调整意见", "1-36", noun="条"),
    count("proposals.revised", "方案有修改的建议项目", "进入评议后修改过方案的", "1-48", "1-47"),
    count("reserve.entered", "进入储备库", "本年度入库的项目", "1-41", "§9"),
    count("reserve.taken_up", "储备项目启用", "本年度从储备库启用的项目", "1-41", "1-109"),
    count("reserve.waiting", "在库储备项目", "尚未启用也未退出的项目", "1-39", "2-19", span=Span.NOW),
    count("reserve.entered_ever", "历年进入储备库", "建库以来入库的项目", "1-41", span=Span.NOW),
    count("reserve.taken_up_ever", "历年储备项目启用", "建库以来启用的项目", "1-41", span=Span.NOW),
    ratio("reserve.take_up_rate", "储备项目启用率", "reserve.taken_up_ever", "reserve.entered_ever", "1-41"),
    count("projects.candidates", "候选项目", "候选名单上的项目", "1-61", "2-15", "3-46", "§9", noun="件"),
    yuan("money.candidates", "候选项目估算投资", "候选项目方案的估算投资，未估算的不计", "3-46"),
    count("projects.not_selected", "未入选项目", "候选名单上未入选的项目，含已分类处置的", "2-17", noun="件"),
    *family("projects.disposed", "未入选分类处置", "其中{word}的", ROUTES, "2-17", "2-18", "2-19", "2-20", noun="件"),
)
