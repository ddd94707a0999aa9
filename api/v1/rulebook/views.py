"""Rules over the API: written on the province's host, adopted on each office's own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from api.v1.rulebook import serializers
from api.views import ActView, DetailView, ListView, WholeView
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.rulebook import commands, kinds, queries
from commons.rulebook.policies import POLICY
from commons.rulebook.shapes import ABSENT
from commons.rulebook.terms import Kind


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


class Kinds(WholeView):
    """The table of every kind: its fields, units, defaults, sources, usual freedoms and what the law demands."""

    policy = POLICY
    actions_by_method = {"GET": "rulebook.read"}
    serializer_out = serializers.KindOut

    def rows(self, actor: Actor) -> Any:
        return [_kind(kind) for kind in Kind]


def _kind(kind: Kind) -> dict[str, Any]:
    schema = kinds.schema(kind)
    fields = [
        {
            "path": each.path,
            "label": each.label,
            "shape": {"unit": getattr(each.shape, "unit", ""), "limits": list(each.shape.limits)},
            "default": None if each.default is ABSENT else each.default,
            "source": each.source,
            "mode": each.mode,
            "bound": each.bound,
            "optional": each.optional,
            "floors": [
                {"bound": floor.bound, "source": floor.source, "levels": sorted(floor.levels)} for floor in each.floors
            ],
        }
        for each in schema.fields
    ]
    return {"kind": kind, "title": schema.title, "fields": fields}


class Narrowings(ActView):
    """POST: a draft of this office on top of a superior's edition, for itself and everybody below it."""

    policy = POLICY
    actions_by_method = {"POST": "rulebook.narrow"}
    serializer_in = serializers.NarrowingIn
    serializer_out = serializers.EditionOut

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        return commands.narrow_edition(actor=actor, parent_uid=values.pop("uid"), at=at, **values)


class Differences(WholeView):
    """What the edition changes against another one (`against`), by default the one before it."""

    policy = POLICY
    actions_by_method = {"GET": "rulebook.read"}
    serializer_query = serializers.AgainstIn
    serializer_out = serializers.DifferenceOut

    def rows(self, actor: Actor) -> Any:
        return queries.comparison(actor, self.kwargs["uid"], self.asked()["against"])


class Effects(WholeView):
    """What adopting the edition would change, and for whom: on the owner's host for everybody below it, else for this office."""

    policy = POLICY
    actions_by_method = {"GET": "rulebook.read"}
    serializer_out = serializers.EffectOut

    def rows(self, actor: Actor) -> Any:
        return queries.effects_for(actor, self.kwargs["uid"], on=clock.today())


class Explanation(WholeView):
    """Field by field: the value, who set it, who keeps it from being changed, what this office may do."""

    policy = POLICY
    actions_by_method = {"GET": "rulebook.read"}
    serializer_out = serializers.ExplainedOut

    def rows(self, actor: Actor) -> Any:
        return queries.explanation(queries.adoption(actor, self.kwargs["uid"]))


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
