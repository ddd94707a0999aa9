"""Reading rules, from inside any office: they live in public and are the same for everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from commons.directory import queries as directory
from commons.kernel.actor import Actor, Role
from commons.rulebook.errors import AdoptionNotFound, EditionNotFound, NothingInForce, TemplateNotFound
from commons.rulebook.models import Adoption, Edition, Template
from commons.rulebook.terms import EditionState, Kind


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
    found = _adopted([office_code], on).filter(edition__template__kind=kind).first()
    if found is None:
        raise NothingInForce(kind=Kind(kind).label)
    return _facts(found)


def in_force(adoption_uid: UUID | str) -> InForce:
    """The rule behind a pin: the same answer for ever. Raises AdoptionNotFound."""
    found = Adoption.objects.select_related("edition__template").filter(uid=adoption_uid).first()
    if found is None:
        raise AdoptionNotFound()
    return _facts(found)


def pins(office_code: str, *, on: dt.date) -> dict[str, str]:
    """kind → uid of the adoption in force: what a cycle keeps of the rules it was opened under."""
    return {each.edition.template.kind: str(each.uid) for each in _adopted([office_code], on)}


def values_above(office_code: str, edition: Edition, *, on: dt.date) -> list[dict[str, Any]]:
    """The local values of the superiors that work under this very edition, the province first."""
    superiors = [each.code for each in directory.superiors_of(directory.office(office_code))]
    values = {each.office_code: each.values for each in _adopted(superiors, on) if each.edition_id == edition.uid}
    return [values[code] for code in superiors if code in values]


def templates() -> QuerySet[Template]:
    return Template.objects.order_by("kind", "uid")


def template(uid: UUID | str) -> Template:
    found = Template.objects.filter(uid=uid).first()
    if found is None:
        raise TemplateNotFound()
    return found


def find_template(owner_code: str, kind: Kind, title: str) -> Template | None:
    return Template.objects.filter(office_code=owner_code, kind=kind, title=title).first()


def visible_to(viewer: Actor) -> QuerySet[Edition]:
    """Editions: everybody sees what was ever published, drafts are for those who write them."""
    rows = Edition.objects.select_related("template")
    if not viewer.holds(Role.TEMPLATE_EDITOR, Role.SYSTEM):
        rows = rows.filter(published_at__isnull=False)
    return rows.order_by("template__kind", "template_id", "-number")


def edition(viewer: Actor, uid: UUID | str) -> Edition:
    found = visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise EditionNotFound()
    return found


def published_default(level: str) -> QuerySet[Edition]:
    """The newest published edition of every template that an office of this level adopts when it opens."""
    return (
        Edition.objects.select_related("template")
        .filter(state=EditionState.PUBLISHED, template__default_levels__contains=[level])
        .order_by("template_id", "-number")
        .distinct("template_id")
    )


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


def adoptable_by(office_code: str) -> QuerySet[Edition]:
    """Published editions that fit the office's level, the newest of each template first."""
    level = directory.office(office_code).level
    return (
        Edition.objects.select_related("template")
        .filter(state=EditionState.PUBLISHED, template__levels__contains=[level])
        .order_by("template__kind", "template_id", "-number")
    )


def rulebook_of(office_code: str, *, on: dt.date) -> list[Adoption]:
    """What holds in the office on that day, one adoption a kind."""
    return list(_adopted([office_code], on))


def lock(uid: UUID | str) -> Edition:
    """The edition, locked until the transaction ends."""
    found = Edition.objects.select_for_update(of=("self",)).select_related("template").filter(uid=uid).first()
    if found is None:
        raise EditionNotFound()
    return found


def lock_template(uid: UUID | str) -> Template:
    """The template, locked, so that two drafts never take the same number."""
    found = Template.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise TemplateNotFound()
    return found


def _adopted(codes: Iterable[str], on: dt.date) -> QuerySet[Adoption]:
    """One adoption an office and kind: the one that began last; of two that began on one day, the one made later."""
    return (
        Adoption.objects.select_related("edition__template")
        .filter(office_code__in=list(codes), from_on__lte=on)
        .order_by("office_code", "edition__template__kind", "-from_on", "-uid")
        .distinct("office_code", "edition__template__kind")
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
