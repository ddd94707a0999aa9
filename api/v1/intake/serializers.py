"""What intake's API takes and gives. Nothing of a person leaves here but what a clerk asks for by `contact/`."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers import In
from tenants.intake.terms import ActivityKind, Channel, DeclineReason, Field


class Submission(In):
    title = serializers.CharField(max_length=500, allow_blank=True, default="")
    content = serializers.CharField(max_length=20_000)
    channel = serializers.ChoiceField(choices=Channel.choices, default=Channel.PORTAL)
    field = serializers.ChoiceField(choices=Field.choices, default=Field.OTHER)
    village = serializers.CharField(max_length=500, allow_blank=True, default="")
    contact_name = serializers.CharField(max_length=500, allow_blank=True, default="")
    contact_phone = serializers.CharField(max_length=40, allow_blank=True, default="")
    campaign_uid = serializers.UUIDField(allow_null=True, default=None)
    for_resident = serializers.BooleanField(default=False)
    heard_on = serializers.DateField(allow_null=True, default=None)
    proposed_by = serializers.CharField(max_length=500, allow_blank=True, default="")
    activity_uid = serializers.UUIDField(allow_null=True, default=None)
    photos = serializers.ListField(child=serializers.FileField(), max_length=20, default=list)
    video = serializers.FileField(allow_null=True, default=None)


class SlipOut(serializers.Serializer[Any]):
    """The query code is shown this once."""

    uid = serializers.UUIDField()
    query_code = serializers.CharField()


class SuggestionOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    created_at = serializers.DateTimeField()
    cycle_uid = serializers.UUIDField(allow_null=True)
    campaign_uid = serializers.UUIDField(source="campaign_id", allow_null=True)
    title = serializers.CharField()
    content = serializers.CharField()
    channel = serializers.CharField()
    field = serializers.CharField()
    village = serializers.CharField()
    for_resident = serializers.BooleanField()
    heard_on = serializers.DateField(allow_null=True)
    proposed_by = serializers.CharField()
    activity_uid = serializers.UUIDField(source="activity_id", allow_null=True)
    state = serializers.CharField()
    decline_reason = serializers.CharField()
    reply = serializers.CharField()


class Reply(In):
    reply = serializers.CharField(max_length=5000)


class Refusal(In):
    reason = serializers.ChoiceField(choices=DeclineReason.choices)
    reply = serializers.CharField(max_length=5000)


class Reason(In):
    reason = serializers.CharField(max_length=1000)


class Merging(In):
    primary_uid = serializers.UUIDField()
    reason = serializers.CharField(max_length=1000)


class ContactOut(serializers.Serializer[Any]):
    name = serializers.CharField()
    phone = serializers.CharField()


class Code(In):
    code = serializers.CharField(max_length=100)


class Amending(In):
    code = serializers.CharField(max_length=100)
    title = serializers.CharField(max_length=500)
    content = serializers.CharField(max_length=20_000)


class LineOut(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    sentence = serializers.CharField()


class StepOut(serializers.Serializer[Any]):
    step = serializers.CharField(source="label")
    state = serializers.ChoiceField(choices=["done", "current", "coming", "stopped"])


class CitizenOut(serializers.Serializer[Any]):
    title = serializers.CharField()
    content = serializers.CharField()
    state = serializers.CharField()
    sentence = serializers.CharField()
    reply = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    may_amend = serializers.BooleanField()
    photos = serializers.IntegerField()
    steps = StepOut(many=True)
    became = LineOut(many=True)


class Planning(In):
    cycle_uid = serializers.UUIDField()
    title = serializers.CharField(max_length=500)
    announcement = serializers.CharField(max_length=20_000)
    from_on = serializers.DateField()
    last_on = serializers.DateField()


class CampaignOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    cycle_uid = serializers.UUIDField()
    title = serializers.CharField()
    announcement = serializers.CharField()
    from_on = serializers.DateField()
    last_on = serializers.DateField()
    state = serializers.CharField()


class DoingHere(In):
    kind = serializers.ChoiceField(choices=ActivityKind.choices)
    quantity = serializers.IntegerField()
    people = serializers.IntegerField(allow_null=True, default=None)
    held_on = serializers.DateField()
    village = serializers.CharField(max_length=500, allow_blank=True, default="")
    note = serializers.CharField(max_length=1000, allow_blank=True, default="")


class Doing(DoingHere):
    campaign_uid = serializers.UUIDField(allow_null=True, default=None)


class Classifying(In):
    field = serializers.ChoiceField(choices=Field.choices)
    village = serializers.CharField(max_length=500, allow_blank=True)


class Linking(In):
    suggestion_uid = serializers.UUIDField()
    reason = serializers.CharField(max_length=1000)


class LinkOut(serializers.Serializer[Any]):
    clue_uid = serializers.UUIDField(source="clue_id")
    suggestion_uid = serializers.UUIDField(source="suggestion_id")
    reason = serializers.CharField()
    linked_at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(allow_null=True)


class AlikeOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    title = serializers.CharField()
    village = serializers.CharField()
    channel = serializers.CharField()
    state = serializers.CharField()
    created_at = serializers.DateTimeField()
    percent = serializers.IntegerField()


class DuplicatesOut(serializers.Serializer[Any]):
    results = AlikeOut(many=True)


class ActivityOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    campaign_uid = serializers.UUIDField(source="campaign_id", allow_null=True)
    kind = serializers.CharField()
    quantity = serializers.IntegerField()
    people = serializers.IntegerField(allow_null=True)
    held_on = serializers.DateField()
    village = serializers.CharField()
    note = serializers.CharField()
    struck_at = serializers.DateTimeField(allow_null=True)


class FiguresOut(serializers.Serializer[Any]):
    year = serializers.IntegerField()
    received = serializers.IntegerField()
    nominated = serializers.IntegerField()
    merged = serializers.IntegerField()
    declined = serializers.IntegerField()
    converted = serializers.IntegerField()
    by_state = serializers.DictField(child=serializers.IntegerField())
    by_channel = serializers.DictField(child=serializers.IntegerField())
    by_proposer = serializers.DictField(child=serializers.IntegerField())
    by_field = serializers.DictField(child=serializers.IntegerField())
    converted_by_channel = serializers.DictField(child=serializers.IntegerField())
    departments = serializers.IntegerField()
    activities = serializers.DictField(child=serializers.IntegerField())
    people = serializers.DictField(child=serializers.IntegerField())
    heard = serializers.DictField(child=serializers.IntegerField())
