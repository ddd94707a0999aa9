"""Rounds of scoring on the staff site: progress while they are open, points once they are closed."""

from __future__ import annotations

from collections.abc import Iterable
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
from commons.kernel.actor import Role
from tenants.appraisal import queries
from tenants.appraisal.admin.parts import YearForm, actor_of, ledger, prose
from tenants.appraisal.commands import scoring
from tenants.appraisal.models import Panel, PanelItem, ScoreLine
from tenants.appraisal.terms import ItemOutcome, PanelState


class AssignForm(YearForm):
    title = forms.CharField(label="名称", max_length=200, initial="首轮评估")
    round_number = forms.IntegerField(label="轮次", min_value=1, max_value=9, initial=1)
    due_on = day("截止日期", required=False)
    reviewer_uids = forms.TypedMultipleChoiceField(label="评审人", coerce=UUID, widget=forms.CheckboxSelectMultiple)
    proposal_uids = forms.TypedMultipleChoiceField(label="建议项目", coerce=UUID, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        reviewers = [(str(each.uid), each.name) for each in access.holders_of(Role.REVIEWER)]
        rows = [(str(each.uid), str(each)) for each in queries.assignable()]
        self.fields["reviewer_uids"].choices = reviewers  # type: ignore[attr-defined]
        self.fields["proposal_uids"].choices = rows  # type: ignore[attr-defined]


class ClosingForm(forms.Form):
    absence_reason = prose("未签署评分表不计入的理由", required=False, help_text="全部签署时不用填写。")


def _assign(*, request: HttpRequest, obj: None, **values: Any) -> Panel:
    return scoring.assign_panel(actor=actor_of(request), at=clock.now(), **values)


def _close(*, request: HttpRequest, obj: Panel, absence_reason: str) -> Panel:
    return scoring.close_round(
        actor=actor_of(request), panel_uid=obj.uid, absence_reason=absence_reason, at=clock.now()
    )


@admin.register(Panel, site=office_site)
class PanelAdmin(RecordAdmin):
    reading = "appraisal.read_panels"
    list_display = ("title", "round_number", "state", "progress", "due_on", "closed_at")
    list_filter = ("state", "round_number")
    fields = ("title", "round_number", "progress", "people", "due_on", "closed_at", "absence_reason")
    section_order = 20
    wide = ("title", "people")
    empty_says = "还没有布置评分。请选择建议项目和评审人。"
    starts = (
        CommandButton(
            name="assign",
            label="布置评分",
            command=_assign,
            form=AssignForm,
            act="appraisal.assign",
            after="评审人各自看到所分配的项目，评分结束前互不可见。",
            primary=True,
        ),
    )
    buttons = (
        CommandButton(
            name="close",
            label="结束评分",
            command=_close,
            form=ClosingForm,
            act="appraisal.close_round",
            when=lambda each: each.state == PanelState.OPEN,
            after="按本年度评分标准计算得分和名次，评审人不能再改动。",
            primary=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Panel]:
        return queries.panels_visible_to(actor_of(request))

    @admin.display(description="签署进度")
    def progress(self, each: Panel) -> str:
        done = queries.progress_of(each)
        return f"{done.signed} / {done.expected}"

    @admin.display(description="评审人")
    def people(self, each: Panel) -> str:
        return "、".join(each.members.order_by("name", "uid").values_list("name", flat=True))

    def related(self, request: HttpRequest, each: Panel) -> list[dict[str, Any]]:
        rows = [
            {
                "title": item.proposal.title,
                "outcome": item.get_outcome_display() or "评分中",
                "score": "—" if item.score is None else item.score,
                "rank": "—" if item.rank is None else item.rank,
            }
            for item in queries.items_of(each)[:300]
        ]
        columns = {"title": "建议项目", "outcome": "结果", "score": "得分", "rank": "名次"}
        stepped = [
            {"name": gone.reviewer_name, "title": str(gone.item.proposal), "reason": gone.comment}
            for gone in queries.recusals_of(each)
        ]
        aside = {"name": "评审人", "title": "建议项目", "reason": "理由"}
        return [
            ledger("评分对象", columns, rows, "没有项目。"),
            ledger("回避", aside, stepped, "没有人回避。"),
        ]


def _in_order(lines: Iterable[ScoreLine], criteria: list[str]) -> list[ScoreLine]:
    """As the rubric lists its criteria."""
    place = {key: number for number, key in enumerate(criteria)}
    return sorted(lines, key=lambda line: (place.get(line.criterion, len(place)), line.criterion))


@admin.register(PanelItem, site=office_site)
class ResultAdmin(RecordAdmin):
    """排名: the results of closed rounds, each explained by criterion × weight × what the reviewers' points came to."""

    reading = "appraisal.read_panels"
    list_display = ("rank", "proposal", "score", "explained", "outcome", "panel")
    list_display_links = ("proposal",)
    list_filter = ("panel", "outcome")
    search_fields = ("proposal__title",)
    list_select_related = ("proposal", "panel")
    fields = ("proposal", "panel", "rank", "score", "outcome", "reason")
    section_order = 25
    wide = ("proposal",)
    empty_says = "还没有评分结果。评分结束后，名次和逐项计算列在这里。"

    def get_queryset(self, request: HttpRequest) -> QuerySet[PanelItem]:
        return queries.ranking(actor_of(request))

    @admin.display(description="逐项得分")
    def explained(self, each: PanelItem) -> str:
        return " + ".join(f"{line['name']} {line['aggregate']}×{line['weight']}%" for line in each.workings) or "—"

    @admin.display(description="说明")
    def reason(self, each: PanelItem) -> str:
        if each.outcome == ItemOutcome.ELIMINATED:
            return "得分低于淘汰线。"
        labels = {flag.key: flag.label for flag in queries.flags_of(each.proposal)}
        return labels.get(each.why, each.why) or "达到淘汰线。"

    def related(self, request: HttpRequest, each: PanelItem) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = [dict(line) for line in each.workings]
        for line in lines:
            line["weight"] = f"{line['weight']}%"
        if lines:
            lines.append({"name": "得分", "weight": "100%", "weighed": each.score})
        workings = {
            "name": "评分项",
            "weight": "权重",
            "reviewers": "评分人数",
            "aggregate": "汇总分",
            "weighed": "加权得分",
        }
        rubric = queries.rubric_of(each.proposal)  # an excluded one has cards and no workings
        names = {line.key: line.name or line.key for line in rubric.criteria}
        given = [
            {
                "reviewer": card.reviewer_name,
                "name": names.get(line.criterion, line.criterion),
                "points": line.points,
                "evidence": line.evidence or "—",
                "comment": card.comment or "—",
            }
            for card in queries.cards_on(actor_of(request), each)
            for line in _in_order(card.lines.all(), list(names))
        ]
        points = {"reviewer": "评审人", "name": "评分项", "points": "分数", "evidence": "依据", "comment": "评语"}
        return [
            ledger("逐项计算", workings, lines, "按不列入处理，没有得分。"),
            ledger("各评审人的评分", points, given, "没有签署的评分表。"),
        ]
