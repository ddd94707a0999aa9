from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers import In
from tenants.notices.terms import NoticeKind, OpinionChannel, PlaceKind


class ItemIn(In):
    title = serializers.CharField(max_length=200)
    content = serializers.CharField(max_length=5000, allow_blank=True, default="")


class Text(In):
    title = serializers.CharField(max_length=200)
    body = serializers.CharField(max_length=20_000)
    items = ItemIn(many=True, default=list)
    days = serializers.IntegerField(allow_null=True, default=None)


class Draft(Text):
    cycle_uid = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=NoticeKind.choices)
    follows = serializers.UUIDField(allow_null=True, default=None)


class Retraction(In):
    reason = serializers.CharField(max_length=200)


class PlaceIn(In):
    kind = serializers.ChoiceField(choices=PlaceKind.choices)
    detail = serializers.CharField(max_length=100)
    put_up_on = serializers.DateField()


class OpinionIn(In):
    channel = serializers.ChoiceField(choices=OpinionChannel.choices, default=OpinionChannel.ONLINE)
    text = serializers.CharField(max_length=2000)
    item_no = serializers.IntegerField(allow_null=True, default=None)
    contact_name = serializers.CharField(max_length=60, allow_blank=True, default="")
    contact_phone = serializers.CharField(max_length=60, allow_blank=True, default="")


class Answer(In):
    adopted = serializers.BooleanField()
    reason = serializers.CharField(max_length=500)


class NoticeRow(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    cycle_uid = serializers.UUIDField()
    kind = serializers.CharField()
    round_no = serializers.IntegerField()
    title = serializers.CharField()
    state = serializers.CharField()
    days = serializers.IntegerField(allow_null=True)
    posted_on = serializers.DateField(allow_null=True)
    until_on = serializers.DateField(allow_null=True)
    estimated = serializers.BooleanField()


class ItemOut(serializers.Serializer[Any]):
    no = serializers.IntegerField()
    title = serializers.CharField()
    content = serializers.CharField()


class PlaceOut(serializers.Serializer[Any]):
    kind = serializers.CharField()
    detail = serializers.CharField()
    put_up_on = serializers.DateField()


class CountsOut(serializers.Serializer[Any]):
    received = serializers.IntegerField()
    adopted = serializers.IntegerField()
    declined = serializers.IntegerField()
    waiting = serializers.IntegerField()


class NoticeOut(NoticeRow):
    body = serializers.CharField()
    items = ItemOut(many=True)
    places = PlaceOut(many=True)
    opinions = CountsOut()


class Received(serializers.Serializer[Any]):
    """What whoever gave an opinion gets back: that it arrived."""

    uid = serializers.UUIDField()
    state = serializers.CharField()


class OpinionOut(Received):
    channel = serializers.CharField()
    item_no = serializers.IntegerField(allow_null=True)
    text = serializers.CharField()
    reason = serializers.CharField()
    created_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)


class NotificationOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    title = serializers.CharField(source="notification.title")
    body = serializers.CharField(source="notification.body")
    href = serializers.CharField(source="notification.href")
    due_on = serializers.DateField(source="notification.due_on", allow_null=True)
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)
