"""Projects on the staff site: the 台账 with its lights, one project with its plan and money, a button for every act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from admin_theme.records import CommandButton
from admin_theme.site import office_site
from commons.kernel import clock
from tenants.appraisal import queries as appraisal
from tenants.delivery import forms, queries
from tenants.delivery.admin.acting import actor_of, by
from tenants.delivery.admin.ledger import BATCH, EDIT, FORGET_VIEW, IMPORT, SAVE_VIEW, LedgerPages
from tenants.delivery.commands import changes, funds, ledger, lights, plans, progress, projects
from tenants.delivery.lights import Light
from tenants.delivery.models import Project
from tenants.delivery.terms import Aspect, FundSource, ProjectKind, ProjectState


def _open(*, request: HttpRequest, obj: None, **values: Any) -> Project:
    return projects.open_project(actor=actor_of(request), at=clock.now(), **values)


def _assign(*, request: HttpRequest, obj: Project, account_uid: str, **typed: Any) -> Project:
    return projects.assign_unit(
        actor=actor_of(request), project_uid=obj.uid, account_uid=UUID(account_uid), at=clock.now(), **typed
    )


def _adjust(*, request: HttpRequest, obj: Project, **values: Any) -> Any:
    return projects.adjust_project(actor=actor_of(request), project_uid=obj.uid, at=clock.now(), **values)


def _draw_plan(*, request: HttpRequest, obj: Project, **typed: Any) -> Any:
    return plans.draw_plan(actor=actor_of(request), project_uid=obj.uid, at=clock.now(), **typed)


def _weigh(*, request: HttpRequest, obj: Project, parts: Any, reason: str, **_: Any) -> Any:
    return plans.weigh_parts(actor=actor_of(request), project_uid=obj.uid, parts=parts, reason=reason, at=clock.now())


def _propose(*, request: HttpRequest, obj: Project, aspect: str, **typed: Any) -> Any:
    return changes.propose_change(
        actor=actor_of(request), project_uid=obj.uid, aspect=Aspect(aspect), at=clock.now(), **typed
    )


def _set_light(*, request: HttpRequest, obj: Project, light: str, **typed: Any) -> Any:
    return lights.set_light(actor=actor_of(request), project_uid=obj.uid, light=Light(light), at=clock.now(), **typed)


def _goes_on(project: Project) -> bool:
    return not project.is_closed


def _in(*states: ProjectState) -> Callable[[Project], bool]:
    return lambda project: project.state in states


@admin.register(Project, site=office_site)
class ProjectAdmin(LedgerPages):
    list_display = ("title", "year", "kind", "unit_name", "state", "planned_fen", "due_on")
    list_filter = ("year", "kind", "state")
    search_fields = ("title", "unit_name")
    section_order = 10
    wide = ("content", "goal", "promised_content", "promised_goal")
    fieldsets = (
        ("承诺", {"fields": ("year", "position", "kind", "title", "field", "beneficiaries", "content", "goal")}),
        ("票决时", {"fields": ("promised_title", "promised_fen", "promised_content", "promised_goal")}),
        (
            "责任",
            {"fields": ("unit_name", "community", "accountable_leader", "direct_owner", "executor", "task_force")},
        ),
        ("进度", {"fields": ("start_on", "due_on", "started_on", "completed_on", "accepted_on", "state_reason")}),
        ("资金", {"fields": ("planned_fen", "payments_stopped", "stopped_on", "resumed_on")}),
    )
    empty_says = "还没有项目。票决结果生效后，入选项目自动立项；一般民生工程和微实事请在此立项。"
    starts = (
        CommandButton(name="open", label="立项", command=_open, form=forms.OpenForm, act="delivery.open", primary=True),
        BATCH,
        IMPORT,
        SAVE_VIEW,
        FORGET_VIEW,
    )
    buttons = (
        CommandButton(
            name="unit",
            label="明确责任单位",
            command=_assign,
            form=lambda request, obj, data, files: forms.UnitForm(data, project=obj),
            act="delivery.assign",
            when=_goes_on,
            after="原责任单位的填报权限随即收回，未完结的整改一并移交。",
        ),
        CommandButton(
            name="leaders",
            label="明确责任人",
            command=by(projects.name_leaders),
            form=lambda request, obj, data, files: forms.LeadersForm(data, project=obj),
            act="delivery.assign",
            when=_goes_on,
        ),
        EDIT,
        CommandButton(
            name="draw_plan",
            label="倒排工期",
            command=_draw_plan,
            form=forms.DrawPlanForm,
            initial=lambda project: {"start_on": project.start_on, "due_on": project.due_on},
            act="delivery.plan",
            when=lambda project: _goes_on(project) and not project.milestones.exists(),
            after="从完成时限倒排各阶段的节点；时限确定后只能通过变更调整。",
        ),
        CommandButton(
            name="schedule",
            label="确定工期",
            command=by(plans.schedule_project),
            form=forms.ScheduleForm,
            initial=lambda project: {"start_on": project.start_on, "due_on": project.due_on},
            act="delivery.plan",
            when=_goes_on,
        ),
        CommandButton(
            name="sub_projects",
            label="添加子项",
            command=by(plans.add_sub_projects),
            form=forms.SubProjectsForm,
            act="delivery.plan",
            when=_goes_on,
        ),
        CommandButton(
            name="weigh_parts",
            label="子项权重与资金",
            command=_weigh,
            form=lambda request, obj, data, files: forms.WeighForm(data, project=obj),
            act="delivery.plan",
            when=lambda project: _goes_on(project) and project.sub_projects.exists(),
            after="各子项资金合计须等于项目计划投资。",
        ),
        CommandButton(
            name="milestone",
            label="添加节点",
            command=by(plans.add_milestone),
            form=forms.MilestoneForm,
            act="delivery.plan",
            when=_goes_on,
        ),
        CommandButton(
            name="start",
            label="开工",
            command=by(progress.start_project),
            form=forms.StartForm,
            act="delivery.report",
            when=_in(ProjectState.OPENED),
            primary=True,
        ),
        CommandButton(
            name="report",
            label="报送进度",
            command=by(progress.report_progress),
            form=forms.ReportForm,
            act="delivery.report",
            when=_goes_on,
        ),
        CommandButton(
            name="entry",
            label="登记资金",
            command=by(ledger.enter),
            form=forms.EntryForm,
            act="delivery.enter_money",
            after="登记后不能修改；有误时冲销后重新登记。",
        ),
        CommandButton(
            name="contract",
            label="登记合同",
            command=by(funds.record_contract),
            form=forms.ContractForm,
            act="delivery.enter_money",
        ),
        CommandButton(
            name="watch_funds",
            label="核查资金",
            command=by(funds.watch_funds),
            act="delivery.audit_funds",
            done=lambda made: f"发现 {len(made)} 处新的资金异常。" if made else "没有发现新的资金异常。",
        ),
        CommandButton(
            name="complete",
            label="申报完工",
            command=by(progress.complete_project),
            form=forms.CompleteForm,
            act="delivery.report",
            when=_in(ProjectState.UNDER_WAY),
            primary=True,
        ),
        CommandButton(
            name="accept",
            label="验收通过",
            command=by(projects.accept_project),
            act="delivery.accept",
            when=_in(ProjectState.COMPLETED),
            after="验收后项目办结，责任单位的填报权限随即收回。",
            primary=True,
        ),
        CommandButton(
            name="reject",
            label="验收不通过",
            command=by(projects.reject_completion),
            form=forms.ReasonForm,
            act="delivery.accept",
            when=_in(ProjectState.COMPLETED),
        ),
        CommandButton(
            name="adjust",
            label="调整项目",
            command=_adjust,
            form=forms.AdjustForm,
            initial=lambda project: {
                name: getattr(project, name) for name in ("content", "goal", "due_on", "planned_fen")
            },
            act="delivery.adjust",
            when=lambda project: _goes_on(project) and project.kind != ProjectKind.VOTED,
        ),
        CommandButton(
            name="change",
            label="提出变更",
            command=_propose,
            form=forms.ChangeForm,
            act="delivery.propose_change",
            when=lambda project: _goes_on(project) and project.kind == ProjectKind.VOTED,
            after="经法定程序批准后才生效。",
        ),
        CommandButton(
            name="set_light",
            label="人工亮灯",
            command=_set_light,
            form=forms.LightForm,
            act="delivery.set_light",
            when=_goes_on,
            after="到期后自动恢复按规则亮灯；页面同时显示规则的结果。",
        ),
        CommandButton(
            name="lift_light",
            label="撤销人工亮灯",
            command=by(lights.lift_light),
            act="delivery.set_light",
            when=lambda project: bool(project.set_light),
        ),
        CommandButton(
            name="pause",
            label="暂停",
            command=by(projects.pause_project),
            form=forms.ReasonForm,
            act="delivery.pause",
            when=_in(ProjectState.UNDER_WAY),
        ),
        CommandButton(
            name="resume",
            label="恢复",
            command=by(projects.resume_project),
            act="delivery.pause",
            when=_in(ProjectState.PAUSED),
        ),
        CommandButton(
            name="stop_payments",
            label="叫停资金拨付",
            command=by(ledger.stop_payments),
            form=forms.ReasonForm,
            act="delivery.stop_payments",
            when=lambda project: not project.payments_stopped,
            danger=True,
        ),
        CommandButton(
            name="resume_payments",
            label="恢复资金拨付",
            command=by(ledger.resume_payments),
            form=forms.ReasonForm,
            act="delivery.stop_payments",
            when=lambda project: project.payments_stopped,
        ),
        CommandButton(
            name="terminate",
            label="终止项目",
            command=by(projects.terminate_project),
            form=forms.ReasonForm,
            act="delivery.terminate",
            when=lambda project: _goes_on(project) and project.kind != ProjectKind.VOTED,
            after="终止后不能恢复。",
            confirm=lambda project: project.title,
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Project]:
        return queries.visible_to(actor_of(request)).order_by("-year", "position", "uid")

    def light(self, project: Project) -> tuple[str, str, str]:
        line = queries.ledger_line(project)
        return line.light, "", line.why

    def lifecycle(self, project: Project) -> list[dict[str, Any]]:
        """The straight way; a pause or an end is told by the word beside the title."""
        way = (
            (ProjectState.OPENED, clock.date_of(project.created_at)),
            (ProjectState.UNDER_WAY, project.started_on),
            (ProjectState.COMPLETED, project.completed_on),
            (ProjectState.ACCEPTED, project.accepted_on),
        )
        reached = [state for state, on in way if on is not None]
        return [
            {
                "label": state.label,
                "at": on,
                "state": "coming" if on is None else "current" if state == reached[-1] else "done",
            }
            for state, on in way
        ]

    def related(self, request: HttpRequest, project: Project) -> list[dict[str, Any]]:
        today = clock.today()
        return [
            {
                "caption": "来源建议",
                "columns": [{"key": "title", "label": "建议"}, {"key": "village", "label": "村（社区）"}],
                "rows": [
                    {
                        "title": each.title,
                        "village": each.village,
                        "href": f"/admin/intake/suggestion/{each.uid}/change/",
                    }
                    for each in appraisal.suggestions_behind(project.candidate_uid)
                ],
                "empty": "不是由群众建议形成的。",
            },
            {
                "caption": "子项",
                "columns": [
                    {"key": "title", "label": "子项"},
                    {"key": "unit_name", "label": "承办单位"},
                    {"key": "weight", "label": "权重"},
                    {"key": "planned_fen", "label": "计划投资", "kind": "money"},
                    {"key": "physical_percent", "label": "形象进度（%）"},
                    {"key": "done_on", "label": "完成日期", "kind": "date"},
                ],
                "rows": [
                    _linked(each, "title", "unit_name", "weight", "planned_fen", "physical_percent", "done_on")
                    for each in queries.sub_projects_of(project)
                ],
                "empty": "没有子项。",
            },
            {
                "caption": "节点",
                "columns": [
                    {"key": "title", "label": "节点"},
                    {"key": "stage", "label": "阶段"},
                    {"key": "standard", "label": "验收标准"},
                    {"key": "due_on", "label": "完成时限", "kind": "date"},
                    {"key": "done_on", "label": "完成日期", "kind": "date"},
                    {"key": "light", "label": "状态", "kind": "light"},
                ],
                "rows": [
                    _linked(each, "title", "standard", "due_on", "done_on")
                    | {"stage": each.get_stage_display()}
                    | {"light": "blue" if each.done_on else "red" if each.is_overdue(today) else "grey"}
                    for each in queries.milestones_of(project)
                ],
                "empty": "还没有实施计划。请添加节点。",
            },
            {
                "caption": "进度报告",
                "columns": [
                    {"key": "month", "label": "月份"},
                    {"key": "physical_percent", "label": "形象进度（%）"},
                    {"key": "planned_percent", "label": "序时进度（%）"},
                    {"key": "problems", "label": "存在问题"},
                    {"key": "next_steps", "label": "下一步措施"},
                    {"key": "verdict", "label": "审核"},
                ],
                "rows": [
                    _linked(each, "physical_percent", "planned_percent", "problems", "next_steps")
                    | {"month": f"{each} 第 {each.version} 版" if each.version > 1 else str(each)}
                    | {"verdict": each.get_verdict_display()}
                    for each in queries.reports_of(project)
                ],
                "empty": "还没有报送进度。",
            },
            {
                "caption": "资金",
                "columns": [
                    {"key": "kind", "label": "类别"},
                    {"key": "source", "label": "来源"},
                    {"key": "amount_fen", "label": "金额", "kind": "money"},
                    {"key": "booked_on", "label": "入账日期", "kind": "date"},
                    {"key": "voucher", "label": "凭证号"},
                    {"key": "payee", "label": "收款方"},
                    {"key": "reason", "label": "说明"},
                ],
                "rows": [
                    _linked(each, "amount_fen", "booked_on", "voucher", "payee", "reason")
                    | {"kind": each.get_kind_display(), "source": each.get_source_display()}
                    for each in queries.entries_of(project)
                ],
                "empty": "还没有资金记录。",
            },
            {
                "caption": "各来源资金",
                "columns": [
                    {"key": "source", "label": "资金来源"},
                    {"key": "budget_fen", "label": "预算安排", "kind": "money", "sum": True},
                    {"key": "arrived_fen", "label": "资金到位", "kind": "money", "sum": True},
                    {"key": "paid_fen", "label": "资金支付", "kind": "money", "sum": True},
                ],
                "rows": _by_source(project),
                "empty": "还没有资金记录。",
            },
            {
                "caption": "项目变更",
                "columns": [
                    {"key": "aspect", "label": "事项"},
                    {"key": "before", "label": "变更前"},
                    {"key": "after", "label": "变更后"},
                    {"key": "reason", "label": "理由"},
                    {"key": "decided_by", "label": "决定机关或会议"},
                    {"key": "state", "label": "状态"},
                ],
                "rows": [
                    _linked(each, "reason", "decided_by")
                    | {"aspect": each.get_aspect_display(), "state": each.get_state_display()}
                    | {
                        "before": each.shown(each.before),
                        "after": each.shown(each.after),
                    }
                    for each in queries.adjustments_of(project)
                ],
                "empty": "没有变更，按票决时的内容实施。",
            },
            {
                "caption": "各月亮灯",
                "columns": [
                    {"key": "month", "label": "月份"},
                    {"key": "light", "label": "进度灯", "kind": "light"},
                    {"key": "why", "label": "说明"},
                    {"key": "physical_percent", "label": "形象进度（%）"},
                    {"key": "planned_percent", "label": "序时进度（%）"},
                ],
                "rows": [
                    {
                        "month": str(each),
                        "light": each.light,
                        "why": each.why,
                        "physical_percent": each.physical_percent,
                        "planned_percent": each.planned_percent,
                    }
                    for each in queries.marks_of(project)
                ],
                "empty": "还没有亮灯记录。每天早上记录当月的灯，月末定格。",
            },
        ]


def _linked(obj: Any, *names: str) -> dict[str, Any]:
    """A line of a ledger that leads to the record itself."""
    options = obj._meta
    href = reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[obj.pk])
    return {"href": href, **{name: getattr(obj, name) for name in names}}


def _by_source(project: Project) -> list[dict[str, Any]]:
    found = queries.sheet_of(project.uid).by_source
    return [
        {
            "source": label,
            "budget_fen": found[code].budget_fen,
            "arrived_fen": found[code].arrived_fen,
            "paid_fen": found[code].paid_fen,
        }
        for code, label in FundSource.choices
        if code in found
    ]
