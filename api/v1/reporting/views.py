"""Figures over the API: the roll-up of one's own subtree; returns from below are decided on the superior's host."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.pagination import ByCursor
from api.v1.reporting import serializers
from api.views import ActView, DetailView, ListView, RoomView, WholeView
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.reporting import commands, queries
from commons.reporting.indicators import TABLE
from commons.reporting.policies import POLICY
from commons.reporting.terms import Basis


class Rollup(RoomView):
    """GET ?office=&year=&period=&basis=: contract §3, for this office or one below it."""

    policy = POLICY
    actions_by_method = {"GET": "reporting.read"}
    serializer_query = serializers.RollupIn
    serializer_out = serializers.RollupOut

    def get(self, request: Request, **keys: Any) -> Response:
        """Handed over whole: the query's answer is the contract's object already."""
        wanted, actor = self.asked(), self.actor()
        office = wanted["office"] or actor.office_code
        found = queries.rollup_for(actor, office, wanted["year"], wanted["period"], basis=Basis(wanted["basis"]))
        return Response(found)


class Ranks(WholeView, ActView):
    """GET: where this office, or one below it, stands among its siblings. POST: publish the places of those directly below."""

    policy = POLICY
    actions_by_method = {"GET": "reporting.read", "POST": "reporting.publish_ranks"}
    serializer_query = serializers.RanksIn
    serializer_in = serializers.RanksPublication
    serializer_out = serializers.RankingOut
    serializer_done = serializers.RankOut
    makes_many = True

    def rows(self, actor: Actor) -> Any:
        asked = self.asked()
        return queries.rankings(actor, asked["office"] or actor.office_code, asked["year"])

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.publish_ranks(actor=actor, at=at, **{**values, "basis": Basis(values["basis"])})


class ByFiling(ByCursor):
    ordering = ("-filed_at", "-uid")


class Returns(ListView):
    """Returns of this office and of everybody below it."""

    policy = POLICY
    actions_by_method = {"GET": "reporting.read"}
    serializer_out = serializers.ReturnOut
    pagination_class = ByFiling

    def rows(self, actor: Actor) -> Any:
        return queries.visible_to(actor)


class Return(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "reporting.read"}
    serializer_out = serializers.ReturnWithLines

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.filed_return(actor, keys["uid"])


class Acceptance(ActView):
    policy = POLICY
    actions_by_method = {"POST": "reporting.accept"}
    serializer_in = serializers.AcceptanceIn
    serializer_out = serializers.ReturnOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.accept_return(actor=actor, at=at, **values)


class SendingBack(ActView):
    policy = POLICY
    actions_by_method = {"POST": "reporting.accept"}
    serializer_in = serializers.SendingBack
    serializer_out = serializers.ReturnOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.send_back_return(actor=actor, at=at, **values)


class Periods(ListView, ActView):
    """GET: periods this office has opened for those below it. POST: open one."""

    policy = POLICY
    actions_by_method = {"GET": "reporting.read", "POST": "reporting.open_period"}
    serializer_in = serializers.PeriodIn
    serializer_out = serializers.PeriodOut

    def rows(self, actor: Actor) -> Any:
        return queries.periods_opened_by(actor)

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.open_period(actor=actor, at=at, **values)


class Missing(RoomView):
    """缺报: direct subordinates from which nothing came for a period (`?period=2026Q1`)."""

    policy = POLICY
    actions_by_method = {"GET": "reporting.read"}
    serializer_query = serializers.MissingIn
    serializer_out = serializers.MissingList

    def get(self, request: Request) -> Response:
        found = queries.missing_returns(self.actor(), self.asked()["period"], on=clock.today())
        return Response(serializers.MissingList({"results": found}).data)


class Indicators(RoomView):
    """The table of figures: what each means, how it adds up, who asks for it."""

    policy = POLICY
    actions_by_method = {"GET": "reporting.read"}
    serializer_out = serializers.IndicatorList

    def get(self, request: Request) -> Response:
        return Response(serializers.IndicatorList({"results": TABLE}).data)


class ByCard(ByCursor):
    ordering = ("-year", "office_code", "uid")


class Cards(ListView):
    """Project cards that this office and those below it share."""

    policy = POLICY
    actions_by_method = {"GET": "reporting.read"}
    serializer_out = serializers.CardOut
    pagination_class = ByCard

    def rows(self, actor: Actor) -> Any:
        return queries.cards_visible_to(actor)


class Card(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "reporting.read"}
    serializer_out = serializers.CardOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.card(actor, keys["uid"])
