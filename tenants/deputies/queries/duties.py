"""Duty records, claims and points."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from commons.kernel.actor import Actor, Role
from commons.kernel.tenancy import current_code
from commons.rulebook import cases
from commons.rulebook import queries as rulebook
from commons.rulebook.errors import NothingInForce
from commons.rulebook.terms import Kind
from tenants.deputies import points
from tenants.deputies.errors import ClaimNotFound, DutyNotFound
from tenants.deputies.models import DutyClaim, DutyRecord, Mandate
from tenants.deputies.terms import DutyKind

Own = TypeVar("Own", DutyRecord, DutyClaim)


@dataclass(frozen=True)
class PointsCard:
    """A deputy's points of a period, and the edition they were reckoned by."""

    mandate_uid: UUID
    name: str
    sheet: points.Sheet
    adoption_uid: UUID


def duties_visible_to(viewer: Actor) -> QuerySet[DutyRecord]:
    """Staff: all; a deputy: her own. The struck ones are shown as struck."""
    return _of_own(viewer, DutyRecord.objects.select_related("mandate").order_by("-done_on", "-uid"))


def claims_visible_to(viewer: Actor) -> QuerySet[DutyClaim]:
    return _of_own(viewer, DutyClaim.objects.select_related("mandate").order_by("-uid"))


def find_duty(mandate_uid: UUID, kind: str, evidence_type: str, evidence_uid: UUID) -> DutyRecord | None:
    return DutyRecord.objects.filter(
        mandate_id=mandate_uid, kind=kind, evidence_type=evidence_type, evidence_uid=evidence_uid
    ).first()


def lock_duty(uid: UUID) -> DutyRecord:
    found = DutyRecord.objects.select_for_update(of=("self",)).select_related("mandate").filter(uid=uid).first()
    if found is None:
        raise DutyNotFound()
    return found


def lock_claim(uid: UUID) -> DutyClaim:
    found = DutyClaim.objects.select_for_update(of=("self",)).select_related("mandate").filter(uid=uid).first()
    if found is None:
        raise ClaimNotFound()
    return found


def duty_kind(value: object, where: str) -> DutyKind:
    """A kind of duty as a points edition names it. Raises Malformed, whose sentence lists the kinds there are."""
    return cases.choice(value, where, {kind.value: kind for kind in DutyKind})


def points_of(viewer: Actor, from_on: dt.date, until_on: dt.date) -> list[PointsCard]:
    """Points of every deputy the viewer may see, for a half-open period, the most first.

    One edition for the whole period: the one in force on its last day. Raises rulebook's NothingInForce.
    """
    return _cards(duties_visible_to(viewer), from_on, until_on)


def points_total(from_on: dt.date, until_on: dt.date) -> Decimal | None:
    """All points of the office in a half-open period; 0 where nothing was done, None where no rule gave any: an office
    that was opened later answers for that year too."""
    try:
        cards = _cards(DutyRecord.objects.select_related("mandate"), from_on, until_on)
    except NothingInForce:
        return None
    return sum((card.sheet.total for card in cards), Decimal(0))


def _cards(duties: QuerySet[DutyRecord], from_on: dt.date, until_on: dt.date) -> list[PointsCard]:
    rule = rulebook.edition_in_force(current_code(), Kind.POINTS, on=until_on - dt.timedelta(days=1))
    items = points.read_items(rule.body)
    rows = duties.filter(struck_at=None, done_on__gte=from_on, done_on__lt=until_on)
    done: dict[tuple[UUID, str], list[tuple[str, Decimal]]] = defaultdict(list)
    for duty in rows:
        done[duty.mandate_id, duty.mandate.name].append((duty.kind, duty.quantity))
    cards = [PointsCard(uid, name, points.score(each, items), rule.adoption_uid) for (uid, name), each in done.items()]
    return sorted(cards, key=lambda card: (-card.sheet.total, card.mandate_uid))


def active_share(from_on: dt.date, until_on: dt.date) -> tuple[int, int]:
    """代表活跃度 (3-28): how many of the deputies in office at the period's end did anything in it, and of how many."""
    seated = Mandate.objects.in_force(until_on - dt.timedelta(days=1))
    active = seated.filter(
        duties__struck_at=None, duties__done_on__gte=from_on, duties__done_on__lt=until_on
    ).distinct()
    return active.count(), seated.count()


def active_seats(from_on: dt.date, until_on: dt.date) -> int:
    """Of those with a seat here at the period's end, how many did anything in it. A deputy of two congresses sits in one
    of their registers as a guest, so that sums over several offices count nobody twice."""
    seated = Mandate.objects.in_force(until_on - dt.timedelta(days=1)).filter(sits_here=True)
    done = Q(duties__struck_at=None, duties__done_on__gte=from_on, duties__done_on__lt=until_on)
    return seated.filter(done).distinct().count()


def duties_by_kind(from_on: dt.date, until_on: dt.date) -> dict[str, int]:
    """Duty records that stand, by kind, those that never happened included (3-17: 680 人次)."""
    rows = DutyRecord.objects.filter(struck_at=None, done_on__gte=from_on, done_on__lt=until_on)
    return dict.fromkeys(DutyKind.values, 0) | dict(rows.order_by().values_list("kind").annotate(Count("uid")))


def _of_own(viewer: Actor, rows: QuerySet[Own]) -> QuerySet[Own]:
    """Rows that belong to a mandate: all for the staff, her own for a deputy."""
    if viewer.holds(Role.CLERK, Role.DIRECTOR, Role.AUDITOR):
        return rows
    if viewer.holds(Role.DEPUTY, Role.MEMBER) and viewer.account_uid is not None:
        return rows.filter(mandate__account_uid=viewer.account_uid)
    return rows.none()
