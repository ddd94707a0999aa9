"""The superior's side: periods opened, returns received, who is missing; and the cards that offices share upward."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site, province_site
from admin_theme.templatetags.admin_theme import wan
from commons.directory import queries as directory
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.policy import Verdict
from commons.reporting import commands, queries, shown
from commons.reporting.cards import LABELS
from commons.reporting.indicators import BY_CODE, COLLECTED, GROUPS
from commons.reporting.models import Period, Return, SharedCard
from commons.reporting.policies import POLICY
from commons.reporting.terms import ReturnState

REMARKS = 5  # lines that may be remarked on at once, on a page; the API takes any number


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


class PeriodForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100, initial=lambda: clock.today().year)
    period = forms.ChoiceField(
        label="期间", required=False, choices=[(code[4:], label[5:]) for code, label in shown.periods(2000)]
    )
    due_on = forms.DateField(label="截止日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    groups = forms.MultipleChoiceField(
        label="填报哪些指标",
        required=False,
        choices=[
            (group, label) for group, label in GROUPS.items() if any(BY_CODE[code].group == group for code in COLLECTED)
        ],
        widget=forms.CheckboxSelectMultiple,
        help_text="不选为全部指标。",
    )
    note = forms.CharField(label="填报要求", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class RemarksForm(forms.Form):
    """Remarks on single lines of the return that is decided."""

    def __init__(self, *, lines: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        for number in range(1, REMARKS + 1):
            self.fields[f"line_{number}"] = forms.ChoiceField(
                label=f"批注 {number}：指标", required=False, choices=[("", "不批注"), *lines]
            )
            self.fields[f"remark_{number}"] = forms.CharField(
                label=f"批注 {number}：内容", required=False, max_length=200
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        remarks: dict[str, str] = {}
        for number in range(1, REMARKS + 1):
            line, text = cleaned.pop(f"line_{number}", ""), cleaned.pop(f"remark_{number}", "")
            if bool(line) != bool(text):
                raise forms.ValidationError(f"批注 {number} 须同时选择指标、填写内容，请补充或清空。")
            if line:
                remarks[line] = f"{remarks[line]}；{text}" if line in remarks else text
        return {**cleaned, "remarks": remarks}


class SendBackForm(RemarksForm):
    reason = forms.CharField(label="退回原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


def _lines_of(obj: Return) -> list[tuple[str, str]]:
    codes = set(obj.lines.values_list("indicator", flat=True))
    return [(code, each.label) for code, each in BY_CODE.items() if code in codes]


def _remarks(*, request: HttpRequest, obj: Return, data: Any, files: Any) -> RemarksForm:
    return RemarksForm(lines=_lines_of(obj), data=data)


def _sending_back(*, request: HttpRequest, obj: Return, data: Any, files: Any) -> RemarksForm:
    return SendBackForm(lines=_lines_of(obj), data=data)


def _open(
    *, request: HttpRequest, obj: None, year: int, period: str, due_on: dt.date, groups: list[str], note: str
) -> Period:
    indicators = [code for code in COLLECTED if BY_CODE[code].group in groups]
    return commands.open_period(
        actor=_actor(request),
        year=year,
        period=f"{year}{period}",
        due_on=due_on,
        indicators=indicators,
        note=note,
        at=clock.now(),
    )


def _accept(*, request: HttpRequest, obj: Return, remarks: dict[str, str]) -> Return:
    return commands.accept_return(actor=_actor(request), uid=obj.uid, remarks=remarks, at=clock.now())


def _send_back(*, request: HttpRequest, obj: Return, reason: str, remarks: dict[str, str]) -> Return:
    return commands.send_back_return(actor=_actor(request), uid=obj.uid, reason=reason, remarks=remarks, at=clock.now())


def _may_decide(request: HttpRequest, obj: Return) -> Verdict:
    """The table says who, the address says where: only the office it was sent to decides."""
    if obj.to_office != _actor(request).office_code:
        return Verdict(False, "由报送的上级机构接收或退回。")
    return POLICY.may(_actor(request), "reporting.accept")


def _waits(obj: Return) -> bool:
    return obj.state == ReturnState.FILED


class OfSubtree(RecordAdmin):
    """One's own subtree, as `get_queryset` finds it: what a subordinate sent is ours to read."""

    def may_view(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(POLICY.may(_actor(request), "reporting.read"))


class ReturnAdmin(OfSubtree):
    list_display = ("office", "period_label", "version", "state", "filed_at", "filed_by_name", "due_on", "decided_at")
    list_filter = ("state", "year", "period")
    search_fields = ("office_code",)
    fields = (
        "office", "period_label", "version", "due_on", "filed_at", "filed_by_name", "filed_for",
        "digest", "decided_at", "decided_by_name", "reason",
    )  # fmt: skip
    section_order = 20
    wide = ("digest", "reason")
    empty_says = "还没有报表。下级上报后在这里接收。"
    buttons = (
        CommandButton(
            name="accept",
            label="接收",
            command=_accept,
            form=_remarks,
            may=_may_decide,
            when=_waits,
            primary=True,
            after="接收后计入上报口径的汇总，不再改动；下级更正时另报新的版本。",
            done="已接收。",
        ),
        CommandButton(
            name="send_back",
            label="退回",
            command=_send_back,
            form=_sending_back,
            may=_may_decide,
            when=_waits,
            after="退回后由填报机构更正并重新上报。",
            danger=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Return]:
        return queries.with_names(queries.visible_to(_actor(request)))

    def title_of(self, obj: Any) -> str:
        return f"{obj.office_name}{shown.period(obj.period)}报表"

    def office(self, obj: Any) -> str:
        return str(obj.office_name)

    office.short_description = "机构"  # type: ignore[attr-defined]

    def filed_for(self, obj: Return) -> str:
        return (
            "本机构" if obj.filed_by_office == obj.office_code else f"{directory.office(obj.filed_by_office).name}代报"
        )

    filed_for.short_description = "由谁填报"  # type: ignore[attr-defined]

    def period_label(self, obj: Return) -> str:
        return shown.period(obj.period)

    period_label.short_description = "期间"  # type: ignore[attr-defined]

    def light(self, obj: Return) -> tuple[str, str, str] | None:
        return ("yellow", "逾期上报", "上报日期晚于应报日期。") if obj.is_late else None

    def related(self, request: HttpRequest, obj: Return) -> list[dict[str, Any]]:
        return [self._lines(obj), self._explanations(obj), self._versions(obj)]

    def _lines(self, obj: Return) -> dict[str, Any]:
        remarks = queries.remarks_of(obj.uid)
        found = {line.indicator: line for line in obj.lines.all()}
        rows = [
            shown.line_row(line, label=each.label, sign=each.sign, remark=remarks.get(code, ""))
            for code, each in BY_CODE.items()
            if (line := found.get(code)) is not None
        ]
        return shown.line_table("报表项", rows, remark="批注", empty="没有报表项。")

    def _explanations(self, obj: Return) -> dict[str, Any]:
        rows = [{"sentence": each["sentence"], "reason": each["reason"]} for each in obj.explanations.values()]
        columns = [{"key": "sentence", "label": "情况"}, {"key": "reason", "label": "填报机构的说明"}]
        return {"caption": "合理性说明", "columns": columns, "rows": rows, "empty": "没有需要说明的情况。"}

    def _versions(self, obj: Return) -> dict[str, Any]:
        rows = [
            {
                "version": f"第 {each.version} 版",
                "href": self.href_of(each),
                "state": each.get_state_display(),
                "filed_at": each.filed_at,
                "by": each.filed_by_name,
            }
            for each in queries.versions_of(obj)
        ]
        columns = [
            {"key": "version", "label": "版本"},
            {"key": "state", "label": "状态"},
            {"key": "filed_at", "label": "上报时间", "kind": "datetime"},
            {"key": "by", "label": "上报人"},
        ]
        return {"caption": "本期各版本", "columns": columns, "rows": rows, "empty": ""}


class PeriodAdmin(RecordAdmin):
    list_display = ("label", "due_on", "lacking", "created_at")
    fields = ("label", "due_on", "asked", "note", "created_at")
    wide = ("asked", "note")
    section_order = 30
    empty_says = "还没有开放填报。请开放一期，下级即可上报。"
    starts = (
        CommandButton(
            name="open", label="开放填报", command=_open, form=PeriodForm, act="reporting.open_period", primary=True
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Period]:
        return queries.periods_opened_by(_actor(request))

    def title_of(self, obj: Period) -> str:
        return f"{shown.period(obj.code)}填报"

    def label(self, obj: Period) -> str:
        return shown.period(obj.code)

    label.short_description = "期间"  # type: ignore[attr-defined]

    def lacking(self, obj: Any) -> str:
        return f"{obj.missing} 个" if obj.missing else "已报齐"

    lacking.short_description = "缺报"  # type: ignore[attr-defined]

    def asked(self, obj: Period) -> str:
        groups = dict.fromkeys(BY_CODE[code].group for code in obj.indicators if code in BY_CODE)
        return "、".join(GROUPS[group] for group in groups) or "全部指标"

    asked.short_description = "填报指标"  # type: ignore[attr-defined]

    def related(self, request: HttpRequest, obj: Period) -> list[dict[str, Any]]:
        rows = [
            {
                "name": each.name,
                "code": each.code,
                "state": "已退回，待重报" if each.was_sent_back else "未报",
                "late": f"逾期 {each.days_late} 个工作日" if each.days_late else "未到期",
            }
            for each in queries.missing_returns(_actor(request), obj.code, on=clock.today())
        ]
        columns = [
            {"key": "name", "label": "机构"},
            {"key": "code", "label": "代码"},
            {"key": "state", "label": "情况"},
            {"key": "late", "label": "期限"},
        ]
        return [{"caption": "缺报：尚未上报的直属下级", "columns": columns, "rows": rows, "empty": "全部已经上报。"}]


def _take_back(*, request: HttpRequest, obj: SharedCard) -> None:
    commands.take_back_card(actor=_actor(request), uid=obj.uid, at=clock.now())


def _may_take_back(request: HttpRequest, obj: SharedCard) -> Verdict:
    if obj.office_code != _actor(request).office_code:
        return Verdict(False, "由共享的机构自行收回。")
    return POLICY.may(_actor(request), "reporting.share", obj)


class SharedCardAdmin(OfSubtree):
    list_display = ("title", "office_code", "year", "as_of")
    list_filter = ("year",)
    search_fields = ("title", "office_code")
    fields = ("office", "year", "as_of")
    section_order = 40
    empty_says = "还没有共享的项目卡片。由各机构负责人自行决定共享哪些项目。"
    buttons = (
        CommandButton(
            name="take_back",
            label="收回共享",
            command=_take_back,
            may=_may_take_back,
            after="收回后上级不再看到这个项目的卡片，公开的内容不受影响。",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[SharedCard]:
        return queries.cards_visible_to(_actor(request))

    def office(self, obj: SharedCard) -> str:
        return directory.office(obj.office_code).name

    office.short_description = "机构"  # type: ignore[attr-defined]

    def related(self, request: HttpRequest, obj: SharedCard) -> list[dict[str, Any]]:
        rows = [
            {"label": LABELS[name], "value": wan(value) if name.endswith("_fen") else value}
            for name, value in obj.card.items()
            if name in LABELS and value not in (None, "")
        ]
        columns = [{"key": "label", "label": "内容"}, {"key": "value", "label": "情况"}]
        return [{"caption": "项目卡片", "columns": columns, "rows": rows, "empty": ""}]


for _site in (office_site, province_site):
    _site.register(Return, ReturnAdmin)
    _site.register(Period, PeriodAdmin)
    _site.register(SharedCard, SharedCardAdmin)
