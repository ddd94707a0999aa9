"""An office's own returns: what is asked, compiled, corrected, explained, signed; and the cards it shares."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.pagination import ByCursor
from api.v1.returns import serializers
from api.views import ActView, DetailView, ListView, RoomView
from commons.kernel.actor import Actor
from commons.reporting import queries as reporting
from tenants.returns import commands, queries
from tenants.returns.policies import POLICY


class Periods(RoomView):
    """Everything the superiors ask of this office, the newest period first."""

    policy = POLICY
    actions_by_method = {"GET": "returns.read"}
    serializer_out = serializers.AskedList

    def get(self, request: Request) -> Response:
        return Response(serializers.AskedList({"results": reporting.all_asked_of(self.actor().office_code)}).data)


class ByCompiling(ByCursor):
    ordering = ("-uid",)


class Compilations(ListView, ActView):
    """GET: this office's returns. POST: count what is asked for a period."""

    policy = POLICY
    actions_by_method = {"GET": "returns.read", "POST": "returns.compile"}
    serializer_in = serializers.CompilationIn
    serializer_out = serializers.CompilationOut
    pagination_class = ByCompiling

    def rows(self, actor: Actor) -> Any:
        return queries.visible_to(actor)

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.compile_return(actor=actor, at=at, **values)


class Compilation(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "returns.read"}
    serializer_out = serializers.CompilationWithLines

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.looked_through(actor, keys["uid"])


class Correction(ActView):
    policy = POLICY
    actions_by_method = {"POST": "returns.correct"}
    serializer_in = serializers.CorrectionIn
    serializer_out = serializers.CompilationOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.correct_line(actor=actor, at=at, **values)


class Explanation(ActView):
    policy = POLICY
    actions_by_method = {"POST": "returns.correct"}
    serializer_in = serializers.ExplanationIn
    serializer_out = serializers.CompilationOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.explain_doubt(actor=actor, at=at, **values)


class Filing(ActView):
    policy = POLICY
    actions_by_method = {"POST": "returns.file"}
    serializer_out = serializers.CompilationOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.file_return(actor=actor, at=at, **values)


class Discarding(ActView):
    policy = POLICY
    actions_by_method = {"POST": "returns.compile"}
    serializer_out = serializers.CompilationOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.discard_compilation(actor=actor, at=at, **values)


class Cards(ActView):
    """POST: let the superiors see the card of a project."""

    policy = POLICY
    actions_by_method = {"POST": "returns.share"}
    serializer_in = serializers.CardIn
    serializer_out = serializers.CardOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return {"uid": commands.share_project(actor=actor, at=at, **values)}


class TakingBack(ActView):
    policy = POLICY
    actions_by_method = {"POST": "returns.share"}

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        commands.take_back_project(actor=actor, at=at, **values)
