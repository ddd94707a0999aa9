from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers import In
from tenants.documents.terms import DocumentKind


class Upload(In):
    file = serializers.FileField(allow_empty_file=True)
    subject_type = serializers.CharField(max_length=60)
    subject_uid = serializers.UUIDField()
    public = serializers.BooleanField(default=False)


class Publicity(In):
    public = serializers.BooleanField()


class Issue(In):
    kind = serializers.ChoiceField(choices=DocumentKind.choices)
    title = serializers.CharField(max_length=200)
    body = serializers.CharField(max_length=200_000)
    subject_type = serializers.CharField(max_length=60)
    subject_uid = serializers.UUIDField()
    public = serializers.BooleanField(default=False)


class Voiding(In):
    reason = serializers.CharField(max_length=200)


class AttachmentOut(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    subject_type = serializers.CharField()
    subject_uid = serializers.UUIDField()
    filename = serializers.CharField()
    media_type = serializers.CharField(source="file.media_type")
    size = serializers.IntegerField(source="file.size")
    public = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    href = serializers.SerializerMethodField()

    def get_href(self, row: Any) -> str:
        return f"/files/{row.uid}/"


class DocumentRow(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    kind = serializers.CharField()
    number = serializers.CharField()
    title = serializers.CharField()
    issuer = serializers.CharField()
    issued_on = serializers.DateField()
    subject_type = serializers.CharField()
    subject_uid = serializers.UUIDField()
    public = serializers.BooleanField()
    state = serializers.CharField()
    href = serializers.SerializerMethodField()

    def get_href(self, row: Any) -> str:
        return f"/files/documents/{row.uid}/"


class DocumentOut(DocumentRow):
    body = serializers.CharField()
    body_format = serializers.CharField()
