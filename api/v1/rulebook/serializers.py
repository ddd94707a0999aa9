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
    template_uid = serializers.UUIDField(source="template_id")
    kind = serializers.CharField(source="template.kind")
    title = serializers.CharField(source="template.title")
    number = serializers.IntegerField()
    state = serializers.CharField()
    body = serializers.JSONField()
    modes = serializers.JSONField()
    published_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)


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
