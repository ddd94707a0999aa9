"""The register of deputies and the groups."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from admin_theme.fields import day, today
from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site
from commons.kernel import clock
from commons.kernel.tenancy import current_code
from tenants.deputies import queries
from tenants.deputies.admin import pages
from tenants.deputies.commands import duties, mandates
from tenants.deputies.models import DeputyGroup, Mandate
from tenants.deputies.terms import EndReason, GroupKind, MandateKind
from tenants.meetings import queries as sessions
from tenants.meetings.terms import SignInMethod


class EnrollingForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=60)
    phone = forms.CharField(label="手机号", max_length=20, required=False, help_text="不填则不开通账号，用纸票表决。")
    kind = forms.ChoiceField(label="类别", choices=MandateKind.choices)
    term_no = forms.IntegerField(label="届")
    constituency = forms.CharField(label="选区（选举单位）", max_length=60, required=False)
    group = forms.CharField(label="代表团（小组）", max_length=60, required=False)
    from_on = day("任职起")
    congress_code = forms.ChoiceField(label="任职人大", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pages.offer(self.fields["congress_code"], queries.congresses_above(), none="本机构")


class EndingForm(forms.Form):
    on = today("自何日起不再任职")
    reason = forms.ChoiceField(label="原因", choices=EndReason.choices)


class TermForm(forms.Form):
    term_no = forms.IntegerField(label="届满的届次")
    on = day("自何日起不再任职")


class SessionForm(forms.Form):
    session_uid = pages.uid("会议")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [
            (str(each.uid), f"{each.title}（{each.held_on:%Y年%-m月%-d日}）")
            for each in sessions.taking_sign_ins(clock.today())
        ]
        pages.offer(self.fields["session_uid"], held)


class GroupForm(forms.Form):
    name = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="类别", choices=GroupKind.choices)
    field = forms.CharField(label="专业领域", max_length=60, required=False)


class MemberForm(forms.Form):
    mandate_uid = pages.uid("代表")
    on = today("日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pages.offer(self.fields["mandate_uid"], pages.seats())


def _sign_in(*, request: HttpRequest, obj: Mandate, session_uid: UUID) -> Any:
    return duties.attend(
        actor=pages.actor_of(request),
        session_uid=session_uid,
        mandate_uid=obj.uid,
        method=SignInMethod.CLERK,
        at=clock.now(),
    )


def _in_office(mandate: Mandate) -> bool:
    return mandate.until_on is None


@admin.register(Mandate, site=office_site)
class MandateAdmin(RecordAdmin):
    reading = "deputies.read_mandates"
    list_display = ("name", "kind", "term_no", "group", "constituency", "sits_here", "from_on", "until_on")
    list_filter = ("kind", "term_no", "sits_here", "group")
    search_fields = ("name", "constituency", "group")
    section_order = 1
    empty_says = "还没有登记代表。请在右上方登记代表。"
    fieldsets = (
        ("任职", {"fields": ("name", "kind", "term_no", "from_on", "until_on", "ended_because")}),
        ("编组", {"fields": ("constituency", "group", "home", "congress", "sits_here", "has_account")}),
    )
    starts = (
        CommandButton(
            name="enrol",
            label="登记代表",
            command=pages.pressing(mandates.enrol_deputy),
            form=EnrollingForm,
            act="deputies.register_mandate",
            primary=True,
        ),
        CommandButton(
            name="end_term",
            label="换届",
            command=pages.pressing(mandates.end_term),
            form=TermForm,
            act="deputies.end_mandate",
            after="该届所有代表的任职同时终止，账号随之停用。",
            confirm="换届",
            done=lambda ended: f"已终止 {ended} 名代表的任职。",
            danger=True,
        ),
    )
    buttons = (
        CommandButton(
            name="sign_in",
            label="代为签到",
            command=_sign_in,
            form=SessionForm,
            act="deputies.attend",
            when=_in_office,
        ),
        CommandButton(
            name="link",
            label="开通账号",
            command=pages.pressing(mandates.link_account, "mandate_uid"),
            form=pages.PhoneForm,
            act="deputies.register_mandate",
            when=lambda mandate: _in_office(mandate) and mandate.account_uid is None,
        ),
        CommandButton(
            name="end",
            label="终止任职",
            command=pages.pressing(mandates.end_mandate, "mandate_uid"),
            form=EndingForm,
            act="deputies.end_mandate",
            when=_in_office,
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mandate]:
        return queries.mandates_visible_to(pages.actor_of(request))

    def state_word(self, mandate: Mandate) -> str:
        return "在任" if _in_office(mandate) else "已终止"

    @admin.display(description="任职人大")
    def congress(self, mandate: Mandate) -> str:
        return "本机构" if mandate.congress_code == current_code() else queries.office_name(mandate.congress_code)

    @admin.display(description="账号")
    def has_account(self, mandate: Mandate) -> str:
        return "已开通" if mandate.account_uid else "未开通（纸票）"


@admin.register(DeputyGroup, site=office_site)
class DeputyGroupAdmin(RecordAdmin):
    reading = "deputies.read_mandates"
    list_display = ("name", "kind", "field")
    list_filter = ("kind",)
    search_fields = ("name", "field")
    section_order = 2
    empty_says = "还没有小组。专业代表小组、常委会或主席团组成人员在这里登记。"
    starts = (
        CommandButton(
            name="form",
            label="成立小组",
            command=pages.pressing(mandates.form_group),
            form=GroupForm,
            act="deputies.keep_groups",
            primary=True,
        ),
    )
    buttons = (
        CommandButton(
            name="join",
            label="加入成员",
            command=pages.pressing(mandates.join_group, "group_uid"),
            form=MemberForm,
            act="deputies.keep_groups",
        ),
        CommandButton(
            name="leave",
            label="成员退出",
            command=pages.pressing(mandates.leave_group, "group_uid"),
            form=MemberForm,
            act="deputies.keep_groups",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeputyGroup]:
        return queries.groups()

    def related(self, request: HttpRequest, group: DeputyGroup) -> list[dict[str, Any]]:
        members = queries.members_of(group.uid)
        return [pages.ledger("成员", members, "还没有成员。", mandate="姓名", from_on="起", until_on="止")]
