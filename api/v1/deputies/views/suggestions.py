"""Deputies' suggestions: a list, a record, and one sub-resource an act."""

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
from tenants.deputies.commands import escalation, handling, suggestions
from tenants.deputies.policies import POLICY


class InOrder(ByCursor):
    ordering = "uid"


class Suggestions(ListView, Command):
    actions_by_method = {"GET": "deputies.read", "POST": "deputies.submit"}
    serializer_in = serializers.Submitting
    serializer_out = serializers.SuggestionOut
    command = staticmethod(suggestions.submit_deputy_suggestion)

    def rows(self, actor: Actor) -> Any:
        return queries.suggestions_visible_to(actor)


class Suggestion(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "deputies.read"}
    serializer_out = serializers.SuggestionOut

    def row(self, actor: Actor, **keys: UUID) -> Any:
        return queries.suggestion(actor, keys["uid"])


class CoSigners(ListView, Command):
    """GET: who was asked and who signed. POST: the lead deputy asks more."""

    record = "suggestion_uid"
    actions_by_method = {"GET": "deputies.read", "POST": "deputies.invite"}
    serializer_in = serializers.Inviting
    serializer_out = serializers.CoSignerOut
    serializer_done = serializers.SuggestionOut
    pagination_class = InOrder
    command = staticmethod(suggestions.invite_co_signers)

    def rows(self, actor: Actor) -> Any:
        return queries.co_signers_of(queries.suggestion(actor, self.kwargs["uid"]).uid)


class Handlings(ListView):
    policy = POLICY
    actions_by_method = {"GET": "deputies.read"}
    serializer_out = serializers.HandlingOut
    pagination_class = InOrder

    def rows(self, actor: Actor) -> Any:
        return queries.handlings_of(queries.suggestion(actor, self.kwargs["uid"]).uid)


class Invitations(ListView):
    """What the deputy was asked to sign and has not answered."""

    policy = POLICY
    actions_by_method = {"GET": "deputies.co_sign"}
    serializer_out = serializers.InvitationOut
    pagination_class = InOrder

    def rows(self, actor: Actor) -> Any:
        return queries.invitations_of(actor.account_uid)


class _Act(Command):
    record = "suggestion_uid"
    serializer_out = serializers.SuggestionOut


class Signature(Command):
    record = "suggestion_uid"
    actions_by_method = {"POST": "deputies.co_sign"}
    serializer_in = serializers.Signing
    serializer_out = serializers.CoSignerOut
    command = staticmethod(suggestions.answer_invitation)


class Withdrawal(_Act):
    actions_by_method = {"POST": "deputies.withdraw"}
    command = staticmethod(suggestions.withdraw_suggestion)


class Acceptance(_Act):
    actions_by_method = {"POST": "deputies.accept"}
    command = staticmethod(suggestions.accept)


class Declining(_Act):
    actions_by_method = {"POST": "deputies.accept"}
    serializer_in = serializers.Declining
    command = staticmethod(suggestions.decline)


class Marking(_Act):
    actions_by_method = {"POST": "deputies.mark_key"}
    serializer_in = serializers.Marking
    command = staticmethod(suggestions.mark_key)


class Settlement(_Act):
    actions_by_method = {"POST": "deputies.settle"}
    serializer_in = serializers.Settling
    command = staticmethod(suggestions.settle)


class Assignment(_Act):
    actions_by_method = {"POST": "deputies.assign"}
    serializer_in = serializers.Assigning

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        lead = handling.Unit(**values.pop("lead"))
        assisting = [handling.Unit(**unit) for unit in values.pop("assisting")]
        uid = values.pop("uid")
        return handling.assign(actor=actor, at=at, suggestion_uid=uid, lead=lead, assisting=assisting, **values)


class HandingBack(_Act):
    actions_by_method = {"POST": "deputies.answer"}
    serializer_in = serializers.Reason
    command = staticmethod(handling.hand_back)


class Extension(_Act):
    actions_by_method = {"POST": "deputies.assign"}
    serializer_in = serializers.Due
    command = staticmethod(handling.extend)


class Opinion(Command):
    """An assisting unit's."""

    record = "suggestion_uid"
    actions_by_method = {"POST": "deputies.answer"}
    serializer_in = serializers.GivingOpinion
    serializer_out = serializers.HandlingOut
    command = staticmethod(handling.give_opinion)


class Answer(_Act):
    actions_by_method = {"POST": "deputies.answer"}
    serializer_in = serializers.Answering
    command = staticmethod(handling.answer)


class Rating(_Act):
    actions_by_method = {"POST": "deputies.rate"}
    serializer_in = serializers.RatingIn
    command = staticmethod(suggestions.rate)


class Redoing(_Act):
    actions_by_method = {"POST": "deputies.assign"}
    serializer_in = serializers.Due
    command = staticmethod(handling.redo)


class Closing(_Act):
    actions_by_method = {"POST": "deputies.close"}
    command = staticmethod(suggestions.close)


class Escalation(_Act):
    actions_by_method = {"POST": "deputies.escalate"}
    command = staticmethod(escalation.escalate)
