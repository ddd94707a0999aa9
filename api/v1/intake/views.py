"""Suggestions and campaigns over HTTP. Submitting and looking up by code need no account; both are rate-limited."""

from __future__ import annotations

import datetime as dt
from typing import Any

from api.pagination import ByCursor
from api.throttling import LookingUp, PerOffice, Suggesting
from api.v1.intake import serializers
from api.views import ActView, DetailView, ListView
from commons.kernel.actor import Actor
from tenants.cycles.errors import CycleNotFound
from tenants.intake import queries
from tenants.intake.commands import campaigns, contacts, merging, reach, suggestions
from tenants.intake.policies import POLICY


class Suggestions(ListView, ActView):
    """GET: what the viewer may see. POST: submit one; the answer holds the query code, once."""

    policy = POLICY
    actions_by_method = {"GET": "intake.read", "POST": "intake.submit"}
    serializer_in = serializers.Submission
    serializer_out = serializers.SuggestionOut
    serializer_done = serializers.SlipOut
    throttle_classes = [PerOffice, Suggesting]

    def rows(self, actor: Actor) -> Any:
        return queries.visible_to(actor)

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        photos = [suggestions.Photo(each.name, each.read()) for each in values.pop("photos")]
        film = values.pop("video")
        video = suggestions.Photo(film.name, film.read()) if film else None
        return suggestions.submit_suggestion(actor=actor, at=at, photos=photos, video=video, **values)


class Suggestion(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "intake.read"}
    serializer_out = serializers.SuggestionOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.get(actor, keys["uid"])


class _OnSuggestion(ActView):
    policy = POLICY
    serializer_out = serializers.SuggestionOut


class Screening(_OnSuggestion):
    actions_by_method = {"POST": "intake.screen"}

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return suggestions.screen_suggestion(actor=actor, at=at, **values)


class Return(_OnSuggestion):
    actions_by_method = {"POST": "intake.screen"}
    serializer_in = serializers.Reply

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return suggestions.return_suggestion(actor=actor, at=at, **values)


class Declining(_OnSuggestion):
    actions_by_method = {"POST": "intake.screen"}
    serializer_in = serializers.Refusal

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return suggestions.decline_suggestion(actor=actor, at=at, **values)


class Reinstatement(_OnSuggestion):
    actions_by_method = {"POST": "intake.screen"}
    serializer_in = serializers.Reason

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return suggestions.reinstate_suggestion(actor=actor, at=at, **values)


class Merger(_OnSuggestion):
    """Handle this suggestion together with `primary_uid`."""

    actions_by_method = {"POST": "intake.merge"}
    serializer_in = serializers.Merging

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        absorbed = values.pop("uid")
        return merging.merge_suggestions(actor=actor, absorbed_uid=absorbed, at=at, **values).absorbed


class MergerUndone(_OnSuggestion):
    actions_by_method = {"POST": "intake.merge"}
    serializer_in = serializers.Reason

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return merging.undo_merge(actor=actor, at=at, **values)


class Classification(_OnSuggestion):
    actions_by_method = {"POST": "intake.classify"}
    serializer_in = serializers.Classifying

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return suggestions.classify_suggestion(actor=actor, at=at, **values)


class Duplicates(DetailView):
    """Open suggestions that may be the same matter, the likeliest first; at most ten."""

    policy = POLICY
    actions_by_method = {"GET": "intake.merge"}
    serializer_out = serializers.DuplicatesOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        POLICY.permit(actor, "intake.merge")
        return {"results": queries.alike(queries.get(actor, keys["uid"]))}


class Link(ActView):
    """This suggestion is a clue from which `suggestion_uid` grew."""

    policy = POLICY
    actions_by_method = {"POST": "intake.link"}
    serializer_in = serializers.Linking
    serializer_out = serializers.LinkOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return merging.link_clue(actor=actor, clue_uid=values.pop("uid"), at=at, **values)


class LinkUndone(ActView):
    policy = POLICY
    actions_by_method = {"POST": "intake.link"}
    serializer_in = serializers.Linking
    serializer_out = serializers.LinkOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return merging.undo_link(actor=actor, clue_uid=values.pop("uid"), at=at, **values)


class Nomination(_OnSuggestion):
    actions_by_method = {"POST": "intake.nominate"}

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return suggestions.nominate_suggestion(actor=actor, at=at, **values)


class ContactRevealed(ActView):
    """Name and phone in full, for a reason that stays on record. Takes no idempotency key: nothing of it is kept."""

    policy = POLICY
    actions_by_method = {"POST": "intake.reveal_contact"}
    serializer_in = serializers.Reason
    serializer_out = serializers.ContactOut
    status = 200
    kept = False

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return contacts.reveal_contact(actor=actor, at=at, **values)


class Lookup(ActView):
    """What became of a suggestion, for whoever holds its query code. By POST, so that no log keeps the code."""

    policy = POLICY
    actions_by_method = {"POST": "intake.look_up"}
    serializer_in = serializers.Code
    serializer_out = serializers.CitizenOut
    throttle_classes = [PerOffice, LookingUp]
    status = 200

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return queries.by_code(values["code"])


class Amendment(ActView):
    """Amend what was returned, and submit it again."""

    policy = POLICY
    actions_by_method = {"POST": "intake.amend"}
    serializer_in = serializers.Amending
    serializer_out = serializers.CitizenOut
    throttle_classes = [PerOffice, LookingUp]
    status = 200

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        suggestions.resubmit(actor=actor, at=at, **values)
        return queries.by_code(values["code"])


class ByStart(ByCursor):
    ordering = ("-from_on", "-uid")


class Campaigns(ListView, ActView):
    policy = POLICY
    actions_by_method = {"GET": "intake.read_campaigns", "POST": "intake.plan_campaign"}
    serializer_in = serializers.Planning
    serializer_out = serializers.CampaignOut
    pagination_class = ByStart

    def rows(self, actor: Actor) -> Any:
        return queries.campaigns_visible_to(actor)

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return campaigns.plan_campaign(actor=actor, at=at, **values)


class Campaign(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "intake.read_campaigns"}
    serializer_out = serializers.CampaignOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.campaign(actor, keys["uid"])


class CampaignOpening(ActView):
    policy = POLICY
    actions_by_method = {"POST": "intake.run_campaign"}
    serializer_out = serializers.CampaignOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return campaigns.open_campaign(actor=actor, at=at, **values)


class CampaignClosing(ActView):
    policy = POLICY
    actions_by_method = {"POST": "intake.run_campaign"}
    serializer_out = serializers.CampaignOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return campaigns.close_campaign(actor=actor, at=at, **values)


class ByDay(ByCursor):
    ordering = ("-held_on", "-uid")


class Activities(ListView, ActView):
    """What was done to be heard, a row a day and place; of a campaign, or of the standing collection."""

    policy = POLICY
    actions_by_method = {"GET": "intake.read_activities", "POST": "intake.record_activity"}
    serializer_in = serializers.Doing
    serializer_out = serializers.ActivityOut
    pagination_class = ByDay

    def rows(self, actor: Actor) -> Any:
        return queries.activities_visible_to(actor)

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return reach.record_activity(actor=actor, at=at, **values)


class CampaignActivities(ActView):
    policy = POLICY
    actions_by_method = {"POST": "intake.record_activity"}
    serializer_in = serializers.DoingHere
    serializer_out = serializers.ActivityOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return reach.record_activity(actor=actor, campaign_uid=values.pop("uid"), at=at, **values)


class ActivityStriking(ActView):
    policy = POLICY
    actions_by_method = {"POST": "intake.strike_activity"}
    serializer_in = serializers.Reason
    serializer_out = serializers.ActivityOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return reach.strike_activity(actor=actor, at=at, **values)


class Figures(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "intake.read_figures"}
    serializer_out = serializers.FiguresOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        POLICY.permit(actor, "intake.read_figures")
        found = queries.counts(keys["year"])
        if found is None:
            raise CycleNotFound()
        return found
