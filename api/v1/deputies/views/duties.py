"""Duty records, claims, points."""

from __future__ import annotations

from typing import Any

from api.v1.deputies import serializers
from api.v1.deputies.views.acts import Command
from api.views import ListView, WholeView
from commons.kernel.actor import Actor
from tenants.deputies import queries
from tenants.deputies.commands import duties
from tenants.deputies.policies import POLICY


class Duties(ListView):
    policy = POLICY
    actions_by_method = {"GET": "deputies.read_duties"}
    serializer_out = serializers.DutyOut

    def rows(self, actor: Actor) -> Any:
        return queries.duties_visible_to(actor)


class DutyStriking(Command):
    record = "duty_uid"
    actions_by_method = {"POST": "deputies.verify_duty"}
    serializer_in = serializers.Reason
    serializer_out = serializers.DutyOut
    command = staticmethod(duties.strike_duty)


class Claims(ListView, Command):
    actions_by_method = {"GET": "deputies.read_duties", "POST": "deputies.claim_duty"}
    serializer_in = serializers.Claiming
    serializer_out = serializers.ClaimOut
    command = staticmethod(duties.claim_duty)

    def rows(self, actor: Actor) -> Any:
        return queries.claims_visible_to(actor)


class ClaimVerification(Command):
    record = "claim_uid"
    actions_by_method = {"POST": "deputies.verify_duty"}
    serializer_out = serializers.ClaimOut
    command = staticmethod(duties.verify_claim)


class ClaimRejection(Command):
    record = "claim_uid"
    actions_by_method = {"POST": "deputies.verify_duty"}
    serializer_in = serializers.Reason
    serializer_out = serializers.ClaimOut
    command = staticmethod(duties.reject_claim)


class Points(WholeView):
    """Points of a half-open period, the most first: all for the staff, her own for a deputy."""

    policy = POLICY
    actions_by_method = {"GET": "deputies.read_duties"}
    serializer_query = serializers.Period
    serializer_out = serializers.PointsOut

    def rows(self, actor: Actor) -> Any:
        return queries.points_of(actor, **self.asked())
