"""Templates and editions: what is written, by whom, and which of it an office may adopt."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from commons.directory import queries as directory
from commons.kernel.actor import Actor, Role
from commons.rulebook.errors import EditionNotFound, TemplateNotFound
from commons.rulebook.models import Adoption, Edition, Template
from commons.rulebook.terms import EditionState, Kind


def templates() -> QuerySet[Template]:
    return Template.objects.order_by("kind", "uid")


def template(uid: UUID | str) -> Template:
    found = Template.objects.filter(uid=uid).first()
    if found is None:
        raise TemplateNotFound()
    return found


def find_template(owner_code: str, kind: Kind, title: str) -> Template | None:
    return Template.objects.filter(office_code=owner_code, kind=kind, title=title).first()


def titles(owner_code: str) -> set[tuple[str, str]]:
    """(kind, title) of every template of an office."""
    return set(Template.objects.filter(office_code=owner_code).values_list("kind", "title"))


def newest_by_title(owner_code: str) -> dict[tuple[str, str], Edition]:
    """The last edition, published or not, of every template of an office."""
    rows = Edition.objects.select_related("template").filter(template__office_code=owner_code)
    newest = rows.order_by("template_id", "-number").distinct("template_id")
    return {(each.template.kind, each.template.title): each for each in newest}


def narrowing_of(owner_code: str, root: Template) -> Template | None:
    """The office's own narrowing of a rule of the province."""
    return Template.objects.filter(office_code=owner_code, root=root).first()


def visible_to(viewer: Actor) -> QuerySet[Edition]:
    """Editions: everybody sees what was ever published; a draft is for those who write it, in its own office."""
    rows = Edition.objects.select_related("template")
    if not viewer.holds(Role.TEMPLATE_EDITOR, Role.SYSTEM):
        own_drafts = Q(office_code=viewer.office_code) if viewer.holds(Role.DIRECTOR) else Q(pk=None)
        rows = rows.filter(Q(published_at__isnull=False) | own_drafts)
    return rows.order_by("template__kind", "template_id", "-number")


def edition(viewer: Actor, uid: UUID | str) -> Edition:
    found = visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise EditionNotFound()
    return found


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


def newest_before(of: Edition) -> Edition | None:
    """The wording that a new one is held against: the number before it, or the superior's on top of which it stands."""
    earlier = Edition.objects.select_related("template").filter(template_id=of.template_id, number__lt=of.number)
    return earlier.order_by("-number").first() or of.parent


def lineage_of(of: Edition) -> list[Edition]:
    """From the province's edition down to this one."""
    found = [of]
    while (parent := found[0].parent) is not None:
        found.insert(0, parent)
    return found


# ── which of it an office may adopt ───────────────────────────────────────────────────────────


def name_of_owner() -> Subquery:
    """For lists: the name of the office that published a row, in the same query."""
    return Subquery(directory.offices().order_by().filter(code=OuterRef("office_code")).values("name")[:1])


class Owner(NamedTuple):
    code: str
    name: str


def owners_above(office_code: str) -> list[Owner]:
    """Whose editions reach the office: its superiors', the province first, and its own."""
    office = directory.office(office_code)
    return [Owner(each.code, each.name) for each in (*directory.superiors_of(office), office)]


def adoptable_by(office_code: str) -> list[Edition]:
    """Published editions that fit the office's level, the newest of each template first; a narrowing hides what it narrows."""
    level = directory.office(office_code).level
    depth = {owner.code: place for place, owner in enumerate(owners_above(office_code))}
    rows = (
        Edition.objects.select_related("template")
        .filter(state=EditionState.PUBLISHED, template__levels__contains=[level], template__office_code__in=depth)
        .order_by("template__kind", "template_id", "-number")
    )
    nearest: dict[UUID, int] = {}
    for row in rows:
        root = root_of(row.template)
        nearest[root] = max(nearest.get(root, 0), depth[row.template.office_code])
    return [row for row in rows if depth[row.template.office_code] == nearest[root_of(row.template)]]


def narrowed_nearer(of: Edition, owners: list[Owner]) -> Edition | None:
    """The newest published edition by which a nearer office has narrowed this one's rule. `owners` as `owners_above` gives."""
    codes = [owner.code for owner in owners]
    nearer = codes[codes.index(of.template.office_code) + 1 :]
    rows = Edition.objects.select_related("template").filter(
        state=EditionState.PUBLISHED, template__root_id=root_of(of.template), template__office_code__in=nearer
    )
    return max(rows, key=lambda row: (codes.index(row.template.office_code), row.number), default=None)


def defaults_for(office_code: str) -> list[Edition]:
    """What an office adopts when it opens: of each default rule of its level the newest edition it may adopt."""
    level = directory.office(office_code).level
    roots = set(Template.objects.filter(default_levels__contains=[level], root=None).values_list("uid", flat=True))
    newest: dict[UUID, Edition] = {}
    for each in adoptable_by(office_code):
        root = root_of(each.template)
        if root in roots:
            newest.setdefault(root, each)
    return list(newest.values())


def root_of(of: Template) -> UUID:
    return of.root_id or of.uid


def offered_after(adoption: Adoption) -> Edition | None:
    """A newer wording of the adopted rule that the office could take for its next year."""
    root = root_of(adoption.edition.template)
    newest = next((each for each in adoptable_by(adoption.office_code) if root_of(each.template) == root), None)
    return newest if newest is not None and newest.uid != adoption.edition_id else None
