"""What appraisal's API takes and gives. Points are strings with two places; money is `_fen`."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers import In
from tenants.appraisal.terms import Aspect, Body, Decision, Funding, ReserveReason, Route, Stance
from tenants.intake.terms import Field

_LONG = 20_000


class Money(serializers.DictField):
    """Source → fen."""

    child = serializers.IntegerField(min_value=0)


class Entering(In):
    cycle_uid = serializers.UUIDField()
    title = serializers.CharField(max_length=500)
    content = serializers.CharField(max_length=_LONG)
    field = serializers.ChoiceField(choices=Field.choices)
    cost_fen = serializers.IntegerField(allow_null=True, default=None)
    goal = serializers.CharField(max_length=1000, allow_blank=True, default="")
    beneficiaries = serializers.CharField(max_length=1000, allow_blank=True, default="")
    funding = serializers.ChoiceField(choices=Funding.choices, allow_blank=True, default="")
    money = Money(default=dict)
    ends_year = serializers.IntegerField(allow_null=True, default=None)
    suggestion_uids = serializers.ListField(child=serializers.UUIDField(), max_length=500, default=list)


class ProposalOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    created_at = serializers.DateTimeField()
    cycle_uid = serializers.UUIDField()
    origin = serializers.CharField()
    field = serializers.CharField()
    title = serializers.CharField()
    content = serializers.CharField()
    goal = serializers.CharField()
    beneficiaries = serializers.CharField()
    funding = serializers.CharField()
    cost_fen = serializers.IntegerField(allow_null=True)
    money = Money()
    ends_year = serializers.IntegerField(allow_null=True)
    scheme_number = serializers.IntegerField()
    score = serializers.CharField(allow_null=True)
    rank = serializers.IntegerField(allow_null=True)
    recommended_at = serializers.DateTimeField(allow_null=True)
    state = serializers.CharField()


class Flagging(In):
    key = serializers.CharField(max_length=60)
    note = serializers.CharField(max_length=1000, allow_blank=True, default="")


class FlagOut(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    is_hard = serializers.BooleanField()
    note = serializers.CharField()
    override_reason = serializers.CharField()
    overridden_at = serializers.DateTimeField(allow_null=True)


class Overriding(In):
    key = serializers.CharField(max_length=60)
    reason = serializers.CharField(max_length=1000)


class FlagKey(In):
    key = serializers.CharField(max_length=60)


class Opinion(In):
    department = serializers.CharField(max_length=200)
    aspect = serializers.ChoiceField(choices=Aspect.choices)
    stance = serializers.ChoiceField(choices=Stance.choices)
    opinion = serializers.CharField(max_length=5000, allow_blank=True, default="")
    held_on = serializers.DateField()


class OpinionOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    department = serializers.CharField()
    aspect = serializers.CharField()
    stance = serializers.CharField()
    opinion = serializers.CharField()
    held_on = serializers.DateField()


class Asking(In):
    proposal_uids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=500)
    unit_uids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=50)
    aspects = serializers.ListField(child=serializers.ChoiceField(choices=Aspect.choices), min_length=1, max_length=10)
    due_on = serializers.DateField(allow_null=True, default=None)


class JointRequestOut(serializers.Serializer[Any]):
    """`opinion` is null while the department owes it."""

    uid = serializers.UUIDField()
    proposal_uid = serializers.UUIDField(source="proposal_id")
    department = serializers.CharField()
    aspect = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    asked_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    opinion = OpinionOut(allow_null=True)


class Answering(In):
    stance = serializers.ChoiceField(choices=Stance.choices)
    opinion = serializers.CharField(max_length=5000, allow_blank=True, default="")


class Revising(In):
    reason = serializers.CharField(max_length=1000)
    title = serializers.CharField(max_length=500, required=False)
    content = serializers.CharField(max_length=_LONG, required=False)
    goal = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    beneficiaries = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    funding = serializers.ChoiceField(choices=Funding.choices, required=False)
    cost_fen = serializers.IntegerField(required=False)
    money = Money(required=False)
    ends_year = serializers.IntegerField(required=False)
    opinion_uid = serializers.UUIDField(required=False)


class RevisionOut(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    title = serializers.CharField()
    content = serializers.CharField()
    goal = serializers.CharField()
    beneficiaries = serializers.CharField()
    funding = serializers.CharField()
    cost_fen = serializers.IntegerField(allow_null=True)
    money = Money()
    ends_year = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()
    opinion_uid = serializers.UUIDField(allow_null=True)
    revised_at = serializers.DateTimeField()


class Assigning(In):
    cycle_uid = serializers.UUIDField()
    title = serializers.CharField(max_length=200)
    proposal_uids = serializers.ListField(child=serializers.UUIDField(), max_length=2000)
    reviewer_uids = serializers.ListField(child=serializers.UUIDField(), max_length=100)
    due_on = serializers.DateField(allow_null=True, default=None)
    round_number = serializers.IntegerField(min_value=1, max_value=9, default=1)


class PanelOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    cycle_uid = serializers.UUIDField()
    title = serializers.CharField()
    round_number = serializers.IntegerField()
    due_on = serializers.DateField(allow_null=True)
    state = serializers.CharField()
    closed_at = serializers.DateTimeField(allow_null=True)


class Closing(In):
    absence_reason = serializers.CharField(max_length=1000, allow_blank=True, default="")


class Scoring(In):
    points = serializers.DictField(child=serializers.CharField(max_length=20), allow_empty=False)
    comment = serializers.CharField(max_length=5000, allow_blank=True, default="")
    evidence = serializers.DictField(child=serializers.CharField(max_length=1000, allow_blank=True), default=dict)


class CardOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    panel_uid = serializers.UUIDField(source="item.panel_id")
    proposal_uid = serializers.UUIDField(source="item.proposal_id")
    reviewer_name = serializers.CharField()
    comment = serializers.CharField()
    state = serializers.CharField()
    signed_at = serializers.DateTimeField(allow_null=True)
    points = serializers.SerializerMethodField()

    def get_points(self, card: Any) -> dict[str, str]:
        return {line.criterion: str(line.points) for line in card.lines.all()}


class Recusing(In):
    reason = serializers.CharField(max_length=1000)


class RecusalOut(serializers.Serializer[Any]):
    reviewer_name = serializers.CharField()
    reason = serializers.CharField(source="comment")
    state = serializers.CharField()


class WorkingOut(serializers.Serializer[Any]):
    """One line of a score: weight (percent) × aggregate of the reviewers' points = weighed, each as a string."""

    key = serializers.CharField()
    name = serializers.CharField()
    weight = serializers.CharField()
    reviewers = serializers.IntegerField()
    aggregate = serializers.CharField()
    weighed = serializers.CharField()


class ResultOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    proposal_uid = serializers.UUIDField(source="proposal_id")
    title = serializers.CharField(source="proposal.title")
    outcome = serializers.CharField()
    score = serializers.CharField(allow_null=True)
    rank = serializers.IntegerField(allow_null=True)
    why = serializers.CharField()
    workings = WorkingOut(many=True)


class Step(In):
    """`minutes` is the file itself: PDF, .docx or a photo."""

    cycle_uid = serializers.UUIDField()
    key = serializers.CharField(max_length=60)
    held_on = serializers.DateField()
    note = serializers.CharField(max_length=1000)
    minutes = serializers.FileField(required=False)


class StepOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    cycle_uid = serializers.UUIDField()
    position = serializers.IntegerField()
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    held_on = serializers.DateField()
    note = serializers.CharField()


class Reserving(In):
    reason_code = serializers.ChoiceField(choices=ReserveReason.choices)
    reason = serializers.CharField(max_length=1000)


class ReserveOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    proposal_uid = serializers.UUIDField(source="proposal_id")
    title = serializers.CharField(source="proposal.title")
    year = serializers.IntegerField()
    reason_code = serializers.CharField()
    reason = serializers.CharField()
    state = serializers.CharField()
    successor_uid = serializers.UUIDField(source="successor_id", allow_null=True)
    taken_up_year = serializers.IntegerField(allow_null=True)


class TakingUp(In):
    cycle_uid = serializers.UUIDField()


class Note(In):
    note = serializers.CharField(max_length=2000)


class NoteOut(serializers.Serializer[Any]):
    note = serializers.CharField()
    noted_at = serializers.DateTimeField()


class Reason(In):
    reason = serializers.CharField(max_length=1000)


class PuttingForward(In):
    unit_name = serializers.CharField(max_length=200)
    unit_account_uid = serializers.UUIDField(allow_null=True, default=None)
    basis = serializers.CharField(max_length=500, allow_blank=True, default="")


class CandidateOut(serializers.Serializer[Any]):
    """Public once approved: what stands on the ballot paper (1-73), and what became of it."""

    uid = serializers.UUIDField()
    cycle_uid = serializers.UUIDField()
    order = serializers.IntegerField(source="position")
    title = serializers.CharField(source="scheme.title")
    content = serializers.CharField(source="scheme.content")
    goal = serializers.CharField(source="scheme.goal")
    beneficiaries = serializers.CharField(source="scheme.beneficiaries")
    cost_fen = serializers.IntegerField(source="scheme.cost_fen", allow_null=True)
    money = Money(source="scheme.money")
    ends_year = serializers.IntegerField(source="scheme.ends_year", allow_null=True)
    field = serializers.CharField(source="proposal.field")
    unit_name = serializers.CharField()
    state = serializers.CharField()
    route = serializers.CharField()


class Disposing(In):
    route = serializers.ChoiceField(choices=Route.choices)
    unit = serializers.CharField(max_length=200)
    reason = serializers.CharField(max_length=1000)


class Deliberating(In):
    decision = serializers.ChoiceField(choices=Decision.choices)
    cycle_uid = serializers.UUIDField()
    body = serializers.ChoiceField(choices=Body.choices)
    held_on = serializers.DateField()
    seats = serializers.IntegerField(allow_null=True, default=None)
    note = serializers.CharField(max_length=1000, allow_blank=True, default="")


class Printing(In):
    """`uid`: the round of a score sheet, the notice of a call or 公示, else the cycle."""

    key = serializers.CharField(max_length=40)
    uid = serializers.UUIDField()
    public = serializers.BooleanField(default=False)


class PaperOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    kind = serializers.CharField()
    number = serializers.CharField()
    title = serializers.CharField()


class DeliberationOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    cycle_uid = serializers.UUIDField()
    decision = serializers.CharField()
    body = serializers.CharField()
    held_on = serializers.DateField()
    candidates = serializers.IntegerField()
    seats = serializers.IntegerField(allow_null=True)
    note = serializers.CharField()


class FiguresOut(serializers.Serializer[Any]):
    year = serializers.IntegerField()
    entered = serializers.IntegerField()
    by_origin = serializers.DictField(child=serializers.IntegerField())
    by_state = serializers.DictField(child=serializers.IntegerField())
    assessed = serializers.IntegerField()
    passed = serializers.IntegerField()
    eliminated = serializers.IntegerField()
    excluded = serializers.IntegerField()
    surveyed = serializers.IntegerField()
    opinions = serializers.IntegerField()
    adjustments = serializers.IntegerField()
    revised = serializers.IntegerField()
    reserved = serializers.IntegerField()
    taken_up = serializers.IntegerField()
    candidates = serializers.IntegerField()
    candidates_fen = serializers.IntegerField(allow_null=True)
    selected = serializers.IntegerField()
    not_selected = serializers.IntegerField()
    disposed = serializers.DictField(child=serializers.IntegerField())
