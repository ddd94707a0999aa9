"""Suggestions on the staff site: read like a ledger, every change a button."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from admin_theme.fields import day
from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site
from commons.kernel import clock
from tenants.documents import queries as documents
from tenants.intake import queries
from tenants.intake.admin.imports import IMPORT, template
from tenants.intake.admin.parts import ReasonForm, actor_of, ledger, prose
from tenants.intake.commands import contacts, merging, suggestions
from tenants.intake.models import Merge, Origin, Suggestion
from tenants.intake.terms import Channel, DeclineReason, Field, SuggestionState

S = SuggestionState
CHOOSE = ("", "请选择")  # a word that stood there already would be taken for an answer


class ClassForm(forms.Form):
    field = forms.ChoiceField(label="领域", choices=Field.choices)
    village = forms.CharField(label="村（社区）", required=False)


class EntryForm(forms.Form):
    """代录: what a resident said on the phone, at the door, in a meeting (1-20)."""

    title = forms.CharField(label="标题", max_length=500)
    content = prose("内容", rows=6)
    channel = forms.ChoiceField(label="渠道")
    field = forms.ChoiceField(label="领域", choices=[CHOOSE, *Field.choices])
    village = forms.CharField(label="村（社区）", required=False)
    heard_on = day("提出日期", required=False)
    proposed_by = forms.CharField(label="提出单位", required=False, help_text="部门提出、上级转来的填写。")
    contact_name = forms.CharField(label="提议人姓名", required=False)
    contact_phone = forms.CharField(label="提议人电话", required=False, help_text="加密保存，只用于回访，按期清除。")
    for_resident = forms.BooleanField(label="代群众登记", required=False, initial=True)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        ways = queries.rule_now(clock.today()).channels
        self.fields["channel"].choices = [CHOOSE, *((each.value, each.label) for each in Channel if each in ways)]  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    reply = prose("给提议人的答复", help_text="提议人凭查询码可以看到。")


class DeclineForm(ReplyForm):
    field_order = ("reason", "reply")
    reason = forms.ChoiceField(label="原因", choices=[CHOOSE, *DeclineReason.choices])


class MergeForm(ReasonForm):
    field_order = ("primary_uid", "reason")
    primary_uid = forms.TypedChoiceField(label="并入主案", coerce=UUID)


class LinkForm(ReasonForm):
    field_order = ("suggestion_uid", "reason")
    suggestion_uid = forms.TypedChoiceField(label="所成建议", coerce=UUID)


class UnlinkForm(LinkForm):
    """One of the links that stand."""


def _merge_form(*, request: HttpRequest, obj: Suggestion, data: Any, files: Any) -> MergeForm:
    form = MergeForm(data, files)
    form.fields["primary_uid"].choices = _others(obj)  # type: ignore[attr-defined]
    return form


def _link_form(*, request: HttpRequest, obj: Suggestion, data: Any, files: Any) -> LinkForm:
    form = LinkForm(data, files)
    form.fields["suggestion_uid"].choices = _others(obj)  # type: ignore[attr-defined]
    return form


def _unlink_form(*, request: HttpRequest, obj: Suggestion, data: Any, files: Any) -> UnlinkForm:
    form = UnlinkForm(data, files)
    led_to = [each.suggestion for each in queries.origins_around(obj) if each.clue_id == obj.uid]
    form.fields["suggestion_uid"].choices = [(str(each.uid), str(each)) for each in led_to]  # type: ignore[attr-defined]
    return form


def _others(obj: Suggestion) -> list[tuple[str, str]]:
    """The likest first: what is the same matter stands on top."""
    return [
        (str(each.uid), f"{each.title}（{each.village}）" if each.village else each.title)
        for each in queries.possible_primaries(obj)[:200]
    ]


def _link(*, request: HttpRequest, obj: Suggestion, suggestion_uid: UUID, reason: str) -> Origin:
    return merging.link_clue(
        actor=actor_of(request), clue_uid=obj.uid, suggestion_uid=suggestion_uid, reason=reason, at=clock.now()
    )


def _unlink(*, request: HttpRequest, obj: Suggestion, suggestion_uid: UUID, reason: str) -> Origin:
    return merging.undo_link(
        actor=actor_of(request), clue_uid=obj.uid, suggestion_uid=suggestion_uid, reason=reason, at=clock.now()
    )


def _classify(*, request: HttpRequest, obj: Suggestion, field: str, village: str) -> Suggestion:
    return suggestions.classify_suggestion(
        actor=actor_of(request), uid=obj.uid, field=Field(field), village=village, at=clock.now()
    )


def _enter(*, request: HttpRequest, obj: None, **values: Any) -> suggestions.Slip:
    return suggestions.submit_suggestion(actor=actor_of(request), at=clock.now(), **values)


def _screen(*, request: HttpRequest, obj: Suggestion) -> Suggestion:
    return suggestions.screen_suggestion(actor=actor_of(request), uid=obj.uid, at=clock.now())


def _return(*, request: HttpRequest, obj: Suggestion, reply: str) -> Suggestion:
    return suggestions.return_suggestion(actor=actor_of(request), uid=obj.uid, reply=reply, at=clock.now())


def _decline(*, request: HttpRequest, obj: Suggestion, reason: str, reply: str) -> Suggestion:
    return suggestions.decline_suggestion(
        actor=actor_of(request), uid=obj.uid, reason=DeclineReason(reason), reply=reply, at=clock.now()
    )


def _reinstate(*, request: HttpRequest, obj: Suggestion, reason: str) -> Suggestion:
    return suggestions.reinstate_suggestion(actor=actor_of(request), uid=obj.uid, reason=reason, at=clock.now())


def _merge(*, request: HttpRequest, obj: Suggestion, primary_uid: UUID, reason: str) -> Merge:
    return merging.merge_suggestions(
        actor=actor_of(request), primary_uid=primary_uid, absorbed_uid=obj.uid, reason=reason, at=clock.now()
    )


def _undo_merge(*, request: HttpRequest, obj: Suggestion, reason: str) -> Suggestion:
    return merging.undo_merge(actor=actor_of(request), uid=obj.uid, reason=reason, at=clock.now())


def _nominate(*, request: HttpRequest, obj: Suggestion) -> Suggestion:
    return suggestions.nominate_suggestion(actor=actor_of(request), uid=obj.uid, at=clock.now())


def _reveal(*, request: HttpRequest, obj: Suggestion, reason: str) -> contacts.Revealed:
    return contacts.reveal_contact(actor=actor_of(request), uid=obj.uid, reason=reason, at=clock.now())


@admin.register(Suggestion, site=office_site)
class SuggestionAdmin(RecordAdmin):
    list_display = ("title", "channel", "field", "village", "state", "created_at")
    list_filter = ("state", "channel", "field")
    search_fields = ("title", "content", "village")
    fields = (
        "title", "channel", "field", "village", "campaign", "activity", "heard_on", "created_at", "proposed_by", "content", "entered_by_name", "for_resident",
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
        IMPORT,
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
            name="classify",
            label="改正归类",
            command=_classify,
            form=ClassForm,
            initial=lambda each: {"field": each.field, "village": each.village},
            act="intake.classify",
        ),
        CommandButton(
            name="link",
            label="关联所成建议",
            command=_link,
            form=_link_form,
            act="intake.link",
            after="关联说明另一条建议由这条线索而来，两条各自办理，可以撤销。",
        ),
        CommandButton(
            name="undo-link",
            label="撤销关联",
            command=_unlink,
            form=_unlink_form,
            act="intake.link",
            when=lambda each: any(link.clue_id == each.uid for link in queries.origins_around(each)),
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

    def get_urls(self) -> list[Any]:
        name = "intake_suggestion_template"
        return [
            path("template/", self.admin_site.admin_view(self.template_view), name=name),
            *super().get_urls(),
        ]

    def template_view(self, request: HttpRequest) -> HttpResponse:
        if not self.may_view(request):
            raise PermissionDenied
        return template(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Suggestion]:
        return queries.visible_to(actor_of(request))

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
            ledger("照片和视频", {"name": "文件"}, photos, "没有照片和视频。"),
            ledger(
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
            ledger(
                "线索来源",
                {"way": "关系", "title": "建议", "channel": "渠道", "at": "关联时间"},
                [_linked(link, each) for link in queries.origins_around(each)],
                "没有关联的线索。",
                at="datetime",
            ),
            ledger(
                "疑似重复",
                {"title": "建议", "village": "村（社区）", "channel": "渠道", "state": "状态", "share": "相似度"},
                [
                    {
                        "title": other.title,
                        "village": other.village,
                        "channel": other.channel,
                        "state": other.state,
                        "share": f"{other.percent}%",
                        "href": reverse("admin:intake_suggestion_change", args=[other.uid]),
                    }
                    for other in queries.alike(each)
                ],
                "没有内容相近的建议。",
            ),
            ledger(
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


def _linked(link: Origin, here: Suggestion) -> dict[str, Any]:
    forward = link.clue_id == here.uid
    other = link.suggestion if forward else link.clue
    return {
        "way": "所成建议" if forward else "由此线索而来",
        "title": other.title,
        "channel": other.get_channel_display(),
        "at": link.linked_at,
        "href": reverse("admin:intake_suggestion_change", args=[other.uid]),
    }
