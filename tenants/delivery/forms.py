"""What the staff site asks for before an act. Rules stand in the commands; a form only reads."""

from __future__ import annotations

from typing import Any

from django import forms

from admin_theme.fields import WanField
from commons.access import queries as access
from commons.kernel.actor import Role
from tenants.delivery.terms import FundSource, MoneyKind, ProjectKind


def day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)


def lines(label: str, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


def units() -> list[tuple[str, str]]:
    return [(str(account.uid), account.name) for account in access.holders_of(Role.UNIT)]


class OpenForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=ProjectKind.choices)
    year = forms.IntegerField(label="年度")
    title = forms.CharField(label="项目名称")
    content = lines("建设内容")
    goal = lines("年度目标", 3, required=False)
    beneficiaries = forms.CharField(label="惠及范围", required=False)
    field = forms.CharField(label="领域", required=False)
    planned_fen = WanField(label="计划投资", required=False)
    unit_name = forms.CharField(label="责任单位", required=False)


class UnitForm(forms.Form):
    account_uid = forms.ChoiceField(label="责任单位账号", choices=units)
    unit_name = forms.CharField(label="责任单位")


class LeadersForm(forms.Form):
    accountable_leader = forms.CharField(label="责任领导")
    direct_owner = forms.CharField(label="直接责任人")
    executor = forms.CharField(label="具体执行人")
    task_force = forms.CharField(label="工作专班", required=False)
    task_force_size = forms.IntegerField(label="专班人数", min_value=0, max_value=10_000, required=False)


class ScheduleForm(forms.Form):
    start_on = day("计划开工")
    due_on = day("完成时限")


class SubProjectsForm(forms.Form):
    titles = lines("子项", 6, help_text="一行一个子项。")
    unit_name = forms.CharField(label="承办单位", required=False)

    def clean_titles(self) -> list[str]:
        return [line for line in self.cleaned_data["titles"].splitlines() if line.strip()]


class MilestoneForm(forms.Form):
    title = forms.CharField(label="节点名称")
    standard = lines("验收标准", 3)
    responsible = forms.CharField(label="责任人", required=False)
    due_on = day("完成时限")


class StartForm(forms.Form):
    started_on = day("开工日期")


class ReportForm(forms.Form):
    month_on = day("报送月份", help_text="选该月的任意一天。")
    physical_percent = forms.DecimalField(label="形象进度（%）")
    planned_percent = forms.DecimalField(label="序时进度（%）")
    problems = lines("存在问题", 3, required=False)
    delay_reason = lines("滞后原因", 3, required=False)
    next_steps = lines("下一步措施", 3, required=False)


class EntryForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=MoneyKind.choices)
    source = forms.ChoiceField(label="资金来源", choices=FundSource.choices)
    amount_fen = WanField(label="金额")
    booked_on = day("入账日期")
    voucher = forms.CharField(label="凭证号")
    reason = lines("说明", 2, required=False, help_text="支付超过到位资金时必填。")


class CompleteForm(forms.Form):
    completed_on = day("完工日期")


class ReasonForm(forms.Form):
    reason = lines("原因", 3)


class DecisionForm(ReasonForm):
    decided_by = forms.CharField(label="决定机关或会议", required=False, help_text="票决项目必填。")


class AdjustForm(DecisionForm):
    content = lines("建设内容", required=False)
    goal = lines("年度目标", 3, required=False)
    due_on = day("完成时限", required=False)
    planned_fen = WanField(label="计划投资", required=False)


class DoneForm(forms.Form):
    done_on = day("完成日期")


class MilestoneDoneForm(DoneForm):
    evidence = lines("完成情况", 3)


class MilestoneMoveForm(ReasonForm):
    due_on = day("新的完成时限")
