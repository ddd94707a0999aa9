"""代表之家, reception days, opinions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.pagination import ByCursor
from api.v1.deputies import serializers
from api.v1.deputies.views.acts import Command
from api.views import DetailView, ListView
from commons.kernel.actor import Actor
from tenants.deputies import queries
from tenants.deputies.commands import homes
from tenants.deputies.policies import POLICY


class ByDay(ByCursor):
    ordering = ("-held_on", "-uid")


class Homes(ListView, Command):
    actions_by_method = {"GET": "deputies.read_homes", "POST": "deputies.open_home"}
    serializer_in = serializers.OpeningHome
    serializer_out = serializers.HomeOut
    command = staticmethod(homes.open_home)

    def rows(self, actor: Actor) -> Any:
        return queries.homes_visible_to(actor)


class Home(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "deputies.read_homes"}
    serializer_out = serializers.HomeOut

    def row(self, actor: Actor, **keys: UUID) -> Any:
        return queries.home(actor, keys["uid"])


class HomeClosing(Command):
    record = "home_uid"
    actions_by_method = {"POST": "deputies.open_home"}
    serializer_out = serializers.HomeOut
    command = staticmethod(homes.close_home)


class Keepers(Command):
    record = "home_uid"
    actions_by_method = {"POST": "deputies.appoint_keeper"}
    serializer_in = serializers.Account
    serializer_out = serializers.HomeOut
    command = staticmethod(homes.appoint_keeper)


class KeeperDismissal(Command):
    record = "home_uid"
    actions_by_method = {"POST": "deputies.appoint_keeper"}
    serializer_in = serializers.Account
    serializer_out = serializers.HomeOut
    command = staticmethod(homes.dismiss_keeper)


class HomePlacement(Command):
    record = "home_uid"
    actions_by_method = {"POST": "deputies.keep_groups"}
    serializer_in = serializers.MandateUid
    serializer_out = serializers.MandateOut
    command = staticmethod(homes.place_deputy)


class HomeCheck(Command):
    record = "home_uid"
    actions_by_method = {"POST": "deputies.check_home"}
    serializer_in = serializers.Checking
    serializer_out = serializers.HomeOut
    command = staticmethod(homes.check_home)


class HomeReceptions(Command):
    record = "home_uid"
    actions_by_method = {"POST": "deputies.plan_reception"}
    serializer_in = serializers.Planning
    serializer_out = serializers.ReceptionOut
    command = staticmethod(homes.plan_reception)


class Receptions(ListView):
    policy = POLICY
    actions_by_method = {"GET": "deputies.read_homes"}
    serializer_out = serializers.ReceptionOut
    pagination_class = ByDay

    def rows(self, actor: Actor) -> Any:
        return queries.receptions_visible_to(actor)


class Reception(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "deputies.read_homes"}
    serializer_out = serializers.ReceptionOut

    def row(self, actor: Actor, **keys: UUID) -> Any:
        return queries.reception(actor, keys["uid"])


class ReceptionHolding(Command):
    record = "reception_uid"
    actions_by_method = {"POST": "deputies.receive"}
    serializer_in = serializers.Holding
    serializer_out = serializers.ReceptionOut
    command = staticmethod(homes.hold_reception)


class ReceptionCancellation(Command):
    record = "reception_uid"
    actions_by_method = {"POST": "deputies.receive"}
    serializer_in = serializers.Reason
    serializer_out = serializers.ReceptionOut
    command = staticmethod(homes.cancel_reception)


class Opinions(ListView):
    policy = POLICY
    actions_by_method = {"GET": "deputies.read_opinions"}
    serializer_out = serializers.OpinionOut

    def rows(self, actor: Actor) -> Any:
        return queries.opinions_visible_to(actor)
