"""Duty records and claims."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from admin_theme.fields import today
from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site
from tenants.deputies import queries
from tenants.deputies.admin import pages
from tenants.deputies.commands import duties
from tenants.deputies.models import DutyClaim, DutyRecord
from tenants.deputies.terms import ClaimState, DutyKind


class ClaimingForm(forms.Form):
    mandate_uid = pages.uid("代表")
    kind = forms.ChoiceField(label="履职类别", choices=DutyKind.choices)
    on = today("日期")
    quantity = forms.DecimalField(label="数量", max_digits=5, decimal_places=1, initial=1, help_text="可以是 0.5。")
    text = pages.text("情况说明", 500)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        pages.offer(self.fields["mandate_uid"], pages.seats())


@admin.register(DutyRecord, site=office_site)
class DutyRecordAdmin(RecordAdmin):
    reading = "deputies.read_duties"
    list_display = ("mandate", "kind", "done_on", "quantity", "struck_at")
    list_filter = ("kind",)
    search_fields = ("mandate__name",)
    section_order = 6
    empty_says = "还没有履职记录。签到、接待、视察、建议受理后自动登记。"
    fieldsets = (("履职", {"fields": ("mandate", "kind", "done_on", "quantity", "struck_at")}),)
    buttons = (
        CommandButton(
            name="strike",
            label="撤销登记",
            command=pages.pressing(duties.strike_duty, "duty_uid"),
            form=pages.ReasonForm,
            act="deputies.verify_duty",
            when=lambda duty: duty.struck_at is None,
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[DutyRecord]:
        return queries.duties_visible_to(pages.actor_of(request))

    def state_word(self, duty: DutyRecord) -> str:
        return "已撤销" if duty.struck_at else "有效"


@admin.register(DutyClaim, site=office_site)
class DutyClaimAdmin(RecordAdmin):
    reading = "deputies.read_duties"
    list_display = ("mandate", "kind", "done_on", "quantity", "text", "state")
    list_filter = ("state", "kind")
    search_fields = ("mandate__name", "text")
    section_order = 7
    empty_says = "没有待核实的履职申报。"
    fieldsets = (("申报", {"fields": ("mandate", "kind", "done_on", "quantity", "text", "reason", "decided_at")}),)
    starts = (
        CommandButton(
            name="claim",
            label="代为申报",
            command=pages.pressing(duties.claim_duty),
            form=ClaimingForm,
            act="deputies.claim_duty",
            primary=True,
        ),
    )
    buttons = (
        CommandButton(
            name="verify",
            label="核实通过",
            command=pages.pressing(duties.verify_claim, "claim_uid"),
            act="deputies.verify_duty",
            when=pages.in_state(ClaimState.CLAIMED),
            primary=True,
        ),
        CommandButton(
            name="reject",
            label="不予通过",
            command=pages.pressing(duties.reject_claim, "claim_uid"),
            form=pages.ReasonForm,
            act="deputies.verify_duty",
            when=pages.in_state(ClaimState.CLAIMED),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[DutyClaim]:
        return queries.claims_visible_to(pages.actor_of(request))
