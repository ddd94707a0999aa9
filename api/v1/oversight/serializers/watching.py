"""What oversight's API takes and gives: groups, inspections, findings, orders, evaluations, look-backs."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers import In
from tenants.oversight.terms import Demand, EvaluationKind, FindingKind, GroupKind, InspectionKind, Outcome

# ── in ───────────────────────────────────────────────────────────────────────────────────────


class NewGroup(In):
    year = serializers.IntegerField(min_value=2000, max_value=2100)
    name = serializers.CharField()
    led_by = serializers.CharField()
    kind = serializers.ChoiceField(choices=GroupKind.choices, default=GroupKind.PROJECT)


class NewMember(In):
    account_uid = serializers.UUIDField()
    is_leader = serializers.BooleanField(default=False)


class Leaving(In):
    account_uid = serializers.UUIDField()


class OfProject(In):
    project_uid = serializers.UUIDField()


class _WithPhotos(In):
    photos = serializers.ListField(child=serializers.FileField(), max_length=9, default=list)


class NewInspection(_WithPhotos):
    project_uid = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=InspectionKind.choices)
    held_on = serializers.DateField()
    summary = serializers.CharField()
    group_uid = serializers.UUIDField(allow_null=True, default=None)
    place = serializers.CharField(allow_blank=True, default="")
    participants = serializers.IntegerField(default=0)
    counterpart = serializers.CharField(allow_blank=True, default="")
    progress_note = serializers.CharField(allow_blank=True, default="")
    money_note = serializers.CharField(allow_blank=True, default="")
    quality_note = serializers.CharField(allow_blank=True, default="")
    mandate_uids = serializers.ListField(child=serializers.UUIDField(), max_length=200, default=list)


class NewFinding(In):
    kind = serializers.ChoiceField(choices=FindingKind.choices)
    text = serializers.CharField()
    location = serializers.CharField(allow_blank=True, default="")


class Settlement(In):
    settlement = serializers.CharField()
    adopted = serializers.BooleanField(allow_null=True, default=None)


class Order(In):
    text = serializers.CharField()
    due_on = serializers.DateField()
    demand = serializers.ChoiceField(choices=Demand.choices, default=Demand.RECTIFY)


class Answer(_WithPhotos):
    reply = serializers.CharField()


class Recheck(In):
    passed = serializers.BooleanField()
    note = serializers.CharField()
    due_on = serializers.DateField(allow_null=True, default=None)


class NewEvaluation(In):
    project_uid = serializers.UUIDField()
    held_on = serializers.DateField()
    kind = serializers.ChoiceField(choices=EvaluationKind.choices, default=EvaluationKind.FINAL)
    sub_project_uid = serializers.UUIDField(allow_null=True, default=None)
    session_uid = serializers.UUIDField(allow_null=True, default=None)
    members = serializers.IntegerField(default=0)
    present = serializers.IntegerField(default=0)
    returned = serializers.IntegerField(default=0)
    satisfied = serializers.IntegerField(default=0)
    basically_satisfied = serializers.IntegerField(default=0)
    dissatisfied = serializers.IntegerField(default=0)
    abstain = serializers.IntegerField(default=0)
    void = serializers.IntegerField(default=0)
    scores = serializers.DictField(child=serializers.CharField(max_length=20), default=dict)
    rectify_by = serializers.DateField(allow_null=True, default=None)


class Reason(In):
    reason = serializers.CharField()


class NewLookBack(In):
    project_uid = serializers.UUIDField()
    held_on = serializers.DateField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    summary = serializers.CharField()
    group_uid = serializers.UUIDField(allow_null=True, default=None)
    rectification_uid = serializers.UUIDField(allow_null=True, default=None)
    score = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True, default=None)
    rectify_by = serializers.DateField(allow_null=True, default=None)


class DutyDone(In):
    key = serializers.CharField(max_length=60)
    done_on = serializers.DateField()
    note = serializers.CharField(allow_blank=True, default="")


# ── out ──────────────────────────────────────────────────────────────────────────────────────


class GroupOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    year = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.CharField()
    led_by = serializers.CharField()
    disbanded_on = serializers.DateField(allow_null=True)


class MemberOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    account_uid = serializers.UUIDField()
    name = serializers.CharField()
    mandate_uid = serializers.UUIDField(allow_null=True)
    is_leader = serializers.BooleanField()
    joined_on = serializers.DateField()
    left_on = serializers.DateField(allow_null=True)


class AssignmentOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    project_uid = serializers.UUIDField()
    project_title = serializers.CharField()
    assigned_on = serializers.DateField()
    ended_on = serializers.DateField(allow_null=True)


class OfProjectOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    created_at = serializers.DateTimeField()
    project_uid = serializers.UUIDField()
    project_title = serializers.CharField()
    year = serializers.IntegerField()


class InspectionOut(OfProjectOut):
    group_uid = serializers.UUIDField(source="group_id", allow_null=True)
    kind = serializers.CharField()
    held_on = serializers.DateField()
    place = serializers.CharField()
    participants = serializers.IntegerField()
    counterpart = serializers.CharField()
    summary = serializers.CharField()
    progress_note = serializers.CharField()
    money_note = serializers.CharField()
    quality_note = serializers.CharField()
    inspected_by = serializers.CharField()


class FindingOut(OfProjectOut):
    inspection_uid = serializers.UUIDField(source="inspection_id")
    kind = serializers.CharField()
    location = serializers.CharField()
    text = serializers.CharField()
    state = serializers.CharField()
    adopted = serializers.BooleanField(allow_null=True)
    settlement = serializers.CharField()
    closed_on = serializers.DateField(allow_null=True)


class RectificationOut(OfProjectOut):
    origin = serializers.CharField()
    round_no = serializers.IntegerField()
    demand = serializers.CharField()
    text = serializers.CharField()
    due_on = serializers.DateField()
    unit_name = serializers.CharField()
    reply = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)
    verdict_note = serializers.CharField()
    closed_at = serializers.DateTimeField(allow_null=True)
    state = serializers.CharField()
    previous_uid = serializers.UUIDField(source="previous_id", allow_null=True)


class EvaluationOut(OfProjectOut):
    kind = serializers.CharField()
    sub_project_uid = serializers.UUIDField(allow_null=True)
    sub_project_title = serializers.CharField()
    session_uid = serializers.UUIDField(allow_null=True)
    held_on = serializers.DateField()
    rule_title = serializers.CharField()
    rule_number = serializers.IntegerField()
    members = serializers.IntegerField()
    present = serializers.IntegerField()
    returned = serializers.IntegerField()
    satisfied = serializers.IntegerField()
    basically_satisfied = serializers.IntegerField()
    dissatisfied = serializers.IntegerField()
    abstain = serializers.IntegerField()
    void = serializers.IntegerField()
    scores = serializers.DictField()
    result = serializers.CharField()
    rate = serializers.CharField()
    score = serializers.CharField()
    rectify = serializers.BooleanField()
    late = serializers.BooleanField()
    state = serializers.CharField()


class LookBackOut(OfProjectOut):
    group_uid = serializers.UUIDField(source="group_id", allow_null=True)
    rectification_uid = serializers.UUIDField(source="rectification_id", allow_null=True)
    held_on = serializers.DateField()
    outcome = serializers.CharField()
    summary = serializers.CharField()
    score = serializers.CharField(allow_null=True)
    recorded_by = serializers.CharField()
    suggestion_uid = serializers.UUIDField(allow_null=True)


class DutyOut(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    due_on = serializers.DateField()
    done_on = serializers.DateField(allow_null=True)
    overdue = serializers.BooleanField(required=False)
    owner = serializers.CharField(required=False)
    light = serializers.CharField(required=False)
    why = serializers.CharField(required=False)


class FiguresOut(serializers.Serializer[Any]):
    supervised = serializers.IntegerField()
    inspections = serializers.IntegerField()
    site_checks = serializers.IntegerField()
    interviews = serializers.IntegerField()
    open_reviews = serializers.IntegerField()
    participants = serializers.IntegerField()
    findings = serializers.IntegerField()
    findings_closed = serializers.IntegerField()
    safety = serializers.IntegerField()
    quality = serializers.IntegerField()
    progress = serializers.IntegerField()
    money = serializers.IntegerField()
    opinions = serializers.IntegerField()
    opinions_adopted = serializers.IntegerField()
    rectifications = serializers.IntegerField()
    rectifications_standing = serializers.IntegerField()
    rectifications_overdue = serializers.IntegerField()
    second_rectifications = serializers.IntegerField()
    evaluated = serializers.IntegerField()
    rectify = serializers.IntegerField()
    look_backs = serializers.IntegerField()
    look_backs_with_problems = serializers.IntegerField()
    satisfaction_rate = serializers.CharField(allow_null=True)
