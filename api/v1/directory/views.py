"""The office tree over the API: only on the province's host, where the platform's roles live."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse

from api.pagination import ByCursor
from api.v1.directory import serializers
from api.views import ActView, DetailView, ListView, RoomView
from commons.directory import commands, queries
from commons.directory.life import addressing, closing, importing, orders, reorganising
from commons.directory.policies import POLICY
from commons.directory.rosters import writing
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


class Domains(ActView):
    """A host of the office's own; its other hosts lead there."""

    policy = POLICY
    actions_by_method = {"POST": "directory.address"}
    serializer_in = serializers.Domain
    serializer_out = serializers.DomainOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return addressing.give_domain(actor=actor, at=at, **values)


class Renaming(ActView):
    policy = POLICY
    actions_by_method = {"POST": "directory.reorganise"}
    serializer_in = serializers.Renaming
    serializer_out = serializers.OfficeOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return reorganising.rename_office(actor=actor, at=at, **values)


class Relocation(ActView):
    """Under another superior, with everything below it."""

    policy = POLICY
    actions_by_method = {"POST": "directory.reorganise"}
    serializer_in = serializers.Relocation
    serializer_out = serializers.OfficeOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return reorganising.move_office(actor=actor, at=at, **values)


class Merger(ActView):
    policy = POLICY
    actions_by_method = {"POST": "directory.reorganise"}
    serializer_in = serializers.Merger
    serializer_out = serializers.OfficeOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return reorganising.merge_offices(actor=actor, at=at, **values)


class Archiving(ActView):
    policy = POLICY
    actions_by_method = {"POST": "directory.archive"}
    serializer_in = serializers.Reason
    serializer_out = serializers.OfficeOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return closing.archive_office(actor=actor, at=at, **values)


class Unarchiving(ActView):
    policy = POLICY
    actions_by_method = {"POST": "directory.archive"}
    serializer_out = serializers.OfficeOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return closing.unarchive_office(actor=actor, at=at, **values)


class Deletion(ActView):
    """After the time it is kept, with the office's name typed, and exported since it was archived."""

    policy = POLICY
    actions_by_method = {"POST": "directory.delete"}
    serializer_in = serializers.Deletion
    serializer_out = serializers.OfficeOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return closing.delete_office(actor=actor, at=at, **values)


class NewestFirst(ByCursor):
    ordering = ("-made_at", "-uid")


class Exports(ListView, ActView):
    """GET: the archives made of an office. POST: order another; the worker makes it."""

    policy = POLICY
    actions_by_method = {"GET": "directory.read", "POST": "directory.export"}
    serializer_out = serializers.ArchiveOut
    serializer_done = serializers.OfficeOut
    pagination_class = NewestFirst
    status = 202

    def rows(self, actor: Actor) -> Any:
        POLICY.permit(actor, "directory.read")
        return orders.archives(queries.office(self.kwargs["code"]).code)

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return orders.order_export(actor=actor, at=at, **values)


class Restorations(ActView):
    """Order that the office be put back to one of its archives, or that a copy of it be opened; the worker does it."""

    policy = POLICY
    actions_by_method = {"POST": "directory.restore"}
    serializer_in = serializers.Restoration
    serializer_out = serializers.ArchiveOut
    status = 202

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return orders.order_restore(actor=actor, at=at, **values)


class Rosters(ActView):
    """A list of offices from .csv or .xlsx (multipart). `mode`: `check` writes nothing, `all` founds when no row is wrong,
    `good` founds the rows that are not."""

    policy = POLICY
    actions_by_method = {"POST": "directory.found"}
    serializer_in = serializers.Roster
    serializer_out = serializers.RosterOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        content, mode = values["file"].read(), values["mode"]
        founded: list[Any] = []
        if mode == "check":
            plan = importing.plan(actor=actor, content=content)
        else:
            founded, plan = importing.import_offices(actor=actor, content=content, good_rows_only=mode == "good", at=at)
        new = [each.code for each in plan.new]
        return {"founded": founded, "new": new, "standing": plan.standing, "faults": plan.faults}


class RosterTemplate(RoomView):
    """The empty list as .xlsx."""

    policy = POLICY
    actions_by_method = {"GET": "directory.found"}
    file_out = writing.XLSX

    def get(self, request: Any, **_: Any) -> HttpResponse:
        headers = {"Content-Disposition": "attachment; filename=offices.xlsx"}
        return HttpResponse(writing.template(), content_type=writing.XLSX, headers=headers)
