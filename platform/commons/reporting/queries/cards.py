"""Reading the project cards that offices share with their superiors."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from commons.directory import queries as directory
from commons.kernel.actor import Actor
from commons.reporting.errors import CardNotFound
from commons.reporting.models import SharedCard


def cards_visible_to(viewer: Actor) -> QuerySet[SharedCard]:
    """What the viewer's own office and everybody below it shares, by year and office."""
    below = directory.subtree(directory.office(viewer.office_code)).order_by().values("code")
    return SharedCard.objects.filter(office_code__in=below).order_by("-year", "office_code", "uid")


def card(viewer: Actor, uid: UUID | str) -> SharedCard:
    found = cards_visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise CardNotFound()
    return found


def find_card(office_code: str, project_uid: UUID) -> SharedCard | None:
    return SharedCard.objects.filter(office_code=office_code, project_uid=project_uid).first()


def shared_by(office_code: str, year: int) -> set[UUID]:
    """Uids of the projects whose cards this office shares."""
    rows = SharedCard.objects.filter(office_code=office_code, year=year)
    return set(rows.values_list("project_uid", flat=True))


def lock_card(viewer: Actor, uid: UUID | str) -> SharedCard:
    """A card of the viewer's own office, locked until the transaction ends."""
    found = SharedCard.objects.select_for_update().filter(uid=uid, office_code=viewer.office_code).first()
    if found is None:
        raise CardNotFound()
    return found
