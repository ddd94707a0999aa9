"""Suggestions and campaigns on the staff site: read like a ledger, every change a button."""

from __future__ import annotations

import datetime as dt
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
from tenants.cycles import queries as cycles
from tenants.documents import queries as documents
from tenants.intake import queries
from tenants.intake.commands import campaigns, contacts, suggestions
from tenants.intake.models import Activity, Campaign, Merge, Suggestion
from tenants.intake.terms import ActivityKind, CampaignState, Channel, DeclineReason, Field, SuggestionState

S = SuggestionState


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _lines(label: str, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=20_000, widget=forms.Textarea(attrs={"rows": rows}), **more)


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class EntryForm(forms.Form):
    """代录: what a resident said on the phone, at the door, in a meeting (1-20)."""

    title = forms.CharField(label="标题", max_length=500)
    content = _lines("内容", rows=6)
    channel = forms.ChoiceField(label="渠道", choices=Channel.choices)
    field = forms.ChoiceField(label="领域", choices=Field.choices)
    village = forms.CharField(label="村（社区）", required=False)
    contact_name = forms.CharField(label="提议人姓名", required=False)
    contact_phone = forms.CharField(label="提议人电话", required=False, help_text="加密保存，只用于回访，按期清除。")
    for_resident = forms.BooleanField(label="代群众登记", required=False, initial=True)


class ReplyForm(forms.Form):
    reply = _lines("给提议人的答复", help_text="提议人凭查询码可以看到。")


class DeclineForm(ReplyForm):
    field_order = ("reason", "reply")
    reason = forms.ChoiceField(label="原因", choices=DeclineReason.choices)


class ReasonForm(forms.Form):
    reason = _lines("理由", rows=2)


class MergeForm(ReasonForm):
    field_order = ("primary_uid", "reason")
    primary_uid = forms.TypedChoiceField(label="并入主案", coerce=UUID)


class CampaignForm(forms.Form):
    cycle_uid = forms.TypedChoiceField(label="年度", coerce=UUID)
    title = forms.CharField(label="标题", max_length=500)
    announcement = _lines("征集公告", rows=8)
    from_on = _day("开始日期")
    last_on = _day("截止日期（含当日）")


class ActivityForm(forms.Form):
    kind = forms.ChoiceField(label="形式", choices=ActivityKind.choices)
    quantity = forms.IntegerField(label="数量")
    held_on = _day("日期")
    note = forms.CharField(label="说明", required=False)


def _merge_form(*, request: HttpRequest, obj: Suggestion, data: Any, files: Any) -> MergeForm:
    form = MergeForm(data, files)
    others = queries.possible_primaries(obj)[:200]
    form.fields["primary_uid"].choices = [(str(each.uid), str(each)) for each in others]  # type: ignore[attr-defined]
    return form


def _campaign_form(*, request: HttpRequest, obj: None, data: Any, files: Any) -> CampaignForm:
    form = CampaignForm(data, files)
    years = [(str(each.uid), f"{each.year} 年度") for each in cycles.open_cycles()]
    form.fields["cycle_uid"].choices = years  # type: ignore[attr-defined]
    return form


def _enter(*, request: HttpRequest, obj: None, **values: Any) -> suggestions.Slip:
    return suggestions.submit_suggestion(actor=_actor(request), at=clock.now(), **values)


def _screen(*, request: HttpRequest, obj: Suggestion) -> Suggestion:
    return suggestions.screen_suggestion(actor=_actor(request), uid=obj.uid, at=clock.now())


def _return(*, request: HttpRequest, obj: Suggestion, reply: str) -> Suggestion:
    return suggestions.return_suggestion(actor=_actor(request), uid=obj.uid, reply=reply, at=clock.now())


def _decline(*, request: HttpRequest, obj: Suggestion, reason: str, reply: str) -> Suggestion:
    return suggestions.decline_suggestion(
        actor=_actor(request), uid=obj.uid, reason=DeclineReason(reason), reply=reply, at=clock.now()
    )


def _reinstate(*, request: HttpRequest, obj: Suggestion, reason: str) -> Suggestion:
    return suggestions.reinstate_suggestion(actor=_actor(request), uid=obj.uid, reason=reason, at=clock.now())


def _merge(*, request: HttpRequest, obj: Suggestion, primary_uid: UUID, reason: str) -> Merge:
    return suggestions.merge_suggestions(
        actor=_actor(request), primary_uid=primary_uid, absorbed_uid=obj.uid, reason=reason, at=clock.now()
    )


def _undo_merge(*, request: HttpRequest, obj: Suggestion, reason: str) -> Suggestion:
    return suggestions.undo_merge(actor=_actor(request), uid=obj.uid, reason=reason, at=clock.now())


def _nominate(*, request: HttpRequest, obj: Suggestion) -> Suggestion:
    return suggestions.nominate_suggestion(actor=_actor(request), uid=obj.uid, at=clock.now())


def _reveal(*, request: HttpRequest, obj: Suggestion, reason: str) -> contacts.Revealed:
    return contacts.reveal_contact(actor=_actor(request), uid=obj.uid, reason=reason, at=clock.now())


def _plan(*, request: HttpRequest, obj: None, **values: Any) -> Campaign:
    return campaigns.plan_campaign(actor=_actor(request), at=clock.now(), **values)


def _open(*, request: HttpRequest, obj: Campaign) -> Campaign:
    return campaigns.open_campaign(actor=_actor(request), uid=obj.uid, at=clock.now())


def _close(*, request: HttpRequest, obj: Campaign) -> Campaign:
    return campaigns.close_campaign(actor=_actor(request), uid=obj.uid, at=clock.now())


def _activity(
    *, request: HttpRequest, obj: Campaign, kind: str, quantity: int, held_on: dt.date, note: str
) -> Activity:
    return campaigns.record_activity(
        actor=_actor(request),
        campaign_uid=obj.uid,
        kind=ActivityKind(kind),
        quantity=quantity,
        held_on=held_on,
        note=note,
        at=clock.now(),
    )


@admin.register(Suggestion, site=office_site)
class SuggestionAdmin(RecordAdmin):
    list_display = ("title", "channel", "field", "village", "state", "created_at")
    list_filter = ("state", "channel", "field")
    search_fields = ("title", "content", "village")
    fields = (
        "title", "channel", "field", "village", "campaign", "created_at", "content", "entered_by_name", "for_resident",
        "reach", "decline_reason", "reply",
    )  # fmt: skip
    section_order = 10
    wide = ("title", "reply")
    empty_says = "还没有建议。群众在门户网站提交后会列在这里，也可以代为登记。"
    starts = (
        CommandButton(
            name="enter",
            label="登记建议",
            command=_enter,
            form=EntryForm,
            act="intake.submit",
            done=lambda slip: f"已登记。查询码 {slip.query_code}，请告知提议人；查询码只显示这一次。",
        ),
    )
    buttons = (
        CommandButton(
            name="screen",
            label="初审通过",
            command=_screen,
            act="intake.screen",
            when=lambda each: each.state == S.SUBMITTED,
            primary=True,
        ),
        CommandButton(
            name="nominate",
            label="推荐评议",
            command=_nominate,
            act="intake.nominate",
            when=lambda each: each.state == S.SCREENED,
            after="推荐后形成建议项目，进入评议。",
            primary=True,
        ),
        CommandButton(
            name="return",
            label="退回补充",
            command=_return,
            form=ReplyForm,
            act="intake.screen",
            when=lambda each: each.state == S.SUBMITTED,
        ),
        CommandButton(
            name="merge",
            label="并案",
            command=_merge,
            form=_merge_form,
            act="intake.merge",
            when=lambda each: each.state in (S.SUBMITTED, S.SCREENED),
            after="并案后随主案一并办理，原建议和查询码保留，可以撤销。",
        ),
        CommandButton(
            name="undo-merge",
            label="撤销并案",
            command=_undo_merge,
            form=ReasonForm,
            act="intake.merge",
            when=lambda each: each.state == S.MERGED,
        ),
        CommandButton(
            name="decline",
            label="不予采纳",
            command=_decline,
            form=DeclineForm,
            act="intake.screen",
            when=lambda each: each.state in (S.SUBMITTED, S.RETURNED, S.SCREENED),
            danger=True,
        ),
        CommandButton(
            name="reinstate",
            label="恢复办理",
            command=_reinstate,
            form=ReasonForm,
            act="intake.screen",
            when=lambda each: each.state == S.DECLINED,
        ),
        CommandButton(
            name="reveal",
            label="查看联系方式",
            command=_reveal,
            form=ReasonForm,
            act="intake.reveal_contact",
            when=lambda each: queries.contact_of(each) is not None,
            after="查看的时间、人员和理由将记入办理记录。",
            done=lambda shown: f"姓名：{shown.name or '未留'}；电话：{shown.phone or '未留'}",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Suggestion]:
        return queries.visible_to(_actor(request))

    @admin.display(description="提议人")
    def reach(self, each: Suggestion) -> str:
        contact = queries.contact_of(each)
        if contact is None:
            return "未留联系方式"
        return " ".join(part for part in (contact.masked_name, contact.masked_phone) if part)

    def lifecycle(self, each: Suggestion) -> list[dict[str, Any]]:
        way = [S.SUBMITTED, S.SCREENED, S.NOMINATED]
        if each.state not in way:
            return [{"label": S(each.state).label, "state": "stopped"}]
        place = way.index(S(each.state))
        return [
            {"label": state.label, "state": "done" if n < place else "current" if n == place else "coming"}
            for n, state in enumerate(way)
        ]

    def related(self, request: HttpRequest, each: Suggestion) -> list[dict[str, Any]]:
        photos = [{"name": kept.filename, "href": kept.href} for kept in documents.attachments_of(each.uid)]
        return [
            _ledger("照片", {"name": "文件"}, photos, "没有照片。"),
            _ledger(
                "并案",
                {"title": "建议", "channel": "渠道", "at": "并案时间"},
                [
                    {
                        "title": merge.absorbed.title
                        if merge.primary_id == each.uid
                        else f"主案：{merge.primary.title}",
                        "channel": merge.absorbed.get_channel_display(),
                        "at": merge.merged_at,
                        "href": reverse(
                            "admin:intake_suggestion_change",
                            args=[merge.absorbed_id if merge.primary_id == each.uid else merge.primary_id],
                        ),
                    }
                    for merge in queries.merges_around(each)
                ],
                "没有并案。",
                at="datetime",
            ),
            _ledger(
                "去向",
                {"kind": "去向", "title": "项目", "noted_at": "时间"},
                [
                    {"kind": made.get_kind_display(), "title": made.title, "noted_at": made.noted_at}
                    for made in queries.outcomes_of(each)
                ],
                "还没有去向。",
                noted_at="datetime",
            ),
        ]


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
            label="登记宣传情况",
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
        return queries.campaigns_visible_to(_actor(request))

    def related(self, request: HttpRequest, each: Campaign) -> list[dict[str, Any]]:
        rows = [
            {"kind": done.get_kind_display(), "quantity": done.quantity, "held_on": done.held_on, "note": done.note}
            for done in queries.activities_of(each)
        ]
        columns = {"kind": "形式", "quantity": "数量", "held_on": "日期", "note": "说明"}
        return [_ledger("宣传情况", columns, rows, "还没有登记宣传情况。", held_on="date")]


def _ledger(caption: str, columns: dict[str, str], rows: Any, empty: str, **kinds: str) -> dict[str, Any]:
    return {
        "caption": caption,
        "columns": [{"key": key, "label": label, "kind": kinds.get(key, "text")} for key, label in columns.items()],
        "rows": rows,
        "empty": empty,
    }
