"""代表之家 and reception days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from admin_theme.fields import day
from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site
from commons.access import queries as access
from tenants.deputies import queries
from tenants.deputies.admin import pages
from tenants.deputies.commands import homes
from tenants.deputies.models import DeputyHome, ReceptionDay
from tenants.deputies.terms import HomeState, HostKind, ReceptionState


class OpeningForm(forms.Form):
    name = forms.CharField(label="名称", max_length=60)
    host_kind = forms.ChoiceField(label="设立地", choices=HostKind.choices)
    address = forms.CharField(label="地址", max_length=100, required=False)
    area_sqm = forms.IntegerField(label="面积（平方米）", required=False)
    theme = forms.CharField(label="“代表之家+”主题", max_length=60, required=False)
    is_model = forms.BooleanField(label="示范点", required=False)
    first_day = forms.IntegerField(label="固定接待日起（每月几日）", required=False, min_value=1, max_value=31)
    last_day = forms.IntegerField(label="固定接待日止（每月几日）", required=False, min_value=1, max_value=31)

    def clean(self) -> dict[str, Any]:
        """Both days or neither become `reception_days`."""
        first, last = self.cleaned_data.pop("first_day", None), self.cleaned_data.pop("last_day", None)
        if (first is None) != (last is None):
            raise forms.ValidationError("固定接待日的起止要么都填，要么都不填。")
        self.cleaned_data["reception_days"] = (first, last) if first is not None else None
        return self.cleaned_data


class PlacingForm(forms.Form):
    mandate_uid = pages.uid("代表")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pages.offer(self.fields["mandate_uid"], pages.seats())


class CheckingForm(forms.Form):
    standards = pages.text("标准自查", 1000, 8, help_text="每行一项，写作“标准：达到”或“标准：未达到”。")

    def clean_standards(self) -> dict[str, bool]:
        standards = {}
        for line in filter(str.strip, self.cleaned_data["standards"].splitlines()):
            item, _, met = line.replace(":", "：").rpartition("：")
            if met.strip() not in ("达到", "未达到") or not item.strip():
                raise forms.ValidationError(f"“{line.strip()}”应写作“标准：达到”或“标准：未达到”。")
            standards[item.strip()] = met.strip() == "达到"
        return standards


class PlanningForm(forms.Form):
    held_on = day("接待日期")
    mandate_uids = pages.uids("接待代表")
    theme = forms.CharField(label="主题", max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pages.offer(self.fields["mandate_uids"], pages.seats())


class HoldingForm(forms.Form):
    visitors = forms.IntegerField(label="接待人次", min_value=0)
    opinions = pages.text("群众意见", 20_000, 8, required=False, help_text="每行一条，请勿写群众姓名和电话。")

    def clean_opinions(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["opinions"].splitlines() if line.strip()]


def _checked(home: DeputyHome) -> dict[str, str]:
    """The list as it was left, to be gone through again."""
    lines = (f"{each['item']}：{'达到' if each['met'] else '未达到'}" for each in home.standards)
    return {"standards": "\n".join(lines)}


@admin.register(DeputyHome, site=office_site)
class DeputyHomeAdmin(RecordAdmin):
    reading = "deputies.read_homes"
    list_display = ("name", "host_kind", "theme", "is_model", "standards_checked_on", "state")
    list_filter = ("host_kind", "is_model", "state")
    search_fields = ("name", "address")
    section_order = 3
    empty_says = "还没有代表之家。请在右上方设立代表之家。"
    fieldsets = (
        ("代表之家", {"fields": ("name", "host_kind", "address", "area_sqm", "theme", "is_model", "keepers")}),
        ("接待与自查", {"fields": ("reception_first_day", "reception_last_day", "checked", "standards_checked_on")}),
    )
    wide = ("checked",)
    starts = (
        CommandButton(
            name="open",
            label="设立代表之家",
            command=pages.pressing(homes.open_home),
            form=OpeningForm,
            act="deputies.open_home",
            primary=True,
        ),
    )
    buttons = (
        CommandButton(
            name="plan",
            label="安排接待日",
            command=pages.pressing(homes.plan_reception, "home_uid"),
            form=PlanningForm,
            act="deputies.plan_reception",
            when=pages.in_state(HomeState.OPEN),
            primary=True,
        ),
        CommandButton(
            name="place",
            label="编入代表",
            command=pages.pressing(homes.place_deputy, "home_uid"),
            form=PlacingForm,
            act="deputies.keep_groups",
            when=pages.in_state(HomeState.OPEN),
        ),
        CommandButton(
            name="keeper",
            label="指定管理员",
            command=pages.pressing(homes.appoint_keeper, "home_uid"),
            form=pages.PhoneForm,
            act="deputies.appoint_keeper",
            when=pages.in_state(HomeState.OPEN),
        ),
        CommandButton(
            name="dismiss",
            label="撤换管理员",
            command=pages.pressing(homes.dismiss_keeper, "home_uid"),
            form=pages.PhoneForm,
            act="deputies.appoint_keeper",
            when=lambda home: access.grantees("keep_home", home).exists(),
        ),
        CommandButton(
            name="check",
            label="标准自查",
            command=pages.pressing(homes.check_home, "home_uid"),
            form=CheckingForm,
            initial=_checked,
            act="deputies.check_home",
            when=pages.in_state(HomeState.OPEN),
        ),
        CommandButton(
            name="close",
            label="撤并",
            command=pages.pressing(homes.close_home, "home_uid"),
            act="deputies.open_home",
            when=pages.in_state(HomeState.OPEN),
            confirm=lambda home: home.name,
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeputyHome]:
        return queries.homes_visible_to(pages.actor_of(request))

    @admin.display(description="管理员")
    def keepers(self, home: DeputyHome) -> str:
        return "、".join(each.name for each in access.grantees("keep_home", home))

    @admin.display(description="自查结果")
    def checked(self, home: DeputyHome) -> str:
        return "；".join(_checked(home)["standards"].splitlines())

    def related(self, request: HttpRequest, home: DeputyHome) -> list[dict[str, Any]]:
        receptions = queries.receptions_visible_to(pages.actor_of(request)).filter(home=home)
        return [
            pages.ledger(
                "编入的代表", queries.placed_in(home.uid), "还没有编入代表。", name="姓名", group="代表团（小组）"
            ),
            pages.ledger(
                "接待日",
                receptions,
                "还没有安排接待日。",
                held_on="日期",
                theme="主题",
                visitors="接待人次",
                get_state_display="状态",
            ),
        ]


@admin.register(ReceptionDay, site=office_site)
class ReceptionDayAdmin(RecordAdmin):
    reading = "deputies.read_homes"
    list_display = ("held_on", "home", "theme", "visitors", "state")
    list_filter = ("state",)
    search_fields = ("home__name", "theme")
    section_order = 4
    empty_says = "还没有接待日。请在代表之家的页面上安排。"
    fieldsets = (("接待", {"fields": ("home", "held_on", "theme", "visitors", "held_at")}),)
    buttons = (
        CommandButton(
            name="hold",
            label="登记接待情况",
            command=pages.pressing(homes.hold_reception, "reception_uid"),
            form=HoldingForm,
            act="deputies.receive",
            when=pages.in_state(ReceptionState.PLANNED),
            primary=True,
        ),
        CommandButton(
            name="cancel",
            label="取消接待",
            command=pages.pressing(homes.cancel_reception, "reception_uid"),
            form=pages.ReasonForm,
            act="deputies.receive",
            when=pages.in_state(ReceptionState.PLANNED),
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReceptionDay]:
        return queries.receptions_visible_to(pages.actor_of(request))

    def related(self, request: HttpRequest, reception: ReceptionDay) -> list[dict[str, Any]]:
        said = queries.opinions_visible_to(pages.actor_of(request)).filter(reception=reception)
        deputies = [{"name": name} for name in queries.receiving(reception.uid)]
        opinions = [{"text": each.text, "taken_up": "是" if each.suggestion_id else "否"} for each in said]
        return [
            pages.ledger("接待代表", deputies, "没有安排代表。", name="姓名"),
            pages.ledger("群众意见", opinions, "没有登记意见。", text="意见", taken_up="转为代表建议"),
        ]
