"""Writing rules: the platform drafts, publishes and withdraws editions; each office adopts them for itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.audit.queries import trail_of
from commons.directory import queries as directory
from commons.directory.terms import Level
from commons.kernel import clock
from commons.kernel.actor import Actor, system
from commons.kernel.errors import Malformed
from commons.outbox.commands import publish
from commons.rulebook import cases, events, holidays, kinds, presets, queries, resolution
from commons.rulebook.errors import (
    AdoptionBackdated,
    BodyRefused,
    EditionDoesNotFit,
    EditionNotPublished,
    EditionOfOthers,
    HolidaysRefused,
    LevelsRefused,
    NarrowedNearer,
    NobodyBelow,
    NotFromAbove,
    TemplateTaken,
    TextRefused,
)
from commons.rulebook.levels import EVERYBODY
from commons.rulebook.lifecycle import EDITION
from commons.rulebook.models import Adoption, Edition, HolidayYear, Template
from commons.rulebook.policies import POLICY
from commons.rulebook.resolution import Modes
from commons.rulebook.terms import EditionState, Kind


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
def enter_holidays(*, actor: Actor, year: int, source: str, lines: str, at: dt.datetime) -> HolidayYear:
    """The year's 放假调休 as announced; entered again it replaces what was entered. Past notices keep their dates.

    Raises HolidaysRefused, TextRefused.
    """
    POLICY.permit(actor, "rulebook.enter_holidays")
    try:
        days = holidays.read_days(lines, year)
    except Malformed as odd:
        raise HolidaysRefused(field="lines", reason=str(odd)) from odd
    row = HolidayYear(
        office_code=actor.office_code,
        created_at=at,
        year=year,
        source=_text(source, "source", "依据", 200),
        days={day.isoformat(): worked for day, worked in sorted(days.items())},
    )
    row.save(force_insert=True)
    record("rulebook.enter_holidays", row, actor=actor, at=at, facts={"year": year, "days": len(days)})
    return row


@transaction.atomic
def draft_edition(
    *, actor: Actor, template_uid: UUID, body: Mapping[str, Any], modes: Mapping[str, Any], at: dt.datetime
) -> Edition:
    """The next number of a template. Raises BodyRefused unless the kind's reader takes the body, and the modes fit it;
    BelowTheLaw for a wording that the law does not allow the template's levels."""
    template = queries.lock_template(template_uid)
    POLICY.permit(actor, "rulebook.draft", template)
    _refuse_unreadable(template.kind, body, modes)
    resolution.refuse_below_the_law(kinds.schema(template.kind), body, template.levels)
    return _draft(actor, template, None, body, modes, at)


@transaction.atomic
def narrow_edition(
    *,
    actor: Actor,
    parent_uid: UUID,
    source: str,
    values: Mapping[str, Any] | None = None,
    modes: Modes | None = None,
    at: dt.datetime,
) -> Edition:
    """A draft of the actor's office on top of a superior's edition, for itself and everybody below it.

    `values` set fields within the superior's limits, `modes` take freedom away. Raises FieldLocked, FieldOutOfBounds,
    FreedomWidened, NobodyBelow, NotFromAbove, NarrowedNearer.
    """
    parent = queries.lock(parent_uid)
    POLICY.permit(actor, "rulebook.narrow")
    source = _text(source, "source", "依据", 300)
    _refuse_narrowing_here(actor.office_code, parent)
    template = _narrowing(actor, parent.template, source, at)
    schema = kinds.schema(parent.template.kind)
    try:
        cases.storable([values or {}, modes or {}])
        body, own_modes = resolution.narrow(schema, parent.body, parent.modes, values or {}, modes or {})
    except Malformed as problem:
        raise BodyRefused(problem=str(problem)) from problem
    _refuse_unreadable(template.kind, body, own_modes)
    resolution.refuse_below_the_law(schema, body, template.levels)
    return _draft(actor, template, parent, body, own_modes, at)


def _draft(
    actor: Actor, template: Template, parent: Edition | None, body: Mapping[str, Any], modes: Modes, at: dt.datetime
) -> Edition:
    newest = template.editions.order_by("-number").first()
    edition = Edition(
        office_code=template.office_code,
        created_at=at,
        template=template,
        parent=parent,
        number=newest.number + 1 if newest else 1,
        body=body,
        modes=modes,
        state=EDITION.start,
    )
    edition.save(force_insert=True)
    record("rulebook.draft", edition, actor=actor, at=at, facts={"kind": template.kind, "number": edition.number})
    return edition


def _narrowing(actor: Actor, above: Template, source: str, at: dt.datetime) -> Template:
    """The office's own template under the province's rule, made with its first draft. The rule is locked, so that two first
    drafts make one template and two drafts never take the same number."""
    root = queries.lock_template(above.root_id or above.uid)
    found = queries.narrowing_of(actor.office_code, root)
    if found is not None:
        return found
    template = Template(
        office_code=actor.office_code,
        created_at=at,
        kind=root.kind,
        title=root.title,
        source=source,
        levels=root.levels,
        root=root,
    )
    template.save(force_insert=True)
    facts = {"kind": root.kind, "levels": root.levels}
    record("rulebook.create_template", template, actor=actor, at=at, facts=facts)
    return template


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

    Raises FieldLocked, FieldOutOfBounds or BelowTheLaw for a value that this office may not set, BodyRefused where the
    values make no whole rule, NarrowedNearer where a nearer superior has published a narrower edition.
    """
    edition = queries.lock(edition_uid)
    POLICY.permit(actor, "rulebook.adopt")
    from_on, values = from_on or clock.date_of(at), dict(values or {})
    _refuse_unfit(edition, actor.office_code)
    _refuse_backdated(from_on, at)
    above = queries.values_above(actor.office_code, edition, on=from_on)
    body = _resolved(edition, [*(each for _, each in above), values], directory.office(actor.office_code).level)
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
    publish_presets(at=at)
    settled = queries.pins(actor.office_code, on=clock.date_of(at))
    return [
        adopt_edition(actor=actor, edition_uid=edition.uid, at=at)
        for edition in queries.defaults_for(actor.office_code)
        if edition.template.kind not in settled
    ]


@transaction.atomic
def publish_presets(*, at: dt.datetime) -> list[Edition]:
    """The province publishes what its law and its places' practice hand down. Idempotent.

    Where the product words a rule anew, its rule gets a new edition; one that the province has taken into its own hands
    (a later wording by a person, or withdrawn) stays as it is. Offices are offered it like any other.
    """
    province = directory.province()
    assert province is not None, "an office was opened before its province was founded"
    editor = system(province.code)
    there, newest = queries.titles(province.code), queries.newest_by_title(province.code)
    published = []
    for preset in presets.PRESETS:
        known, latest = (preset.kind, preset.title) in there, newest.get((preset.kind, preset.title))
        if known and (latest is None or not _is_outworded(latest, preset)):
            continue
        template = (
            latest.template
            if latest
            else create_template(
                actor=editor,
                kind=preset.kind,
                title=preset.title,
                source=preset.source,
                levels=preset.levels,
                default_levels=preset.default_levels,
                at=at,
            )
        )
        edition = draft_edition(actor=editor, template_uid=template.uid, body=preset.body, modes=preset.modes, at=at)
        published.append(publish_edition(actor=editor, uid=edition.uid, at=at))
    return published


def _is_outworded(latest: Edition, preset: presets.Preset) -> bool:
    """Whether the product says it otherwise now, and nobody in the province has had a hand in it."""
    schema = kinds.schema(preset.kind)
    body = {name: value for name, value in latest.body.items() if name not in schema.retired}
    modes = {path: entry for path, entry in latest.modes.items() if path not in schema.retired}
    if (schema.effective(body), modes) == (schema.effective(preset.body), dict(preset.modes)):
        return False
    hands = trail_of(latest).values_list("account_uid", flat=True)
    return latest.state == EditionState.PUBLISHED and all(hand is None for hand in hands)


def _text(value: str, field: str, label: str, limit: int) -> str:
    text = value.strip()
    if not 1 <= len(text) <= limit:
        raise TextRefused(field=field, label=label, limit=limit)
    return text


def _refuse_odd_levels(levels: list[str], default_levels: list[str]) -> None:
    if not levels or not set(default_levels) <= set(levels) <= set(EVERYBODY):
        raise LevelsRefused(field="levels")


def _refuse_unreadable(kind: str, body: Mapping[str, Any], modes: Mapping[str, Any]) -> None:
    try:
        cases.storable([body, modes])
        kinds.check(Kind(kind), body)
        resolution.check_modes(kinds.schema(kind), body, modes)
    except Malformed as problem:
        raise BodyRefused(problem=str(problem)) from problem


def _resolved(edition: Edition, layers: list[Mapping[str, Any]], level: str) -> dict[str, Any]:
    """The body that an office of this level will work by. Every way to a local value comes through here."""
    schema = kinds.schema(edition.template.kind)
    try:
        cases.storable(layers)
        body = resolution.resolve(schema, edition.body, edition.modes, layers)
        kinds.check(Kind(edition.template.kind), body)
    except Malformed as problem:
        raise BodyRefused(problem=str(problem)) from problem
    resolution.refuse_below_the_law(schema, body, [level])
    return body


def _refuse_unfit(edition: Edition, office_code: str) -> None:
    if edition.state != EditionState.PUBLISHED:
        raise EditionNotPublished(state=EditionState(edition.state).label)
    level = directory.office(office_code).level
    if level not in edition.template.levels:
        raise EditionDoesNotFit(title=edition.template.title, level=Level(level).label)
    owners = queries.owners_above(office_code)
    if edition.template.office_code not in {owner.code for owner in owners}:
        raise EditionOfOthers(title=edition.template.title)
    nearer = queries.narrowed_nearer(edition, owners)
    if nearer is not None:
        name = next(owner.name for owner in owners if owner.code == nearer.template.office_code)
        raise NarrowedNearer(title=edition.template.title, office=name, nearer=str(nearer))


def _refuse_narrowing_here(office_code: str, parent: Edition) -> None:
    office = directory.office(office_code)
    if office.level not in (Level.CITY, Level.COUNTY):
        raise NobodyBelow()
    above = queries.owners_above(office_code)[:-1]
    if parent.state != EditionState.PUBLISHED or parent.template.office_code not in {owner.code for owner in above}:
        raise NotFromAbove()
    nearer = queries.narrowed_nearer(parent, above)
    if nearer is not None:
        name = next(owner.name for owner in above if owner.code == nearer.template.office_code)
        raise NarrowedNearer(title=parent.template.title, office=name, nearer=str(nearer))


def _refuse_backdated(from_on: dt.date, at: dt.datetime) -> None:
    today = clock.date_of(at)
    if from_on < today:
        raise AdoptionBackdated(field="from_on", today=today)
