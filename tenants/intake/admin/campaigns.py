"""Campaigns and what was done to be heard, on the staff site."""

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
from tenants.cycles import queries as cycles
from tenants.intake import queries
from tenants.intake.admin.parts import ReasonForm, actor_of, ledger, prose
from tenants.intake.commands import campaigns, reach
from tenants.intake.models import Activity, Campaign
from tenants.intake.terms import ActivityKind, CampaignState


class CampaignForm(forms.Form):
    cycle_uid = forms.TypedChoiceField(label="年度", coerce=UUID)
    title = forms.CharField(label="标题", max_length=500)
    announcement = prose("征集公告", rows=8)
    from_on = day("开始日期")
    last_on = day("截止日期（含当日）")


class ActivityForm(forms.Form):
    kind = forms.ChoiceField(label="形式", choices=ActivityKind.choices)
    held_on = today("日期")
    village = forms.CharField(label="村（社区）", required=False)
    quantity = forms.IntegerField(label="数量", help_text="一天一处的数量，全年数由系统合计。")
    people = forms.IntegerField(label="参加人数", required=False, help_text="座谈会、大家谈填写。")
    note = forms.CharField(label="说明", required=False)


class StandingForm(ActivityForm):
    field_order = ("campaign_uid",)
    campaign_uid = forms.TypedChoiceField(label="征集活动", coerce=UUID, required=False, empty_value=None)


def _campaign_form(*, request: HttpRequest, obj: None, data: Any, files: Any) -> CampaignForm:
    form = CampaignForm(data, files)
    years = [(str(each.uid), f"{each.year} 年度") for each in cycles.open_cycles()]
    form.fields["cycle_uid"].choices = years  # type: ignore[attr-defined]
    return form


def _plan(*, request: HttpRequest, obj: None, **values: Any) -> Campaign:
    return campaigns.plan_campaign(actor=actor_of(request), at=clock.now(), **values)


def _open(*, request: HttpRequest, obj: Campaign) -> Campaign:
    return campaigns.open_campaign(actor=actor_of(request), uid=obj.uid, at=clock.now())


def _close(*, request: HttpRequest, obj: Campaign) -> Campaign:
    return campaigns.close_campaign(actor=actor_of(request), uid=obj.uid, at=clock.now())


def _activity(*, request: HttpRequest, obj: Campaign | None, **typed: Any) -> Activity:
    campaign_uid = obj.uid if obj else typed.pop("campaign_uid")
    kind = ActivityKind(typed.pop("kind"))
    return reach.record_activity(actor=actor_of(request), campaign_uid=campaign_uid, kind=kind, at=clock.now(), **typed)


def _standing_form(*, request: HttpRequest, obj: None, data: Any, files: Any) -> StandingForm:
    form = StandingForm(data, files)
    begun = queries.announced()[:50]
    choices = [("", "常态征集"), *((str(each.uid), str(each)) for each in begun)]
    form.fields["campaign_uid"].choices = choices  # type: ignore[attr-defined]
    return form


def _strike(*, request: HttpRequest, obj: Activity, reason: str) -> Activity:
    return reach.strike_activity(actor=actor_of(request), uid=obj.uid, reason=reason, at=clock.now())


@admin.register(Campaign, site=office_site)
class CampaignAdmin(RecordAdmin):
    reading = "intake.read_campaigns"
    list_display = ("title", "state", "from_on", "last_on")
    list_filter = ("state",)
    fields = ("title", "from_on", "last_on", "announcement")
    section_order = 20
    wide = ("title",)
    empty_says = "还没有征集活动。没有活动时，群众也可以随时提交，归入正在征集的年度。"
    starts = (
        CommandButton(
            name="plan",
            label="筹备征集活动",
            command=_plan,
            form=_campaign_form,
            act="intake.plan_campaign",
            primary=True,
        ),
    )
    buttons = (
        CommandButton(
            name="open",
            label="开始征集",
            command=_open,
            act="intake.run_campaign",
            when=lambda each: each.state == CampaignState.DRAFT,
            after="开始后，公告在门户网站公开，群众可以提交。",
            primary=True,
        ),
        CommandButton(
            name="activity",
            label="登记征集触达",
            command=_activity,
            form=ActivityForm,
            act="intake.record_activity",
            when=lambda each: each.state != CampaignState.DRAFT,
        ),
        CommandButton(
            name="close",
            label="结束征集",
            command=_close,
            act="intake.run_campaign",
            when=lambda each: each.state == CampaignState.OPEN,
            after="结束后不再接收建议，活动不能重新开始。",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Campaign]:
        return queries.campaigns_visible_to(actor_of(request))

    def list_tools(self, request: HttpRequest) -> list[dict[str, str]]:
        return [*super().list_tools(request), {"label": "打印征集海报", "href": "/suggest/posters/", "primary": ""}]

    def related(self, request: HttpRequest, each: Campaign) -> list[dict[str, Any]]:
        done = list(queries.activities_of(each))
        total: dict[str, dict[str, Any]] = {}
        for row in done:
            sums = total.setdefault(row.kind, {"kind": row.get_kind_display(), "rows": 0, "quantity": 0, "heard": 0})
            sums["rows"] += 1
            sums["quantity"] += row.quantity
            sums["heard"] += row.heard  # type: ignore[attr-defined]
        sums = {"kind": "形式", "quantity": "合计", "rows": "登记条数", "heard": "听到建议"}
        columns = {"held_on": "日期", "kind": "形式", "quantity": "数量", "people": "参加人数", "village": "村（社区）"}
        rows = [
            {
                "kind": row.get_kind_display(),
                "quantity": row.quantity,
                "people": row.people or "",
                "held_on": row.held_on,
                "village": row.village,
            }
            for row in done[:200]
        ]
        return [
            ledger("征集触达合计", sums, list(total.values()), "还没有登记。", quantity="number"),
            ledger("逐次登记（前 200 条）", columns, rows, "还没有登记。", held_on="date"),
        ]


@admin.register(Activity, site=office_site)
class ActivityAdmin(RecordAdmin):
    reading = "intake.read_activities"
    list_display = ("kind", "quantity", "people", "held_on", "village", "campaign", "recorded_by_name", "struck_at")
    list_filter = ("kind", "held_on")
    search_fields = ("village", "note")
    fields = (
        "kind", "quantity", "people", "held_on", "village", "campaign", "note", "recorded_by_name", "struck_at",
        "struck_reason",
    )  # fmt: skip
    section_order = 30
    wide = ("note", "struck_reason")
    empty_says = "还没有登记。走访一天、张贴一处、座谈一场各登记一条，合计数由系统计算。"
    starts = (
        CommandButton(
            name="record",
            label="登记征集触达",
            command=_activity,
            form=_standing_form,
            act="intake.record_activity",
            primary=True,
        ),
    )
    buttons = (
        CommandButton(
            name="strike",
            label="作废",
            command=_strike,
            form=ReasonForm,
            act="intake.strike_activity",
            when=lambda each: each.struck_at is None,
            after="作废后不再计入合计，记录和理由保留。",
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Activity]:
        return queries.activities_visible_to(actor_of(request))
