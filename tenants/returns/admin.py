"""报表 on the staff site: compiled, looked through, corrected, explained, signed; and which project cards go up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.reporting import queries as reporting
from commons.reporting import shown
from tenants.delivery import queries as delivery
from tenants.returns import commands, queries
from tenants.returns.models import Compilation
from tenants.returns.terms import CompilationState


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


class PeriodForm(forms.Form):
    """What the superiors ask for comes first; anything else may be compiled to be looked at."""

    asked = forms.ChoiceField(label="上级要求填报的", required=False)
    year = forms.IntegerField(label="其他年度", min_value=2000, max_value=2100, required=False)
    period = forms.ChoiceField(
        label="其他期间", required=False, choices=[(code[4:], label[5:]) for code, label in shown.periods(2000)]
    )

    def __init__(self, *, office_code: str, data: Any = None) -> None:
        super().__init__(data)
        waiting = [each for each in reporting.all_asked_of(office_code) if each.is_open]
        self.fields["asked"].choices = [  # type: ignore[attr-defined]
            *((each.period, f"{shown.period(each.period)}（{each.due_on:%-m月%-d日}前）") for each in waiting),
            ("", "其他"),
        ]
        self.fields["asked"].initial = waiting[0].period if waiting else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        asked = cleaned.pop("asked", "")
        if asked:
            return {"year": int(asked[:4]), "period": asked}
        if cleaned.get("year") is None:
            raise forms.ValidationError("请选择上级要求填报的一期，或填写年度。")
        return {"year": cleaned["year"], "period": f"{cleaned['year']}{cleaned.get('period', '')}"}


class CorrectionForm(forms.Form):
    indicator = forms.ChoiceField(label="指标")
    value = forms.DecimalField(
        label="更正为", max_digits=20, decimal_places=2, required=False, help_text="不填为没有数据。"
    )
    reason = forms.CharField(label="更正原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *, compilation: Compilation, data: Any = None) -> None:
        super().__init__(data)
        self.fields["indicator"].choices = [  # type: ignore[attr-defined]
            (line.code, f"{line.label}：{'尚未采集' if line.value is None else line.value}")
            for line in queries.lines(compilation)
        ]


class ExplanationForm(forms.Form):
    check = forms.ChoiceField(label="需要说明的情况")
    reason = forms.CharField(label="说明", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *, compilation: Compilation, data: Any = None) -> None:
        super().__init__(data)
        soft = [doubt for doubt in queries.doubts(compilation) if not doubt.hard]
        soft.sort(key=lambda doubt: bool(doubt.reason))
        self.fields["check"].choices = [(doubt.key, doubt.sentence) for doubt in soft]  # type: ignore[attr-defined]


class ShareForm(forms.Form):
    project_uid = forms.TypedChoiceField(label="项目", coerce=UUID)

    def __init__(self, *, actor: Actor, data: Any = None) -> None:
        super().__init__(data)
        rows = delivery.visible_to(actor).order_by("-year", "position")
        self.fields["project_uid"].choices = [  # type: ignore[attr-defined]
            (each.uid, f"{each.year}年 {each.title}") for each in rows
        ]


def _compile(*, request: HttpRequest, obj: None, year: int, period: str) -> Compilation:
    return commands.compile_return(actor=_actor(request), year=year, period=period or None, at=clock.now())


def _compile_again(*, request: HttpRequest, obj: Compilation) -> Compilation:
    return commands.compile_return(actor=_actor(request), year=obj.year, period=obj.period, at=clock.now())


def _correct(*, request: HttpRequest, obj: Compilation, indicator: str, value: Decimal | None, reason: str) -> Any:
    return commands.correct_line(
        actor=_actor(request), uid=obj.uid, indicator=indicator, value=value, reason=reason, at=clock.now()
    )


def _explain(*, request: HttpRequest, obj: Compilation, check: str, reason: str) -> Compilation:
    return commands.explain_doubt(actor=_actor(request), uid=obj.uid, check=check, reason=reason, at=clock.now())


def _file(*, request: HttpRequest, obj: Compilation) -> Compilation:
    return commands.file_return(actor=_actor(request), uid=obj.uid, at=clock.now())


def _discard(*, request: HttpRequest, obj: Compilation) -> Compilation:
    return commands.discard_compilation(actor=_actor(request), uid=obj.uid, at=clock.now())


def _share(*, request: HttpRequest, obj: None, project_uid: UUID) -> None:
    commands.share_project(actor=_actor(request), project_uid=project_uid, at=clock.now())


def _is_draft(row: Compilation) -> bool:
    return row.is_draft


@admin.register(Compilation, site=office_site)
class CompilationAdmin(RecordAdmin):
    list_display = ("period_label", "state", "compiled_by_name", "created_at")
    list_filter = ("state", "year")
    section_order = 10
    empty_says = "还没有报表。上级开放填报期后，点“汇编报表”。"
    fieldsets = (
        ("基本情况", {"fields": ("period_label", "state", "compiled_by_name", "created_at", "answer", "digest")}),
    )
    wide = ("answer", "digest")
    starts = (
        CommandButton(
            name="compile",
            label="汇编报表",
            command=_compile,
            form=lambda request, obj, data, files: PeriodForm(office_code=_actor(request).office_code, data=data),
            act="returns.compile",
            primary=True,
        ),
        CommandButton(
            name="share",
            label="共享项目卡片",
            command=_share,
            form=lambda request, obj, data, files: ShareForm(actor=_actor(request), data=data),
            act="returns.share",
            after="上级将看到这个项目的进度、资金和亮灯情况，随项目更新；卡片上没有个人信息，可随时收回。",
            done="已共享，在“共享的项目卡片”中查看和收回。",
        ),
    )
    buttons = (
        CommandButton(
            name="correct",
            label="更正",
            command=_correct,
            form=lambda request, obj, data, files: CorrectionForm(compilation=obj, data=data),
            act="returns.correct",
            when=_is_draft,
            after="更正后的数与系统统计数、更正原因一并上报；改回系统统计数即取消更正。",
        ),
        CommandButton(
            name="explain",
            label="说明",
            command=_explain,
            form=lambda request, obj, data, files: ExplanationForm(compilation=obj, data=data),
            act="returns.correct",
            when=lambda row: row.is_draft and any(not doubt.hard for doubt in queries.doubts(row)),
        ),
        CommandButton(
            name="file",
            label="签字上报",
            command=_file,
            act="returns.file",
            when=_is_draft,
            after="上报后由上级接收或退回，数据不再改动；需要更正的，重新汇编上报。",
            confirm=lambda row: shown.period(row.period),
            primary=True,
        ),
        CommandButton(
            name="again",
            label="重新汇编",
            command=_compile_again,
            act="returns.compile",
            when=queries.waits_for_another,
            after="按现在的数据再汇编一份本期报表，可以更正、签字后再次上报；以前的更正，统计数没有变的保留。",
            onward=lambda made: reverse(f"{office_site.name}:returns_compilation_change", args=[made.pk]),
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
        return queries.visible_to(_actor(request))

    def title_of(self, obj: Compilation) -> str:
        return f"{shown.period(obj.period)}报表"

    def period_label(self, obj: Compilation) -> str:
        return shown.period(obj.period)

    period_label.short_description = "期间"  # type: ignore[attr-defined]

    def answer(self, obj: Compilation) -> str:
        """Why it came back, as the superior wrote."""
        return reporting.reason_of(obj.return_uid) if obj.return_uid else ""

    answer.short_description = "退回原因"  # type: ignore[attr-defined]

    def related(self, request: HttpRequest, obj: Compilation) -> list[dict[str, Any]]:
        return [*([self._doubts(obj)] if obj.is_draft else []), self._lines(obj)]

    def _doubts(self, obj: Compilation) -> dict[str, Any]:
        rows = [
            {
                "sentence": doubt.sentence,
                "kind": "须改正" if doubt.hard else "须说明",
                "reason": doubt.reason or ("" if doubt.hard else "待说明"),
            }
            for doubt in queries.doubts(obj)
        ]
        columns = [
            {"key": "sentence", "label": "情况"},
            {"key": "kind", "label": "处理"},
            {"key": "reason", "label": "说明"},
        ]
        return {"caption": "上报前核对", "columns": columns, "rows": rows, "empty": "各项数据之间没有矛盾。"}

    def _lines(self, obj: Compilation) -> dict[str, Any]:
        rows = [
            shown.line_row(line, label=line.label, sign=line.sign, remark=line.remark) for line in queries.lines(obj)
        ]
        return shown.line_table("指标明细", rows, remark="上级批注", empty="")
