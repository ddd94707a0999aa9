"""What a citizen fills in, on a phone, in under a minute."""

from __future__ import annotations

from django import forms

from admin_theme.fields import PhotosField
from tenants.intake.terms import Field


class SuggestionForm(forms.Form):
    field = forms.ChoiceField(label="哪方面的事", choices=[("", "请选择"), *Field.choices])
    title = forms.CharField(label="一句话说明", max_length=60)
    content = forms.CharField(label="具体情况和建议", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    village = forms.CharField(label="所在村（社区）", max_length=60, required=False)
    photos = PhotosField()
    contact_name = forms.CharField(
        label="您的称呼", max_length=30, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact_phone = forms.CharField(
        label="手机号",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)


class LookupForm(forms.Form):
    code = forms.CharField(
        label="查询码",
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
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
