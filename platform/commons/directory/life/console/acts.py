"""What may be done to one office in the course of its life."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest

from admin_theme.records import CommandButton
from commons.directory.life import addressing, closing, orders, reorganising
from commons.directory.models import Office
from commons.directory.terms import WITHOUT_SCHEMA, OfficeState
from commons.kernel import clock


class ReasonForm(forms.Form):
    reason = forms.CharField(label="事由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


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
        (str(each.uid), f"{clock.to_the_minute(each.made_at)} · {each.rows} 条记录 · {each.files} 个附件")
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


def has_schema(office: Office) -> bool:
    return not office.is_province and office.state not in WITHOUT_SCHEMA


class DomainForm(forms.Form):
    domain = forms.CharField(
        label="网址", max_length=253, help_text="自定名称（如 tangxia）或本机构自有域名，不含 http://。"
    )


BUTTONS = (
    CommandButton(
        name="export",
        label="导出存档",
        command=_act(orders.order_export),
        act="directory.export",
        when=has_schema,
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
        name="domain",
        label="设定网址",
        command=_act(addressing.give_domain),
        form=DomainForm,
        act="directory.address",
        when=_stands,
        after="本机构改用这个网址，原网址自动转到新网址。",
    ),
    CommandButton(
        name="take_domain",
        label="撤下网址",
        command=_act(addressing.take_domain),
        form=DomainForm,
        act="directory.address",
        when=_stands,
        after="这个网址不再可用。",
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
