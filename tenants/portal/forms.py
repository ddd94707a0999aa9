"""What a citizen fills in, on a phone, in under a minute."""

from __future__ import annotations

from typing import Any

from django import forms

from admin_theme.fields import PhotosField, VideoField, offer_pictures
from tenants.intake.queries import Rule
from tenants.intake.terms import Channel, Field
from tenants.oversight.rating import RatingForm


class SuggestionForm(forms.Form):
    """One box must be filled in. What lies in a fold is for those who like to; the desk knows the fields."""

    content = forms.CharField(label="您想说的事", max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))
    village = forms.CharField(label="所在村（社区）", max_length=60, required=False)
    photos = PhotosField()
    video = VideoField()
    title = forms.CharField(label="一句话说明", max_length=60, required=False)
    field = forms.ChoiceField(label="哪方面的事", choices=[("", "不选"), *Field.choices], required=False)
    contact_name = forms.CharField(
        label="您的称呼", max_length=30, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact_phone = forms.CharField(
        label="手机号",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    campaign = forms.UUIDField(required=False, widget=forms.HiddenInput)
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rule: Rule, **more: Any) -> None:
        """`rule` is the year's 征集办法: whether pictures and films are taken (随手拍), and how many."""
        super().__init__(*args, **more)
        is_open = Channel.SNAPSHOT in rule.channels
        offer_pictures(self, most=rule.photos_most if is_open else 0, accept=rule.video_accept, most_mb=rule.video_mb)

    def clean_field(self) -> str:
        return self.cleaned_data["field"] or Field.OTHER


class LookupForm(forms.Form):
    code = forms.CharField(
        label="查询码",
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class SurveyForm(RatingForm):
    """满意度答卷: the code on the slip, and one answer, or one a question."""

    label = "您对这个项目"

    code = forms.CharField(
        label="答卷码", max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )


class AmendForm(forms.Form):
    """A returned suggestion, amended by whoever holds its code."""

    code = forms.CharField(max_length=30, widget=forms.HiddenInput)
    title = forms.CharField(label="一句话说明", max_length=60)
    content = forms.CharField(label="具体情况和建议", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))


class OpinionForm(forms.Form):
    text = forms.CharField(label="您的意见", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    contact_phone = forms.CharField(
        label="手机号",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )


class PosterForm(forms.Form):
    """The villages of the posters, one a line."""

    v = forms.CharField(
        label="村（社区），一行一个", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    MOST = 60

    def villages(self) -> list[str]:
        lines = (" ".join(line.split())[:60] for line in self.cleaned_data["v"].splitlines())
        return list(dict.fromkeys(line for line in lines if line))[: self.MOST]
