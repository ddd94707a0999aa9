"""Attachments and papers over the API. Bytes are fetched at `/files/{uid}/`, the one way to a file."""

from __future__ import annotations

import datetime as dt
from typing import Any

from api.v1.documents import serializers
from api.views import ActView, DetailView, ListView
from commons.kernel.actor import Actor
from tenants.documents import commands, queries
from tenants.documents.errors import FileTooLarge
from tenants.documents.policies import POLICY


class Attachments(ListView, ActView):
    """GET: what the viewer may open. POST (multipart): the staff add a file to a record."""

    policy = POLICY
    actions_by_method = {"GET": "documents.read", "POST": "documents.upload"}
    serializer_in = serializers.Upload
    serializer_out = serializers.AttachmentOut

    def rows(self, actor: Actor) -> Any:
        return queries.visible_attachments(actor)

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        file = values.pop("file")
        if file.size > commands.LARGEST_FILE:
            raise FileTooLarge(field="file", most=commands.LARGEST_FILE // commands.MEGABYTE)
        return commands.attach(actor=actor, filename=file.name or "", content=file.read(), at=at, **values)


class Attachment(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "documents.read"}
    serializer_out = serializers.AttachmentOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.attachment(actor, keys["uid"])


class Removal(ActView):
    policy = POLICY
    actions_by_method = {"POST": "documents.detach"}
    status = 204

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        commands.detach(actor=actor, at=at, **values)


class Publicity(ActView):
    policy = POLICY
    actions_by_method = {"POST": "documents.set_public"}
    serializer_in = serializers.Publicity
    serializer_out = serializers.AttachmentOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.set_public(actor=actor, at=at, **values)


class Documents(ListView, ActView):
    """GET: papers the viewer may read. POST: issue one under the next 文号."""

    policy = POLICY
    actions_by_method = {"GET": "documents.read", "POST": "documents.issue"}
    serializer_in = serializers.Issue
    serializer_out = serializers.DocumentRow

    def rows(self, actor: Actor) -> Any:
        return queries.visible_documents(actor)

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.issue(actor=actor, at=at, **values)


class Document(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "documents.read"}
    serializer_out = serializers.DocumentOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.document(actor, keys["uid"])


class Voiding(ActView):
    policy = POLICY
    actions_by_method = {"POST": "documents.void"}
    serializer_in = serializers.Voiding
    serializer_out = serializers.DocumentRow

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.void_document(actor=actor, at=at, **values)
