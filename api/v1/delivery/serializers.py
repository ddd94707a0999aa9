"""What delivery's API takes and gives. Money in fen, percentages as decimal strings, days as ISO dates."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers import In
from tenants.delivery.terms import FundSource, MoneyKind, ProjectKind

# ── in ───────────────────────────────────────────────────────────────────────────────────────


class Opening(In):
    kind = serializers.ChoiceField(choices=ProjectKind.choices)
    year = serializers.IntegerField()
    title = serializers.CharField()
    content = serializers.CharField()
    planned_fen = serializers.IntegerField(allow_null=True, default=None)
    field = serializers.CharField(allow_blank=True, default="")
    goal = serializers.CharField(allow_blank=True, default="")
    beneficiaries = serializers.CharField(allow_blank=True, default="")
    unit_name = serializers.CharField(allow_blank=True, default="")
    cycle_uid = serializers.UUIDField(allow_null=True, default=None)
    sub_projects = serializers.ListField(child=serializers.CharField(), max_length=100, default=list)


class OfYear(serializers.Serializer[Any]):
    year = serializers.IntegerField(default=None)


class UnitAssignment(In):
    account_uid = serializers.UUIDField()
    unit_name = serializers.CharField()


class Leaders(In):
    accountable_leader = serializers.CharField()
    direct_owner = serializers.CharField()
    executor = serializers.CharField()
    task_force = serializers.CharField(allow_blank=True, default="")
    task_force_size = serializers.IntegerField(min_value=0, max_value=10_000, allow_null=True, default=None)


class Schedule(In):
    start_on = serializers.DateField()
    due_on = serializers.DateField()


class SubProjects(In):
    titles = serializers.ListField(child=serializers.CharField(), min_length=1, max_length=100)
    unit_name = serializers.CharField(allow_blank=True, default="")


class Done(In):
    done_on = serializers.DateField()


class Starting(In):
    started_on = serializers.DateField()


class Completing(In):
    completed_on = serializers.DateField()


class NewMilestone(In):
    title = serializers.CharField()
    standard = serializers.CharField()
    responsible = serializers.CharField(allow_blank=True, default="")
    due_on = serializers.DateField()


class MilestoneDone(Done):
    evidence = serializers.CharField()


class MilestoneMoved(In):
    due_on = serializers.DateField()
    reason = serializers.CharField()


class Report(In):
    month_on = serializers.DateField()
    physical_percent = serializers.DecimalField(max_digits=5, decimal_places=2)
    planned_percent = serializers.DecimalField(max_digits=5, decimal_places=2)
    problems = serializers.CharField(allow_blank=True, default="")
    delay_reason = serializers.CharField(allow_blank=True, default="")
    next_steps = serializers.CharField(allow_blank=True, default="")
    photos = serializers.ListField(child=serializers.FileField(), max_length=9, default=list)


class NewEntry(In):
    kind = serializers.ChoiceField(choices=MoneyKind.choices)
    source = serializers.ChoiceField(choices=FundSource.choices)  # type: ignore[assignment]
    amount_fen = serializers.IntegerField()
    booked_on = serializers.DateField()
    voucher = serializers.CharField()
    reason = serializers.CharField(allow_blank=True, default="")


class Reason(In):
    reason = serializers.CharField()


class Decided(Reason):
    decided_by = serializers.CharField(allow_blank=True, default="")


class Adjusting(Decided):
    content = serializers.CharField(allow_null=True, default=None)
    goal = serializers.CharField(allow_null=True, default=None)
    due_on = serializers.DateField(allow_null=True, default=None)
    planned_fen = serializers.IntegerField(allow_null=True, default=None)


# ── out ──────────────────────────────────────────────────────────────────────────────────────


class ProjectOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    year = serializers.IntegerField()
    position = serializers.IntegerField()
    kind = serializers.CharField()
    cycle_uid = serializers.UUIDField(allow_null=True)
    candidate_uid = serializers.UUIDField(allow_null=True)
    title = serializers.CharField()
    content = serializers.CharField()
    field = serializers.CharField()
    goal = serializers.CharField()
    beneficiaries = serializers.CharField()
    planned_fen = serializers.IntegerField(allow_null=True)
    unit_name = serializers.CharField()
    accountable_leader = serializers.CharField()
    direct_owner = serializers.CharField()
    executor = serializers.CharField()
    task_force = serializers.CharField()
    task_force_size = serializers.IntegerField(allow_null=True)
    start_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    state = serializers.CharField()
    state_reason = serializers.CharField()
    started_on = serializers.DateField(allow_null=True)
    completed_on = serializers.DateField(allow_null=True)
    accepted_on = serializers.DateField(allow_null=True)
    payments_stopped = serializers.BooleanField()


class MoneyOut(serializers.Serializer[Any]):
    budget_fen = serializers.IntegerField()
    arrived_fen = serializers.IntegerField()
    paid_fen = serializers.IntegerField()
    arrival_rate = serializers.CharField(allow_null=True)
    payment_rate = serializers.CharField(allow_null=True)


class LedgerRowOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    position = serializers.IntegerField()
    kind = serializers.CharField()
    title = serializers.CharField()
    field = serializers.CharField()
    unit_name = serializers.CharField()
    accountable_leader = serializers.CharField()
    direct_owner = serializers.CharField()
    executor = serializers.CharField()
    state = serializers.CharField()
    start_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    completed_on = serializers.DateField(allow_null=True)
    sub_projects = serializers.IntegerField()
    sub_projects_done = serializers.IntegerField()
    milestones = serializers.IntegerField()
    milestones_done = serializers.IntegerField()
    next_milestone = serializers.CharField()
    next_due_on = serializers.DateField(allow_null=True)
    physical_percent = serializers.CharField()
    schedule_percent = serializers.CharField()
    reported_for = serializers.DateField(allow_null=True)
    planned_fen = serializers.IntegerField(allow_null=True)
    money = MoneyOut()
    light = serializers.CharField()
    why = serializers.CharField()
    money_light = serializers.CharField()
    money_why = serializers.CharField()


class PublicProjectOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    year = serializers.IntegerField()
    position = serializers.IntegerField()
    kind_label = serializers.CharField()
    title = serializers.CharField()
    content = serializers.CharField()
    field = serializers.CharField()
    unit_name = serializers.CharField()
    state_label = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    completed_on = serializers.DateField(allow_null=True)
    sub_projects = serializers.IntegerField()
    milestones = serializers.IntegerField()
    milestones_done = serializers.IntegerField()
    next_milestone = serializers.CharField()
    next_due_on = serializers.DateField(allow_null=True)
    physical_percent = serializers.CharField()
    planned_fen = serializers.IntegerField(allow_null=True)
    arrived_fen = serializers.IntegerField()
    paid_fen = serializers.IntegerField()
    light = serializers.CharField()
    why = serializers.CharField()


class FiguresOut(serializers.Serializer[Any]):
    projects = serializers.IntegerField()
    sub_projects = serializers.IntegerField()
    started = serializers.IntegerField()
    completed = serializers.IntegerField()
    accepted = serializers.IntegerField()
    completed_on_time = serializers.IntegerField()
    late = serializers.IntegerField()
    terminated = serializers.IntegerField()
    planned_fen = serializers.IntegerField(allow_null=True)
    budget_fen = serializers.IntegerField()
    arrived_fen = serializers.IntegerField()
    paid_fen = serializers.IntegerField()
    completion_rate = serializers.CharField(allow_null=True)
    start_rate = serializers.CharField(allow_null=True)


class SubProjectOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    position = serializers.IntegerField()
    title = serializers.CharField()
    unit_name = serializers.CharField()
    done_on = serializers.DateField(allow_null=True)


class MilestoneOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    position = serializers.IntegerField()
    title = serializers.CharField()
    standard = serializers.CharField()
    responsible = serializers.CharField()
    due_on = serializers.DateField()
    done_on = serializers.DateField(allow_null=True)
    evidence = serializers.CharField()
    days_early = serializers.IntegerField(allow_null=True)
    missed_on = serializers.DateField(allow_null=True)


class EntryOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    kind = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    amount_fen = serializers.IntegerField()
    booked_on = serializers.DateField()
    voucher = serializers.CharField()
    reason = serializers.CharField()
    corrects = serializers.UUIDField(source="corrects_id", allow_null=True)
    entered_by = serializers.CharField()
    entered_at = serializers.DateTimeField()


class ReportOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    month_on = serializers.DateField()
    version = serializers.IntegerField()
    physical_percent = serializers.CharField()
    planned_percent = serializers.CharField()
    problems = serializers.CharField()
    delay_reason = serializers.CharField()
    next_steps = serializers.CharField()
    reported_by = serializers.CharField()
    reported_at = serializers.DateTimeField()


class AdjustmentOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    aspect = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    reason = serializers.CharField()
    decided_by = serializers.CharField()
    adjusted_at = serializers.DateTimeField()
