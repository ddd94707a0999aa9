"""Mandates, terms and groups."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from api.pagination import ByCursor
from api.v1.deputies import serializers
from api.v1.deputies.views.acts import Command
from api.views import DetailView, ListView
from commons.kernel.actor import Actor
from tenants.deputies import queries
from tenants.deputies.commands import mandates
from tenants.deputies.policies import POLICY


class ByName(ByCursor):
    ordering = ("kind", "name")


class Mandates(ListView, Command):
    actions_by_method = {"GET": "deputies.read_mandates", "POST": "deputies.register_mandate"}
    serializer_in = serializers.Registering
    serializer_out = serializers.MandateOut
    command = staticmethod(mandates.register_mandate)

    def rows(self, actor: Actor) -> Any:
        return queries.mandates_visible_to(actor)


class Mandate(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "deputies.read_mandates"}
    serializer_out = serializers.MandateOut

    def row(self, actor: Actor, **keys: UUID) -> Any:
        return queries.mandate(actor, keys["uid"])


class MandateAccount(Command):
    record = "mandate_uid"
    actions_by_method = {"POST": "deputies.register_mandate"}
    serializer_in = serializers.Account
    serializer_out = serializers.MandateOut
    command = staticmethod(mandates.link_account)


class MandateEnding(Command):
    record = "mandate_uid"
    actions_by_method = {"POST": "deputies.end_mandate"}
    serializer_in = serializers.Ending
    serializer_out = serializers.MandateOut
    command = staticmethod(mandates.end_mandate)


class TermEnding(Command):
    """换届: answers with how many mandates ended."""

    actions_by_method = {"POST": "deputies.end_mandate"}
    serializer_in = serializers.TermEnding
    serializer_out = serializers.TermEnded

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return {"mandates": mandates.end_term(actor=actor, at=at, **values)}


class Groups(ListView, Command):
    actions_by_method = {"GET": "deputies.read_mandates", "POST": "deputies.keep_groups"}
    serializer_in = serializers.Forming
    serializer_out = serializers.GroupOut
    pagination_class = ByName
    command = staticmethod(mandates.form_group)

    def rows(self, actor: Actor) -> Any:
        return queries.groups()


class GroupJoining(Command):
    record = "group_uid"
    actions_by_method = {"POST": "deputies.keep_groups"}
    serializer_in = serializers.Belonging
    serializer_out = serializers.MembershipOut
    command = staticmethod(mandates.join_group)


class GroupLeaving(Command):
    record = "group_uid"
    actions_by_method = {"POST": "deputies.keep_groups"}
    serializer_in = serializers.Belonging
    command = staticmethod(mandates.leave_group)
