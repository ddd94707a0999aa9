"""Writing rules: the platform drafts, publishes and withdraws editions; each office adopts them for itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.directory import queries as directory
from commons.directory.terms import Level
from commons.kernel import clock
from commons.kernel.actor import Actor, system
from commons.kernel.errors import Malformed
from commons.outbox.commands import publish
from commons.rulebook import cases, events, kinds, presets, queries, resolution
from commons.rulebook.errors import (
    AdoptionBackdated,
    BodyRefused,
    EditionDoesNotFit,
    EditionNotPublished,
    LevelsRefused,
    TemplateTaken,
    TextRefused,
)
from commons.rulebook.lifecycle import EDITION
from commons.rulebook.models import Adoption, Edition, Template
from commons.rulebook.policies import POLICY
from commons.rulebook.terms import EditionState, Kind

_BODIES = (
    Level.CITY,
    Level.COUNTY,
    Level.TOWNSHIP,
    Level.SUBDISTRICT,
)  # who runs a yearly cycle; the province does not


@transaction.atomic
def create_template(
    *,
    actor: Actor,
    kind: Kind,
    title: str,
    source: str,
    levels: Iterable[str],
    default_levels: Iterable[str] = (),
    at: dt.datetime,
) -> Template:
    """A rule without a wording yet. Offices of `default_levels` adopt its newest published edition when they open."""
    POLICY.permit(actor, "rulebook.draft")
    title, source = _text(title, "title", "名称", 60), _text(source, "source", "依据", 300)
    levels, default_levels = list(levels), list(default_levels)
    _refuse_odd_levels(levels, default_levels)
    if queries.find_template(actor.office_code, kind, title):
        raise TemplateTaken(field="title")
    template = Template(
        office_code=actor.office_code,
        created_at=at,
        kind=kind,
        title=title,
        source=source,
        levels=levels,
        default_levels=default_levels,
    )
    template.save(force_insert=True)
    record("rulebook.create_template", template, actor=actor, at=at, facts={"kind": kind, "levels": levels})
    return template


@transaction.atomic
def draft_edition(
    *, actor: Actor, template_uid: UUID, body: Mapping[str, Any], modes: Mapping[str, Any], at: dt.datetime
) -> Edition:
    """The next number of a template. Raises BodyRefused unless the kind's reader takes the body, and the modes fit it."""
    template = queries.lock_template(template_uid)
    POLICY.permit(actor, "rulebook.draft", template)
    _refuse_unreadable(template.kind, body, modes)
    newest = template.editions.order_by("-number").first()
    edition = Edition(
        office_code=template.office_code,
        created_at=at,
        template=template,
        number=newest.number + 1 if newest else 1,
        body=body,
        modes=modes,
        state=EDITION.start,
    )
    edition.save(force_insert=True)
    record("rulebook.draft", edition, actor=actor, at=at, facts={"kind": template.kind, "number": edition.number})
    return edition


@transaction.atomic
def publish_edition(*, actor: Actor, uid: UUID, at: dt.datetime) -> Edition:
    """From now on offices may adopt it."""
    edition = queries.lock(uid)
    POLICY.permit(actor, "rulebook.publish", edition)
    advance(edition, EDITION, "publish", actor=actor, at=at, published_at=at)
    publish(events.EditionPublished(at=at, edition_uid=edition.uid, kind=edition.template.kind))
    return edition


@transaction.atomic
def withdraw_edition(*, actor: Actor, uid: UUID, at: dt.datetime) -> Edition:
    """Nobody adopts it any more. Where it was adopted it stays in force until that office adopts another."""
    edition = queries.lock(uid)
    POLICY.permit(actor, "rulebook.withdraw", edition)
    advance(edition, EDITION, "withdraw", actor=actor, at=at, withdrawn_at=at)
    publish(events.EditionWithdrawn(at=at, edition_uid=edition.uid, kind=edition.template.kind))
    return edition


@transaction.atomic
def adopt_edition(
    *,
    actor: Actor,
    edition_uid: UUID,
    values: Mapping[str, Any] | None = None,
    from_on: dt.date | None = None,
    at: dt.datetime,
) -> Adoption:
    """The actor's office works under this edition from `from_on` (today if not said), with `values` on free fields.

    Raises FieldLocked for a value that no office may set, BodyRefused where the values make no whole rule.
    """
    edition = queries.lock(edition_uid)
    POLICY.permit(actor, "rulebook.adopt")
    from_on, values = from_on or clock.date_of(at), dict(values or {})
    _refuse_unfit(edition, actor.office_code)
    _refuse_backdated(from_on, at)
    layers = [*queries.values_above(actor.office_code, edition, on=from_on), values]
    body = resolution.resolve(edition.body, edition.modes, layers)
    _refuse_unreadable(edition.template.kind, body, edition.modes)
    adoption = Adoption(
        office_code=actor.office_code, created_at=at, edition=edition, values=values, body=body, from_on=from_on
    )
    adoption.save(force_insert=True)
    kind = edition.template.kind
    facts = {"kind": kind, "edition": edition.uid, "number": edition.number, "from": from_on, "set": sorted(values)}
    record("rulebook.adopt", adoption, actor=actor, at=at, facts=facts)
    publish(
        events.EditionAdopted(
            at=at, office_code=actor.office_code, kind=kind, edition_uid=edition.uid, adoption_uid=adoption.uid
        )
    )
    return adoption


@transaction.atomic
def settle_in(*, actor: Actor, at: dt.datetime) -> list[Adoption]:
    """What a new office starts with: the default editions of its level. Publishes the province's presets if need be.

    Idempotent: a kind that the office has adopted already is left alone.
    """
    POLICY.permit(actor, "rulebook.adopt")
    _publish_presets(at)
    office, settled = directory.office(actor.office_code), queries.pins(actor.office_code, on=clock.date_of(at))
    return [
        adopt_edition(actor=actor, edition_uid=edition.uid, at=at)
        for edition in queries.published_default(office.level)
        if edition.template.kind not in settled
    ]


def _publish_presets(at: dt.datetime) -> None:
    """The province publishes what its law and its places' practice hand down; a template that is there stays as it is."""
    province = directory.province()
    assert province is not None, "an office was opened before its province was founded"
    editor = system(province.code)
    for preset in presets.PRESETS:
        if queries.find_template(province.code, preset.kind, preset.title) is None:
            template = create_template(
                actor=editor,
                kind=preset.kind,
                title=preset.title,
                source=preset.source,
                levels=preset.levels,
                default_levels=preset.default_levels,
                at=at,
            )
            edition = draft_edition(
                actor=editor, template_uid=template.uid, body=preset.body, modes=preset.modes, at=at
            )
            publish_edition(actor=editor, uid=edition.uid, at=at)


def _text(value: str, field: str, label: str, limit: int) -> str:
    text = value.strip()
    if not 1 <= len(text) <= limit:
        raise TextRefused(field=field, label=label, limit=limit)
    return text


def _refuse_odd_levels(levels: list[str], default_levels: list[str]) -> None:
    if not levels or not set(default_levels) <= set(levels) <= set(_BODIES):
        raise LevelsRefused(field="levels")


def _refuse_unreadable(kind: str, body: Mapping[str, Any], modes: Mapping[str, Any]) -> None:
    try:
        cases.storable([body, modes])
        kinds.check(Kind(kind), body)
        resolution.check_modes(body, modes)
    except Malformed as problem:
        raise BodyRefused(field="body", problem=str(problem)) from problem


def _refuse_unfit(edition: Edition, office_code: str) -> None:
    if edition.state != EditionState.PUBLISHED:
        raise EditionNotPublished(state=EditionState(edition.state).label)
    level = directory.office(office_code).level
    if level not in edition.template.levels:
        raise EditionDoesNotFit(title=edition.template.title, level=Level(level).label)


def _refuse_backdated(from_on: dt.date, at: dt.datetime) -> None:
    today = clock.date_of(at)
    if from_on < today:
        raise AdoptionBackdated(field="from_on", today=today.isoformat())
