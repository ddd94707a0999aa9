from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers import In


class Opening(In):
    year = serializers.IntegerField()
    term_no = serializers.IntegerField()
    session_no = serializers.IntegerField()


class Reopening(In):
    reason = serializers.CharField(max_length=200)


class Schedule(In):
    due_on = serializers.DateField()


class CycleOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    year = serializers.IntegerField()
    term_no = serializers.IntegerField()
    session_no = serializers.IntegerField()
    state = serializers.CharField()
    pins = serializers.DictField(child=serializers.CharField())


class GateOut(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    met = serializers.BooleanField()
    advice = serializers.CharField()
    href = serializers.CharField()


class StageOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    kind = serializers.CharField()
    position = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]
    purpose = serializers.CharField()
    state = serializers.CharField()
    usual_start_on = serializers.DateField()
    due_on = serializers.DateField()
    opened_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    gates = GateOut(many=True)
