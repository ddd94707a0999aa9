"""The provincial console: the office tree, founding and opening with progress, suspending and resuming."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import province_site
from commons.directory import commands, queries
from commons.directory.lifecycle import OFFICE
from commons.directory.models import Office
from commons.directory.terms import OfficeState
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


def _open(*, request: HttpRequest, obj: Office) -> Office:
    return commands.request_opening(actor=request.actor, code=obj.code, at=clock.now())  # type: ignore[attr-defined]


def _suspend(*, request: HttpRequest, obj: Office, reason: str) -> Office:
    return commands.suspend_office(actor=request.actor, code=obj.code, reason=reason, at=clock.now())  # type: ignore[attr-defined]


def _resume(*, request: HttpRequest, obj: Office) -> Office:
    return commands.resume_office(actor=request.actor, code=obj.code, at=clock.now())  # type: ignore[attr-defined]


@admin.register(Office, site=province_site)
class OfficeAdmin(RecordAdmin):
    list_display = ("tree_name", "code", "level", "body", "state", "ready_at", "host")
    list_filter = ("level", "state")
    search_fields = ("name", "code", "division_code")
    list_per_page = 50
    section = "settings"
    section_order = 1
    empty_says = "还没有机构。请先为本省建档。"
    fieldsets = (
        ("基本情况", {"fields": ("name", "code", "division_code", "level", "body", "relation", "parent", "host")}),
        ("开通情况", {"fields": ("founded_at", "ready_at", "is_demo")}),
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
    )
    buttons = (
        CommandButton(
            name="open",
            label="开通机构",
            command=_open,
            act="directory.open",
            when=lambda office: office.state == OfficeState.FOUNDED,
            primary=True,
            done="已申请开通，后台正在建立，请稍后刷新查看进度。",
        ),
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
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Office]:
        return queries.offices()

    @admin.display(description="机构")
    def tree_name(self, office: Office) -> str:
        return "　" * (office.path.count("/") - 1) + office.name

    @admin.display(description="网址")
    def host(self, office: Office) -> SafeString | str:
        host = queries.host_of(office)
        return format_html('<a href="//{}/">{}</a>', host, host) if host else ""

    def lifecycle(self, office: Office) -> list[dict[str, Any]]:
        """Progress of opening: the steps of the table up to READY, and where the office stands."""
        order = [OFFICE.start, *(step.target for step in OFFICE.steps[:5])]
        place = order.index(office.state) if office.state in order else len(order) - 1
        return [
            {"label": OfficeState(state).label, "state": "done" if n < place else "current" if n == place else "coming"}
            for n, state in enumerate(order)
        ]
