"""监督与测评: inspections, findings, rectifications, what the evaluations came to, and looking back."""

from __future__ import annotations

from typing import Final

from commons.reporting.indicators.table import count, family, not_yet, ratio
from commons.reporting.terms import Span

WAYS: Final = {
    "visit": "集中视察",
    "site_check": "现场检查",
    "resident": "蹲点监督",
    "study": "专题调研",
    "open_review": "开放式评议",
    "midterm": "中期评估",
    "acceptance": "参与竣工验收",
    "interview": "约谈",
}
PROBLEMS: Final = {"safety": "安全隐患", "quality": "质量问题", "progress": "进度问题", "money": "资金问题"}

TABLE: Final = (
    count("supervision.projects", "有监督小组的项目", "分配了监督小组的项目", "0-57", "0-59", noun="件"),
    count("supervision.groups", "监督小组", "本年度的监督小组，不含已撤销的", "0-57", "1-98", "1-105", span=Span.NOW),
    ratio("supervision.rate", "监督覆盖率", "supervision.projects", "projects.items", "0-59"),
    count("inspections.held", "监督检查", "登记的监督检查，各种方式合计", "1-99", "0-54", "2-27", noun="次"),
    *family(
        "inspections.by_way", "监督检查", "其中{word}", WAYS,
        "0-54", "1-97", "1-98", "1-99", "1-104", "1-106", "1-107", "2-27", "2-34", noun="次",
    ),
    count("inspections.participants", "监督检查参加人次", "各次监督检查的参加人次", "1-107", noun="人次"),
    count("findings.raised", "发现问题", "监督检查发现的问题，不含意见建议", "1-99"),
    *family("findings.by_kind", "发现问题", "其中{word}", PROBLEMS, "1-99", "0-58"),
    count("findings.closed", "整改销号问题", "已整改销号的问题，不含意见建议", "1-99"),
    ratio("findings.closing_rate", "问题销号率", "findings.closed", "findings.raised", "1-99"),
    count("findings.opinions", "评议意见", "监督中收集的意见建议", "1-107", "2-35", noun="条"),
    count("findings.opinions_adopted", "采纳评议意见", "其中被采纳的", "1-107", noun="条"),
    ratio("findings.adoption_rate", "评议意见采纳率", "findings.opinions_adopted", "findings.opinions", "1-107"),
    count("rectifications.ordered", "限期整改", "发出的整改或解释说明要求", "1-64", "0-65"),
    count("rectifications.open", "在办整改", "尚未复查通过的整改", "1-64", span=Span.NOW),
    count("rectifications.overdue", "逾期整改", "超过期限未答复的整改", "1-64", "§9", span=Span.NOW),
    count("rectifications.second", "二次整改", "复查不到位后再次要求整改的", "1-64"),
    count("supervision.publications", "每月一公示", "已公布的月度公示", "0-48", noun="次"),
    count("supervision.bulletins", "季度一通报", "已公布的季度通报", "0-49", noun="次"),
    count("supervision.special_reports", "专项工作报告", "已公布的年终专项报告", "0-53", "0-62", "0-63", "1-56", "2-28", noun="次"),
    count("supervision.explanations", "解释和说明", "就不满意或未按时完成作出、经复查认可的说明", "0-65", noun="次"),
    count("supervision.summoned", "约谈单位", "被约谈的责任单位，同一单位只计一次", "1-97"),
    *not_yet(
        count("supervision.listed", "挂牌督办项目", "列入挂牌督办的项目", "§9", noun="件"),
        count("supervision.cameras", "接入视频监控的项目", "接入现场监控视频的项目", "1-101", noun="件"),
    ),
    count("projects.evaluated", "已测评项目", "有年终满意度测评结果的项目", "1-58", "2-29", "§9", noun="件"),
    count("projects.to_rectify", "测评后须整改项目", "年终测评结果要求整改的项目", "1-64", "0-65", noun="件"),
    count("satisfaction.satisfied", "满意票", "年终测评各项目的满意票", "1-58", "0-55", "§9", noun="票"),
    count("satisfaction.basically_satisfied", "基本满意票", "年终测评各项目的基本满意票", "1-58", "§9", noun="票"),
    count("satisfaction.dissatisfied", "不满意票", "年终测评各项目的不满意票", "1-58", "§9", noun="票"),
    count("satisfaction.favourable", "满意与基本满意票", "满意票加基本满意票", "1-58", "§9", noun="票"),
    count("satisfaction.valid", "测评有效票", "满意、基本满意、不满意票合计，弃权不计", "1-58", "§9", noun="票"),
    ratio("satisfaction.rate", "总体满意率", "satisfaction.favourable", "satisfaction.valid", "1-58", "0-55", "§9"),
    ratio("satisfaction.full_rate", "满意票比例", "satisfaction.satisfied", "satisfaction.valid", "1-58", "§9"),
    ratio("projects.evaluation_rate", "项目测评率", "projects.evaluated", "projects.completed", "1-58"),
    *not_yet(
        count("satisfaction.public_valid", "群众测评有效票", "群众满意度调查的有效答卷", "1-58", noun="份"),
        count("satisfaction.public_favourable", "群众满意答卷", "其中满意和基本满意的", "1-58", noun="份"),
        ratio("satisfaction.public_rate", "群众满意率", "satisfaction.public_favourable",
              "satisfaction.public_valid", "1-58"),
        count("satisfaction.units_appraised", "纳入绩效考核的部门", "按测评结果考核的责任部门", "1-63", "1-95", "2-45"),
    ),
    count("look_backs.held", "回头看", "对本年度项目的回头看", "0-22", "1-65", "2-41", "§9", noun="次"),
    count("look_backs.projects", "回头看项目", "回头看过的项目", "1-65", "2-41", "§9", noun="件"),
    count("look_backs.with_problems", "回头看发现问题", "结论为发现问题的回头看", "1-65", "§9", noun="次"),
    count("look_backs.ordered", "回头看整改", "回头看后要求的整改", "1-65", "§9"),
    count("look_backs.settled", "回头看整改到位", "其中已整改到位的", "1-65", "§9"),
)  # fmt: skip
