"""Notices and the opinions on them, on the staff site."""

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
from commons.kernel.confidential import masked_phone
from tenants.notices import commands, queries
from tenants.notices.models import AwarenessCheck, NoticePlace, Opinion, PublicNotice
from tenants.notices.terms import NoticeKind, NoticeState, OpinionChannel, OpinionState, PlaceKind


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


class TextForm(forms.Form):
    title = forms.CharField(label="标题", max_length=200)
    body = forms.CharField(label="正文", max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}))
    items = forms.CharField(
        label="项目",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="每行一项，写作“名称：内容”。",
    )
    days = forms.IntegerField(label="公示工作日", required=False, help_text="不填则按本年度规则；只能延长，不能缩短。")

    def clean_items(self) -> list[dict[str, str]]:
        """One project a line."""
        lines = (line.strip() for line in self.cleaned_data["items"].splitlines())
        parts = (line.replace(":", "：", 1).partition("：") for line in lines if line)
        return [{"title": title.strip(), "content": content.strip()} for title, _, content in parts]


class DraftForm(TextForm):
    field_order = ("cycle_uid", "kind", "follows", "title", "body", "items", "days")
    cycle_uid = forms.TypedChoiceField(label="年度", coerce=UUID)
    kind = forms.ChoiceField(label="类别", choices=NoticeKind.choices)
    follows = forms.TypedChoiceField(
        label="接续的公示", coerce=UUID, required=False, empty_value=None, help_text="二次公示时选择前一次。"
    )


class PlaceForm(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=PlaceKind.choices)
    detail = forms.CharField(label="具体地点", max_length=100)
    put_up_on = forms.DateField(label="张贴日期", widget=forms.DateInput(attrs={"type": "date"}))


class CheckForm(forms.Form):
    held_on = forms.DateField(label="抽查日期", widget=forms.DateInput(attrs={"type": "date"}))
    place = forms.CharField(label="抽查地点", max_length=60, help_text="同一天同一地点再次登记，以最后一次为准。")
    asked = forms.IntegerField(label="受访人数", min_value=1)
    aware = forms.IntegerField(label="知晓人数", min_value=0)


class OpinionForm(forms.Form):
    channel = forms.ChoiceField(label="渠道", choices=OpinionChannel.choices)
    item_no = forms.IntegerField(label="针对第几项", required=False)
    text = forms.CharField(label="意见", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    contact_name = forms.CharField(label="称呼", max_length=60, required=False)
    contact_phone = forms.CharField(label="联系方式", max_length=60, required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


def _draft_form(*, request: HttpRequest, obj: None, data: Any, files: Any) -> DraftForm:
    form = DraftForm(data, files)
    years, closed = queries.years(), queries.closed_notices()
    form.fields["cycle_uid"].choices = [(str(each.cycle_uid), str(each)) for each in years]  # type: ignore[attr-defined]
    form.fields["follows"].choices = [("", "无"), *((str(each.uid), str(each)) for each in closed)]  # type: ignore[attr-defined]
    return form


def _written(notice: PublicNotice) -> dict[str, Any]:
    lines = [f"{item['title']}：{item['content']}".rstrip("：") for item in notice.items]
    return {"title": notice.title, "body": notice.body, "items": "\n".join(lines), "days": notice.days}


def _draft(*, request: HttpRequest, obj: None, **values: Any) -> PublicNotice:
    return commands.draft_notice(actor=_actor(request), at=clock.now(), **values)


def _revise(*, request: HttpRequest, obj: PublicNotice, **values: Any) -> PublicNotice:
    return commands.revise_notice(actor=_actor(request), uid=obj.uid, at=clock.now(), **values)


def _post(*, request: HttpRequest, obj: PublicNotice) -> PublicNotice:
    return commands.post_notice(actor=_actor(request), uid=obj.uid, at=clock.now())


def _place(*, request: HttpRequest, obj: PublicNotice, kind: str, detail: str, put_up_on: dt.date) -> NoticePlace:
    return commands.record_place(
        actor=_actor(request),
        notice_uid=obj.uid,
        kind=PlaceKind(kind),
        detail=detail,
        put_up_on=put_up_on,
        at=clock.now(),
    )


def _check(*, request: HttpRequest, obj: PublicNotice, **values: Any) -> AwarenessCheck:
    return commands.record_check(actor=_actor(request), notice_uid=obj.uid, at=clock.now(), **values)


def _opinion(*, request: HttpRequest, obj: PublicNotice, **values: Any) -> Opinion:
    return commands.record_opinion(actor=_actor(request), notice_uid=obj.uid, at=clock.now(), **values)


def _close(*, request: HttpRequest, obj: PublicNotice) -> PublicNotice:
    return commands.close_notice(actor=_actor(request), uid=obj.uid, at=clock.now())


def _retract(*, request: HttpRequest, obj: PublicNotice, reason: str) -> PublicNotice:
    return commands.retract_notice(actor=_actor(request), uid=obj.uid, reason=reason, at=clock.now())


def _adopt(*, request: HttpRequest, obj: Opinion, reason: str) -> Opinion:
    return commands.answer_opinion(actor=_actor(request), uid=obj.uid, adopted=True, reason=reason, at=clock.now())


def _decline(*, request: HttpRequest, obj: Opinion, reason: str) -> Opinion:
    return commands.answer_opinion(actor=_actor(request), uid=obj.uid, adopted=False, reason=reason, at=clock.now())


def _reveal(*, request: HttpRequest, obj: Opinion, reason: str) -> commands.Contact:
    return commands.reveal_contact(actor=_actor(request), opinion_uid=obj.uid, reason=reason, at=clock.now())


def _is_draft(notice: PublicNotice) -> bool:
    return notice.state == NoticeState.DRAFT


def _is_posted(notice: PublicNotice) -> bool:
    return notice.state == NoticeState.POSTED


@admin.register(PublicNotice, site=office_site)
class PublicNoticeAdmin(RecordAdmin):
    list_display = ("title", "kind", "round_no", "state", "posted_on", "until_on")
    list_filter = ("state", "kind")
    search_fields = ("title",)
    fields = (
        "title", "kind", "round_no", "follows", "days", "posted_on", "until_on", "estimated", "counts", "body",
        "closed_at", "retracted_at", "retraction_reason",
    )  # fmt: skip
    section_order = 10
    wide = ("title", "retraction_reason")
    empty_says = "还没有公示。请从起草一份公示开始。"
    starts = (
        CommandButton(
            name="draft", label="起草公示", command=_draft, form=_draft_form, act="notices.draft_notice", primary=True
        ),
    )
    buttons = (
        CommandButton(
            name="post",
            label="发布公示",
            command=_post,
            act="notices.post_notice",
            when=_is_draft,
            after="发布后向社会公开，从次日起计算工作日，内容不能再改动。",
            primary=True,
        ),
        CommandButton(
            name="revise",
            label="修改草稿",
            command=_revise,
            form=TextForm,
            initial=_written,
            act="notices.revise_notice",
            when=_is_draft,
        ),
        CommandButton(
            name="close",
            label="办结公示",
            command=_close,
            act="notices.close_notice",
            when=_is_posted,
            after="办结后不再收集意见，公示内容仍可查看。",
            primary=True,
        ),
        CommandButton(
            name="opinion",
            label="登记意见",
            command=_opinion,
            form=OpinionForm,
            act="notices.record_opinion",
            when=_is_posted,
        ),
        CommandButton(
            name="place",
            label="登记张贴地点",
            command=_place,
            form=PlaceForm,
            act="notices.record_place",
            when=_is_posted,
        ),
        CommandButton(
            name="check",
            label="登记知晓抽查",
            command=_check,
            form=CheckForm,
            act="notices.record_check",
            when=lambda notice: notice.state in (NoticeState.POSTED, NoticeState.CLOSED),
        ),
        CommandButton(
            name="retract",
            label="撤回公示",
            command=_retract,
            form=ReasonForm,
            act="notices.retract_notice",
            when=lambda notice: notice.state in (NoticeState.POSTED, NoticeState.CLOSED),
            after="撤回后公众不再看到这份公示，已公示的天数作废。",
            confirm="撤回",
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PublicNotice]:
        return queries.visible_to(_actor(request)).order_by("-uid")

    @admin.display(description="意见")
    def counts(self, notice: PublicNotice) -> str:
        counts = queries.opinion_counts(notice.uid)
        return f"收到 {counts.received} 条，采纳 {counts.adopted} 条，未采纳 {counts.declined} 条，待答复 {counts.waiting} 条"

    def related(self, request: HttpRequest, notice: PublicNotice) -> list[dict[str, Any]]:
        facts = queries.facts_of(notice)
        ledgers = [
            _ledger("公示的项目", {"title": "名称", "content": "内容"}, facts.items, "没有列出项目。"),
            _ledger(
                "张贴地点",
                {"kind": "类别", "detail": "具体地点", "put_up_on": "张贴日期"},
                facts.places,
                "还没有登记张贴地点。",
            ),
            _ledger(
                "知晓情况抽查",
                {"held_on": "抽查日期", "place": "抽查地点", "asked": "受访人数", "aware": "知晓人数"},
                queries.checks_of(notice.uid),
                "还没有登记抽查。",
            ),
        ]
        if self.admin_site.may and self.admin_site.may(request, "notices.read_opinions", notice):
            counts = [
                {
                    "channel": channel.label,
                    "received": count.received,
                    "adopted": count.adopted,
                    "declined": count.declined,
                    "waiting": count.waiting,
                }
                for channel, count in queries.opinions_by_channel(notice.uid).items()
            ]
            heads = {
                "channel": "渠道",
                "received": "收到",
                "adopted": "采纳",
                "declined": "未采纳",
                "waiting": "待答复",
            }
            ledgers.append(_ledger("意见统计", heads, counts, "还没有收到意见。"))
            rows = [_opinion_row(each) for each in queries.opinions_of(_actor(request), notice.uid)[:200]]
            columns = {"text": "意见", "channel": "渠道", "state": "状态", "reason": "答复理由"}
            ledgers.append(_ledger("收到的意见", columns, rows, "还没有收到意见。"))
        return ledgers


@admin.register(Opinion, site=office_site)
class OpinionAdmin(RecordAdmin):
    reading = "notices.read_opinions"
    list_display = ("summary", "notice", "channel", "state", "created_at")
    list_filter = ("state", "channel")
    list_select_related = ("notice",)
    fields = ("notice", "item_no", "channel", "text", "reach", "created_at", "reason", "answered_at")
    section_order = 20
    wide = ("reason",)
    empty_says = "还没有收到意见。公示发布后，群众的意见会列在这里。"
    buttons = (
        CommandButton(
            name="adopt",
            label="采纳",
            command=_adopt,
            form=ReasonForm,
            act="notices.answer_opinion",
            when=lambda opinion: opinion.state == OpinionState.RECEIVED,
            primary=True,
        ),
        CommandButton(
            name="decline",
            label="不采纳",
            command=_decline,
            form=ReasonForm,
            act="notices.answer_opinion",
            when=lambda opinion: opinion.state == OpinionState.RECEIVED,
        ),
        CommandButton(
            name="reveal",
            label="查看联系方式",
            command=_reveal,
            form=ReasonForm,
            act="notices.read_contact",
            when=lambda opinion: queries.contact_of(opinion.uid) is not None,
            after="查看的时间、人员和理由将记入办理记录。",
            done=lambda contact: f"称呼：{contact.name or '未留'}；联系方式：{contact.phone or '未留'}",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Opinion]:
        return queries.all_opinions(_actor(request))

    @admin.display(description="意见")
    def summary(self, opinion: Opinion) -> str:
        return opinion.text[:40]

    @admin.display(description="意见人")
    def reach(self, opinion: Opinion) -> str:
        contact = queries.contact_of(opinion.uid)
        if contact is None:
            return "未留联系方式"
        return masked_phone(contact.phone) if contact.phone else "只留了称呼"


def _ledger(caption: str, columns: dict[str, str], rows: Any, empty: str) -> dict[str, Any]:
    kinds = {"put_up_on": "date", "held_on": "date"}
    return {
        "caption": caption,
        "columns": [{"key": key, "label": label, "kind": kinds.get(key, "text")} for key, label in columns.items()],
        "rows": rows,
        "empty": empty,
    }


def _opinion_row(opinion: Opinion) -> dict[str, str]:
    return {
        "text": opinion.text[:60],
        "href": reverse("admin:notices_opinion_change", args=[opinion.uid]),
        "channel": opinion.get_channel_display(),
        "state": opinion.get_state_display(),
        "reason": opinion.reason,
    }
