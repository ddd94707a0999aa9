"""What an edition would change, and for whom, before anybody adopts it. A year under way keeps what it pinned."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from commons.directory import queries as directory
from commons.kernel.actor import Actor
from commons.rulebook import kinds
from commons.rulebook.comparison import Difference, differences
from commons.rulebook.errors import EditionNotFound
from commons.rulebook.models import Adoption, Edition
from commons.rulebook.queries.adoptions import adopted
from commons.rulebook.queries.editions import edition, newest_before, root_of
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
    offices: list[str]  # names


def effects_of(of: Edition, *, on: dt.date) -> list[Effect]:
    """For everybody below its owner whose rule this is or was narrowed from, the most numerous first. Three queries."""
    owner = directory.office(of.office_code)
    template = of.template
    below = [each for each in directory.subtree(owner) if each.level in template.levels]
    names = {each.code: each.name for each in below}
    rows = adopted(names, on).filter(edition__template__kind=template.kind)
    alike: dict[tuple[Any, ...], Effect] = {}
    for row in rows:
        if root_of(row.edition.template) != root_of(template):
            continue
        key = (row.edition_id, json.dumps(row.values, sort_keys=True), json.dumps(row.body, sort_keys=True))
        if key not in alike:
            alike[key] = _effect(row, of, [])
        alike[key].offices.append(names[row.office_code])
    return sorted(alike.values(), key=lambda each: (-len(each.offices), each.offices[0]))


def effects_for(viewer: Actor, uid: UUID | str, *, on: dt.date) -> list[Effect]:
    """As far as the viewer's office is concerned: everybody below it for its own edition, itself for a superior's."""
    found = edition(viewer, uid)
    if found.office_code == viewer.office_code:
        return effects_of(found, on=on)
    here = effect_here(found, viewer.office_code, on=on)
    return [here] if here else []


def comparison(viewer: Actor, uid: UUID | str, against: UUID | str | None = None) -> list[Difference]:
    """An edition against another of its kind, by default against the one before it; nothing where there is none."""
    after = edition(viewer, uid)
    before = edition(viewer, against) if against else newest_before(after)
    if before is None:
        return []
    if before.template.kind != after.template.kind:
        raise EditionNotFound()
    schema = kinds.schema(after.template.kind)
    return differences(schema, (before.body, before.modes), (after.body, after.modes))


def effect_here(of: Edition, office_code: str, *, on: dt.date) -> Effect | None:
    """What adopting it would change in one office; None where nothing of the kind is in force there."""
    row = adopted([office_code], on).filter(edition__template__kind=of.template.kind).first()
    return _effect(row, of, [directory.office(office_code).name]) if row else None


def _effect(row: Adoption, of: Edition, offices: list[str]) -> Effect:
    schema = kinds.schema(of.template.kind)
    kept, lost = still_allowed(schema, of.body, of.modes, row.values)
    body = resolve(schema, of.body, of.modes, [kept])
    changes = differences(schema, (row.body, row.edition.modes), (body, of.modes))
    via = row.edition.template_id not in (of.template_id, root_of(of.template))
    return Effect(row.edition, via, tuple(changes), lost, offices)
