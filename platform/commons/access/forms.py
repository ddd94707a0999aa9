"""What is asked at the first run."""

from __future__ import annotations

from django import forms

from commons.directory import divisions


class SecretForm(forms.Form):
    secret = forms.CharField(
        label="设置口令",
        max_length=100,
        help_text="启动平台的窗口里，READY 之后一行设置链接的最后一段。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SetUpForm(forms.Form):
    province = forms.ChoiceField(label="省、自治区、直辖市")
    name = forms.CharField(label="平台名称", max_length=60, help_text="显示在首页，如“广东省人大民生实事平台”。")
    term_no = forms.IntegerField(
        label="本届届次",
        min_value=1,
        max_value=99,
        help_text="本省人民代表大会现任第几届，只填数字，如 14。",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    person = forms.CharField(label="首位平台管理员姓名", max_length=60)
    phone = forms.CharField(
        label="管理员手机号",
        max_length=30,
        help_text="作为登录名。密码由本人打开激活链接后自行设置。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field: forms.ChoiceField = self.fields["province"]  # type: ignore[assignment]
        field.choices = [
            ("", "请选择"),
            *((each.code, f"{each.name}（{each.code}）") for each in divisions.provinces()),
        ]
