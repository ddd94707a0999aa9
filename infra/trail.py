"""A record's trail in the office's words: acts, persons and figures. What is only a key of another row is not told."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from admin_theme import wording
from commons.access import queries as access
from commons.audit import queries as audit
from commons.kernel.policy import Policy
from commons.reporting import shown

# Facts that are no field of the record itself, or are better said otherwise.
FACTS = {
    "abstain": "弃权",
    "adopted": "采纳",
    "approve": "赞成",
    "asked": "提问数",
    "ballots": "票箱内票数",
    "base": "计算基数",
    "batch": "捆号",
    "body": "审议机构",
    "candidates": "候选项目数",
    "co_signers": "附议人数",
    "corrected": "更正指标数",
    "counted": "系统统计数",
    "days": "公示天数",
    "days_early": "提前天数",
    "decision": "决定",
    "deputies": "代表人数",
    "document": "文书",
    "expected": "应到",
    "from": "起始日期",
    "from_on": "起始日期",
    "gates": "核对条件数",
    "held_on": "日期",
    "issued": "发出票",
    "item": "项目序号",
    "items": "项目数",
    "last_on": "截止日期",
    "line": "指标",
    "lines": "指标数",
    "late": "是否逾期",
    "missing": "未交评分表",
    "month": "报送月份",
    "number": "次序",
    "on": "日期",
    "on_spot": "当场答复",
    "on_time": "按时完成",
    "opinions": "意见数",
    "oppose": "反对",
    "papers": "票数",
    "participants": "参加人数",
    "passed": "是否通过",
    "photos": "照片数",
    "physical": "形象进度（%）",
    "planned": "计划进度（%）",
    "position": "序号",
    "present": "实到",
    "quantity": "数量",
    "questions": "表决项目数",
    "rank": "名次",
    "rate": "满意率",
    "returned": "收回票",
    "round": "轮次",
    "said": "更正为",
    "scheme": "方案稿次",
    "score": "得分",
    "row": "行号",
    "rows": "不一致行号",
    "seats": "应选名额",
    "selected": "入选数",
    "session": "会次",
    "session_no": "会次",
    "start_on": "开工日期",
    "term": "届次",
    "term_no": "届次",
    "until": "截止日期",
    "valid": "有效票",
    "version": "稿次",
    "visitors": "接待人次",
    "void": "无效票",
    "votes": "有表决权",
    "year": "年度",
}
# Acts that are neither a step of a lifecycle nor a row of a policy table.
ACTS = {
    "ballot.acknowledge_shares": "核对密钥份额",
    "ballot.begin_rehearsal": "建立演练",
    "ballot.commit_key": "提交密钥承诺",
    "ballot.deal_shares": "分发密钥份额",
    "ballot.finish_batch": "报纸质票登记完毕",
    "ballot.give_opening_share": "提交开启份额",
    "ballot.name_wrong_share": "指出有误的密钥份额",
    "ballot.reject_sealed": "密封票未通过核验",
    "ballot.reopen_batch": "退回重新登记纸质票",
    "ballot.reveal_key": "公开密钥部分",
    "ballot.sign_result": "签名计票结果",
    "ballot.state_papers": "登记纸质票数",
    "ballot.strike_paper": "划去录入",
    "delivery.add_milestone": "增加节点",
    "delivery.add_photos": "加入照片",
    "delivery.add_sub_projects": "增加子项目",
    "delivery.assign_unit": "确定责任单位",
    "delivery.complete_milestone": "完成节点",
    "delivery.complete_sub_project": "完成子项目",
    "delivery.draw_plan": "倒排工期",
    "delivery.enter": "登记资金",
    "delivery.forget_view": "删除台账视图",
    "delivery.lift_light": "撤销人工亮灯",
    "delivery.miss_milestone": "节点逾期",
    "delivery.name_leaders": "确定责任人",
    "delivery.raise_alert": "发出资金预警",
    "delivery.record_contract": "登记合同",
    "delivery.reschedule_milestone": "调整节点",
    "delivery.resume_payments": "恢复资金拨付",
    "delivery.schedule": "确定工期",
    "delivery.stop_inspecting": "停止监督授权",
    "delivery.weigh_parts": "确定子项权重和资金",
    "deputies.dismiss_keeper": "解除管理员",
    "deputies.enter_from_below": "收到下级转来建议",
    "deputies.extend": "延长答复期限",
    "deputies.form_group": "建立代表小组",
    "deputies.give_opinion": "提出办理意见",
    "deputies.join_group": "加入代表小组",
    "deputies.leave_group": "退出代表小组",
    "deputies.link_account": "关联账号",
    "deputies.place_deputy": "安排代表",
    "deputies.strike_duty": "撤销履职记录",
    "identity.admit": "准予进入",
    "identity.enter_by_link": "链接登录",
    "identity.revoke_token": "收回令牌",
    "meetings.add_agenda_item": "增加议程",
    "meetings.set_expected": "确定应到人数",
    "notices.settle": "办结事项",
    "oversight.add_member": "增加组员",
    "oversight.assign_project": "分配项目",
    "oversight.call_hearing": "发起询问约谈",
    "oversight.cast": "投出测评票",
    "oversight.disband_group": "撤销监督小组",
    "oversight.form_group": "组建监督小组",
    "oversight.offer_clue": "报送问题线索",
    "oversight.choose_theme": "确定问政主题",
    "oversight.announce_show": "登记主持和播出",
    "oversight.seat_askers": "遴选问政代表",
    "oversight.dismiss_asker": "问政代表退出",
    "oversight.give_question": "指定提问代表",
    "oversight.publish_show": "公布或撤回网络问政",
    "oversight.open_poll": "开始满意度投票",
    "oversight.raise": "登记问题",
    "oversight.remove_member": "移出组员",
    "oversight.slip": "开具单据",
    "oversight.strike_merit": "撤销加减分",
    "oversight.withdraw_project": "收回项目",
    "directory.drop": "删除机构的库",
    "directory.give_domain": "设定专用网址",
    "directory.take_domain": "收回专用网址",
    "directory.move": "划转机构",
    "directory.rename": "机构更名",
    "directory.order_export": "申请导出存档",
    "directory.order_restore": "申请由存档恢复",
    "identity.withdraw_delegation": "收回代办授权",
    "intake.link_clue": "关联线索",
    "intake.undo_link": "解除关联",
    "appraisal.withdraw_request": "撤回会审征求",
    "directory.migrate": "升级机构库",
    "directory.offer_set_up": "发放首次设置链接",
    "reporting.take_back": "收回共享卡片",
    "returns.explain": "说明情况",
    "rulebook.create_template": "建立规则模板",
}
_LATIN = re.compile(r"[A-Za-z]{2,}|[0-9a-f]{8}-[0-9a-f]{4}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def trail(obj: models.Model) -> list[dict[str, Any]]:
    """What was done to a record: act, person, time, figures."""
    entries = list(audit.trail_of(obj))
    names = access.names_of({entry.account_uid for entry in entries if entry.account_uid})
    return [
        {
            "label": label_of(entry.act),
            "actor": names.get(entry.account_uid, "系统")
            + (f"（代{entry.on_behalf_of}）" if entry.on_behalf_of else ""),
            "at": entry.at,
            "changes": list(_told(obj, entry.facts)),
        }
        for entry in entries
    ]


def _told(obj: models.Model, facts: dict[str, Any]) -> Iterator[dict[str, str]]:
    for key, value in facts.items():
        field = _field(obj, key)
        label = FACTS.get(key) or (str(field.verbose_name) if field else "")
        said = _said(key, value, field)
        if label and said:
            yield {"label": label, "before": "", "after": said}


def _field(obj: models.Model, key: str) -> models.Field[Any, Any] | None:
    try:
        found = obj._meta.get_field(key)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) and not found.is_relation else None


def _said(key: str, value: Any, field: models.Field[Any, Any] | None) -> str:
    """The value in Chinese; "" for what is a key, a code without a word, or nothing."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int) and key.endswith("_fen"):
        return wording.wan_text(value)
    if isinstance(value, list):
        return str(len(value)) if key in FACTS and value else ""
    if not isinstance(value, str | int):
        return ""
    if field is not None and field.choices:
        value = dict(field.flatchoices).get(value, value)
    text = str(value)
    if key == "period":
        return shown.period(text)
    if _DAY.fullmatch(text):
        return wording.month_text(text) if key in ("month", "month_on") else wording.date_text(text)
    return "" if _LATIN.search(text) else text


def label_of(act: str) -> str:
    """The Chinese of an act: the step of a lifecycle, the row of a policy table, or the act's own name."""
    room = act.split(".")[0]
    if act in ACTS:
        return ACTS[act]
    if not apps.is_installed(f"tenants.{room}") and not apps.is_installed(f"commons.{room}"):
        return act
    steps = _steps(apps.get_app_config(room).name)
    if act in steps:
        return steps[act]
    policy = policy_of(room)
    return policy.acts[act].label if policy and act in policy.acts else act


def _steps(app: str) -> dict[str, str]:
    """Every step of a room's lifecycles, as the audit names it."""
    try:
        module = importlib.import_module(f"{app}.lifecycle")
    except ModuleNotFoundError:
        return {}
    tables = [value for value in vars(module).values() if hasattr(value, "steps") and hasattr(value, "start")]
    return {f"{table.name.split('.')[0]}.{step.name}": step.label for table in tables for step in table.steps}


def policy_of(label: str) -> Policy | None:
    """The permission table of an app, by its label."""
    name = f"{apps.get_app_config(label).name}.policies"
    try:
        policy: Policy = importlib.import_module(name).POLICY
    except ModuleNotFoundError:
        return None
    return policy
