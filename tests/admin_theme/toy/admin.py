from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from admin_theme.records import CommandButton, RecordAdmin, Verdict
from admin_theme.site import office_site

from .models import Suggestion, Village


class Refused(Exception):
    def __init__(self, message: str, **data: Any) -> None:
        self.message, self.data = message, data
        super().__init__(message)


class ScreeningForm(forms.Form):
    note = forms.CharField(label="初审意见", widget=forms.Textarea, help_text="写明理由,将告知建议人。")
    kind = forms.ChoiceField(label="类别", choices=[("road", "道路交通"), ("school", "教育")], widget=forms.RadioSelect)
    public = forms.BooleanField(label="同意公开", required=False)


def screen(*, request: HttpRequest, obj: Suggestion, note: str, kind: str, public: bool) -> None:
    if note == "空话":
        raise Refused("初审意见不能是空话。", field="note")
    if note == "停":
        raise Refused("征集已经截止,不能初审。")
    obj.state = Suggestion.State.SCREENED
    obj.save()


def close(*, request: HttpRequest, obj: Suggestion) -> None:
    obj.state = Suggestion.State.CLOSED
    obj.save()


def stamp(*, request: HttpRequest, obj: Suggestion) -> None:
    if obj.title == "不能盖":
        raise Refused("这条记录不能盖章。")


def only_lin(request: HttpRequest, obj: Suggestion) -> Verdict:
    return Verdict(request.user.username == "lin", "只有经办人可以初审")


def first(obj: Suggestion) -> Mapping[str, Any]:
    return {"note": f"关于“{obj.title}”:"}


@admin.register(Suggestion, site=office_site)
class SuggestionAdmin(RecordAdmin):
    list_display = ["title", "village", "state", "planned_fen", "received_on"]
    list_filter = ["state", "village"]
    search_fields = ["title"]
    empty_says = "还没有群众建议。征集开始后,群众提交的建议会列在这里。"
    fieldsets = [
        ("基本情况", {"fields": ["title", "village", "planned_fen", "received_on", "secret", "text"]}),
    ]
    buttons = [
        CommandButton(
            name="screen",
            label="初审通过",
            command=screen,
            form=ScreeningForm,
            initial=first,
            may=only_lin,
            when=lambda obj: obj.state == "submitted",
            primary=True,
        ),
        CommandButton(name="stamp", label="盖章", command=stamp, act="intake.stamp"),
        CommandButton(
            name="close",
            label="办结",
            command=close,
            may=lambda request, obj: True,
            when=lambda obj: obj.state != "closed",
            after="办结后不能再修改,建议人会收到通知。",
            confirm=lambda obj: "蓬江区",
            danger=True,
        ),
    ]

    def lifecycle(self, obj: Suggestion) -> list[dict[str, Any]]:
        seen = list(Suggestion.State)
        now = seen.index(Suggestion.State(obj.state))
        return [
            {"label": s.label, "state": "done" if i < now else "current" if i == now else "coming"}
            for i, s in enumerate(seen)
        ]


@admin.register(Village, site=office_site)
class VillageAdmin(ModelAdmin):
    search_fields = ["name"]
