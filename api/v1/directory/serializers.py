from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers import In


class Founding(In):
    division = serializers.CharField(max_length=9)
    depth = serializers.IntegerField(min_value=0, max_value=4, allow_null=True, default=0)


class OfficeOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    division_code = serializers.CharField()
    name = serializers.CharField()
    level = serializers.CharField()
    body = serializers.CharField()
    relation = serializers.CharField()
    parent = serializers.CharField(source="parent_id", allow_null=True)  # type: ignore[assignment]
    state = serializers.CharField()
    founded_at = serializers.DateTimeField()
    ready_at = serializers.DateTimeField(allow_null=True)


class Founded(serializers.Serializer[Any]):
    founded = OfficeOut(many=True)


class Reason(In):
    reason = serializers.CharField(max_length=200)
