"""人员与角色: who holds which role, of an office or (on the province's host) of the platform; and the slip to come in by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site, province_site
from commons.access import commands, queries
from commons.access.models import AccountGroup
from commons.directory.inviting import Invitation
from commons.directory.slips import entry_slip
from commons.kernel import clock
from commons.kernel.actor import PLATFORM_ROLES, Actor, Role
from commons.kernel.confidential import masked_phone

_OFFICE_ROLES = [role for role in Role if role not in PLATFORM_ROLES | {Role.RESIDENT, Role.SYSTEM}]


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


class PersonForm(forms.Form):
    person = forms.CharField(label="姓名", max_length=60)
    phone = forms.CharField(
        label="手机号",
        max_length=30,
        help_text="作为登录名。已在平台上有账号的，用原来的账号。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(label="角色")

    def __init__(self, *, roles: list[Role], data: Any = None) -> None:
        super().__init__(data)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]


def _form(*, request: HttpRequest, obj: None, data: Any, files: Any) -> PersonForm:
    is_province = request.office.is_province  # type: ignore[attr-defined]
    return PersonForm(
        roles=[role for role in Role if role in PLATFORM_ROLES] if is_province else _OFFICE_ROLES, data=data
    )


def _engage(*, request: HttpRequest, obj: None, person: str, phone: str, role: str) -> Invitation:
    return commands.engage(actor=_actor(request), person=person, phone=phone, role=Role(role), at=clock.now())


def _invite(*, request: HttpRequest, obj: AccountGroup) -> Invitation:
    return commands.invite_again(actor=_actor(request), uid=obj.uid, at=clock.now())


def _dismiss(*, request: HttpRequest, obj: AccountGroup) -> None:
    commands.dismiss(actor=_actor(request), uid=obj.uid, at=clock.now())


def slip(request: HttpRequest, made: Invitation) -> dict[str, Any]:
    return entry_slip(
        request, made.office, person=made.person, secret=made.secret, activates=made.activates, until=made.until
    )


class RoleFilter(admin.SimpleListFilter):
    title, parameter_name = "角色", "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        held = set(queries.given().values_list("group__name", flat=True))
        return [(role.value, role.label) for role in Role if role in held]

    def queryset(self, request: HttpRequest, rows: QuerySet[AccountGroup]) -> QuerySet[AccountGroup]:
        return rows.filter(group__name=self.value()) if self.value() else rows


class AccountGroupAdmin(RecordAdmin):
    list_display = ("person", "role", "phone", "activated")
    list_filter = (RoleFilter,)
    search_fields = ("account__name",)
    section = "settings"
    section_order = 5
    empty_says = "还没有任用人员。请点“任用人员”，把打印的一次性链接交给本人。"
    fieldsets = ((None, {"fields": ("person", "role", "phone", "activated")}),)
    starts = (
        CommandButton(
            name="engage",
            label="任用人员",
            command=_engage,
            form=_form,
            act="access.assign_role",
            slip=slip,
            primary=True,
            after="办理后显示一次性链接和二维码，24 小时内有效，请打印或转交本人。",
        ),
    )
    buttons = (
        CommandButton(
            name="invite",
            label="补发登录链接",
            command=_invite,
            act="access.assign_role",
            slip=slip,
            after="新的链接 24 小时内有效，只能使用一次。",
        ),
        CommandButton(
            name="dismiss",
            label="免去角色",
            command=_dismiss,
            act="access.withdraw_role",
            after="免去后立即生效；不再担任任何角色的，不能再进入本机构。",
            confirm=lambda given: given.account.name,
            danger=True,
            done="已免去。",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccountGroup]:
        return queries.given()

    def person(self, given: AccountGroup) -> str:
        return given.account.name

    person.short_description = "姓名"  # type: ignore[attr-defined]

    def role(self, given: AccountGroup) -> str:
        return given.role_label

    role.short_description = "角色"  # type: ignore[attr-defined]

    def phone(self, given: AccountGroup) -> str:
        return masked_phone(given.account.phone)

    phone.short_description = "手机号"  # type: ignore[attr-defined]

    def activated(self, given: AccountGroup) -> str:
        return "已激活" if given.account.has_usable_password() else "未激活"

    activated.short_description = "账号"  # type: ignore[attr-defined]


for _site in (office_site, province_site):
    _site.register(AccountGroup, AccountGroupAdmin)
