"""The office's years on the staff site: a year with its stages, a stage with what must hold before it opens."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.rulebook.terms import Kind
from tenants.cycles import commands, queries
from tenants.cycles.models import Cycle, Stage
from tenants.cycles.terms import CycleState, StageKind, StageState

_LIGHTS = {StageState.PENDING: "grey", StageState.OPEN: "green", StageState.CLOSED: "blue"}


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


class CycleForm(forms.Form):
    year = forms.IntegerField(label="年度", help_text="项目实施的年份。")
    term_no = forms.IntegerField(label="届")
    session_no = forms.IntegerField(label="次")


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class DueForm(forms.Form):
    due_on = forms.DateField(label="计划完成日期", widget=forms.DateInput(attrs={"type": "date"}))


def _open_cycle(*, request: HttpRequest, obj: None, **values: Any) -> Cycle:
    return commands.open_cycle(actor=_actor(request), at=clock.now(), **values)


def _open_planned(*, request: HttpRequest, obj: Cycle) -> Cycle:
    return commands.open_cycle(
        actor=_actor(request), year=obj.year, term_no=obj.term_no, session_no=obj.session_no, at=clock.now()
    )


def _plan_cycle(*, request: HttpRequest, obj: None, **values: Any) -> Cycle:
    return commands.plan_cycle(actor=_actor(request), at=clock.now(), **values)


def _close_cycle(*, request: HttpRequest, obj: Cycle) -> Cycle:
    return commands.close_cycle(actor=_actor(request), cycle_uid=obj.uid, at=clock.now())


def _open_stage(*, request: HttpRequest, obj: Stage) -> Stage:
    return commands.open_stage(actor=_actor(request), cycle_uid=obj.cycle_id, kind=StageKind(obj.kind), at=clock.now())


def _close_stage(*, request: HttpRequest, obj: Stage) -> Stage:
    return commands.close_stage(actor=_actor(request), cycle_uid=obj.cycle_id, kind=StageKind(obj.kind), at=clock.now())


def _reopen_stage(*, request: HttpRequest, obj: Stage, reason: str) -> Stage:
    return commands.reopen_stage(
        actor=_actor(request), cycle_uid=obj.cycle_id, kind=StageKind(obj.kind), reason=reason, at=clock.now()
    )


def _reschedule_stage(*, request: HttpRequest, obj: Stage, due_on: dt.date) -> Stage:
    return commands.reschedule_stage(
        actor=_actor(request), cycle_uid=obj.cycle_id, kind=StageKind(obj.kind), due_on=due_on, at=clock.now()
    )


@admin.register(Cycle, site=office_site)
class CycleAdmin(RecordAdmin):
    list_display = ("year", "term_no", "session_no", "state", "opened_at", "closed_at")
    list_filter = ("state",)
    fields = ("year", "term_no", "session_no", "rules", "opened_at", "closed_at")
    section_order = 10
    wide = ("rules",)
    empty_says = "还没有年度。请先开启一个年度，各环节会按惯例月份排好。"
    starts = (
        CommandButton(
            name="open",
            label="开启年度",
            command=_open_cycle,
            form=CycleForm,
            act="cycles.open_cycle",
            after="开启后，本年度按今天采用的规则办理，以后改用新版本不影响本年度。",
            primary=True,
            done=lambda cycle: f"{cycle}已开启。",
        ),
        CommandButton(name="plan", label="筹备年度", command=_plan_cycle, form=CycleForm, act="cycles.plan_cycle"),
    )
    buttons = (
        CommandButton(
            name="open",
            label="开启年度",
            command=_open_planned,
            act="cycles.open_cycle",
            when=lambda cycle: cycle.state == CycleState.PLANNED,
            after="开启后，本年度按今天采用的规则办理，以后改用新版本不影响本年度。",
            primary=True,
        ),
        CommandButton(
            name="close",
            label="办结年度",
            command=_close_cycle,
            act="cycles.close_cycle",
            when=lambda cycle: cycle.state == CycleState.OPEN,
            after="办结后，本年度各环节不能再办理。",
            confirm=lambda cycle: str(cycle.year),
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cycle]:
        return queries.cycles()

    @admin.display(description="采用的规则")
    def rules(self, cycle: Cycle) -> str:
        return "、".join(Kind(kind).label for kind in sorted(cycle.pins)) or "开启时确定"

    def related(self, request: HttpRequest, cycle: Cycle) -> list[dict[str, Any]]:
        today = clock.today()
        return [
            {
                "caption": "各环节",
                "columns": [
                    {"key": "label", "label": "环节"},
                    {"key": "light", "label": "状态", "kind": "light"},
                    {"key": "due_on", "label": "计划完成", "kind": "date"},
                    {"key": "gates", "label": "开启条件"},
                    {"key": "purpose", "label": "主要工作"},
                ],
                "rows": [_row(stage, today) for stage in queries.stepper(cycle.uid)],
            }
        ]


@admin.register(Stage, site=office_site)
class StageAdmin(RecordAdmin):
    list_display = ("kind", "cycle", "state", "due_on", "opened_at", "closed_at")
    list_filter = ("state", "kind", "cycle__year")
    list_select_related = ("cycle",)
    fields = ("cycle", "kind", "purpose", "due_on", "opened_at", "closed_at")
    section_order = 20
    wide = ("purpose",)
    empty_says = "还没有环节。请先开启年度。"
    buttons = (
        CommandButton(
            name="open",
            label="开启环节",
            command=_open_stage,
            act="cycles.open_stage",
            when=lambda stage: stage.state == StageState.PENDING,
            primary=True,
        ),
        CommandButton(
            name="close",
            label="结束环节",
            command=_close_stage,
            act="cycles.close_stage",
            when=lambda stage: stage.state == StageState.OPEN,
            after="结束后，本环节不再接收新的材料；确有必要时由负责人重新开启。",
            primary=True,
        ),
        CommandButton(
            name="reopen",
            label="重新开启环节",
            command=_reopen_stage,
            form=ReasonForm,
            act="cycles.reopen_stage",
            when=lambda stage: stage.state == StageState.CLOSED,
        ),
        CommandButton(
            name="reschedule",
            label="调整计划完成日期",
            command=_reschedule_stage,
            form=DueForm,
            initial=lambda stage: {"due_on": stage.due_on},
            act="cycles.reschedule_stage",
            when=lambda stage: stage.state != StageState.CLOSED,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Stage]:
        return queries.stage_rows()

    @admin.display(description="主要工作")
    def purpose(self, stage: Stage) -> str:
        return queries.stage(stage.cycle_id, StageKind(stage.kind)).purpose

    def related(self, request: HttpRequest, stage: Stage) -> list[dict[str, Any]]:
        if stage.state != StageState.PENDING:
            return []
        gates = queries.checklist(stage.cycle_id, StageKind(stage.kind))
        return [
            {
                "caption": "开启条件",
                "columns": [
                    {"key": "label", "label": "条件"},
                    {"key": "met", "label": "是否满足", "kind": "light"},
                    {"key": "advice", "label": "怎么办"},
                ],
                "rows": [
                    {
                        "label": gate.label,
                        "href": gate.href,
                        "met": "green" if gate.met else "yellow",
                        "met_word": "已满足" if gate.met else "未满足",
                        "advice": "" if gate.met else gate.advice,
                    }
                    for gate in gates
                ],
                "empty": "没有开启条件，可以直接开启。",
            }
        ]


def _row(stage: queries.StageFacts, today: dt.date) -> dict[str, Any]:
    late = stage.is_overdue(today)
    unmet = sum(not gate.met for gate in stage.gates)
    return {
        "label": stage.label,
        "href": reverse("admin:cycles_stage_change", args=[stage.uid]),
        "light": "yellow" if late else _LIGHTS[stage.state],
        "light_word": f"{stage.state.label}（已过计划日期）" if late else stage.state.label,
        "due_on": stage.due_on,
        "gates": f"{unmet} 项未满足" if unmet else "已满足" if stage.gates else "",
        "purpose": stage.purpose,
    }
