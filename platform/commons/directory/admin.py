"""The provincial console: the office tree, founding and opening with progress, suspending and resuming."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import province_site
from commons.directory import commands, queries
from commons.directory.life import closing, orders, reorganising
from commons.directory.lifecycle import OFFICE
from commons.directory.models import Office
from commons.directory.terms import WITHOUT_SCHEMA, OfficeState
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


class RenamingForm(forms.Form):
    name = forms.CharField(label="新名称", max_length=60, required=False)
    division_code = forms.CharField(label="新区划代码", max_length=12, required=False, help_text="没有变更的可不填。")


class MovingForm(forms.Form):
    to = forms.CharField(label="新的上级机构代码", max_length=12)
    division_code = forms.CharField(label="新区划代码", max_length=12, required=False, help_text="没有变更的可不填。")


class MergingForm(forms.Form):
    into = forms.CharField(label="并入的机构代码", max_length=12)


def _restoring_form(*, request: HttpRequest, obj: Office, data: Any, files: Any) -> forms.Form:
    form = RestoringForm(data)
    form.fields["archive"].choices = [  # type: ignore[attr-defined]
        (str(each.uid), f"{timezone.localtime(each.made_at):%Y-%m-%d %H:%M} · {each.rows} 条记录 · {each.files} 个附件")
        for each in orders.archives(obj.code)
    ]
    return form


class RestoringForm(forms.Form):
    archive = forms.ChoiceField(label="存档")


def _act(command: Callable[..., Any]) -> Callable[..., Any]:
    """A button's command for one office: who and when are added, the form's values passed on."""

    def press(*, request: HttpRequest, obj: Office, **values: Any) -> Any:
        return command(actor=request.actor, code=obj.code, at=clock.now(), **values)  # type: ignore[attr-defined]

    return press


def _delete(*, request: HttpRequest, obj: Office) -> Office:
    """The page has already asked for the name, typed."""
    return closing.delete_office(actor=request.actor, code=obj.code, confirmation=obj.name, at=clock.now())  # type: ignore[attr-defined]


def _restore(*, request: HttpRequest, obj: Office, archive: str, as_inspection: bool = False) -> Any:
    orders.order_restore(
        actor=request.actor,  # type: ignore[attr-defined]
        code=obj.code,
        archive=UUID(archive),
        confirmation=obj.name,
        as_inspection=as_inspection,
        at=clock.now(),
    )
    return obj


def _stands(office: Office) -> bool:
    """Whether it is an office of the tree that may be reorganised."""
    return not office.copy_of and office.state not in (OfficeState.ARCHIVED, OfficeState.DELETED)


def _has_schema(office: Office) -> bool:
    return not office.is_province and office.state not in WITHOUT_SCHEMA


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
        (
            "开通情况",
            {"fields": ("founded_at", "ready_at", "archived_at", "schema_name", "is_demo", "merged_into", "copy_of")},
        ),
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
        CommandButton(
            name="export",
            label="导出存档",
            command=_act(orders.order_export),
            act="directory.export",
            when=_has_schema,
            done="已申请导出，完成后列在本页“机构存档”中。",
        ),
        CommandButton(
            name="inspect",
            label="打开核查副本",
            command=lambda **press: _restore(as_inspection=True, **press),
            form=_restoring_form,
            act="directory.restore",
            when=lambda office: not office.copy_of and not office.is_province,
            after="由存档另开一个只读机构，网址为“机构代码＋r＋序号”。原机构不受影响。",
            done="已申请打开核查副本，完成后列在机构目录末尾。",
        ),
        CommandButton(
            name="restore",
            label="由存档恢复",
            command=_restore,
            form=_restoring_form,
            act="directory.restore",
            when=lambda office: not office.copy_of and not office.is_province and office.state != OfficeState.FOUNDED,
            after="机构将回到存档时的样子，存档之后办理的内容不再保留（恢复前会自动另存一份）。",
            confirm=lambda office: office.name,
            done="已申请恢复，请稍后刷新查看。",
            danger=True,
        ),
        CommandButton(
            name="rename",
            label="更名",
            command=_act(reorganising.rename_office),
            form=RenamingForm,
            initial=lambda office: {"name": office.name, "division_code": office.division_code},
            act="directory.reorganise",
            when=_stands,
        ),
        CommandButton(
            name="move",
            label="划转",
            command=_act(reorganising.move_office),
            form=MovingForm,
            act="directory.reorganise",
            when=lambda office: _stands(office) and not office.is_province,
            after="本机构及全部下级改由新的上级指导，沿革保留。",
        ),
        CommandButton(
            name="merge",
            label="合并",
            command=_act(reorganising.merge_offices),
            form=MergingForm,
            act="directory.reorganise",
            when=lambda office: _stands(office) and not office.is_province,
            after="本机构归档（只供查阅），下级机构转到并入的机构。",
            confirm=lambda office: office.name,
            danger=True,
        ),
        CommandButton(
            name="archive",
            label="归档",
            command=_act(closing.archive_office),
            form=ReasonForm,
            act="directory.archive",
            when=lambda office: office.state in (OfficeState.READY, OfficeState.SUSPENDED) and not office.is_province,
            after="归档后只供查阅，不能再办理；保留期满并导出存档后可以删除。",
            confirm=lambda office: office.name,
            danger=True,
        ),
        CommandButton(
            name="unarchive",
            label="撤销归档",
            command=_act(closing.unarchive_office),
            act="directory.archive",
            when=lambda office: office.state == OfficeState.ARCHIVED,
            after="撤销后为停用状态，可再恢复。",
        ),
        CommandButton(
            name="delete",
            label="删除",
            command=_delete,
            act="directory.delete",
            when=lambda office: office.state == OfficeState.ARCHIVED,
            after="数据库和附件将被删除，只保留目录中的名称、沿革和审计链头。",
            confirm=lambda office: office.name,
            danger=True,
        ),
        CommandButton(
            name="discard",
            label="撤下核查副本",
            command=_act(closing.discard_copy),
            act="directory.restore",
            when=lambda office: office.state == OfficeState.INSPECTION,
            after="副本将被删除，原机构不受影响。",
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

    def related(self, request: HttpRequest, office: Office) -> list[dict[str, Any]]:
        """What it was called before, and the archives that were made of it."""
        return [
            {
                "caption": "沿革",
                "columns": ["起", "止", "名称", "区划代码", "上级代码"],
                "rows": [
                    [each.from_on, each.until_on or "至今", each.name, each.division_code, each.parent_code]
                    for each in queries.history_of(office.code)
                ],
                "empty": "没有记录。",
            },
            {
                "caption": "机构存档",
                "columns": ["存档时间", "记录", "附件", "大小", "文件摘要（SHA-256）", "文件"],
                "rows": [
                    [
                        f"{timezone.localtime(each.made_at):%Y-%m-%d %H:%M}",
                        each.rows,
                        each.files,
                        f"{each.size / 1024:.0f} KB",
                        each.sha256[:16],
                        each.file,
                    ]
                    for each in orders.archives(office.code)
                ],
                "empty": "还没有导出过。",
            },
        ]

    def lifecycle(self, office: Office) -> list[dict[str, Any]]:
        """Progress of opening: the steps of the table up to READY, and where the office stands."""
        order = [OFFICE.start, *(step.target for step in OFFICE.steps[:5])]
        place = order.index(office.state) if office.state in order else len(order) - 1
        return [
            {"label": OfficeState(state).label, "state": "done" if n < place else "current" if n == place else "coming"}
            for n, state in enumerate(order)
        ]
