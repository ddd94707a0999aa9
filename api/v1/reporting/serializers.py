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


class MissingIn(In):
    period = serializers.CharField(max_length=7)


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
    indicators = serializers.ListField(child=serializers.CharField(max_length=40), default=list)
    note = serializers.CharField(max_length=200, default="", allow_blank=True)


class PeriodOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    office_code = serializers.CharField()
    year = serializers.IntegerField()
    period = serializers.CharField(source="code")
    due_on = serializers.DateField()
    indicators = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()


class MissingOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    was_sent_back = serializers.BooleanField()
    days_late = serializers.IntegerField()


class MissingList(serializers.Serializer[Any]):
    results = MissingOut(many=True)


class IndicatorOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    formula = serializers.CharField()
    unit = serializers.CharField()
    noun = serializers.CharField()
    aggregate = serializers.CharField()
    span = serializers.CharField()
    origin = serializers.CharField()
    of = serializers.ListField(child=serializers.CharField(), allow_null=True)
    rows = serializers.ListField(child=serializers.CharField())


class IndicatorList(serializers.Serializer[Any]):
    results = IndicatorOut(many=True)


class CardOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    office_code = serializers.CharField()
    project_uid = serializers.UUIDField()
    year = serializers.IntegerField()
    title = serializers.CharField()
    card = serializers.DictField()
    as_of = serializers.DateTimeField()


class LineOut(serializers.Serializer[Any]):
    indicator = serializers.CharField()
    value = serializers.DecimalField(max_digits=20, decimal_places=2, allow_null=True)
    evidence = serializers.IntegerField()
    computed = serializers.DecimalField(max_digits=20, decimal_places=2, allow_null=True)
    correction = serializers.CharField()


class RemarkOut(serializers.Serializer[Any]):
    indicator = serializers.CharField()
    text = serializers.CharField()


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
    version = serializers.IntegerField()
    previous_uid = serializers.UUIDField(source="previous_id", allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    is_late = serializers.BooleanField()


class ReturnWithLines(ReturnOut):
    lines = LineOut(many=True)
    remarks = RemarkOut(many=True)
    explanations = serializers.DictField()


class AcceptanceIn(In):
    """`remarks`: code of the line → what the superior has to say to it."""

    remarks = serializers.DictField(child=serializers.CharField(max_length=200), default=dict)


class SendingBack(AcceptanceIn):
    reason = serializers.CharField(max_length=200)


class RanksIn(In):
    """Query parameters. Without `office` it is the office one is at."""

    office = serializers.CharField(max_length=12, default="")
    year = serializers.IntegerField(min_value=2000, max_value=2100)


class RankedOut(serializers.Serializer[Any]):
    place = serializers.IntegerField()
    office = serializers.CharField()
    name = serializers.CharField()


class RankingOut(serializers.Serializer[Any]):
    """Where the office stands among its siblings, as their superior published it: places, no figures."""

    indicator = serializers.CharField(source="indicator.code")
    label = serializers.CharField(source="indicator.label")  # type: ignore[assignment]
    period = serializers.CharField()
    basis = serializers.CharField()
    among = serializers.IntegerField()
    places = RankedOut(many=True)


class RanksPublication(In):
    year = serializers.IntegerField(min_value=2000, max_value=2100)
    period = serializers.CharField(max_length=8, default=None, allow_null=True)
    basis = serializers.ChoiceField(choices=Basis.choices, default=Basis.LIVE)
    indicator = serializers.CharField(max_length=40)


class RankOut(serializers.Serializer[Any]):
    office_code = serializers.CharField()
    period = serializers.CharField()
    indicator = serializers.CharField()
    place = serializers.IntegerField()
    among = serializers.IntegerField()
