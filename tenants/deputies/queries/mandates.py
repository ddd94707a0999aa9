"""Mandates, groups, and the roll of a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from commons.directory import queries as directory
from commons.kernel.actor import Actor
from commons.kernel.tenancy import current_office
from tenants.deputies.errors import GroupNotFound, MandateNotFound
from tenants.deputies.models import DeputyGroup, GroupMembership, Mandate
from tenants.deputies.policies import POLICY
from tenants.deputies.terms import GroupKind


@dataclass(frozen=True)
class Seat:
    """A mandate as other rooms see it: who may sit, vote and sign."""

    mandate_uid: UUID
    account_uid: UUID | None
    name: str
    group: str
    kind: str
    sits_here: bool = True


def roll_on(date: dt.date) -> list[Seat]:
    """应到: everybody with a seat in this office's congress or assembly on that day, by group and order of entry."""
    return [_seat(each) for each in Mandate.objects.in_force(date).filter(sits_here=True).order_by("group", "uid")]


def in_office(date: dt.date) -> list[Seat]:
    """Everybody with a mandate registered here on that day, with a seat or without, by group and name."""
    return [_seat(each) for each in Mandate.objects.in_force(date).order_by("group", "name", "uid")]


def body_on(kind: GroupKind, date: dt.date) -> list[Seat]:
    """The members of a body (a standing committee, a presidium) on that day."""
    rows = _in_groups(date).filter(group__kind=kind).select_related("mandate").order_by("mandate__uid")
    return [_seat(mandate) for mandate in dict.fromkeys(each.mandate for each in rows)]


def is_of_body(mandate_uid: UUID, kind: str, date: dt.date) -> bool:
    """Whether the mandate belongs to a body of that kind on that day."""
    return _in_groups(date).filter(mandate_id=mandate_uid, group__kind=kind).exists()


def mandate_of(account_uid: UUID | None, on: dt.date) -> Seat | None:
    """The account's mandate on that day; the one with a seat here, if it has several."""
    if account_uid is None:
        return None
    found = Mandate.objects.in_force(on).filter(account_uid=account_uid).order_by("-sits_here", "uid").first()
    return _seat(found) if found else None


def seat(mandate_uid: UUID) -> Seat:
    """Raises MandateNotFound."""
    found = Mandate.objects.filter(uid=mandate_uid).first()
    if found is None:
        raise MandateNotFound()
    return _seat(found)


def mandates_visible_to(viewer: Actor) -> QuerySet[Mandate]:
    """The register is public by law."""
    rows = Mandate.objects.select_related("home").order_by("-uid")
    return rows if POLICY.may(viewer, "deputies.read_mandates") else rows.none()


def mandate(viewer: Actor, uid: UUID) -> Mandate:
    found = mandates_visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise MandateNotFound()
    return found


def lock_mandate(uid: UUID) -> Mandate:
    found = Mandate.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise MandateNotFound()
    return found


def groups() -> QuerySet[DeputyGroup]:
    return DeputyGroup.objects.order_by("kind", "name")


def groups_by_kind() -> dict[str, int]:
    """How many groups there are of each kind."""
    return dict.fromkeys(GroupKind.values, 0) | dict(DeputyGroup.objects.values_list("kind").annotate(Count("uid")))


def members_of(group_uid: UUID) -> QuerySet[GroupMembership]:
    """Present and former members, in order of joining."""
    return GroupMembership.objects.filter(group_id=group_uid).select_related("mandate").order_by("uid")


def congresses_above() -> list[tuple[str, str]]:
    """Code and name of the congresses whose deputies may live here, the nearest first; the province's included."""
    return [(each.code, each.name) for each in reversed(directory.superiors_of(current_office()))]


def office_name(code: str) -> str:
    """What an office is called today; its code where the directory does not know it."""
    found = directory.find_office(code)
    return found.name if found else code


def lock_group(uid: UUID) -> DeputyGroup:
    found = DeputyGroup.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise GroupNotFound()
    return found


def _in_groups(on: dt.date) -> QuerySet[GroupMembership]:
    return GroupMembership.objects.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)


def _seat(row: Mandate) -> Seat:
    return Seat(row.uid, row.account_uid, row.name, row.group, row.kind, row.sits_here)
