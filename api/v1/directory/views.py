"""The office tree over the API: only on the province's host, where the platform's roles live."""

from __future__ import annotations

import datetime as dt
from typing import Any

from api.pagination import ByCursor
from api.v1.directory import serializers
from api.views import ActView, DetailView, ListView
from commons.directory import commands, queries
from commons.directory.policies import POLICY
from commons.kernel.actor import Actor
from commons.kernel.errors import Invalid, Malformed


class ByCode(ByCursor):
    ordering = ("lft", "code")


class Offices(ListView, ActView):
    """GET: the tree, top down. POST: found a division and what lies below it."""

    policy = POLICY
    actions_by_method = {"GET": "directory.read", "POST": "directory.found"}
    serializer_in = serializers.Founding
    serializer_out = serializers.OfficeOut
    serializer_done = serializers.Founded
    pagination_class = ByCode

    def rows(self, actor: Actor) -> Any:
        POLICY.permit(actor, "directory.read")
        return queries.offices()

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        try:
            return {"founded": commands.found_offices(actor=actor, at=at, **values)}
        except Malformed as wrong:
            raise Invalid(str(wrong), field="division") from wrong


class Office(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "directory.read"}
    serializer_out = serializers.OfficeOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        POLICY.permit(actor, "directory.read")
        return queries.office(keys["code"])


class Opening(ActView):
    """Order the office; the worker opens it. Watch `state` on the office."""

    policy = POLICY
    actions_by_method = {"POST": "directory.open"}
    serializer_out = serializers.OfficeOut
    status = 202

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.request_opening(actor=actor, at=at, **values)


class Suspension(ActView):
    policy = POLICY
    actions_by_method = {"POST": "directory.suspend"}
    serializer_in = serializers.Reason
    serializer_out = serializers.OfficeOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.suspend_office(actor=actor, at=at, **values)


class Resumption(ActView):
    policy = POLICY
    actions_by_method = {"POST": "directory.suspend"}
    serializer_out = serializers.OfficeOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.resume_office(actor=actor, at=at, **values)
