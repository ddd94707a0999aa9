"""Adoptions: what an office works under, and where each field of it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from commons.directory import queries as directory
from commons.kernel.actor import Actor
from commons.rulebook import kinds
from commons.rulebook.comparison import Explained, Layer, Wording, explain
from commons.rulebook.errors import AdoptionNotFound, NothingInForce
from commons.rulebook.models import Adoption, Edition
from commons.rulebook.queries.editions import lineage_of
from commons.rulebook.terms import Kind


@dataclass(frozen=True)
class InForce:
    """The rule an office works under. `body` is resolved: superiors' and own values are already in it."""

    edition_uid: UUID
    adoption_uid: UUID
    kind: Kind
    title: str
    number: int
    body: dict[str, Any]
    source: str


def edition_in_force(office_code: str, kind: Kind, *, on: dt.date) -> InForce:
    """What the office has adopted for that day. Raises NothingInForce."""
    found = adopted([office_code], on).filter(edition__template__kind=kind).first()
    if found is None:
        raise NothingInForce(kind=Kind(kind).label)
    return _facts(found)


def in_force(adoption_uid: UUID | str) -> InForce:
    """The rule behind a pin: the same answer for ever. Raises AdoptionNotFound."""
    found = Adoption.objects.select_related("edition__template").filter(uid=adoption_uid).first()
    if found is None:
        raise AdoptionNotFound()
    return _facts(found)


def rule_of(office_code: str, kind: Kind, *, pinned: UUID | str | None = None, on: dt.date) -> Mapping[str, Any]:
    """The whole body to work by: of the pin, else of the day, else the kind's own defaults.

    For kinds that came to the rulebook later: a year opened before has no pin of them, and is served by the defaults.
    """
    rows = (
        Adoption.objects.filter(uid=pinned)
        if pinned
        else adopted([office_code], on).filter(edition__template__kind=kind)
    )
    found = rows.values_list("body", flat=True).first()
    return kinds.schema(kind).effective(found or {})


def bodies_of(kind: Kind, adoption_uids: Collection[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """The whole bodies behind these pins. One query, or none."""
    rows = Adoption.objects.filter(uid__in=adoption_uids).values_list("uid", "body") if adoption_uids else []
    return {uid: kinds.schema(kind).effective(body) for uid, body in rows}


def pins(office_code: str, *, on: dt.date) -> dict[str, str]:
    """kind → uid of the adoption in force: what a cycle keeps of the rules it was opened under."""
    return {each.edition.template.kind: str(each.uid) for each in adopted([office_code], on)}


def values_above(
    office_code: str, edition: Edition, *, on: dt.date, made_before: dt.datetime | None = None
) -> list[tuple[str, dict[str, Any]]]:
    """(name of the superior, its local values) for those that work under this very edition, the province first."""
    superiors = directory.superiors_of(directory.office(office_code))
    rows = adopted([each.code for each in superiors], on, made_before=made_before)
    values = {each.office_code: each.values for each in rows if each.edition_id == edition.uid}
    return [(each.name, values[each.code]) for each in superiors if each.code in values]


def adoptions_of(viewer: Actor) -> QuerySet[Adoption]:
    """The viewer's own office: every adoption, the newest first, each with the day on which the next one takes over."""
    later = Q(from_on__gt=OuterRef("from_on")) | Q(from_on=OuterRef("from_on"), uid__gt=OuterRef("uid"))
    same_kind = Adoption.objects.filter(
        later,
        office_code=OuterRef("office_code"),
        edition__template__kind=OuterRef("edition__template__kind"),
    )
    return (
        Adoption.objects.select_related("edition__template")
        .filter(office_code=viewer.office_code)
        .annotate(until_on=Subquery(same_kind.order_by("from_on", "uid").values("from_on")[:1]))
        .order_by("-from_on", "-uid")
    )


def adoption(viewer: Actor, uid: UUID | str) -> Adoption:
    found = adoptions_of(viewer).filter(uid=uid).first()
    if found is None:
        raise AdoptionNotFound()
    return found


def rulebook_of(office_code: str, *, on: dt.date) -> list[Adoption]:
    """What holds in the office on that day, one adoption a kind."""
    return list(adopted([office_code], on))


def explanation(of: Adoption) -> list[Explained]:
    """Field by field: the value, who set it, who keeps it from being changed, what this office may do."""
    edition = of.edition
    lineage = lineage_of(edition)
    names = {code: directory.office(code).name for code in {each.template.office_code for each in lineage}}
    layers = values_above(of.office_code, edition, on=of.from_on, made_before=of.created_at)
    return explain(
        kinds.schema(edition.template.kind),
        [Wording(names[each.template.office_code], str(each), each.body, each.modes) for each in lineage],
        [Layer(name, values) for name, values in layers],
        Layer(directory.office(of.office_code).name, of.values),
        of.body,
    )


def adopted(codes: Iterable[str], on: dt.date, *, made_before: dt.datetime | None = None) -> QuerySet[Adoption]:
    """One adoption an office and kind: the one that began last; of two that began on one day, the one made later."""
    rows = Adoption.objects.select_related("edition__template").filter(office_code__in=list(codes), from_on__lte=on)
    if made_before is not None:
        rows = rows.filter(created_at__lt=made_before)
    return rows.order_by("office_code", "edition__template__kind", "-from_on", "-uid").distinct(
        "office_code", "edition__template__kind"
    )


def _facts(adoption: Adoption) -> InForce:
    edition, template = adoption.edition, adoption.edition.template
    return InForce(
        edition_uid=edition.uid,
        adoption_uid=adoption.uid,
        kind=Kind(template.kind),
        title=template.title,
        number=edition.number,
        body=adoption.body,
        source=template.source,
    )
