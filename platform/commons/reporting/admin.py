"""Returns and periods on the staff sites: filed below, accepted or sent back by the superior's staff."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site, province_site
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.policy import Verdict
from commons.reporting import commands, queries
from commons.reporting.indicators import BY_CODE
from commons.reporting.models import Period, Return
from commons.reporting.policies import POLICY
from commons.reporting.terms import ReturnState


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


class PeriodForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    period = forms.CharField(label="期间", max_length=7, required=False, help_text="如 2026Q1；不填为全年。")
    due_on = forms.DateField(label="截止日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class ReasonForm(forms.Form):
    reason = forms.CharField(label="退回原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


def _open(*, request: HttpRequest, obj: None, year: int, period: str, due_on: dt.date) -> Period:
    return commands.open_period(actor=_actor(request), year=year, period=period, due_on=due_on, at=clock.now())


def _accept(*, request: HttpRequest, obj: Return) -> Return:
    return commands.accept_return(actor=_actor(request), uid=obj.uid, at=clock.now())


def _send_back(*, request: HttpRequest, obj: Return, reason: str) -> Return:
    return commands.send_back_return(actor=_actor(request), uid=obj.uid, reason=reason, at=clock.now())


def _may_decide(request: HttpRequest, obj: Return) -> Verdict:
    """The table says who, the address says where: only the office it was sent to decides."""
    if obj.to_office != _actor(request).office_code:
        return Verdict(False, "由报送的上级机构接收或退回。")
    return POLICY.may(_actor(request), "reporting.accept")


def _waits(obj: Return) -> bool:
    return obj.state == ReturnState.FILED


class ReturnAdmin(RecordAdmin):
    list_display = ("office_code", "period", "state", "filed_at", "filed_by_name", "decided_at", "decided_by_name")
    list_filter = ("state", "year", "period")
    search_fields = ("office_code",)
    fields = (
        "office_code", "to_office", "filed_by_office", "period", "filed_at", "filed_by_name", "digest",
        "decided_at", "decided_by_name", "reason",
    )  # fmt: skip
    section_order = 10
    wide = ("digest", "reason")
    empty_says = "还没有报表。下级上报后在这里接收。"
    buttons = (
        CommandButton(
            name="accept", label="接收", command=_accept, may=_may_decide, when=_waits, primary=True, done="已接收。"
        ),
        CommandButton(
            name="send_back",
            label="退回",
            command=_send_back,
            form=ReasonForm,
            may=_may_decide,
            when=_waits,
            after="退回后由填报机构更正并重新上报。",
            danger=True,
        ),
    )

    def may_view(self, request: HttpRequest, obj: Any = None) -> bool:
        """One's own subtree, as `get_queryset` finds it: a subordinate's return is ours to read."""
        return bool(POLICY.may(_actor(request), "reporting.read"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Return]:
        return queries.visible_to(_actor(request))

    def related(self, request: HttpRequest, obj: Return) -> list[dict[str, Any]]:
        lines = obj.lines.order_by("indicator")
        rows = [
            {"label": BY_CODE[line.indicator].label, "value": line.value, "unit": BY_CODE[line.indicator].sign,
             "evidence": line.evidence}
            for line in lines
            if line.indicator in BY_CODE
        ]  # fmt: skip
        columns = [
            {"key": "label", "label": "指标"},
            {"key": "value", "label": "数值", "kind": "number"},
            {"key": "unit", "label": "单位"},
            {"key": "evidence", "label": "依据条数", "kind": "number"},
        ]
        return [{"caption": "报表项", "columns": columns, "rows": rows, "empty": "没有报表项。"}]


class PeriodAdmin(RecordAdmin):
    list_display = ("code", "year", "due_on", "created_at")
    fields = ("code", "year", "due_on", "created_at")
    section_order = 20
    empty_says = "还没有开放填报。请开放一期，下级即可上报。"
    starts = (
        CommandButton(
            name="open", label="开放填报", command=_open, form=PeriodForm, act="reporting.open_period", primary=True
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Period]:
        return queries.periods_opened_by(_actor(request))

    def related(self, request: HttpRequest, obj: Period) -> list[dict[str, Any]]:
        missing = queries.missing_returns(_actor(request), obj.code)
        columns = [{"key": "name", "label": "机构"}, {"key": "code", "label": "代码"}]
        return [{"caption": "尚未上报的直属下级", "columns": columns, "rows": missing, "empty": "全部已经上报。"}]


for _site in (office_site, province_site):
    _site.register(Return, ReturnAdmin)
    _site.register(Period, PeriodAdmin)
