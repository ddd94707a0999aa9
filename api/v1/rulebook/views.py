"""Rules over the API: written on the province's host, adopted on each office's own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from api.v1.rulebook import serializers
from api.views import ActView, DetailView, ListView
from commons.kernel.actor import Actor
from commons.rulebook import commands, queries
from commons.rulebook.policies import POLICY


class Templates(ListView, ActView):
    """GET: every rule. POST: a new one, still without a wording."""

    policy = POLICY
    actions_by_method = {"GET": "rulebook.read", "POST": "rulebook.draft"}
    serializer_in = serializers.TemplateIn
    serializer_out = serializers.TemplateOut

    def rows(self, actor: Actor) -> Any:
        return queries.templates()

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.create_template(actor=actor, at=at, **values)


class Template(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "rulebook.read"}
    serializer_out = serializers.TemplateOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.template(keys["uid"])


class Drafts(ActView):
    """POST: the next edition of a template, as a draft."""

    policy = POLICY
    actions_by_method = {"POST": "rulebook.draft"}
    serializer_in = serializers.EditionIn
    serializer_out = serializers.EditionOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.draft_edition(actor=actor, template_uid=values.pop("uid"), at=at, **values)


class Editions(ListView):
    policy = POLICY
    actions_by_method = {"GET": "rulebook.read"}
    serializer_out = serializers.EditionOut

    def rows(self, actor: Actor) -> Any:
        return queries.visible_to(actor)


class Edition(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "rulebook.read"}
    serializer_out = serializers.EditionOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.edition(actor, keys["uid"])


class Publication(ActView):
    policy = POLICY
    actions_by_method = {"POST": "rulebook.publish"}
    serializer_out = serializers.EditionOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.publish_edition(actor=actor, at=at, **values)


class Withdrawal(ActView):
    policy = POLICY
    actions_by_method = {"POST": "rulebook.withdraw"}
    serializer_out = serializers.EditionOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.withdraw_edition(actor=actor, at=at, **values)


class Adoptions(ListView, ActView):
    """GET: what this office has adopted. POST: adopt an edition, with values of its own on the free fields."""

    policy = POLICY
    actions_by_method = {"GET": "rulebook.read", "POST": "rulebook.adopt"}
    serializer_in = serializers.AdoptionIn
    serializer_out = serializers.AdoptionOut

    def rows(self, actor: Actor) -> Any:
        return queries.adoptions_of(actor)

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.adopt_edition(actor=actor, at=at, **values)


class Adoption(DetailView):
    policy = POLICY
    actions_by_method = {"GET": "rulebook.read"}
    serializer_out = serializers.AdoptionOut

    def row(self, actor: Actor, **keys: Any) -> Any:
        return queries.adoption(actor, keys["uid"])
