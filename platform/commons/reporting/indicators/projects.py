"""实施: 件 and 项, kinds, fields, progress, lights, milestones; and 微实事."""

from __future__ import annotations

from typing import Final

from commons.reporting.indicators.collection import FIELDS
from commons.reporting.indicators.table import CONGRESSES, STREETS, count, family, mean, not_yet, ratio, yuan
from commons.reporting.terms import Aggregate, Span

LIGHTS: Final = {"green": "绿灯", "yellow": "黄灯", "red": "红灯", "blue": "蓝灯", "grey": "灰灯"}

TABLE: Final = (
    count("projects.items", "民生实事（件）", "本年度实施的项目，不含已终止的", "0-24", "0-39", "§9", noun="件"),
    count("projects.sub_projects", "民生实事（项）", "上述项目的子项", "0-24", "0-39", "§9", noun="项"),
    count("projects.items_by_vote", "票决项目（件）", "其中人代会票决产生的", "0-24", "§9", noun="件", bodies=CONGRESSES),
    count("projects.items_by_poll", "票选项目（件）", "其中街道票选产生的", "1-80", "§9", noun="件", bodies=STREETS),
    count("projects.subs_by_vote", "票决项目（项）", "票决项目的子项", "0-24", "§9", noun="项", bodies=CONGRESSES),
    count("projects.subs_by_poll", "票选项目（项）", "票选项目的子项", "1-80", "§9", noun="项", bodies=STREETS),
    count("projects.general", "一般民生工程", "其中未入选而组织实施的", "2-18", noun="件"),
    *family("projects.by_field", "民生实事", "其中属于“{word}”领域的", FIELDS, "0-26", "0-40", "1-80", "2-13", noun="件"),
    count("projects.not_started", "未开工项目", "已立项、尚未开工的", "§9", noun="件", span=Span.NOW),
    count("projects.started", "已开工项目", "已开工的，含已完工的", "§9", noun="件"),
    count("projects.paused", "暂停项目", "已暂停的", "1-86", noun="件", span=Span.NOW),
    count("projects.terminated", "终止项目", "本年度终止的", "§9", noun="件"),
    count("projects.adjusted", "调整过的项目", "内容、目标、时限或投资有过调整的", "1-48", "1-86", "§9", noun="件"),
    count("projects.completed", "已完成项目", "已完工的，含已验收的", "0-67", "2-43", "§9", noun="件"),
    count("projects.subs_completed", "已完成子项", "已完成的子项", "§9", noun="项"),
    count("projects.accepted", "已验收项目", "完工并验收的", "0-67", "1-106", noun="件"),
    count("projects.on_time", "按时完成项目", "在完成时限内完工的", "0-67", noun="件"),
    count("projects.late", "未按时完成项目", "逾期完工，或到期未完工的", "0-65", "0-67", "§9", noun="件"),
    count("projects.early", "提前完工项目", "早于完成时限完工的", "1-94", noun="件"),
    count("projects.days_early", "提前完工天数", "提前完工项目提前的天数合计", "1-94", noun="天"),
    mean("projects.mean_days_early", "平均提前天数", "projects.days_early", "projects.early", "1-94", noun="天"),
    ratio("projects.start_rate", "项目开工率", "projects.started", "projects.items", "§9"),
    ratio("projects.completion_rate", "项目完成率", "projects.completed", "projects.items", "2-43", "§9"),
    ratio("projects.sub_completion_rate", "子项完成率", "projects.subs_completed", "projects.sub_projects", "§9"),
    ratio("projects.on_time_rate", "按时完成率", "projects.on_time", "projects.completed", "0-67"),
    *family("projects.by_light", "亮灯", "目前亮{word}的项目", LIGHTS, "0-58", "§9", noun="件", span=Span.NOW),
    ratio("projects.red_rate", "红灯率", "projects.by_light.red", "projects.items", "§9"),
    count("projects.task_forces", "设工作专班的项目", "登记了工作专班的项目", "1-92", noun="件"),
    count("projects.task_force_people", "工作专班人数", "各工作专班人数合计", "1-92", noun="人"),
    count("milestones.planned", "节点", "上述项目的节点", "0-60", "1-84", "1-93"),
    count("milestones.done", "已完成节点", "已按验收标准完成的节点", "0-60", "1-84"),
    count("milestones.overdue", "逾期节点", "到期尚未完成的节点", "1-84", "§9", span=Span.NOW),
    ratio("milestones.rate", "节点完成率", "milestones.done", "milestones.planned", "1-84"),
    *not_yet(
        count("projects.multi_year", "跨年度项目", "计划跨年度完成的项目", "0-45", "§9", noun="件"),
        count("projects.basically_done", "基本完成项目", "年底基本完成、尚有收尾的", "§9", noun="件"),
        count("projects.beneficiaries", "惠及群众", "项目登记的惠及人数", "2-14", "3-45", noun="人"),
        count("projects.problems_solved", "解决急难愁盼问题", "随项目解决的群众急难愁盼问题", "0-39", noun="件"),
    ),
    count("micro.items", "微实事", "本年度实施的微实事，不含已终止的", "3-61", "3-47", noun="件"),
    count("micro.completed", "已办结微实事", "已完工的微实事", "3-61", noun="件"),
    ratio("micro.completion_rate", "微实事办结率", "micro.completed", "micro.items", "3-61"),
    yuan("micro.paid", "微实事资金拨付", "微实事已拨付的资金", "3-54"),
    *not_yet(
        count("micro.wishes", "微心愿", "群众提出的微心愿", "3-60", noun="个"),
        count("micro.promotion_meetings", "微实事推进会", "每季度落实推进会", "3-62", noun="次"),
        count("micro.on_site_meetings", "微实事现场办公督促会", "每季度现场办公督促会", "3-62", noun="次"),
        count("micro.in_time", "及时办理的微实事", "反映、办理、监督跟进都及时的", "3-56", noun="件"),
        count("outcomes.new_jobs", "城镇新增就业", "政府公布的全域数", "0-27", noun="人", aggregate=Aggregate.LATEST),
        count("outcomes.reemployed", "失业人员再就业", "政府公布的全域数", "0-28", noun="人",
              aggregate=Aggregate.LATEST),
        yuan("outcomes.allowances", "发放基本生活保障金", "政府公布的全域数", "0-29", aggregate=Aggregate.LATEST),
        count("outcomes.supported", "保障困难群众", "低保、特困、孤儿、困难残疾人等，政府公布的全域数", "0-30", "0-31",
              noun="人", aggregate=Aggregate.LATEST),
    ),
)  # fmt: skip
