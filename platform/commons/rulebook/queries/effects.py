"""What an edition would change, and for whom, before anybody adopts it. A year under way keeps what it pinned."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from commons.directory import queries as directory
from commons.rulebook import kinds
from commons.rulebook.comparison import Difference, differences
from commons.rulebook.models import Adoption, Edition
from commons.rulebook.queries.adoptions import adopted
from commons.rulebook.queries.editions import root_of
from commons.rulebook.resolution import resolve, still_allowed


@dataclass(frozen=True)
class Effect:
    """What adopting the edition would change for offices that work under the same wording with the same values.

    lost   own values that the edition no longer allows: field → the sentence that refuses it
    via    true where an office between has narrowed the rule: it has to take the new wording over first
    """

    now: Edition
    via: bool
    changes: tuple[Difference, ...]
    lost: dict[str, str]
    offices: list[str] = field(default_factory=list)  # names


def effects_of(edition: Edition, *, on: dt.date) -> list[Effect]:
    """For everybody below its owner whose rule this is or was narrowed from, the most numerous first. Three queries."""
    owner = directory.office(edition.office_code)
    template = edition.template
    below = [each for each in directory.subtree(owner) if each.level in template.levels]
    names = {each.code: each.name for each in below}
    rows = adopted(names, on).filter(edition__template__kind=template.kind)
    alike: dict[tuple[Any, ...], Effect] = {}
    for row in rows:
        if root_of(row.edition.template) != root_of(template):
            continue
        key = (row.edition_id, json.dumps(row.values, sort_keys=True), json.dumps(row.body, sort_keys=True))
        if key not in alike:
            alike[key] = _effect(row, edition)
        alike[key].offices.append(names[row.office_code])
    return sorted(alike.values(), key=lambda each: (-len(each.offices), each.offices[0]))


def effect_here(edition: Edition, office_code: str, *, on: dt.date) -> Effect | None:
    """What adopting it would change in one office; None where nothing of the kind is in force there."""
    row = adopted([office_code], on).filter(edition__template__kind=edition.template.kind).first()
    return _effect(row, edition) if row else None


def _effect(row: Adoption, edition: Edition) -> Effect:
    schema = kinds.schema(edition.template.kind)
    kept, lost = still_allowed(schema, edition.body, edition.modes, row.values)
    body = resolve(schema, edition.body, edition.modes, [kept])
    changes = differences(schema, (row.body, row.edition.modes), (body, edition.modes))
    via = row.edition.template_id not in (edition.template_id, root_of(edition.template))
    return Effect(row.edition, via, tuple(changes), lost)
