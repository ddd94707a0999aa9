"""What the staff site asks for before an act. Rules stand in the commands; a form only reads."""

from __future__ import annotations

import json
from typing import Any

from django import forms

from admin_theme.fields import WanField, day, lines, this_year, today
from commons.access import queries as access
from commons.kernel.actor import Role
from tenants.delivery import queries
from tenants.delivery.commands import clashes, plans
from tenants.delivery.commands.projects import LEADERS
from tenants.delivery.lights import Light
from tenants.delivery.terms import Aspect, FundSource, MoneyKind, ProjectKind, WorkStage


def units() -> list[tuple[str, str]]:
    return [(str(account.uid), account.name) for account in access.holders_of(Role.UNIT)]


class SeeingForm(forms.Form):
    """Goes out with what stands there, and takes it along; after a clash, with what stands there now beside what was typed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    now: dict[str, str]

    def look(self, now: dict[str, str]) -> None:
        self.now = now
        self.fields["seen"].initial = json.dumps(now, ensure_ascii=False)

    def clean_seen(self) -> dict[str, str]:
        try:
            found = json.loads(self.cleaned_data["seen"])
        except ValueError:
            return {}
        return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}

    def add_error(self, field: str | None, error: Any) -> None:
        """Pressing again is a choice made in sight of what stands there."""
        super().add_error(field, error)
        self.data = {**dict(self.data.items()), "seen": json.dumps(self.now, ensure_ascii=False)}
        for name, text in self.now.items():
            if name in self.fields and self.data.get(name, "") != self.shown(name, text):
                self[name].help_text = f"现为“{self.shown(name, text) or '未填'}”"

    def shown(self, name: str, text: str) -> str:
        return text


class OpenForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=ProjectKind.choices)
    year = forms.IntegerField(label="年度", initial=this_year)
    title = forms.CharField(label="项目名称")
    content = lines("建设内容")
    goal = lines("年度目标", 3, required=False)
    beneficiaries = forms.CharField(label="惠及范围", required=False)
    field = forms.CharField(label="领域", required=False)
    planned_fen = WanField(label="计划投资", required=False)
    unit_name = forms.CharField(label="责任单位", required=False)


class UnitForm(SeeingForm):
    account_uid = forms.ChoiceField(label="责任单位账号", choices=units)
    unit_name = forms.CharField(label="责任单位")

    def __init__(self, data: Any = None, *, project: Any) -> None:
        super().__init__(data, initial={"unit_name": project.unit_name, "account_uid": project.unit_account_uid})
        self.look({"unit_name": project.unit_name, "account_uid": clashes.text(project.unit_account_uid)})

    def shown(self, name: str, text: str) -> str:
        return dict(units()).get(text, "") if name == "account_uid" else text


class LeadersForm(SeeingForm):
    accountable_leader = forms.CharField(label="责任领导")
    direct_owner = forms.CharField(label="直接责任人")
    executor = forms.CharField(label="具体执行人")
    task_force = forms.CharField(label="工作专班", required=False)
    task_force_size = forms.IntegerField(label="专班人数", min_value=0, max_value=10_000, required=False)
    community = forms.CharField(label="村（社区）", required=False)

    def __init__(self, data: Any = None, *, project: Any) -> None:
        now = {name: getattr(project, name) for name in LEADERS}
        super().__init__(data, initial=now)
        self.look({name: clashes.text(value) for name, value in now.items()})


class ScheduleForm(forms.Form):
    start_on = day("计划开工")
    due_on = day("完成时限")


class SubProjectsForm(forms.Form):
    titles = lines("子项", 6, help_text="一行一个子项。")
    unit_name = forms.CharField(label="承办单位", required=False)

    def clean_titles(self) -> list[str]:
        return [line for line in self.cleaned_data["titles"].splitlines() if line.strip()]


class MilestoneForm(forms.Form):
    stage = forms.ChoiceField(label="阶段", choices=[("", "不分阶段"), *WorkStage.choices], required=False)
    title = forms.CharField(label="节点名称")
    standard = lines("验收标准", 3)
    responsible = forms.CharField(label="责任人", required=False)
    due_on = day("完成时限")


class StartForm(forms.Form):
    started_on = today("开工日期")


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
    booked_on = today("入账日期")
    voucher = forms.CharField(label="凭证号")
    payee = forms.CharField(label="收款方", required=False, help_text="支付时填写，与合同核对。")
    reason = lines("说明", 2, required=False, help_text="支付超过到位资金时必填。")


class CompleteForm(forms.Form):
    completed_on = today("完工日期")


class ReasonForm(forms.Form):
    reason = lines("原因", 3)


class AdjustForm(ReasonForm):
    content = lines("建设内容", required=False)
    goal = lines("年度目标", 3, required=False)
    due_on = day("完成时限", required=False)
    planned_fen = WanField(label="计划投资", required=False)


# ── the plan ──────────────────────────────────────────────────────────────────────────────────


class DrawPlanForm(ScheduleForm):
    """Three stages with their share of the time (1-84); each becomes a step with its 验收节点."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for (stage, label), share, standard in zip(
            WorkStage.choices,
            (20, 60, 20),
            ("前期手续齐全，具备开工条件", "按设计文件和合同完成施工", "经组织验收合格并交付使用"),
            strict=True,
        ):
            self.fields[f"{stage}_share"] = forms.IntegerField(
                label=f"{label}：占工期（份）", min_value=1, max_value=100, initial=share
            )
            self.fields[f"{stage}_standard"] = forms.CharField(label=f"{label}：验收标准", initial=standard)
            self.fields[f"{stage}_owner"] = forms.CharField(label=f"{label}：责任人", required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if self.errors:
            return given
        steps = [
            plans.Step(
                WorkStage(stage), label, given[f"{stage}_standard"], given[f"{stage}_share"], given[f"{stage}_owner"]
            )
            for stage, label in WorkStage.choices
        ]
        return {"start_on": given["start_on"], "due_on": given["due_on"], "steps": steps}


_COLUMNS = {"weight": "weight", "money": "planned_fen", "start": "start_on", "due": "due_on"}


class WeighForm(SeeingForm):
    """A row of fields for every 项 of a project."""

    reason = lines("变动原因", 2, required=False, help_text="已有的金额要变动时必填。")

    def __init__(self, data: Any = None, *, project: Any) -> None:
        super().__init__(data)
        self.parts = list(queries.sub_projects_of(project))
        for part in self.parts:
            key = part.uid.hex
            self.fields[f"weight_{key}"] = forms.IntegerField(
                label=f"{part.title}：权重", min_value=1, max_value=100, initial=part.weight
            )
            self.fields[f"money_{key}"] = WanField(
                label=f"{part.title}：计划投资", required=False, initial=part.planned_fen
            )
            self.fields[f"start_{key}"] = day(f"{part.title}：计划开工", required=False, initial=part.start_on)
            self.fields[f"due_{key}"] = day(f"{part.title}：完成时限", required=False, initial=part.due_on)
        self.look(
            {
                f"{column}_{part.uid.hex}": clashes.text(getattr(part, name))
                for part in self.parts
                for column, name in _COLUMNS.items()
            }
        )

    def shown(self, name: str, text: str) -> str:
        return str(WanField(label="").prepare_value(int(text))) if text and name.startswith("money_") else text

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if self.errors:
            return given
        return {
            "reason": given["reason"],
            "parts": [
                plans.PartPlan(
                    part.uid,
                    given[f"weight_{part.uid.hex}"],
                    given[f"money_{part.uid.hex}"],
                    given[f"start_{part.uid.hex}"],
                    given[f"due_{part.uid.hex}"],
                    part.unit_name,
                    {name: given["seen"].get(f"{column}_{part.uid.hex}", "") for column, name in _COLUMNS.items()}
                    if given["seen"]
                    else None,
                )
                for part in self.parts
            ],
        }


# ── changes, money, lights ────────────────────────────────────────────────────────────────────


class ChangeForm(ReasonForm):
    aspect = forms.ChoiceField(
        label="变更事项", choices=[(each.value, each.label) for each in Aspect if each != Aspect.MILESTONE]
    )
    content = lines("变更后的建设内容", required=False)
    goal = lines("变更后的年度目标", 3, required=False)
    due_on = day("变更后的完成时限", required=False)
    planned_fen = WanField(label="变更后的计划投资", required=False)


class HearForm(forms.Form):
    heard_on = today("听取意见日期")
    opinion = lines("意见", 3)


class ResolveForm(forms.Form):
    decided_by = forms.CharField(label="决定机关或会议")
    decided_on = today("决定日期")
    minutes = lines("会议纪要", 2, help_text="文号或摘要。")
    members = forms.IntegerField(label="全体组成人员", min_value=1, max_value=5000, required=False)
    in_favour = forms.IntegerField(label="赞成", min_value=0, max_value=5000, required=False)
    against = forms.IntegerField(label="反对", min_value=0, max_value=5000, required=False)
    abstained = forms.IntegerField(label="弃权", min_value=0, max_value=5000, required=False)


class PublishForm(forms.Form):
    reported_on = day("报告上级日期", required=False, help_text="街道必填。")


class ContractForm(forms.Form):
    number = forms.CharField(label="合同编号")
    party = forms.CharField(label="签约单位")
    subject = forms.CharField(label="合同内容")
    amount_fen = WanField(label="合同金额")
    signed_on = today("签订日期")


class ConclusionForm(forms.Form):
    conclusion = lines("核查结论", 3)


class SettleForm(ConclusionForm):
    saved_fen = WanField(label="避免损失")


class LightForm(ReasonForm):
    light = forms.ChoiceField(label="灯", choices=[(each.value, each.label) for each in Light])
    until_on = day("有效期至")


class PassForm(forms.Form):
    publish_photos = forms.BooleanField(label="照片对外公开", required=False)


class DoneForm(forms.Form):
    done_on = today("完成日期")


class MilestoneDoneForm(DoneForm):
    evidence = lines("完成情况", 3)


class MilestoneMoveForm(ReasonForm):
    due_on = day("新的完成时限")
