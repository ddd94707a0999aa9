"""Opened, and by whom it is administered first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

from admin_theme.records import CommandButton
from commons.directory import commands, inviting
from commons.directory.inviting import Invitation
from commons.directory.models import Office
from commons.directory.slips import entry_slip
from commons.directory.terms import OfficeState
from commons.kernel import clock


class AdministratorForm(forms.Form):
    """Whoever administers the office first."""

    person = forms.CharField(label="管理员姓名", max_length=60)
    phone = forms.CharField(
        label="管理员手机号",
        max_length=30,
        help_text="作为登录名。密码由本人打开一次性链接后自行设置。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class OpeningForm(AdministratorForm):
    """An office may be opened without."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
        self.fields["person"].help_text = "可先不填，开通后再指定。"

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("person")) != bool(given.get("phone")):
            raise forms.ValidationError("管理员姓名和手机号须同时填写，或都不填。")
        return given


def _name(*, request: HttpRequest, obj: Office, person: str, phone: str) -> Invitation:
    actor = request.actor  # type: ignore[attr-defined]
    return inviting.name_administrator(code=obj.code, person=person, phone=phone, actor=actor, at=clock.now())


def _open(*, request: HttpRequest, obj: Office, person: str, phone: str) -> Invitation | Office:
    if person:
        return _name(request=request, obj=obj, person=person, phone=phone)
    return commands.request_opening(actor=request.actor, code=obj.code, at=clock.now())  # type: ignore[attr-defined]


def _slip(request: HttpRequest, made: Invitation | Office) -> dict[str, Any] | None:
    if isinstance(made, Office):
        return None
    return entry_slip(
        request, made.office, person=made.person, secret=made.secret, activates=made.activates, until=made.until
    )


OPENING = (
    CommandButton(
        name="open",
        label="开通机构",
        command=_open,
        form=OpeningForm,
        act="directory.open",
        when=lambda office: office.state == OfficeState.FOUNDED,
        slip=_slip,
        after="后台随即建立机构，首页和机构目录可看进度。填写了管理员的，显示一次性链接和二维码，请转交本人。",
        primary=True,
        done="已申请开通，进度见本页和首页。",
    ),
    CommandButton(
        name="administrator",
        label="指定管理员",
        command=_name,
        form=AdministratorForm,
        act="directory.open",
        when=lambda office: office.state == OfficeState.READY and not office.is_province,
        slip=_slip,
        after="此人任本机构“人大负责人”，可自行任用其他人员。办理后显示一次性链接和二维码，请转交本人。",
    ),
)
