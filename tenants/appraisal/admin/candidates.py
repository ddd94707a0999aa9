"""The candidate list on the staff site: put forward by the government, deliberated on the congress side."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest

from admin_theme.fields import today
from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site
from admin_theme.templatetags.admin_theme import wan
from commons.kernel import clock
from tenants.appraisal import queries
from tenants.appraisal.admin.parts import ReasonForm, YearForm, actor_of, ledger, money_in_words, prose
from tenants.appraisal.commands import candidates, pre_vote
from tenants.appraisal.models import Candidate, Deliberation, PreVoteStep
from tenants.appraisal.terms import Body, Route
from tenants.appraisal.terms import CandidateState as C
from tenants.cycles import queries as cycles
from tenants.documents import queries as documents


class ApprovalForm(YearForm):
    body = forms.ChoiceField(label="审议机构", choices=Body.choices)
    held_on = today("审议日期")
    seats = forms.IntegerField(label="应选名额", required=False, help_text="填写后按票决办法核对差额比例。")
    note = prose("说明", required=False)


class SendingBackForm(YearForm):
    body = forms.ChoiceField(label="审议机构", choices=Body.choices)
    held_on = today("审议日期")
    note = prose("退回说明")


class DisposalForm(forms.Form):
    route = forms.ChoiceField(label="处置方式", choices=Route.choices)
    unit = forms.CharField(label="牵头部门", max_length=200)
    reason = prose("处置说明")


class StepForm(forms.Form):
    step = forms.ChoiceField(label="会议", help_text="按次序登记，前一次登记后才能登记下一次。")
    held_on = today("会议日期")
    note = prose("研究意见")
    minutes = forms.FileField(label="会议纪要", required=False, help_text="PDF、Word 文档或照片。")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        waiting = [
            (f"{cycle.uid}/{step.key}", f"{cycle.year} 年度 · {step.label}：{step.does}")
            for cycle in cycles.open_cycles()
            for step in queries.pre_vote_steps(cycle.uid)
            if not step.passed
        ]
        self.fields["step"].choices = waiting  # type: ignore[attr-defined]


def _pass_step(
    *, request: HttpRequest, obj: None, step: str, held_on: dt.date, note: str, minutes: UploadedFile | None
) -> PreVoteStep:
    cycle_uid, _, key = step.partition("/")
    return pre_vote.pass_step(
        actor=actor_of(request),
        cycle_uid=UUID(cycle_uid),
        key=key,
        held_on=held_on,
        note=note,
        minutes_name=minutes.name or "" if minutes else "",
        minutes=minutes.read() if minutes else b"",
        at=clock.now(),
    )


def _withdraw(*, request: HttpRequest, obj: Candidate, reason: str) -> Candidate:
    return candidates.withdraw_candidate(actor=actor_of(request), uid=obj.uid, reason=reason, at=clock.now())


def _approve(*, request: HttpRequest, obj: None, **values: Any) -> Deliberation:
    return candidates.approve_candidates(actor=actor_of(request), at=clock.now(), **values)


def _send_back(*, request: HttpRequest, obj: None, **values: Any) -> Deliberation:
    return candidates.send_back_candidates(actor=actor_of(request), at=clock.now(), **values)


def _dispose(*, request: HttpRequest, obj: Candidate, **values: Any) -> Candidate:
    return candidates.dispose(actor=actor_of(request), uid=obj.uid, at=clock.now(), **values)


@admin.register(Candidate, site=office_site)
class CandidateAdmin(RecordAdmin):
    reading = "appraisal.read_candidates"
    list_display = ("proposal", "unit_name", "cost_fen", "state", "route")
    list_filter = ("state", "route")
    search_fields = ("proposal__title", "unit_name")
    list_select_related = ("proposal", "scheme")
    fields = (
        "proposal", "position", "content", "cost_fen", "money_parts", "goal", "beneficiaries", "ends_year", "unit_name", "basis", "created_at", "route", "disposal_unit",
        "disposal_reason", "disposed_at",
    )  # fmt: skip
    section_order = 40
    wide = ("proposal", "content", "disposal_reason")
    empty_says = "还没有候选项目。政府方在通过评估的建议项目上办理“提为候选”。"
    starts = (
        CommandButton(
            name="approve",
            label="确定候选名单",
            command=_approve,
            form=ApprovalForm,
            act="appraisal.approve",
            after="确定后名单和方案不能再改动，并向社会公开。",
            primary=True,
            done=lambda made: f"候选名单已确定，共 {made.candidates} 个项目。",
        ),
        CommandButton(
            name="send-back",
            label="退回政府研究",
            command=_send_back,
            form=SendingBackForm,
            act="appraisal.send_back",
        ),
    )
    buttons = (
        CommandButton(
            name="withdraw",
            label="撤回候选",
            command=_withdraw,
            form=ReasonForm,
            act="appraisal.put_forward",
            when=lambda each: each.state == C.PUT_FORWARD,
        ),
        CommandButton(
            name="dispose",
            label="分类处置",
            command=_dispose,
            form=DisposalForm,
            act="appraisal.dispose",
            when=lambda each: each.state == C.NOT_SELECTED,
            after="列为一般民生工程的将进入实施台账；进入储备库的可在以后年度启用。",
            primary=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidate]:
        return queries.candidates_visible_to(actor_of(request))

    @admin.display(description="建设内容")
    def content(self, each: Candidate) -> str:
        return each.scheme.content

    @admin.display(description="估算投资")
    def cost_fen(self, each: Candidate) -> Any:
        return wan(each.scheme.cost_fen)

    @admin.display(description="资金构成")
    def money_parts(self, each: Candidate) -> str:
        return money_in_words(each.scheme.money)

    @admin.display(description="年度目标")
    def goal(self, each: Candidate) -> str:
        return each.scheme.goal

    @admin.display(description="惠及范围")
    def beneficiaries(self, each: Candidate) -> str:
        return each.scheme.beneficiaries

    @admin.display(description="计划完成年度")
    def ends_year(self, each: Candidate) -> int | None:
        return each.scheme.ends_year


@admin.register(PreVoteStep, site=office_site)
class PreVoteStepAdmin(RecordAdmin):
    """票决前程序 in the order of the year's rule, with the minutes of each meeting."""

    reading = "appraisal.read_candidates"
    list_display = ("position", "label", "does", "held_on", "recorded_by_name")
    list_display_links = ("label",)
    fields = ("label", "position", "does", "held_on", "note", "recorded_by_name", "created_at")
    section_order = 45
    wide = ("note",)
    empty_says = "还没有登记票决前程序。请按本年度规则的次序，逐次登记会议并附会议纪要。"
    starts = (
        CommandButton(
            name="pass",
            label="登记会议",
            command=_pass_step,
            form=StepForm,
            act="appraisal.pass_step",
            primary=True,
            done=lambda row: f"“{row.label}”已登记。",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PreVoteStep]:
        return queries.steps()

    def related(self, request: HttpRequest, each: PreVoteStep) -> list[dict[str, Any]]:
        files = [{"name": file.filename, "href": file.href} for file in documents.attachments_of(each.uid)]
        steps = [
            {"position": step.position, "label": step.label, "does": step.does, "held_on": step.held_on or "尚未召开"}
            for step in queries.pre_vote_steps(each.cycle_uid)
        ]
        columns = {"position": "次序", "label": "会议或机构", "does": "办理的事", "held_on": "日期"}
        return [
            ledger("会议纪要", {"name": "文件"}, files, "没有附会议纪要。"),
            ledger("本年度票决前程序", columns, steps, "本年度的规则没有列出程序。"),
        ]


@admin.register(Deliberation, site=office_site)
class DeliberationAdmin(RecordAdmin):
    reading = "appraisal.read_candidates"
    list_display = ("held_on", "body", "decision", "candidates", "seats")
    list_filter = ("decision", "body")
    section_order = 50
    fields = ("held_on", "body", "decision", "candidates", "seats", "note")
    wide = ("note",)
    empty_says = "还没有审议记录。"
