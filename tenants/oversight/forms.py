"""What the staff site asks for before an act. Rules stand in the commands; a form only reads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from admin_theme.fields import day, lines, this_year, today
from commons.access import queries as access
from commons.kernel import clock
from commons.kernel.actor import Role, system
from commons.kernel.tenancy import current_code
from tenants.cycles import queries as cycles
from tenants.delivery import queries as delivery
from tenants.deputies import queries as deputies
from tenants.intake.terms import Field
from tenants.oversight import queries
from tenants.oversight.commands.duties import OWNERS
from tenants.oversight.models import Hearing
from tenants.oversight.terms import (
    OF_PROJECTS,
    BulletinKind,
    Demand,
    EvaluationKind,
    FindingKind,
    GroupKind,
    HearingKind,
    InspectionKind,
    Outcome,
    Quality,
)

_KINDS = [(kind.value, kind.label) for kind in OF_PROJECTS]


def inspectors() -> list[tuple[str, str]]:
    return [(str(account.uid), account.name) for account in access.holders_of(Role.INSPECTOR)]


def projects() -> list[tuple[str, str]]:
    """Every project of the office, the newest year first; the page itself is for those who may see them all."""
    rows = delivery.visible_to(system(current_code())).order_by("-year", "position", "uid")
    return [(str(row.uid), f"{row.year}年 {row.position}. {row.title}") for row in rows]


def open_duties() -> list[tuple[str, str]]:
    """`cycle key` of what the calendars of the open years still owe."""
    return [
        (f"{cycle.uid} {duty.key}", f"{cycle.year}年 {duty.label}（{duty.due_on:%m-%d}前）")
        for cycle in cycles.open_cycles()
        for duty in queries.duties(cycle.uid, on=clock.today())
        if duty.done_on is None
    ]


def staff() -> list[tuple[str, str]]:
    return sorted({(str(account.uid), account.name) for role in OWNERS for account in access.holders_of(role)})


def seats() -> list[tuple[str, str]]:
    return [(str(each.mandate_uid), each.name) for each in deputies.in_office(clock.today())]


class GroupForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100, initial=this_year)
    name = forms.CharField(label="小组名称")
    led_by = forms.CharField(label="牵头工委")
    kind = forms.ChoiceField(label="类别", choices=GroupKind.choices)


class MemberForm(forms.Form):
    account_uid = forms.ChoiceField(label="成员", choices=inspectors)
    is_leader = forms.BooleanField(label="担任组长", required=False)


class LeaveForm(forms.Form):
    account_uid = forms.ChoiceField(label="成员", choices=inspectors)


class ProjectForm(forms.Form):
    project_uid = forms.ChoiceField(label="项目", choices=projects)


class InspectionForm(ProjectForm):
    kind = forms.ChoiceField(label="方式", choices=InspectionKind.choices)
    held_on = today("日期")
    place = forms.CharField(label="地点", required=False)
    participants = forms.IntegerField(label="参加人次", initial=0)
    counterpart = forms.CharField(label="被约谈或陪同人员", required=False)
    summary = lines("情况")
    progress_note = lines("时序进度", 2, required=False)
    money_note = lines("资金使用绩效", 2, required=False)
    quality_note = lines("质量水平", 2, required=False)


class FindingForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=FindingKind.choices)
    location = forms.CharField(label="部位", required=False)
    text = lines("问题描述")


class SettleForm(forms.Form):
    settlement = lines("处理情况", 3)
    adopted = forms.TypedChoiceField(
        label="是否采纳",
        choices=(("", "不适用"), ("yes", "采纳"), ("no", "不采纳")),
        coerce=lambda answer: {"yes": True, "no": False}[answer],
        empty_value=None,
        required=False,
        help_text="只有意见建议需要说明是否采纳。",
    )


class OrderForm(forms.Form):
    text = lines("整改要求")
    due_on = day("期限")
    demand = forms.ChoiceField(label="要求", choices=Demand.choices)


class AnswerForm(forms.Form):
    reply = lines("整改情况")


class PassForm(forms.Form):
    note = lines("复查意见", 3)


class FailForm(PassForm):
    due_on = day("二次整改期限")


class EvaluationForm(ProjectForm):
    kind = forms.TypedChoiceField(label="类别", choices=_KINDS, initial=EvaluationKind.FINAL, coerce=EvaluationKind)
    held_on = today("测评日期")
    members = forms.IntegerField(label="应到", initial=0)
    present = forms.IntegerField(label="实到", initial=0)
    returned = forms.IntegerField(label="收回", initial=0)
    satisfied = forms.IntegerField(label="满意", initial=0)
    basically_satisfied = forms.IntegerField(label="基本满意", initial=0)
    dissatisfied = forms.IntegerField(label="不满意", initial=0)
    abstain = forms.IntegerField(label="弃权", initial=0)
    void = forms.IntegerField(label="废票", initial=0)
    rectify_by = day("整改或说明期限", required=False, help_text="结果须整改，或项目未按时完成时必填。")


class ReasonForm(forms.Form):
    reason = lines("原因", 3)


class LookBackForm(ProjectForm):
    held_on = today("日期")
    outcome = forms.ChoiceField(label="结论", choices=Outcome.choices)
    summary = lines("情况")
    score = forms.DecimalField(label="评比得分", required=False)
    rectify_by = day("整改期限", required=False, help_text="发现问题时必填。")


class DutyForm(forms.Form):
    duty = forms.ChoiceField(label="监督工作", choices=open_duties)
    done_on = today("完成日期")
    note = lines("说明", 2, required=False)


class OwnerForm(forms.Form):
    duty = forms.ChoiceField(label="监督工作", choices=open_duties)
    account_uid = forms.ChoiceField(label="责任人", choices=staff)


class TrackForm(forms.Form):
    text = lines("进展情况")


class UrgeForm(forms.Form):
    text = lines("督办要求")
    due_on = day("新的期限")


class CallForm(forms.Form):
    kind = forms.ChoiceField(label="方式", choices=HearingKind.choices)
    summoned = forms.CharField(label="受询、受约单位")
    project_uid = forms.ChoiceField(label="项目", choices=lambda: [("", "不针对单个项目"), *projects()], required=False)
    matter = lines("事由")
    called_on = today("提出日期")
    signers = forms.MultipleChoiceField(
        label="联名代表", choices=seats, required=False, help_text="质询案必填。", widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["project_uid"] = given.get("project_uid") or None
        given["signers"] = [UUID(each) for each in given.get("signers", [])]
        return given


class HoldForm(forms.Form):
    held_on = today("开展日期")
    answer = lines("答复情况")
    demand = lines("处理要求")
    due_on = day("处理期限")


class ReportForm(forms.Form):
    report = lines("研究处理情况报告", 6)


class AgainForm(forms.Form):
    demand = lines("再次报告的要求")
    due_on = day("期限")


class ShowForm(forms.Form):
    summoned = forms.CharField(label="答复部门", help_text="多个部门用顿号隔开。")
    matter = lines("事由", 3, initial="向各代表小组征集问题线索，研判后确定主题。")
    called_on = today("提出日期")


class ClueForm(forms.Form):
    group = forms.CharField(label="代表小组")
    topic = forms.CharField(label="问题类别", help_text="例如：老旧小区改造、暖气不热、维修基金使用不透明。")
    text = lines("问题")


class ThemeForm(forms.Form):
    theme = forms.CharField(label="问政主题")
    reason = lines("其余线索未选用的原因", 2, initial="不属于本期主题。")


class AnnounceForm(forms.Form):
    host = forms.CharField(label="主持人", required=False)
    broadcast_url = forms.CharField(label="播出网址", required=False)


class AskersForm(forms.Form):
    mandate_uids = forms.MultipleChoiceField(label="问政代表", choices=seats, widget=forms.CheckboxSelectMultiple)
    qualities = forms.MultipleChoiceField(
        label="遴选条件", choices=Quality.choices, widget=forms.CheckboxSelectMultiple
    )

    def clean_mandate_uids(self) -> list[UUID]:
        return [UUID(each) for each in self.cleaned_data["mandate_uids"]]


class AskerForm(forms.Form):
    """One of the deputies who ask at this show."""

    mandate_uid = forms.ChoiceField(label="问政代表")

    def __init__(self, *args: Any, show: Hearing, **more: Any) -> None:
        super().__init__(*args, **more)
        asking = [(str(each.mandate_uid), each.name) for each in queries.askers_of(show)]
        self.fields["mandate_uid"].choices = asking  # type: ignore[attr-defined]


class FilmForm(forms.Form):
    film = forms.FileField(label="问题短片", help_text="MP4 或 MOV，不超过 20 MB。拍摄位置和时间会自动去除。")


class ChooseForm(forms.Form):
    unit_name = forms.CharField(label="答复部门")


class AnswerClueForm(forms.Form):
    answer = lines("现场答复")
    answered_by = forms.CharField(label="答复人")
    satisfied = forms.IntegerField(label="满意", initial=0)
    basically_satisfied = forms.IntegerField(label="基本满意", initial=0)
    dissatisfied = forms.IntegerField(label="不满意", initial=0, help_text="三项为问政代表现场测评的票数。")


class DueForm(forms.Form):
    due_on = day("办理期限")


class ReportClueForm(forms.Form):
    report = lines("办理情况", 5)


class CompileForm(forms.Form):
    kind = forms.TypedChoiceField(label="类别", choices=BulletinKind.choices, coerce=BulletinKind)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100, initial=this_year)
    number = forms.IntegerField(
        label="月份或季度", initial=1, help_text="月度填 1 到 12，季度填 1 到 4，专项报告填 1。"
    )


class PollForm(ProjectForm):
    kind = forms.TypedChoiceField(label="类别", choices=_KINDS, initial=EvaluationKind.FINAL, coerce=EvaluationKind)
    held_on = today("测评日期")
    households = forms.IntegerField(label="答卷份数", initial=0, help_text="测评规则为群众抽样的，填写发放份数。")


class HandlingPollForm(forms.Form):
    project_uid = forms.ChoiceField(
        label="代表建议",
        choices=lambda: [(str(uid), title) for uid, title in queries.answered_suggestions()],
        help_text="已经答复的代表建议。",
    )
    held_on = today("测评日期")
    households = forms.IntegerField(label="答卷份数", initial=0, help_text="测评规则为群众抽样的，填写发放份数。")


class JudgeForm(forms.Form):
    held_on = today("测评日期")
    rectify_by = day("整改或说明期限", required=False, help_text="结果须整改，或项目未按时完成时必填。")


class MeritForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100, initial=this_year)
    unit_name = forms.CharField(label="责任单位")
    points = forms.DecimalField(label="分值", help_text="加分为正，扣分为负。")
    reason = lines("理由", 2)


class OfferForm(forms.Form):
    title = forms.CharField(label="建议标题")
    content = lines("建议内容")
    field = forms.ChoiceField(label="领域", choices=Field.choices)
