"""What oversight's API takes and gives: owners, slips, hearings, bulletins, polls, merits, the ranking."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers import In
from api.v1.oversight.serializers.watching import OfProjectOut
from tenants.intake.terms import Field
from tenants.oversight.terms import ANSWERS, BulletinKind, EvaluationKind, HearingKind

# ── in ───────────────────────────────────────────────────────────────────────────────────────


class NewOwner(In):
    key = serializers.CharField(max_length=60)
    account_uid = serializers.UUIDField()


class Tracking(In):
    text = serializers.CharField()


class Urging(In):
    text = serializers.CharField()
    due_on = serializers.DateField()


class NewHearing(In):
    kind = serializers.ChoiceField(choices=HearingKind.choices)
    summoned = serializers.CharField()
    matter = serializers.CharField()
    called_on = serializers.DateField()
    project_uid = serializers.UUIDField(allow_null=True, default=None)
    session_uid = serializers.UUIDField(allow_null=True, default=None)
    signers = serializers.ListField(child=serializers.UUIDField(), max_length=500, default=list)


class Holding(In):
    held_on = serializers.DateField()
    answer = serializers.CharField()
    demand = serializers.CharField()
    due_on = serializers.DateField()


class HandlingReport(In):
    report = serializers.CharField()


class RenewedDemand(In):
    demand = serializers.CharField()
    due_on = serializers.DateField()


class NewBulletin(In):
    kind = serializers.ChoiceField(choices=BulletinKind.choices)
    year = serializers.IntegerField(min_value=2000, max_value=2100)
    number = serializers.IntegerField(min_value=0, max_value=12)


class NewPoll(In):
    """`project_uid` is a deputies' suggestion where `kind` is `handling` (3-55)."""

    project_uid = serializers.UUIDField()
    held_on = serializers.DateField()
    kind = serializers.ChoiceField(choices=EvaluationKind.choices, default=EvaluationKind.FINAL)
    sub_project_uid = serializers.UUIDField(allow_null=True, default=None)
    session_uid = serializers.UUIDField(allow_null=True, default=None)
    households = serializers.IntegerField(default=0)


class Judgement(In):
    held_on = serializers.DateField()
    rectify_by = serializers.DateField(allow_null=True, default=None)


class MembersAnswer(In):
    """`answer`; or, where the vote has questions, `outcomes`: question → answer."""

    answer = serializers.ChoiceField(choices=list(ANSWERS.items()), default="")
    outcomes = serializers.DictField(child=serializers.ChoiceField(choices=list(ANSWERS.items())), default=dict)


class HouseholdsAnswer(MembersAnswer):
    code = serializers.CharField(max_length=40)


class NewMerit(In):
    year = serializers.IntegerField(min_value=2000, max_value=2100)
    unit_name = serializers.CharField()
    points = serializers.DecimalField(max_digits=5, decimal_places=2)
    reason = serializers.CharField()


class Offer(In):
    title = serializers.CharField()
    content = serializers.CharField()
    field = serializers.ChoiceField(choices=Field.choices)


# ── out ──────────────────────────────────────────────────────────────────────────────────────


class MarkedDutyOut(serializers.Serializer[Any]):
    """A duty that was done, or given to somebody."""

    uid = serializers.UUIDField()
    cycle_uid = serializers.UUIDField()
    key = serializers.CharField()


class OwnerOut(MarkedDutyOut):
    account_uid = serializers.UUIDField()
    name = serializers.CharField()


class UnassignedOut(serializers.Serializer[Any]):
    project_uid = serializers.UUIDField(source="uid")
    project_title = serializers.CharField(source="title")
    unit_name = serializers.CharField()


class SlipOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    rectification_uid = serializers.UUIDField(source="rectification_id")
    kind = serializers.CharField()
    serial = serializers.IntegerField()
    issued_on = serializers.DateField()
    due_on = serializers.DateField()
    text = serializers.CharField()
    issued_by = serializers.CharField()


class HearingOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    created_at = serializers.DateTimeField()
    kind = serializers.CharField()
    year = serializers.IntegerField()
    project_uid = serializers.UUIDField(allow_null=True)
    project_title = serializers.CharField()
    session_uid = serializers.UUIDField(allow_null=True)
    summoned = serializers.CharField()
    matter = serializers.CharField()
    called_on = serializers.DateField()
    held_on = serializers.DateField(allow_null=True)
    answer = serializers.CharField()
    demand = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    report = serializers.CharField()
    reported_on = serializers.DateField(allow_null=True)
    state = serializers.CharField()


class BulletinOut(serializers.Serializer[Any]):
    """Without its lines, as it stands in a list."""

    uid = serializers.UUIDField()
    created_at = serializers.DateTimeField()
    kind = serializers.CharField()
    year = serializers.IntegerField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    as_of_on = serializers.DateField()
    published_on = serializers.DateField(allow_null=True)
    state = serializers.CharField()


class WholeBulletinOut(BulletinOut):
    """`figures` and `lines` as they were frozen that day."""

    figures = serializers.DictField()
    lines = serializers.ListField(child=serializers.DictField())


class PollOut(OfProjectOut):
    kind = serializers.CharField()
    sub_project_uid = serializers.UUIDField(allow_null=True)
    sub_project_title = serializers.CharField()
    session_uid = serializers.UUIDField(allow_null=True)
    evaluators = serializers.CharField()
    questions = serializers.ListField(child=serializers.CharField())
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    evaluation_uid = serializers.UUIDField(source="evaluation_id", allow_null=True)
    state = serializers.CharField()


class CountedPollOut(PollOut):
    """How many stand on the roll, and how many of them have answered. What they answered nobody reads."""

    on_roll = serializers.IntegerField()
    answered = serializers.IntegerField()


class OpenedPollOut(serializers.Serializer[Any]):
    """`codes` of the households' slips are told this once; only their digests are kept."""

    poll = PollOut()
    codes = serializers.ListField(child=serializers.CharField())


class MyPollOut(serializers.Serializer[Any]):
    poll_uid = serializers.UUIDField(source="poll.uid")
    project_title = serializers.CharField(source="poll.project_title")
    sub_project_title = serializers.CharField(source="poll.sub_project_title")
    questions = serializers.ListField(source="poll.questions", child=serializers.CharField())
    voted = serializers.BooleanField()


class MeritOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    created_at = serializers.DateTimeField()
    year = serializers.IntegerField()
    unit_name = serializers.CharField()
    points = serializers.CharField()
    reason = serializers.CharField()
    struck_on = serializers.DateField(allow_null=True)


class _PartOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    weight = serializers.CharField()
    points = serializers.CharField(source="shown")
    why = serializers.CharField()


class _ProjectMarkOut(serializers.Serializer[Any]):
    title = serializers.CharField()
    parts = _PartOut(many=True, source="mark.parts")
    extra = serializers.CharField(source="mark.extra")
    total = serializers.CharField(source="mark.shown")


class UnitYearOut(serializers.Serializer[Any]):
    """A unit's year with its computation; “—” where something is still to be judged."""

    unit_name = serializers.CharField()
    projects = _ProjectMarkOut(many=True)
    merits = MeritOut(many=True)
    mean = serializers.CharField()
    added = serializers.CharField()
    total = serializers.CharField()


class SeenOut(serializers.Serializer[Any]):
    """A finished project in the ranking of the year's look-backs."""

    project_uid = serializers.UUIDField()
    year = serializers.IntegerField()
    title = serializers.CharField()
    field = serializers.CharField()
    unit_name = serializers.CharField()
    looked = serializers.IntegerField()
    score = serializers.CharField(allow_null=True)
    rank = serializers.IntegerField(allow_null=True)
    orders = serializers.IntegerField()
    orders_open = serializers.IntegerField()
    orders_passed = serializers.IntegerField()
    standing = serializers.CharField()
