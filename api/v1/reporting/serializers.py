from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers import In
from commons.reporting.terms import Basis


class RollupIn(In):
    """Query parameters. Without `office` it is the office one is at."""

    office = serializers.CharField(max_length=12, default="")
    year = serializers.CharField(max_length=8)
    period = serializers.CharField(max_length=8, default=None, allow_null=True)
    basis = serializers.ChoiceField(choices=Basis.choices, default=Basis.LIVE)


class FigureOut(serializers.Serializer[Any]):
    value = serializers.CharField(allow_null=True)
    unit = serializers.CharField()


class ChildOut(serializers.Serializer[Any]):
    office = serializers.CharField()
    name = serializers.CharField()
    figures = serializers.DictField(child=FigureOut())


class RollupOut(serializers.Serializer[Any]):
    """Contract §3. The queries hand it over whole; this describes it."""

    office = serializers.CharField()
    year = serializers.IntegerField()
    period = serializers.CharField()
    basis = serializers.CharField()
    as_of = serializers.CharField(allow_null=True)
    figures = serializers.DictField(child=FigureOut())
    children = ChildOut(many=True)
    missing = serializers.ListField(child=serializers.CharField())


class PeriodIn(In):
    year = serializers.IntegerField(min_value=2000, max_value=2100)
    period = serializers.CharField(max_length=8, default=None, allow_null=True)
    due_on = serializers.DateField()


class PeriodOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    office_code = serializers.CharField()
    year = serializers.IntegerField()
    period = serializers.CharField(source="code")
    due_on = serializers.DateField()


class LineOut(serializers.Serializer[Any]):
    indicator = serializers.CharField()
    value = serializers.DecimalField(max_digits=20, decimal_places=2, allow_null=True)
    evidence = serializers.IntegerField()


class ReturnOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    office_code = serializers.CharField()
    to_office = serializers.CharField()
    filed_by_office = serializers.CharField()
    year = serializers.IntegerField()
    period = serializers.CharField()
    state = serializers.CharField()
    digest = serializers.CharField()
    filed_at = serializers.DateTimeField()
    filed_by_name = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by_name = serializers.CharField()
    reason = serializers.CharField()


class ReturnWithLines(ReturnOut):
    lines = LineOut(many=True)


class SendingBack(In):
    reason = serializers.CharField(max_length=200)
