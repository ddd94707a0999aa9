"""Projects on the staff site: the 台账 with its lights, one project with its plan and money, a button for every act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site
from admin_theme.templatetags.admin_theme import light as light_part
from commons.kernel import clock
from commons.kernel.actor import Actor
from tenants.appraisal import queries as appraisal
from tenants.delivery import forms, queries
from tenants.delivery.commands import ledger, plans, progress, projects
from tenants.delivery.models import LedgerEntry, Milestone, Project, SubProject
from tenants.delivery.queries import LedgerRow
from tenants.delivery.terms import ProjectState


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _by(command: Callable[..., Any], subject: str = "project_uid") -> Callable[..., Any]:
    """The command as a button calls it: about the record on the page, by whoever presses, now."""

    def run(*, request: HttpRequest, obj: Any, **values: Any) -> Any:
        return command(actor=_actor(request), at=clock.now(), **{subject: obj.uid}, **values)

    return run


def _open(*, request: HttpRequest, obj: None, **values: Any) -> Project:
    return projects.open_project(actor=_actor(request), at=clock.now(), **values)


def _assign(*, request: HttpRequest, obj: Project, account_uid: str, unit_name: str) -> Project:
    return projects.assign_unit(
        actor=_actor(request), project_uid=obj.uid, account_uid=UUID(account_uid), unit_name=unit_name, at=clock.now()
    )


def _adjust(*, request: HttpRequest, obj: Project, **values: Any) -> Any:
    return projects.adjust_project(actor=_actor(request), project_uid=obj.uid, at=clock.now(), **values)


def _goes_on(project: Project) -> bool:
    return not project.is_closed


def _in(*states: ProjectState) -> Callable[[Project], bool]:
    return lambda project: project.state in states


def _rows(request: HttpRequest) -> dict[UUID, LedgerRow]:
    """The ledger's lines, asked for once a request."""
    kept: dict[UUID, LedgerRow] | None = getattr(request, "_delivery_rows", None)
    if kept is None:
        kept = queries.ledger_of_all_years(_actor(request))
        request._delivery_rows = kept  # type: ignore[attr-defined]
    return kept


def _shown(colour: str, word: str, why: str) -> SafeString:
    return render_to_string("components/light.html", light_part(colour, word, why))


@admin.register(Project, site=office_site)
class ProjectAdmin(RecordAdmin):
    list_display = ("title", "year", "kind", "unit_name", "state", "planned_fen", "due_on")
    list_filter = ("year", "kind", "state")
    search_fields = ("title", "unit_name")
    section_order = 10
    wide = ("content", "goal")
    fieldsets = (
        ("承诺", {"fields": ("year", "position", "kind", "title", "field", "beneficiaries", "content", "goal")}),
        ("责任", {"fields": ("unit_name", "accountable_leader", "direct_owner", "executor", "task_force")}),
        ("进度", {"fields": ("start_on", "due_on", "started_on", "completed_on", "accepted_on", "state_reason")}),
        ("资金", {"fields": ("planned_fen", "payments_stopped")}),
    )
    empty_says = "还没有项目。票决结果生效后，入选项目自动立项；一般民生工程和微实事请在此立项。"
    starts = (
        CommandButton(name="open", label="立项", command=_open, form=forms.OpenForm, act="delivery.open", primary=True),
    )
    buttons = (
        CommandButton(
            name="unit",
            label="明确责任单位",
            command=_assign,
            form=forms.UnitForm,
            initial=lambda project: {"unit_name": project.unit_name, "account_uid": project.unit_account_uid},
            act="delivery.assign",
            when=_goes_on,
            after="原责任单位的填报权限随即收回，未完结的整改一并移交。",
        ),
        CommandButton(
            name="leaders",
            label="明确责任人",
            command=_by(projects.name_leaders),
            form=forms.LeadersForm,
            initial=lambda project: {
                name: getattr(project, name)
                for name in ("accountable_leader", "direct_owner", "executor", "task_force", "task_force_size")
            },
            act="delivery.assign",
            when=_goes_on,
        ),
        CommandButton(
            name="schedule",
            label="确定工期",
            command=_by(plans.schedule_project),
            form=forms.ScheduleForm,
            initial=lambda project: {"start_on": project.start_on, "due_on": project.due_on},
            act="delivery.plan",
            when=_goes_on,
        ),
        CommandButton(
            name="sub_projects",
            label="添加子项",
            command=_by(plans.add_sub_projects),
            form=forms.SubProjectsForm,
            act="delivery.plan",
            when=_goes_on,
        ),
        CommandButton(
            name="milestone",
            label="添加节点",
            command=_by(plans.add_milestone),
            form=forms.MilestoneForm,
            act="delivery.plan",
            when=_goes_on,
        ),
        CommandButton(
            name="start",
            label="开工",
            command=_by(progress.start_project),
            form=forms.StartForm,
            act="delivery.report",
            when=_in(ProjectState.OPENED),
            primary=True,
        ),
        CommandButton(
            name="report",
            label="报送进度",
            command=_by(progress.report_progress),
            form=forms.ReportForm,
            act="delivery.report",
            when=_goes_on,
        ),
        CommandButton(
            name="entry",
            label="登记资金",
            command=_by(ledger.enter),
            form=forms.EntryForm,
            act="delivery.enter_money",
            after="登记后不能修改；有误时冲销后重新登记。",
        ),
        CommandButton(
            name="complete",
            label="申报完工",
            command=_by(progress.complete_project),
            form=forms.CompleteForm,
            act="delivery.report",
            when=_in(ProjectState.UNDER_WAY),
            primary=True,
        ),
        CommandButton(
            name="accept",
            label="验收通过",
            command=_by(projects.accept_project),
            act="delivery.accept",
            when=_in(ProjectState.COMPLETED),
            after="验收后项目办结，责任单位的填报权限随即收回。",
            primary=True,
        ),
        CommandButton(
            name="reject",
            label="验收不通过",
            command=_by(projects.reject_completion),
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
            when=_goes_on,
        ),
        CommandButton(
            name="pause",
            label="暂停",
            command=_by(projects.pause_project),
            form=forms.ReasonForm,
            act="delivery.pause",
            when=_in(ProjectState.UNDER_WAY),
        ),
        CommandButton(
            name="resume",
            label="恢复",
            command=_by(projects.resume_project),
            act="delivery.pause",
            when=_in(ProjectState.PAUSED),
        ),
        CommandButton(
            name="stop_payments",
            label="叫停资金拨付",
            command=_by(ledger.stop_payments),
            form=forms.ReasonForm,
            act="delivery.stop_payments",
            when=lambda project: not project.payments_stopped,
            danger=True,
        ),
        CommandButton(
            name="resume_payments",
            label="恢复资金拨付",
            command=_by(ledger.resume_payments),
            form=forms.ReasonForm,
            act="delivery.stop_payments",
            when=lambda project: project.payments_stopped,
        ),
        CommandButton(
            name="terminate",
            label="终止项目",
            command=_by(projects.terminate_project),
            form=forms.DecisionForm,
            act="delivery.terminate",
            when=_goes_on,
            after="终止后不能恢复。",
            confirm=lambda project: project.title,
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Project]:
        return queries.visible_to(_actor(request)).order_by("-year", "position", "uid")

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Two lights beside every project, from one reading of the ledger."""

        def progress_light(project: Project) -> SafeString:
            line = _rows(request)[project.uid]
            return _shown(line.light, "", line.why)

        def money_light(project: Project) -> SafeString:
            line = _rows(request)[project.uid]
            return _shown(line.money_light, line.money_light.label, line.money_why)

        progress_light.short_description = "进度灯"  # type: ignore[attr-defined]
        money_light.short_description = "资金灯"  # type: ignore[attr-defined]
        return [*super().get_list_display(request), progress_light, money_light]

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
                    {"key": "done_on", "label": "完成日期", "kind": "date"},
                ],
                "rows": [_linked(each, "title", "unit_name", "done_on") for each in queries.sub_projects_of(project)],
                "empty": "没有子项。",
            },
            {
                "caption": "节点",
                "columns": [
                    {"key": "title", "label": "节点"},
                    {"key": "standard", "label": "验收标准"},
                    {"key": "due_on", "label": "完成时限", "kind": "date"},
                    {"key": "done_on", "label": "完成日期", "kind": "date"},
                    {"key": "light", "label": "状态", "kind": "light"},
                ],
                "rows": [
                    _linked(each, "title", "standard", "due_on", "done_on")
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
                ],
                "rows": [
                    {
                        "month": f"{each} 第 {each.version} 版" if each.version > 1 else str(each),
                        "physical_percent": each.physical_percent,
                        "planned_percent": each.planned_percent,
                        "problems": each.problems,
                        "next_steps": each.next_steps,
                    }
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
                    {"key": "reason", "label": "说明"},
                ],
                "rows": [
                    _linked(each, "amount_fen", "booked_on", "voucher", "reason")
                    | {"kind": each.get_kind_display(), "source": each.get_source_display()}
                    for each in queries.entries_of(project)
                ],
                "empty": "还没有资金记录。",
            },
        ]


def _linked(obj: Any, *names: str) -> dict[str, Any]:
    """A line of a ledger that leads to the record itself."""
    options = obj._meta
    href = reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[obj.pk])
    return {"href": href, **{name: getattr(obj, name) for name in names}}


class _PartAdmin(RecordAdmin):
    """A part of a project: seen by whoever sees the project."""

    list_select_related = ("project",)

    def may_view(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(super().may_view(request, obj.project if obj is not None else None))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        seen = queries.visible_to(_actor(request)).values("pk")
        return super().get_queryset(request).filter(project__in=seen).order_by("-project__year", "project", "uid")


@admin.register(Milestone, site=office_site)
class MilestoneAdmin(_PartAdmin):
    list_display = ("title", "project", "due_on", "done_on", "missed_on")
    list_filter = ("project__year",)
    section_order = 20
    fields = ("project", "title", "standard", "responsible", "due_on", "done_on", "evidence", "missed_on")
    buttons = (
        CommandButton(
            name="complete",
            label="登记完成",
            command=_by(plans.complete_milestone, "milestone_uid"),
            form=forms.MilestoneDoneForm,
            act="delivery.plan",
            when=lambda step: step.done_on is None,
            primary=True,
        ),
        CommandButton(
            name="reschedule",
            label="调整时限",
            command=_by(plans.reschedule_milestone, "milestone_uid"),
            form=forms.MilestoneMoveForm,
            act="delivery.adjust",
            when=lambda step: step.done_on is None,
        ),
    )


@admin.register(SubProject, site=office_site)
class SubProjectAdmin(_PartAdmin):
    list_display = ("title", "project", "unit_name", "done_on")
    list_filter = ("project__year",)
    section_order = 30
    fields = ("project", "title", "unit_name", "done_on")
    buttons = (
        CommandButton(
            name="complete",
            label="登记完成",
            command=_by(plans.complete_sub_project, "sub_project_uid"),
            form=forms.DoneForm,
            act="delivery.plan",
            when=lambda part: part.done_on is None,
            primary=True,
        ),
    )


@admin.register(LedgerEntry, site=office_site)
class LedgerEntryAdmin(_PartAdmin):
    list_display = ("project", "kind", "source", "amount_fen", "booked_on", "voucher")
    list_filter = ("project__year", "kind", "source")
    section_order = 40
    fields = ("project", "kind", "source", "amount_fen", "booked_on", "voucher", "reason", "corrects", "entered_by")
    buttons = (
        CommandButton(
            name="correct",
            label="冲销",
            command=_by(ledger.correct, "entry_uid"),
            form=forms.ReasonForm,
            act="delivery.enter_money",
            when=lambda entry: entry.corrects_id is None,
            after="冲销后请重新登记正确的金额。",
            danger=True,
        ),
    )
