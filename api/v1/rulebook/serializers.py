from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers import In
from commons.rulebook.terms import Kind


class TemplateIn(In):
    kind = serializers.ChoiceField(choices=Kind.choices)
    title = serializers.CharField(max_length=60)
    source = serializers.CharField(max_length=300)  # type: ignore[assignment]
    levels = serializers.ListField(child=serializers.CharField(max_length=12), max_length=4)
    default_levels = serializers.ListField(child=serializers.CharField(max_length=12), max_length=4, default=list)


class TemplateOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    office_code = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    levels = serializers.JSONField()
    default_levels = serializers.JSONField()


class EditionIn(In):
    body = serializers.DictField()
    modes = serializers.DictField(default=dict)


class EditionOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    office_code = serializers.CharField()
    template_uid = serializers.UUIDField(source="template_id")
    parent_uid = serializers.UUIDField(source="parent_id", allow_null=True)
    kind = serializers.CharField(source="template.kind")
    title = serializers.CharField(source="template.title")
    number = serializers.IntegerField()
    state = serializers.CharField()
    body = serializers.JSONField()
    modes = serializers.JSONField()
    published_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class NarrowingIn(In):
    source = serializers.CharField(max_length=300)  # type: ignore[assignment]
    values = serializers.DictField(default=dict)
    modes = serializers.DictField(default=dict)


class AgainstIn(In):
    against = serializers.UUIDField(required=False, default=None)


class FloorOut(serializers.Serializer[Any]):
    bound = serializers.JSONField()
    source = serializers.CharField()  # type: ignore[assignment]
    levels = serializers.ListField(child=serializers.CharField())


class FieldOut(serializers.Serializer[Any]):
    path = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    unit = serializers.CharField(source="shape.unit", default="")
    default = serializers.JSONField()  # type: ignore[assignment]
    source = serializers.CharField()  # type: ignore[assignment]
    mode = serializers.CharField()
    bound = serializers.JSONField()
    limits = serializers.ListField(child=serializers.CharField(), source="shape.limits")
    optional = serializers.BooleanField()
    floors = FloorOut(many=True)


class KindOut(serializers.Serializer[Any]):
    kind = serializers.CharField()
    title = serializers.CharField()
    fields = FieldOut(many=True)  # type: ignore[assignment]


class DifferenceOut(serializers.Serializer[Any]):
    path = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    before = serializers.CharField()
    after = serializers.CharField()


class EffectOut(serializers.Serializer[Any]):
    offices = serializers.ListField(child=serializers.CharField())
    now_uid = serializers.UUIDField(source="now.uid")
    now = serializers.CharField()
    via = serializers.BooleanField()
    changes = DifferenceOut(many=True)
    lost = serializers.DictField(child=serializers.CharField())


class ExplainedOut(serializers.Serializer[Any]):
    path = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.CharField()
    set_by = serializers.CharField()
    ours = serializers.BooleanField()
    mode = serializers.CharField()
    limit = serializers.CharField()
    limited_by = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]


class AdoptionIn(In):
    edition_uid = serializers.UUIDField()
    values = serializers.DictField(default=dict)
    from_on = serializers.DateField(allow_null=True, default=None)


class AdoptionOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    office_code = serializers.CharField()
    edition_uid = serializers.UUIDField(source="edition_id")
    kind = serializers.CharField(source="edition.template.kind")
    title = serializers.CharField(source="edition.template.title")
    number = serializers.IntegerField(source="edition.number")
    values = serializers.JSONField()
    body = serializers.JSONField()
    from_on = serializers.DateField()
    until_on = serializers.DateField(allow_null=True, default=None)
