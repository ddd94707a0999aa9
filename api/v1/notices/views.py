"""Public notices over the API: anybody reads what hangs and may say something to it; the staff do the rest."""

from __future__ import annotations

import datetime as dt
from typing import Any

from api.v1.notices import serializers
from api.views import ActView, DetailView, ListView
from commons.kernel.actor import Actor
from tenants.notices import commands, queries
from tenants.notices.policies import POLICY


class Notices(ListView, ActView):
    """GET: what the viewer may see. POST: begin a draft."""

    policy = POLICY
    actions_by_method = {"GET": "notices.read", "POST": "notices.draft_notice"}
    serializer_in = serializers.Draft
    serializer_out = serializers.NoticeRow

    def rows(self, actor: Actor) -> Any:
        return queries.visible_to(actor)

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.draft_notice(actor=actor, at=at, **values)


class Notice(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "notices.read"}
    serializer_out = serializers.NoticeOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.notice(actor, keys["uid"])


class Revision(ActView):
    policy = POLICY
    actions_by_method = {"POST": "notices.revise_notice"}
    serializer_in = serializers.Text
    serializer_out = serializers.NoticeRow

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.revise_notice(actor=actor, at=at, **values)


class Posting(ActView):
    policy = POLICY
    actions_by_method = {"POST": "notices.post_notice"}
    serializer_out = serializers.NoticeRow

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.post_notice(actor=actor, at=at, **values)


class Closing(ActView):
    policy = POLICY
    actions_by_method = {"POST": "notices.close_notice"}
    serializer_out = serializers.NoticeRow

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.close_notice(actor=actor, at=at, **values)


class Retraction(ActView):
    policy = POLICY
    actions_by_method = {"POST": "notices.retract_notice"}
    serializer_in = serializers.Retraction
    serializer_out = serializers.NoticeRow

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.retract_notice(actor=actor, at=at, **values)


class Places(ActView):
    policy = POLICY
    actions_by_method = {"POST": "notices.record_place"}
    serializer_in = serializers.PlaceIn
    serializer_out = serializers.PlaceOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.record_place(actor=actor, notice_uid=values.pop("uid"), at=at, **values)


class Opinions(ListView, ActView):
    """GET: the staff read what came in. POST: anybody, without a name if they like."""

    policy = POLICY
    actions_by_method = {"GET": "notices.read_opinions", "POST": "notices.record_opinion"}
    serializer_in = serializers.OpinionIn
    serializer_out = serializers.OpinionOut
    serializer_done = serializers.Received

    def rows(self, actor: Actor) -> Any:
        return queries.opinions_of(actor, self.kwargs["uid"])

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.record_opinion(actor=actor, notice_uid=values.pop("uid"), at=at, **values)


class Answer(ActView):
    policy = POLICY
    actions_by_method = {"POST": "notices.answer_opinion"}
    serializer_in = serializers.Answer
    serializer_out = serializers.OpinionOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.answer_opinion(actor=actor, at=at, **values)


class Notifications(ListView):
    """What was sent to the viewer."""

    policy = POLICY
    actions_by_method = {"GET": "notices.read_notification"}
    serializer_out = serializers.NotificationOut

    def rows(self, actor: Actor) -> Any:
        return queries.dispatches_of(actor)


class Reading(ActView):
    policy = POLICY
    actions_by_method = {"POST": "notices.read_notification"}
    serializer_out = serializers.NotificationOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.mark_read(actor=actor, at=at, **values)
