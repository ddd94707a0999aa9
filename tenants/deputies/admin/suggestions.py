"""Deputies' suggestions: accepted, assigned, followed up, closed; what units and deputies do is at /desk/."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from admin_theme.fields import day
from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site
from commons.access import queries as access
from commons.kernel import clock
from tenants.deputies import queries
from tenants.deputies.admin import pages
from tenants.deputies.commands import escalation, handling, suggestions
from tenants.deputies.models import DeputySuggestion
from tenants.deputies.terms import DeclineGround, HandlingLevel, Rating
from tenants.deputies.terms import SuggestionState as S


class SubmittingForm(forms.Form):
    mandate_uid = pages.uid("领衔代表")
    title = forms.CharField(label="标题", max_length=100)
    content = pages.text("内容", 5000, 8)
    co_signer_uids = pages.uids("邀请附议", required=False, help_text="附议由代表本人确认后生效。")
    home_uid = pages.uid("代表之家", required=False)
    village = forms.CharField(label="村（社区）", max_length=60, required=False)
    is_confidential = forms.BooleanField(label="不公开", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pages.offer(self.fields["mandate_uid"], pages.seats())
        pages.offer(self.fields["co_signer_uids"], pages.seats())
        pages.offer(
            self.fields["home_uid"], [(str(each.uid), each.name) for each in queries.open_homes()], none="不经代表之家"
        )


class DecliningForm(forms.Form):
    ground = forms.ChoiceField(label="情形", choices=DeclineGround.choices)
    reason = pages.text("说明", 500)


class SettlingForm(forms.Form):
    level = forms.ChoiceField(label="解决层级")
    outcome = pages.text("办理结果", 5000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = dict.fromkeys((HandlingLevel.VILLAGE, queries.level_here()))
        pages.offer(self.fields["level"], [(level.value, level.label) for level in levels])


class AssigningForm(forms.Form):
    lead = pages.uid("主办单位")
    assisting = pages.uids("协办单位", required=False)
    due_on = day("答复期限", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pages.offer(self.fields["lead"], pages.units())
        pages.offer(self.fields["assisting"], pages.units())
        months = queries.deadlines_on(clock.today())["reply_months"]
        self.fields["due_on"].help_text = f"不填则为交办后 {months} 个月。"


class DueForm(forms.Form):
    due_on = day("答复期限")


def _assign(
    *, request: HttpRequest, obj: DeputySuggestion, lead: UUID, assisting: list[UUID], due_on: dt.date | None
) -> Any:
    names = access.names_of([lead, *assisting])
    return handling.assign(
        actor=pages.actor_of(request),
        suggestion_uid=obj.uid,
        lead=handling.Unit(lead, names[lead]),
        assisting=[handling.Unit(each, names[each]) for each in assisting],
        due_on=due_on,
        at=clock.now(),
    )


def _mark(*, request: HttpRequest, obj: DeputySuggestion) -> Any:
    return suggestions.mark_key(
        actor=pages.actor_of(request), suggestion_uid=obj.uid, is_key=not obj.is_key, at=clock.now()
    )


_OPEN = (S.SUBMITTED, S.ACCEPTED, S.ASSIGNED, S.REPLIED, S.RATED)
_WAY = (S.SUBMITTED, S.ACCEPTED, S.ASSIGNED, S.REPLIED, S.RATED, S.CLOSED)


@admin.register(DeputySuggestion, site=office_site)
class DeputySuggestionAdmin(RecordAdmin):
    reading = "deputies.read"
    list_display = ("title", "lead_name", "level", "is_key", "due_on", "state", "solved_at_level")
    list_filter = ("state", "level", "solved_at_level", "is_key", "rating")
    search_fields = ("title", "lead_name", "village")
    section_order = 5
    empty_says = "还没有代表建议。代表可在履职平台提出，也可在右上方代为录入。"
    fieldsets = (
        ("建议", {"fields": ("title", "content", "lead_name", "home", "village", "source", "is_confidential")}),
        ("办理", {"fields": ("level", "is_key", "due_on", "is_extended", "decline_ground", "decline_reason")}),
        ("答复与评价", {"fields": ("reply", "reply_class", "replied_at", "rating", "rated_at", "redone")}),
        ("办结", {"fields": ("solved_at_level", "closed_at")}),
    )
    starts = (
        CommandButton(
            name="submit",
            label="录入代表建议",
            command=pages.pressing(suggestions.submit_deputy_suggestion),
            form=SubmittingForm,
            act="deputies.submit",
            primary=True,
        ),
    )
    buttons = (
        CommandButton(
            name="accept",
            label="受理",
            command=pages.pressing(suggestions.accept, "suggestion_uid"),
            act="deputies.accept",
            when=pages.in_state(S.SUBMITTED),
            primary=True,
        ),
        CommandButton(
            name="decline",
            label="不予受理",
            command=pages.pressing(suggestions.decline, "suggestion_uid"),
            form=DecliningForm,
            act="deputies.accept",
            when=pages.in_state(S.SUBMITTED),
        ),
        CommandButton(
            name="assign",
            label="交办",
            command=_assign,
            form=AssigningForm,
            act="deputies.assign",
            when=pages.in_state(S.ACCEPTED),
            primary=True,
        ),
        CommandButton(
            name="settle",
            label="就地解决",
            command=pages.pressing(suggestions.settle, "suggestion_uid"),
            form=SettlingForm,
            act="deputies.settle",
            when=pages.in_state(S.ACCEPTED),
        ),
        CommandButton(
            name="escalate",
            label="提交上级",
            command=pages.pressing(escalation.escalate, "suggestion_uid"),
            act="deputies.escalate",
            when=pages.in_state(S.ACCEPTED),
            after="建议送交上级人大机构办理，办结后结果自动送回。",
        ),
        CommandButton(
            name="extend",
            label="延期答复",
            command=pages.pressing(handling.extend, "suggestion_uid"),
            form=DueForm,
            act="deputies.assign",
            when=lambda suggestion: suggestion.state == S.ASSIGNED and not suggestion.is_extended,
        ),
        CommandButton(
            name="redo",
            label="重新办理",
            command=pages.pressing(handling.redo, "suggestion_uid"),
            form=DueForm,
            act="deputies.assign",
            when=lambda suggestion: suggestion.state == S.RATED and suggestion.rating == Rating.DISSATISFIED,
        ),
        CommandButton(
            name="close",
            label="办结",
            command=pages.pressing(suggestions.close, "suggestion_uid"),
            act="deputies.close",
            when=pages.in_state(S.REPLIED, S.RATED),
            primary=True,
        ),
        CommandButton(
            name="mark",
            label="列为（取消）重点督办",
            command=_mark,
            act="deputies.mark_key",
            when=pages.in_state(*_OPEN),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeputySuggestion]:
        return queries.suggestions_visible_to(pages.actor_of(request))

    @admin.display(description="来源")
    def source(self, suggestion: DeputySuggestion) -> str:
        return f"{queries.office_name(suggestion.origin_office)}提交" if suggestion.came_from_below else "本机构代表"

    def light(self, suggestion: DeputySuggestion) -> tuple[str, str, str] | None:
        waits = suggestion.state in (S.SUBMITTED, S.ACCEPTED)
        due_on = queries.assign_due(suggestion) if waits else suggestion.due_on
        if due_on is None or not (waits or suggestion.state == S.ASSIGNED):
            return None
        said = f"应于{due_on:%Y年%-m月%-d日}前{'交办' if waits else '答复'}"
        return ("red", f"逾期：{said}", "") if due_on < clock.today() else ("green", said, "")

    def lifecycle(self, suggestion: DeputySuggestion) -> list[dict[str, Any]]:
        return pages.way(suggestion, _WAY)

    def related(self, request: HttpRequest, suggestion: DeputySuggestion) -> list[dict[str, Any]]:
        return [
            pages.ledger(
                "附议代表",
                queries.co_signers_of(suggestion.uid),
                "没有附议代表。",
                name="姓名",
                confirmed_at="确认",
                declined_at="谢绝",
            ),
            pages.ledger(
                "承办单位",
                queries.handlings_of(suggestion.uid),
                "尚未交办。",
                unit_name="单位",
                get_role_display="方式",
                opinion="协办意见",
                ended_at="结束",
            ),
        ]
