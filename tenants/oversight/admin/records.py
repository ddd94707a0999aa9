"""Supervision on the staff site: groups, what they saw, what must be put right, results, look-backs, the calendar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site
from commons.kernel import clock
from commons.kernel.actor import Actor
from tenants.oversight import forms, queries
from tenants.oversight.admin.pages import CalendarPage, ListsPage, RankingPage, actor_of
from tenants.oversight.commands import (
    duties,
    evaluations,
    findings,
    groups,
    inspections,
    look_backs,
    rectifications,
    slips,
)
from tenants.oversight.models import (
    CalendarMark,
    Evaluation,
    Finding,
    Inspection,
    LookBack,
    Rectification,
    SupervisionGroup,
)
from tenants.oversight.terms import EvaluationState, FindingState, RectificationState


def starting(command: Callable[..., Any]) -> Callable[..., Any]:
    """A command that begins a record."""

    def run(*, request: HttpRequest, obj: None, **values: Any) -> Any:
        return command(actor=actor_of(request), at=clock.now(), **_uids(values))

    return run


def acting(command: Callable[..., Any], subject: str, **fixed: Any) -> Callable[..., Any]:
    """A command about the record on the page."""

    def run(*, request: HttpRequest, obj: Any, **values: Any) -> Any:
        return command(actor=actor_of(request), at=clock.now(), **{subject: obj.uid}, **fixed, **_uids(values))

    return run


def _uids(values: dict[str, Any]) -> dict[str, Any]:
    """A choice field gives text."""
    return {name: UUID(value) if name.endswith("_uid") and value else value for name, value in values.items()}


def _perform(*, request: HttpRequest, obj: None, duty: str, **values: Any) -> CalendarMark:
    cycle_uid, key = duty.split(" ", 1)
    return duties.perform_duty(actor=actor_of(request), cycle_uid=UUID(cycle_uid), key=key, at=clock.now(), **values)


def _own(*, request: HttpRequest, obj: None, duty: str, account_uid: str) -> Any:
    cycle_uid, key = duty.split(" ", 1)
    return duties.name_owner(
        actor=actor_of(request), cycle_uid=UUID(cycle_uid), key=key, account_uid=UUID(account_uid), at=clock.now()
    )


def _href(obj: Any) -> str:
    options = obj._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[obj.pk])


@admin.register(SupervisionGroup, site=office_site)
class SupervisionGroupAdmin(RecordAdmin):
    list_display = ("name", "kind", "led_by", "year", "disbanded_on")
    list_filter = ("year", "kind")
    section_order = 10
    fields = ("year", "name", "kind", "led_by", "disbanded_on")
    empty_says = "还没有监督小组。请组建小组，再分配项目：每个项目都要有人监督。"
    starts = (
        CommandButton(
            name="form",
            label="组建监督小组",
            command=starting(groups.form_group),
            form=forms.GroupForm,
            act="oversight.organise",
            primary=True,
        ),
    )
    buttons = (
        CommandButton(
            name="add",
            label="编入成员",
            command=acting(groups.add_member, "group_uid"),
            form=forms.MemberForm,
            act="oversight.organise",
            when=lambda group: group.disbanded_on is None,
        ),
        CommandButton(
            name="remove",
            label="成员退出",
            command=acting(groups.remove_member, "group_uid"),
            form=forms.LeaveForm,
            act="oversight.organise",
        ),
        CommandButton(
            name="assign",
            label="分配项目",
            command=acting(groups.assign_project, "group_uid"),
            form=forms.ProjectForm,
            act="oversight.organise",
            when=lambda group: group.disbanded_on is None,
            primary=True,
        ),
        CommandButton(
            name="withdraw",
            label="收回项目",
            command=acting(groups.withdraw_project, "group_uid"),
            form=forms.ProjectForm,
            act="oversight.organise",
        ),
        CommandButton(
            name="disband",
            label="撤销小组",
            command=acting(groups.disband_group, "group_uid"),
            act="oversight.organise",
            when=lambda group: group.disbanded_on is None,
            after="撤销后成员不能再查看所监督的项目，已登记的检查保留。",
            danger=True,
        ),
    )

    def may_view(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(super().may_view(request)) and (obj is None or queries.sees_all(actor_of(request)))

    def get_queryset(self, request: HttpRequest) -> QuerySet[SupervisionGroup]:
        return queries.groups(actor_of(request)).order_by("-year", "name", "uid")

    def related(self, request: HttpRequest, group: SupervisionGroup) -> list[dict[str, Any]]:
        return [
            {
                "caption": "成员",
                "columns": [
                    {"key": "name", "label": "姓名"},
                    {"key": "duty", "label": "职务"},
                    {"key": "joined_on", "label": "编入日期", "kind": "date"},
                ],
                "rows": [
                    {"name": each.name, "duty": "组长" if each.is_leader else "成员", "joined_on": each.joined_on}
                    for each in queries.members_of(group)
                ],
                "empty": "还没有成员。",
            },
            {
                "caption": "所监督的项目",
                "columns": [
                    {"key": "title", "label": "项目"},
                    {"key": "assigned_on", "label": "分配日期", "kind": "date"},
                ],
                "rows": [
                    {
                        "title": each.project_title,
                        "assigned_on": each.assigned_on,
                        "href": reverse("admin:delivery_project_change", args=[each.project_uid]),
                    }
                    for each in queries.assignments_of(group)
                ],
                "empty": "还没有分配项目。",
            },
        ]


class _SeenAdmin(RecordAdmin):
    """A record about a project, as the room's own list gives it."""

    def listed(self, actor: Actor) -> QuerySet[Any]:
        raise NotImplementedError

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.listed(actor_of(request)).order_by("-created_at", "-uid")


@admin.register(Inspection, site=office_site)
class InspectionAdmin(_SeenAdmin):
    list_display = ("project_title", "kind", "held_on", "group", "participants", "inspected_by")
    list_filter = ("year", "kind")
    section_order = 20
    starts = (
        CommandButton(
            name="inspect",
            label="登记检查",
            command=starting(inspections.inspect),
            form=forms.InspectionForm,
            act="oversight.inspect",
            primary=True,
        ),
    )
    buttons = (
        CommandButton(
            name="finding",
            label="登记问题",
            command=acting(findings.raise_finding, "inspection_uid"),
            form=forms.FindingForm,
            act="oversight.inspect",
            primary=True,
        ),
    )

    def listed(self, actor: Actor) -> QuerySet[Inspection]:
        return queries.inspections(actor)

    def related(self, request: HttpRequest, inspection: Inspection) -> list[dict[str, Any]]:
        return [
            {
                "caption": "发现的问题",
                "columns": [
                    {"key": "kind", "label": "类别"},
                    {"key": "text", "label": "问题"},
                    {"key": "state", "label": "状态"},
                ],
                "rows": [
                    {
                        "kind": each.get_kind_display(),
                        "text": each.text,
                        "state": each.get_state_display(),
                        "href": _href(each),
                    }
                    for each in queries.findings_of(inspection)
                ],
                "empty": "没有发现问题。",
            }
        ]


@admin.register(Finding, site=office_site)
class FindingAdmin(_SeenAdmin):
    list_display = ("project_title", "kind", "location", "state", "closed_on", "created_at")
    list_filter = ("year", "kind", "state")
    section_order = 30
    buttons = (
        CommandButton(
            name="order",
            label="责令整改",
            command=acting(rectifications.order_rectification, "finding_uid"),
            form=forms.OrderForm,
            act="oversight.order",
            when=lambda finding: finding.state == FindingState.RAISED,
            primary=True,
        ),
        CommandButton(
            name="settle",
            label="当场处理",
            command=acting(findings.settle_finding, "finding_uid"),
            form=forms.SettleForm,
            act="oversight.inspect",
            when=lambda finding: finding.state == FindingState.RAISED,
        ),
    )

    def listed(self, actor: Actor) -> QuerySet[Finding]:
        return queries.findings(actor)


@admin.register(Rectification, site=office_site)
class RectificationAdmin(_SeenAdmin, ListsPage):
    reading = "oversight.read_rectification"
    list_display = ("project_title", "origin", "demand", "round_no", "unit_name", "due_on", "state")
    list_filter = ("year", "state", "origin", "demand")
    section_order = 40
    buttons = (
        CommandButton(
            name="answer",
            label="答复整改",
            command=acting(rectifications.answer_rectification, "rectification_uid"),
            form=forms.AnswerForm,
            act="oversight.answer",
            when=lambda order: order.state == RectificationState.ORDERED,
        ),
        CommandButton(
            name="pass",
            label="复查通过",
            command=acting(rectifications.recheck_rectification, "rectification_uid", passed=True),
            form=forms.PassForm,
            act="oversight.recheck",
            when=lambda order: order.state == RectificationState.ANSWERED,
            primary=True,
        ),
        CommandButton(
            name="fail",
            label="转入二次整改",
            command=acting(rectifications.recheck_rectification, "rectification_uid", passed=False),
            form=forms.FailForm,
            act="oversight.recheck",
            when=lambda order: order.state == RectificationState.ANSWERED,
        ),
        CommandButton(
            name="track",
            label="开具进度跟踪单",
            command=acting(slips.track_rectification, "rectification_uid"),
            form=forms.TrackForm,
            act="oversight.track",
            when=lambda order: order.is_standing,
        ),
        CommandButton(
            name="urge",
            label="开具整改督办单",
            command=acting(slips.urge_rectification, "rectification_uid"),
            form=forms.UrgeForm,
            act="oversight.track",
            when=lambda order: order.is_overdue(clock.today()),
            danger=True,
        ),
    )

    def listed(self, actor: Actor) -> QuerySet[Rectification]:
        return queries.rectifications(actor)

    def related(self, request: HttpRequest, order: Rectification) -> list[dict[str, Any]]:
        return [
            {
                "caption": "交办、跟踪和督办单",
                "columns": [
                    {"key": "slip", "label": "单据"},
                    {"key": "text", "label": "内容"},
                    {"key": "issued_on", "label": "开具日期", "kind": "date"},
                    {"key": "due_on", "label": "期限", "kind": "date"},
                ],
                "rows": [
                    {
                        "slip": str(each),
                        "text": each.text,
                        "issued_on": each.issued_on,
                        "due_on": each.due_on,
                        "href": f"/admin/oversight/rectification/slip/?of={order.uid}&no={each.serial}",
                    }
                    for each in queries.slips_of(order)
                ],
                "empty": "还没有单据。",
            }
        ]

    def light(self, order: Rectification) -> tuple[str, str, str] | None:
        late = order.is_overdue(clock.today())
        return ("red", "逾期", "已过整改期限，仍未答复。") if late else None


@admin.register(Evaluation, site=office_site)
class EvaluationAdmin(_SeenAdmin):
    list_display = ("project_title", "kind", "held_on", "outcome", "rate", "rectify", "late", "state")
    fields = (
        "project_title", "year", "kind", "sub_project_title", "held_on", "rule_title", "members", "present", "returned",
        "satisfied", "basically_satisfied", "dissatisfied", "abstain", "void", "outcome", "rate", "score", "rectify", "late",
        "annulled_reason",
    )  # fmt: skip
    list_filter = ("year", "kind", "state")
    section = "evaluation"
    section_order = 10
    starts = (
        CommandButton(
            name="evaluate",
            label="登记测评结果",
            command=starting(evaluations.evaluate),
            form=forms.EvaluationForm,
            act="oversight.evaluate",
            after="系统按本年度采用的测评规则计算结果；须整改的，随即责令限期整改。",
            primary=True,
        ),
    )
    buttons = (
        CommandButton(
            name="annul",
            label="撤销结果",
            command=acting(evaluations.annul_evaluation, "evaluation_uid"),
            form=forms.ReasonForm,
            act="oversight.annul",
            when=lambda found: found.state == EvaluationState.VALID,
            danger=True,
        ),
    )

    def listed(self, actor: Actor) -> QuerySet[Evaluation]:
        return queries.evaluations(actor)

    @admin.display(description="结果")
    def outcome(self, found: Evaluation) -> str:
        return found.result_label


@admin.register(LookBack, site=office_site)
class LookBackAdmin(_SeenAdmin, RankingPage):
    list_display = ("project_title", "held_on", "outcome", "score", "group", "recorded_by")
    list_filter = ("year", "outcome")
    section = "lookback"
    section_order = 10
    starts = (
        CommandButton(
            name="look_back",
            label="登记回头看",
            command=starting(look_backs.look_back),
            form=forms.LookBackForm,
            act="oversight.look_back",
            primary=True,
        ),
    )

    buttons = (
        CommandButton(
            name="offer",
            label="转入征集",
            command=acting(look_backs.offer_to_collection, "look_back_uid"),
            form=forms.OfferForm,
            act="oversight.offer",
            when=lambda row: row.suggestion_uid is None,
        ),
    )

    def listed(self, actor: Actor) -> QuerySet[LookBack]:
        return queries.look_backs(actor)


@admin.register(CalendarMark, site=office_site)
class CalendarMarkAdmin(CalendarPage):
    list_display = ("label", "due_on", "done_on", "note")
    section_order = 50
    empty_says = "还没有登记完成的监督工作。"
    starts = (
        CommandButton(
            name="perform",
            label="登记监督工作完成",
            command=_perform,
            form=forms.DutyForm,
            act="oversight.perform",
            primary=True,
        ),
        CommandButton(
            name="own",
            label="明确责任人",
            command=_own,
            form=forms.OwnerForm,
            act="oversight.own",
        ),
    )

    def may_view(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(super().may_view(request)) and queries.sees_all(actor_of(request))

    def get_queryset(self, request: HttpRequest) -> QuerySet[CalendarMark]:
        return queries.calendar_marks()
