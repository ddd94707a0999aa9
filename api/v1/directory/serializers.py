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
    archived_at = serializers.DateTimeField(allow_null=True)
    merged_into = serializers.CharField()
    copy_of = serializers.CharField()


class Founded(serializers.Serializer[Any]):
    founded = OfficeOut(many=True)


class Roster(In):
    file = serializers.FileField(allow_empty_file=True)
    mode = serializers.ChoiceField(choices=["check", "all", "good"], default="check")


class FaultOut(serializers.Serializer[Any]):
    row = serializers.IntegerField()
    cell = serializers.CharField()
    column = serializers.CharField()
    value = serializers.CharField()
    reason = serializers.CharField()


class RosterOut(serializers.Serializer[Any]):
    founded = OfficeOut(many=True)
    new = serializers.ListField(child=serializers.CharField())
    standing = serializers.ListField(child=serializers.CharField())
    faults = FaultOut(many=True)


class Domain(In):
    domain = serializers.CharField(max_length=253)


class DomainOut(serializers.Serializer[Any]):
    domain = serializers.CharField()
    is_primary = serializers.BooleanField()


class Renaming(In):
    name = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    division_code = serializers.CharField(max_length=12, required=False, default="", allow_blank=True)


class Relocation(In):
    to = serializers.CharField(max_length=12)
    division_code = serializers.CharField(max_length=12, required=False, default="", allow_blank=True)


class Merger(In):
    into = serializers.CharField(max_length=12)


class Deletion(In):
    confirmation = serializers.CharField(max_length=60)


class Restoration(In):
    archive = serializers.UUIDField()
    confirmation = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    as_inspection = serializers.BooleanField(required=False, default=False)


class ArchiveOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    office = serializers.CharField(source="office_code")
    file = serializers.CharField()
    sha256 = serializers.CharField()
    size = serializers.IntegerField()
    rows = serializers.IntegerField()
    files = serializers.IntegerField()
    made_at = serializers.DateTimeField()


class Reason(In):
    reason = serializers.CharField(max_length=200)
