"""What belongs to a project on the staff site: steps, 项, money, reports, changes, contracts, alerts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from admin_theme import wording
from admin_theme.records import CommandButton, RecordAdmin
from admin_theme.site import office_site
from tenants.delivery import forms, queries
from tenants.delivery.admin.acting import actor_of, by
from tenants.delivery.commands import changes, funds, ledger, plans, progress
from tenants.delivery.models import (
    Adjustment,
    Contract,
    FundAlert,
    LedgerEntry,
    Milestone,
    ProgressReport,
    SubProject,
)
from tenants.delivery.terms import CHANGES_OPEN, AlertState, ChangeState, Verdict


class PartAdmin(RecordAdmin):
    """A part of a project: seen by whoever sees the project."""

    list_select_related = ("project",)

    def may_view(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(super().may_view(request, obj.project if obj is not None else None))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        seen = queries.visible_to(actor_of(request)).values("pk")
        return super().get_queryset(request).filter(project__in=seen).order_by("-project__year", "project", "uid")


@admin.register(Milestone, site=office_site)
class MilestoneAdmin(PartAdmin):
    list_display = ("title", "project", "due_on", "done_on", "missed_on")
    list_filter = ("project__year",)
    section_order = 20
    fields = ("project", "title", "standard", "responsible", "due_on", "done_on", "evidence", "missed_on")
    buttons = (
        CommandButton(
            name="complete",
            label="登记完成",
            command=by(plans.complete_milestone, "milestone_uid"),
            form=forms.MilestoneDoneForm,
            act="delivery.plan",
            when=lambda step: step.done_on is None,
            primary=True,
        ),
        CommandButton(
            name="reschedule",
            label="调整时限",
            command=by(plans.reschedule_milestone, "milestone_uid"),
            form=forms.MilestoneMoveForm,
            act="delivery.adjust",
            when=lambda step: step.done_on is None,
        ),
    )


@admin.register(SubProject, site=office_site)
class SubProjectAdmin(PartAdmin):
    list_display = ("title", "project", "unit_name", "done_on")
    list_filter = ("project__year",)
    section_order = 30
    fields = ("project", "title", "unit_name", "done_on")
    empty_says = "还没有子项。项目（件）下分子项（项）的，请打开项目，点“添加子项”。"
    buttons = (
        CommandButton(
            name="complete",
            label="登记完成",
            command=by(plans.complete_sub_project, "sub_project_uid"),
            form=forms.DoneForm,
            act="delivery.plan",
            when=lambda part: part.done_on is None,
            primary=True,
        ),
    )


@admin.register(LedgerEntry, site=office_site)
class LedgerEntryAdmin(PartAdmin):
    list_display = ("project", "kind", "source", "amount_fen", "booked_on", "voucher")
    list_filter = ("project__year", "kind", "source")
    section_order = 40
    fields = ("project", "kind", "source", "amount_fen", "booked_on", "voucher", "reason", "corrects", "entered_by")
    buttons = (
        CommandButton(
            name="correct",
            label="冲销",
            command=by(ledger.correct, "entry_uid"),
            form=forms.ReasonForm,
            act="delivery.enter_money",
            when=lambda entry: entry.corrects_id is None,
            after="冲销后请重新登记正确的金额。",
            danger=True,
        ),
    )


@admin.register(ProgressReport, site=office_site)
class ProgressReportAdmin(PartAdmin):
    list_display = ("month_on", "project", "physical_percent", "planned_percent", "verdict", "reported_by")
    list_filter = ("verdict", "project__year")
    section_order = 25
    fields = (
        "project",
        "month_on",
        "version",
        "physical_percent",
        "planned_percent",
        "problems",
        "delay_reason",
        "next_steps",
        "reported_by",
        "reported_at",
        "verdict",
        "verdict_reason",
        "checked_by",
        "checked_at",
    )
    empty_says = "还没有进度报告。责任单位按月报送后，在这里审核。"

    def title_of(self, obj: ProgressReport) -> str:
        return f"{wording.month_text(obj.month_on)}进度报告"

    buttons = (
        CommandButton(
            name="pass",
            label="审核通过",
            command=lambda *, request, obj, **typed: by(progress.check_report, "report_uid")(
                request=request, obj=obj, passed=True, **typed
            ),
            form=forms.PassForm,
            act="delivery.check_report",
            when=lambda report: report.verdict == Verdict.WAITING,
            primary=True,
        ),
        CommandButton(
            name="send_back",
            label="退回补充",
            command=lambda *, request, obj, **typed: by(progress.check_report, "report_uid")(
                request=request, obj=obj, passed=False, **typed
            ),
            form=forms.ReasonForm,
            act="delivery.check_report",
            when=lambda report: report.verdict == Verdict.WAITING,
        ),
    )


@admin.register(Adjustment, site=office_site)
class AdjustmentAdmin(PartAdmin):
    """Changes of what was voted: before and after side by side, and the decision."""

    list_display = ("project", "aspect", "state", "route", "decided_by", "decided_on", "published_on")
    list_filter = ("state", "aspect", "project__year")
    section_order = 50
    empty_says = "还没有项目变更。在项目页面点“提出变更”。"
    fieldsets = (
        ("变更", {"fields": ("project", "aspect", "was", "becomes", "reason", "proposed_by")}),
        ("听取意见", {"fields": ("route", "heard_on", "opinion")}),
        (
            "决定",
            {"fields": ("decided_by", "decided_on", "minutes", "members", "in_favour", "against", "abstained")},
        ),
        ("公布", {"fields": ("reported_on", "published_on")}),
    )
    buttons = (
        CommandButton(
            name="hear",
            label="登记听取意见",
            command=by(changes.hear_opinion, "change_uid"),
            form=forms.HearForm,
            act="delivery.decide_change",
            when=lambda change: change.state == ChangeState.PROPOSED,
        ),
        CommandButton(
            name="approve",
            label="登记批准",
            command=by(changes.approve_change, "change_uid"),
            form=forms.ResolveForm,
            act="delivery.decide_change",
            when=lambda change: change.state in CHANGES_OPEN,
            after="登记后变更即生效，票决时的内容仍保留在项目页面。",
            primary=True,
        ),
        CommandButton(
            name="refuse",
            label="登记未批准",
            command=by(changes.refuse_change, "change_uid"),
            form=forms.ResolveForm,
            act="delivery.decide_change",
            when=lambda change: change.state in CHANGES_OPEN,
        ),
        CommandButton(
            name="publish",
            label="公布",
            command=by(changes.publish_change, "change_uid"),
            form=forms.PublishForm,
            act="delivery.decide_change",
            when=lambda change: change.state == ChangeState.APPROVED,
            after="公布后变更前后的内容对外可见。",
            primary=True,
        ),
    )

    @admin.display(description="变更前")
    def was(self, change: Adjustment) -> str:
        return change.shown(change.before)

    @admin.display(description="变更后")
    def becomes(self, change: Adjustment) -> str:
        return change.shown(change.after)


@admin.register(Contract, site=office_site)
class ContractAdmin(PartAdmin):
    list_display = ("number", "project", "party", "amount_fen", "signed_on")
    list_filter = ("project__year",)
    section_order = 42
    fields = ("project", "number", "party", "subject", "amount_fen", "signed_on", "entered_by")
    empty_says = "还没有合同。在项目页面点“登记合同”，付给合同外单位的款项会自动预警。"


@admin.register(FundAlert, site=office_site)
class FundAlertAdmin(RecordAdmin):
    """Abnormal uses of money: why, stopped, audited, what was saved; false alarms too (1-103)."""

    reading = "delivery.read_alerts"
    list_display = ("project", "rule", "state", "at_risk_fen", "saved_fen", "raised_on")
    list_filter = ("state", "rule", "project__year")
    list_select_related = ("project",)
    section_order = 45
    empty_says = "没有资金预警。每次登记支付后，系统按资金监管规则自动核查。"
    fieldsets = (
        ("预警", {"fields": ("project", "rule", "why", "at_risk_fen", "raised_on")}),
        ("办理", {"fields": ("suspended_on", "audited_on", "settled_on", "conclusion", "saved_fen")}),
    )
    wide = ("why", "conclusion")
    buttons = (
        CommandButton(
            name="suspend",
            label="叫停拨付",
            command=by(funds.suspend_alert, "alert_uid"),
            act="delivery.stop_payments",
            when=lambda alert: alert.state == AlertState.RAISED,
            after="该项目随即不能登记支付，直至预警办结。",
            danger=True,
        ),
        CommandButton(
            name="audit",
            label="提交审计",
            command=by(funds.audit_alert, "alert_uid"),
            act="delivery.audit_funds",
            when=lambda alert: alert.state == AlertState.SUSPENDED,
            primary=True,
        ),
        CommandButton(
            name="resolve",
            label="办结",
            command=by(funds.resolve_alert, "alert_uid"),
            form=forms.SettleForm,
            act="delivery.audit_funds",
            when=lambda alert: alert.state == AlertState.AUDITING,
            primary=True,
        ),
        CommandButton(
            name="dismiss",
            label="认定误报",
            command=by(funds.dismiss_alert, "alert_uid"),
            form=forms.ConclusionForm,
            act="delivery.audit_funds",
            when=lambda alert: alert.state in (AlertState.RAISED, AlertState.SUSPENDED, AlertState.AUDITING),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[FundAlert]:
        return queries.alerts(actor_of(request))
