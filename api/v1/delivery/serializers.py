"""What delivery's API takes and gives. Money in fen, percentages as decimal strings, days as ISO dates."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers import In
from tenants.delivery.lights import Light
from tenants.delivery.terms import Aspect, FundSource, MoneyKind, ProjectKind, WorkStage

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
    """`seen`, what the client was shown of these fields: what somebody else changed since is kept, a clash is 409."""

    accountable_leader = serializers.CharField()
    direct_owner = serializers.CharField()
    executor = serializers.CharField()
    task_force = serializers.CharField(allow_blank=True, default="")
    task_force_size = serializers.IntegerField(min_value=0, max_value=10_000, allow_null=True, default=None)
    community = serializers.CharField(allow_blank=True, default="")
    seen = serializers.DictField(child=serializers.CharField(allow_blank=True), allow_null=True, default=None)


class Schedule(In):
    start_on = serializers.DateField()
    due_on = serializers.DateField()


class SubProjects(In):
    titles = serializers.ListField(child=serializers.CharField(), min_length=1, max_length=100)
    unit_name = serializers.CharField(allow_blank=True, default="")


class PartPlan(In):
    """`seen`, what the client was shown of weight, money and days, as text: a clash is 409 with the comparison."""

    uid = serializers.UUIDField()
    weight = serializers.IntegerField(min_value=1, max_value=100, default=1)
    planned_fen = serializers.IntegerField(allow_null=True, default=None)
    start_on = serializers.DateField(allow_null=True, default=None)
    due_on = serializers.DateField(allow_null=True, default=None)
    unit_name = serializers.CharField(allow_blank=True, default="")
    seen = serializers.DictField(child=serializers.CharField(allow_blank=True), allow_null=True, default=None)


class Weighing(In):
    parts = PartPlan(many=True)
    reason = serializers.CharField(allow_blank=True, default="")


class PlanStep(In):
    stage = serializers.ChoiceField(choices=WorkStage.choices)
    title = serializers.CharField()
    standard = serializers.CharField()
    share = serializers.IntegerField(min_value=1, max_value=1000)
    responsible = serializers.CharField(allow_blank=True, default="")


class Drawing(Schedule):
    steps = PlanStep(many=True)


class Done(In):
    done_on = serializers.DateField()


class Starting(In):
    started_on = serializers.DateField()


class Completing(In):
    completed_on = serializers.DateField()


class NewMilestone(In):
    stage = serializers.ChoiceField(choices=WorkStage.choices, allow_blank=True, default="")
    title = serializers.CharField()
    standard = serializers.CharField()
    responsible = serializers.CharField(allow_blank=True, default="")
    due_on = serializers.DateField()


class MilestoneDone(Done):
    evidence = serializers.CharField()


class MilestoneMoved(In):
    due_on = serializers.DateField()
    reason = serializers.CharField()


class PartPercent(In):
    uid = serializers.UUIDField()
    physical_percent = serializers.DecimalField(max_digits=5, decimal_places=2)


class Report(In):
    month_on = serializers.DateField()
    physical_percent = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True, default=None)
    planned_percent = serializers.DecimalField(max_digits=5, decimal_places=2)
    parts = PartPercent(many=True, default=list)
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
    payee = serializers.CharField(allow_blank=True, default="")
    sub_project_uid = serializers.UUIDField(allow_null=True, default=None)


class NewContract(In):
    number = serializers.CharField()
    party = serializers.CharField()
    subject = serializers.CharField()
    amount_fen = serializers.IntegerField()
    signed_on = serializers.DateField()


class Conclusion(In):
    conclusion = serializers.CharField()


class Settlement(Conclusion):
    saved_fen = serializers.IntegerField()


class Checking(In):
    passed = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True, default="")
    publish_photos = serializers.BooleanField(default=False)


class LightSet(In):
    light = serializers.ChoiceField(choices=[(each.value, each.label) for each in Light])
    reason = serializers.CharField()
    until_on = serializers.DateField()


class Proposal(In):
    aspect = serializers.ChoiceField(choices=Aspect.choices)
    reason = serializers.CharField()
    content = serializers.CharField(allow_blank=True, default="")
    goal = serializers.CharField(allow_blank=True, default="")
    due_on = serializers.DateField(allow_null=True, default=None)
    planned_fen = serializers.IntegerField(allow_null=True, default=None)


class Hearing(In):
    heard_on = serializers.DateField()
    opinion = serializers.CharField()


class Deciding(In):
    decided_by = serializers.CharField()
    decided_on = serializers.DateField()
    minutes = serializers.CharField()
    members = serializers.IntegerField(min_value=1, max_value=5000, allow_null=True, default=None)
    in_favour = serializers.IntegerField(min_value=0, max_value=5000, allow_null=True, default=None)
    against = serializers.IntegerField(min_value=0, max_value=5000, allow_null=True, default=None)
    abstained = serializers.IntegerField(min_value=0, max_value=5000, allow_null=True, default=None)


class Publishing(In):
    reported_on = serializers.DateField(allow_null=True, default=None)


class LedgerEdit(In):
    """`seen` is what the client was shown of these fields; where something else stands now, 409 with the comparison."""

    uid = serializers.UUIDField()
    seen = serializers.DictField(child=serializers.CharField(allow_blank=True))
    wanted = serializers.DictField(child=serializers.CharField(allow_blank=True))


class LedgerEdits(In):
    edits = LedgerEdit(many=True)


class Reason(In):
    reason = serializers.CharField()


class Adjusting(Reason):
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
    community = serializers.CharField()
    promised_title = serializers.CharField()
    promised_content = serializers.CharField()
    promised_goal = serializers.CharField()
    promised_fen = serializers.IntegerField(allow_null=True)


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
    set_by_hand = serializers.BooleanField()
    community = serializers.CharField()


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
    weight = serializers.IntegerField()
    planned_fen = serializers.IntegerField(allow_null=True)
    start_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    physical_percent = serializers.CharField()
    done_on = serializers.DateField(allow_null=True)


class MilestoneOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    position = serializers.IntegerField()
    stage = serializers.CharField()
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
    payee = serializers.CharField()
    sub_project = serializers.UUIDField(source="sub_project_id", allow_null=True)
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
    parts = serializers.DictField(child=serializers.CharField())
    verdict = serializers.CharField()
    verdict_reason = serializers.CharField()


class AdjustmentOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    aspect = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    reason = serializers.CharField()
    decided_by = serializers.CharField()
    adjusted_at = serializers.DateTimeField()
    state = serializers.CharField()
    route = serializers.CharField()
    heard_on = serializers.DateField(allow_null=True)
    opinion = serializers.CharField()
    decided_on = serializers.DateField(allow_null=True)
    minutes = serializers.CharField()
    members = serializers.IntegerField(allow_null=True)
    in_favour = serializers.IntegerField(allow_null=True)
    against = serializers.IntegerField(allow_null=True)
    abstained = serializers.IntegerField(allow_null=True)
    reported_on = serializers.DateField(allow_null=True)
    published_on = serializers.DateField(allow_null=True)


class ContractOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    number = serializers.CharField()
    party = serializers.CharField()
    subject = serializers.CharField()
    amount_fen = serializers.IntegerField()
    signed_on = serializers.DateField()


class AlertOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    project = serializers.UUIDField(source="project_id")
    rule = serializers.CharField()
    why = serializers.CharField()
    at_risk_fen = serializers.IntegerField()
    state = serializers.CharField()
    raised_on = serializers.DateField()
    suspended_on = serializers.DateField(allow_null=True)
    audited_on = serializers.DateField(allow_null=True)
    settled_on = serializers.DateField(allow_null=True)
    conclusion = serializers.CharField()
    saved_fen = serializers.IntegerField(allow_null=True)


class MarkOut(serializers.Serializer[Any]):
    month_on = serializers.DateField()
    light = serializers.CharField()
    why = serializers.CharField()
    money_light = serializers.CharField()
    money_why = serializers.CharField()
    physical_percent = serializers.CharField()
    planned_percent = serializers.CharField()
    paid_fen = serializers.IntegerField()
