"""What people type at the door."""

from __future__ import annotations

from django import forms


class EnterForm(forms.Form):
    phone = forms.CharField(
        label="手机号", max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "username"})
    )
    password = forms.CharField(
        label="密码", max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class PasswordForm(forms.Form):
    password = forms.CharField(
        label="设置密码",
        min_length=10,
        max_length=128,
        help_text="至少 10 个字符，不要只用数字，也不要用姓名或常见密码。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一遍", max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError("两次输入的密码不一致，请重新输入。")
        return again
