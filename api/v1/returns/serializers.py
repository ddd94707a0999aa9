from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers import In


class AskedOut(serializers.Serializer[Any]):
    """What this office is asked for one period. `indicators` null: all of them; `state` of its newest return."""

    period = serializers.CharField()
    year = serializers.IntegerField()
    due_on = serializers.DateField()
    by = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()
    indicators = serializers.SerializerMethodField()
    state = serializers.CharField(allow_null=True)
    return_uid = serializers.UUIDField(allow_null=True)

    def get_indicators(self, asked: Any) -> list[str] | None:
        return None if asked.indicators is None else sorted(asked.indicators)


class AskedList(serializers.Serializer[Any]):
    results = AskedOut(many=True)


class CompilationIn(In):
    year = serializers.IntegerField(min_value=2000, max_value=2100)
    period = serializers.CharField(max_length=7, default=None, allow_null=True)


class CompilationOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    year = serializers.IntegerField()
    period = serializers.CharField()
    state = serializers.CharField()
    digest = serializers.CharField()
    compiled_by_name = serializers.CharField()
    created_at = serializers.DateTimeField()
    return_uid = serializers.UUIDField(allow_null=True)


class LineOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.DecimalField(max_digits=20, decimal_places=2, allow_null=True)
    computed = serializers.DecimalField(max_digits=20, decimal_places=2, allow_null=True)
    evidence = serializers.IntegerField()
    correction = serializers.CharField()
    remark = serializers.CharField()


class DoubtOut(serializers.Serializer[Any]):
    key = serializers.CharField()
    hard = serializers.BooleanField()
    sentence = serializers.CharField()
    reason = serializers.CharField()


class CompilationWithLines(CompilationOut):
    lines = LineOut(many=True)
    doubts = DoubtOut(many=True)


class CorrectionIn(In):
    """`value` null: no figure; the counted figure itself takes a correction back."""

    indicator = serializers.CharField(max_length=40)
    value = serializers.DecimalField(max_digits=20, decimal_places=2, allow_null=True)
    reason = serializers.CharField(max_length=200)


class ExplanationIn(In):
    check = serializers.CharField(max_length=300)
    reason = serializers.CharField(max_length=200)


class CardIn(In):
    project_uid = serializers.UUIDField()


class CardOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
