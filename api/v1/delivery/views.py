"""Projects over HTTP: the ledger, one project, what belongs to it, and an address for every act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar

from api.v1.delivery import serializers
from api.views import ActView, CommandView, DetailView, ListView, WholeView
from commons.kernel.actor import Actor
from tenants.delivery import queries
from tenants.delivery.columns import Edit
from tenants.delivery.commands import changes, editing, funds, ledger, lights, plans, progress, projects
from tenants.delivery.policies import POLICY


class _Act(CommandView):
    policy = POLICY
    record: ClassVar[str] = "project_uid"
    serializer_out: ClassVar[Any] = serializers.ProjectOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        if "parts" in values:
            values["parts"] = self.parts(values["parts"])
        return super().act(actor, at, **values)

    def parts(self, given: list[dict[str, Any]]) -> Any:
        """How far each 项 is, as the command takes it."""
        return {each["uid"]: each["physical_percent"] for each in given}


class _Part(WholeView):
    """GET: what belongs to one project, in its order. A project's own lists are short and come whole."""

    policy = POLICY
    part: ClassVar[Callable[..., Any]]

    def rows(self, actor: Actor) -> Any:
        return type(self).part(queries.get(actor, self.kwargs["uid"]))


class Ledger(WholeView):
    """The 年度台账 with its lights, as the viewer may see it."""

    policy = POLICY
    actions_by_method = {"GET": "delivery.read"}
    serializer_out = serializers.LedgerRowOut

    def rows(self, actor: Actor) -> Any:
        return queries.ledger(actor, self.kwargs["year"])


class PublicProjects(WholeView):
    """What everybody may see of a year, without log-in."""

    policy = POLICY
    actions_by_method = {"GET": "delivery.read_public"}
    serializer_out = serializers.PublicProjectOut

    def rows(self, actor: Actor) -> Any:
        return queries.public_projects(self.kwargs["year"])


class Figures(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "delivery.read_public"}
    serializer_out = serializers.FiguresOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.figures(keys["year"])


class Projects(ListView, ActView):
    """GET: projects the viewer may see, of `?year=` if given. POST: open one."""

    policy = POLICY
    actions_by_method = {"GET": "delivery.read", "POST": "delivery.open"}
    serializer_query = serializers.OfYear
    serializer_in = serializers.Opening
    serializer_out: ClassVar[Any] = serializers.ProjectOut

    def rows(self, actor: Actor) -> Any:
        year, rows = self.asked()["year"], queries.visible_to(actor)
        return rows if year is None else rows.filter(year=year)

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return projects.open_project(actor=actor, at=at, **values)


class Project(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "delivery.read"}
    serializer_out: ClassVar[Any] = serializers.ProjectOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.get(actor, keys["uid"])


class Unit(_Act):
    actions_by_method = {"POST": "delivery.assign"}
    serializer_in = serializers.UnitAssignment
    command = staticmethod(projects.assign_unit)


class Leaders(_Act):
    actions_by_method = {"POST": "delivery.assign"}
    serializer_in = serializers.Leaders
    command = staticmethod(projects.name_leaders)


class Schedule(_Act):
    actions_by_method = {"POST": "delivery.plan"}
    serializer_in = serializers.Schedule
    command = staticmethod(plans.schedule_project)


class Start(_Act):
    actions_by_method = {"POST": "delivery.report"}
    serializer_in = serializers.Starting
    command = staticmethod(progress.start_project)


class Completion(_Act):
    actions_by_method = {"POST": "delivery.report"}
    serializer_in = serializers.Completing
    command = staticmethod(progress.complete_project)


class Acceptance(_Act):
    actions_by_method = {"POST": "delivery.accept"}
    command = staticmethod(projects.accept_project)


class Rejection(_Act):
    actions_by_method = {"POST": "delivery.accept"}
    serializer_in = serializers.Reason
    command = staticmethod(projects.reject_completion)


class Pause(_Act):
    actions_by_method = {"POST": "delivery.pause"}
    serializer_in = serializers.Reason
    command = staticmethod(projects.pause_project)


class Resumption(_Act):
    actions_by_method = {"POST": "delivery.pause"}
    command = staticmethod(projects.resume_project)


class Termination(_Act):
    actions_by_method = {"POST": "delivery.terminate"}
    serializer_in = serializers.Reason
    command = staticmethod(projects.terminate_project)


class PaymentStop(_Act):
    actions_by_method = {"POST": "delivery.stop_payments"}
    serializer_in = serializers.Reason
    command = staticmethod(ledger.stop_payments)


class PaymentResumption(_Act):
    actions_by_method = {"POST": "delivery.stop_payments"}
    serializer_in = serializers.Reason
    command = staticmethod(ledger.resume_payments)


class _Many(_Act):
    """A command that makes several rows at once."""

    makes_many = True


class Adjustments(_Part, _Many):
    actions_by_method = {"GET": "delivery.read", "POST": "delivery.adjust"}
    serializer_in = serializers.Adjusting
    serializer_out = serializers.AdjustmentOut
    part = staticmethod(queries.adjustments_of)
    command = staticmethod(projects.adjust_project)


class SubProjects(_Part, _Many):
    actions_by_method = {"GET": "delivery.read", "POST": "delivery.plan"}
    serializer_in = serializers.SubProjects
    serializer_out = serializers.SubProjectOut
    part = staticmethod(queries.sub_projects_of)
    command = staticmethod(plans.add_sub_projects)


class Milestones(_Part, _Act):
    actions_by_method = {"GET": "delivery.read", "POST": "delivery.plan"}
    serializer_in = serializers.NewMilestone
    serializer_out = serializers.MilestoneOut
    part = staticmethod(queries.milestones_of)
    command = staticmethod(plans.add_milestone)


class Reports(_Part, _Act):
    actions_by_method = {"GET": "delivery.read", "POST": "delivery.report"}
    serializer_in = serializers.Report
    serializer_out = serializers.ReportOut
    part = staticmethod(queries.reports_of)
    command = staticmethod(progress.report_progress)


class Entries(_Part, _Act):
    actions_by_method = {"GET": "delivery.read", "POST": "delivery.enter_money"}
    serializer_in = serializers.NewEntry
    serializer_out = serializers.EntryOut
    part = staticmethod(queries.entries_of)
    command = staticmethod(ledger.enter)


class SubProjectCompletion(_Act):
    actions_by_method = {"POST": "delivery.plan"}
    record = "sub_project_uid"
    serializer_in = serializers.Done
    serializer_out = serializers.SubProjectOut
    command = staticmethod(plans.complete_sub_project)


class MilestoneCompletion(_Act):
    actions_by_method = {"POST": "delivery.plan"}
    record = "milestone_uid"
    serializer_in = serializers.MilestoneDone
    serializer_out = serializers.MilestoneOut
    command = staticmethod(plans.complete_milestone)


class MilestoneRescheduling(_Act):
    actions_by_method = {"POST": "delivery.adjust"}
    record = "milestone_uid"
    serializer_in = serializers.MilestoneMoved
    serializer_out = serializers.MilestoneOut
    command = staticmethod(plans.reschedule_milestone)


class Correction(_Act):
    actions_by_method = {"POST": "delivery.enter_money"}
    record = "entry_uid"
    serializer_in = serializers.Reason
    serializer_out = serializers.EntryOut
    command = staticmethod(ledger.correct)


# ── the plan, the parts ──────────────────────────────────────────────────────────────────────


class Plan(_Many):
    """倒排工期: the steps of the plan, drawn back from the deadline."""

    actions_by_method = {"POST": "delivery.plan"}
    serializer_in = serializers.Drawing
    serializer_out = serializers.MilestoneOut
    command = staticmethod(plans.draw_plan)

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        steps = [plans.Step(**each) for each in values.pop("steps")]
        return super().act(actor, at, steps=steps, **values)


class Weights(_Many):
    actions_by_method = {"POST": "delivery.plan"}
    serializer_in = serializers.Weighing
    serializer_out = serializers.SubProjectOut
    command = staticmethod(plans.weigh_parts)

    def parts(self, given: list[dict[str, Any]]) -> Any:
        return [plans.PartPlan(**each) for each in given]


class ReportVerdict(_Act):
    actions_by_method = {"POST": "delivery.check_report"}
    record = "report_uid"
    serializer_in = serializers.Checking
    serializer_out = serializers.ReportOut
    command = staticmethod(progress.check_report)


# ── money that looks wrong ───────────────────────────────────────────────────────────────────


class Contracts(_Part, _Act):
    actions_by_method = {"GET": "delivery.read", "POST": "delivery.enter_money"}
    serializer_in = serializers.NewContract
    serializer_out = serializers.ContractOut
    part = staticmethod(queries.contracts_of)
    command = staticmethod(funds.record_contract)


class Alerts(ListView):
    policy = POLICY
    actions_by_method = {"GET": "delivery.read_alerts"}
    serializer_out = serializers.AlertOut

    def rows(self, actor: Actor) -> Any:
        return queries.alerts(actor)


class _Alert(_Act):
    record = "alert_uid"
    serializer_out = serializers.AlertOut


class AlertSuspension(_Alert):
    actions_by_method = {"POST": "delivery.stop_payments"}
    command = staticmethod(funds.suspend_alert)


class AlertAudit(_Alert):
    actions_by_method = {"POST": "delivery.audit_funds"}
    command = staticmethod(funds.audit_alert)


class AlertResolution(_Alert):
    actions_by_method = {"POST": "delivery.audit_funds"}
    serializer_in = serializers.Settlement
    command = staticmethod(funds.resolve_alert)


class AlertDismissal(_Alert):
    actions_by_method = {"POST": "delivery.audit_funds"}
    serializer_in = serializers.Conclusion
    command = staticmethod(funds.dismiss_alert)


# ── changing what was voted ──────────────────────────────────────────────────────────────────


class Changes(_Act):
    actions_by_method = {"POST": "delivery.propose_change"}
    serializer_in = serializers.Proposal
    serializer_out = serializers.AdjustmentOut
    command = staticmethod(changes.propose_change)


class _Change(_Act):
    actions_by_method = {"POST": "delivery.decide_change"}
    record = "change_uid"
    serializer_out = serializers.AdjustmentOut


class ChangeHearing(_Change):
    serializer_in = serializers.Hearing
    command = staticmethod(changes.hear_opinion)


class ChangeApproval(_Change):
    serializer_in = serializers.Deciding
    command = staticmethod(changes.approve_change)


class ChangeRefusal(_Change):
    serializer_in = serializers.Deciding
    command = staticmethod(changes.refuse_change)


class ChangePublication(_Change):
    serializer_in = serializers.Publishing
    command = staticmethod(changes.publish_change)


# ── lights, the ledger ───────────────────────────────────────────────────────────────────────


class SetLight(_Act):
    actions_by_method = {"POST": "delivery.set_light"}
    serializer_in = serializers.LightSet
    command = staticmethod(lights.set_light)


class LightLifting(_Act):
    actions_by_method = {"POST": "delivery.set_light"}
    command = staticmethod(lights.lift_light)


class Marks(_Part):
    """The lights of one project, month by month."""

    actions_by_method = {"GET": "delivery.read"}
    serializer_out = serializers.MarkOut
    part = staticmethod(queries.marks_of)


class LedgerEdits(ActView):
    """Several lines of the ledger at once, all or none; who changed them meanwhile is not overwritten."""

    policy = POLICY
    actions_by_method = {"POST": "delivery.edit"}
    serializer_in = serializers.LedgerEdits
    serializer_out = serializers.ProjectOut
    makes_many = True

    def act(self, actor: Actor, at: dt.datetime, *, edits: list[dict[str, Any]]) -> Any:
        return editing.edit_projects(actor=actor, edits=[Edit(**each) for each in edits], at=at)
