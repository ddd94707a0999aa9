"""The provincial console: the office tree, founding and opening with progress, suspending and resuming."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import province_site
from commons.directory import commands, queries
from commons.directory.life import console
from commons.directory.lifecycle import OFFICE
from commons.directory.models import MigrationResult, Office
from commons.directory.terms import WITHOUT_SCHEMA, MigrationOutcome, OfficeState
from commons.kernel import clock
from commons.kernel.errors import Invalid, Malformed


class FoundingForm(forms.Form):
    division = forms.CharField(label="区划代码", max_length=9, help_text="如 440703 为蓬江区，见国家统计局区划代码。")
    depth = forms.TypedChoiceField(
        label="范围",
        choices=[("0", "只建本机构"), ("1", "本机构及下一级"), ("", "本机构及全部下级")],
        coerce=int,
        empty_value=None,
        required=False,
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label="事由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


def _found(*, request: HttpRequest, obj: None, division: str, depth: int | None) -> list[Office]:
    try:
        return commands.found_offices(
            actor=request.actor,  # type: ignore[attr-defined]
            division=division.strip(),
            depth=depth,
            at=clock.now(),
        )
    except Malformed as wrong:
        raise Invalid(str(wrong), field="division") from wrong


def _suspend(*, request: HttpRequest, obj: Office, reason: str) -> Office:
    return commands.suspend_office(actor=request.actor, code=obj.code, reason=reason, at=clock.now())  # type: ignore[attr-defined]


def _resume(*, request: HttpRequest, obj: Office) -> Office:
    return commands.resume_office(actor=request.actor, code=obj.code, at=clock.now())  # type: ignore[attr-defined]


class BelowFilter(admin.SimpleListFilter):
    """一个机构及其全部下级: the cities first, below a chosen one its own."""

    title, parameter_name = "所属", "below"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        chosen = queries.find_office(self.value() or "") or queries.province()
        if chosen is None:
            return []
        below = queries.children_of(chosen)
        if chosen.parent is not None and not below:  # nobody lies below a town: its neighbours are offered
            below = queries.children_of(chosen.parent)
            chosen = chosen.parent
        above = [*queries.superiors_of(chosen), chosen][1:]  # without the province, which is 全部
        return [(each.code, each.name) for each in (*above, *below)]

    def queryset(self, request: HttpRequest, rows: QuerySet[Office]) -> QuerySet[Office]:
        top = queries.find_office(self.value() or "")
        return rows if top is None else rows.filter(lft__gte=top.lft, rgt__lte=top.rgt)


class AilingFilter(admin.SimpleListFilter):
    title, parameter_name = "体检", "ailing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", "有问题")]

    def queryset(self, request: HttpRequest, rows: QuerySet[Office]) -> QuerySet[Office]:
        return rows.filter(vitals__holds=False) if self.value() else rows


@admin.register(Office, site=province_site)
class OfficeAdmin(RecordAdmin):
    list_display = (
        "tree_name", "code", "level", "state", "structure", "active_on", "returned_on", "storage", "health", "host",
    )  # fmt: skip
    list_filter = (BelowFilter, "level", "state", AilingFilter)
    search_fields = ("name", "code", "division_code")
    list_per_page = 50
    section = "settings"
    section_order = 1
    empty_says = "还没有机构。请先为本省建档。"
    fieldsets = (
        ("基本情况", {"fields": ("name", "code", "division_code", "level", "body", "relation", "parent", "host")}),
        ("开通情况", {"fields": ("founded_at", "ready_at", "archived_at", "is_demo", "merged_into", "copy_of")}),
    )
    starts = (
        CommandButton(
            name="found",
            label="机构建档",
            command=_found,
            form=FoundingForm,
            act="directory.found",
            primary=True,
            done=lambda made: f"已建档 {len(made)} 个机构。" if made else "这些机构都已建档。",
        ),
        *console.STARTS,
    )
    buttons = (
        *console.OPENING,
        CommandButton(
            name="suspend",
            label="停用机构",
            command=_suspend,
            form=ReasonForm,
            act="directory.suspend",
            when=lambda office: office.state == OfficeState.READY and not office.is_province,
            after="停用后，该机构的页面、接口和任务将全部暂停，数据保留。",
            confirm=lambda office: office.name,
            danger=True,
        ),
        CommandButton(
            name="resume",
            label="恢复机构",
            command=_resume,
            act="directory.suspend",
            when=lambda office: office.state == OfficeState.SUSPENDED,
        ),
        *console.BUTTONS,
    )

    bulk = console.BULK

    def get_urls(self) -> list[Any]:
        progress = path("progress/", self.admin_site.admin_view(self.progress_view), name="directory_office_progress")
        return [progress, *super().get_urls()]

    def progress_view(self, request: HttpRequest) -> HttpResponse:
        """What was ordered of many offices, and how far it has come. The page asks again by itself while it goes on."""
        if not self.may_view(request):
            raise PermissionDenied
        context = {**self._context(request, None, "批量办理进度", ("批量办理进度", "")), "batches": console.progress()}
        return TemplateResponse(request, "directory/progress.html", context)

    def list_tools(self, request: HttpRequest) -> list[dict[str, str]]:
        return [
            {"label": "批量办理进度", "href": console.PROGRESS, "primary": ""},
            *super().list_tools(request),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Office]:
        return queries.with_news()

    @admin.display(description="机构")
    def tree_name(self, office: Office) -> str:
        return "　" * (office.path.count("/") - 1) + office.name + ("（演示）" if office.is_demo else "")

    @admin.display(description="网址")
    def host(self, office: Any) -> SafeString | str:
        host = office.primary_host
        return format_html('<a href="//{}/">{}</a>', host, host) if host else ""

    @admin.display(description="结构")
    def structure(self, office: Any) -> str:
        if office.is_province or office.state in WITHOUT_SCHEMA:
            return "—"
        return "最新" if office.schema_head == office.newest_head else "落后"

    @admin.display(description="最近办理")
    def active_on(self, office: Any) -> Any:
        return office.last_act and clock.date_of(office.last_act)

    @admin.display(description="最近上报")
    def returned_on(self, office: Any) -> Any:
        return office.last_return and clock.date_of(office.last_return)

    @admin.display(description="占用")
    def storage(self, office: Office) -> str:
        vitals = getattr(office, "vitals", None)
        return f"{(vitals.database_bytes + vitals.file_bytes) / 2**20:.1f} MB" if vitals else "—"

    @admin.display(description="体检")
    def health(self, office: Office) -> str:
        vitals = getattr(office, "vitals", None)
        if vitals is None:
            return "—" if office.state in WITHOUT_SCHEMA else "未体检"
        return "● 完好" if vitals.holds else f"■ {vitals.problem}"

    def related(self, request: HttpRequest, office: Office) -> list[dict[str, Any]]:
        return console.related(office)

    def lifecycle(self, office: Office) -> list[dict[str, Any]]:
        """Progress of opening: the steps of the table up to READY, and where the office stands."""
        order = [OFFICE.start, *(step.target for step in OFFICE.steps[:6])]
        place = order.index(office.state) if office.state in order else len(order) - 1
        return [
            {"label": OfficeState(state).label, "state": "done" if n < place else "current" if n == place else "coming"}
            for n, state in enumerate(order)
        ]


@admin.register(MigrationResult, site=province_site)
class MigrationResultAdmin(RecordAdmin):
    """How the last migration of each office went (`renda migrate`): who was left behind, where and why."""

    list_display = ("office", "outcome", "head", "migration", "message", "attempts", "seconds", "at")
    list_filter = ("outcome",)
    search_fields = ("office__name", "office__code")
    fields = (
        "office",
        "outcome",
        "from_head",
        "to_head",
        "migration",
        "sqlstate",
        "message",
        "attempts",
        "seconds",
        "at",
    )
    wide = ("from_head", "to_head", "message")
    section = "settings"
    section_order = 3
    show_trail = False
    empty_says = "各机构自开通以来没有升级过。发布新版本、由运维人员升级后，结果列在这里。"

    def get_queryset(self, request: HttpRequest) -> QuerySet[MigrationResult]:
        return queries.migration_results()

    @admin.display(description="结构版本")
    def head(self, result: MigrationResult) -> str:
        reached = result.to_head if result.outcome == MigrationOutcome.DONE else result.from_head
        return reached[:8] or "—"

    @admin.display(description="耗时")
    def seconds(self, result: MigrationResult) -> str:
        return f"{result.ms / 1000:.1f} 秒"

    def light(self, result: MigrationResult) -> tuple[str, str, str] | None:
        return ("red", "未升级", result.message) if result.outcome == MigrationOutcome.FAILED else None
