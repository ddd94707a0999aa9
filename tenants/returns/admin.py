"""报表 on the staff site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site
from commons.kernel import clock
from commons.reporting.indicators import BY_CODE
from tenants.returns import commands, queries
from tenants.returns.models import Compilation
from tenants.returns.terms import CompilationState


class PeriodForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    period = forms.CharField(
        label="期间", max_length=8, required=False, help_text="全年不填；季度如 2026Q3，半年如 2026H1。"
    )


def _compile(*, request: HttpRequest, obj: None, year: int, period: str) -> Compilation:
    actor = request.actor  # type: ignore[attr-defined]
    return commands.compile_return(actor=actor, year=year, period=period or None, at=clock.now())


def _file(*, request: HttpRequest, obj: Compilation) -> Compilation:
    return commands.file_return(actor=request.actor, uid=obj.uid, at=clock.now())  # type: ignore[attr-defined]


def _discard(*, request: HttpRequest, obj: Compilation) -> Compilation:
    return commands.discard_compilation(actor=request.actor, uid=obj.uid, at=clock.now())  # type: ignore[attr-defined]


@admin.register(Compilation, site=office_site)
class CompilationAdmin(RecordAdmin):
    list_display = ("period", "state", "compiled_by_name", "created_at")
    list_filter = ("state", "year")
    empty_says = "还没有报表。上级开放填报期后，点“汇编报表”。"
    fieldsets = (("基本情况", {"fields": ("period", "state", "compiled_by_name", "created_at", "digest")}),)
    starts = (
        CommandButton(
            name="compile", label="汇编报表", command=_compile, form=PeriodForm, act="returns.compile", primary=True
        ),
    )
    buttons = (
        CommandButton(
            name="file",
            label="签字上报",
            command=_file,
            act="returns.file",
            when=lambda row: row.state == CompilationState.COMPILED,
            after="上报后由上级接收或退回，数据不再改动；需要更正的，重新汇编上报。",
            confirm=lambda row: row.period,
            primary=True,
        ),
        CommandButton(
            name="discard",
            label="作废",
            command=_discard,
            act="returns.compile",
            when=lambda row: row.state in (CompilationState.COMPILED, CompilationState.SENT_BACK),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Compilation]:
        return queries.visible_to(request.actor)  # type: ignore[attr-defined]

    def related(self, request: HttpRequest, obj: Compilation) -> list[dict[str, Any]]:
        rows = [
            {"label": BY_CODE[code].label, "value": "尚未采集" if value is None else value, "evidence": evidence}
            for code, (value, evidence) in obj.figures.items()
            if code in BY_CODE
        ]
        columns = [
            {"key": "label", "label": "指标"},
            {"key": "value", "label": "数值", "kind": "number"},
            {"key": "evidence", "label": "依据条数", "kind": "number"},
        ]
        return [{"caption": "指标明细", "columns": columns, "rows": rows, "empty": ""}]
