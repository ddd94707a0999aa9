"""代表之家, reception days, and what was said on them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from commons.access import queries as access
from commons.kernel.actor import Actor, Role
from tenants.deputies.errors import HomeNotFound, OpinionNotFound, ReceptionNotFound
from tenants.deputies.models import DeputyHome, Mandate, Opinion, ReceptionDay, ReceptionDeputy
from tenants.deputies.policies import POLICY
from tenants.deputies.terms import HomeState, HostKind, ReceptionState

_STAFF = (Role.CLERK, Role.DIRECTOR, Role.GOVERNMENT, Role.AUDITOR)


@dataclass(frozen=True)
class ReceptionFigures:
    """Reception days held, visitors and opinions, counted from the rows (1-23)."""

    receptions: int
    visitors: int
    opinions: int


@dataclass(frozen=True)
class HomeFigures:
    """Open homes: by where they stand (3-02), model ones (3-11), those that meet every item of their checklist (3-03)."""

    by_host: dict[str, int]
    model: int
    up_to_standard: int

    @property
    def total(self) -> int:
        return sum(self.by_host.values())


def home_figures() -> HomeFigures:
    found = list(open_homes())
    return HomeFigures(
        by_host={kind: sum(each.host_kind == kind for each in found) for kind in HostKind.values},
        model=sum(each.is_model for each in found),
        up_to_standard=sum(each.meets_all for each in found),
    )


def homes_visible_to(viewer: Actor) -> QuerySet[DeputyHome]:
    """Homes are public."""
    rows = DeputyHome.objects.order_by("-uid")
    return rows if POLICY.may(viewer, "deputies.read_homes") else rows.none()


def home(viewer: Actor, uid: UUID) -> DeputyHome:
    found = homes_visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise HomeNotFound()
    return found


def kept_by(viewer: Actor) -> QuerySet[DeputyHome]:
    """The homes this keeper was given."""
    return access.granted(viewer, "keep_home", DeputyHome.objects.order_by("-uid"))


def open_homes() -> QuerySet[DeputyHome]:
    return DeputyHome.objects.filter(state=HomeState.OPEN).order_by("name", "uid")


def placed_in(home_uid: UUID) -> QuerySet[Mandate]:
    """Deputies placed in the home whose mandate has not ended."""
    return Mandate.objects.filter(home_id=home_uid, until_on=None).order_by("name", "uid")


def lock_home(uid: UUID) -> DeputyHome:
    found = DeputyHome.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise HomeNotFound()
    return found


def homes_by_host() -> dict[str, int]:
    """Open homes by where they stand (3-02)."""
    rows = DeputyHome.objects.filter(state=HomeState.OPEN).values_list("host_kind").annotate(n=Count("uid"))
    return dict(rows.order_by("host_kind"))


def receptions_visible_to(viewer: Actor) -> QuerySet[ReceptionDay]:
    """The calendar is public; what was said is not (`opinions_visible_to`)."""
    rows = ReceptionDay.objects.select_related("home").order_by("-held_on", "-uid")
    return rows if POLICY.may(viewer, "deputies.read_homes") else rows.none()


def reception(viewer: Actor, uid: UUID) -> ReceptionDay:
    found = receptions_visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise ReceptionNotFound()
    return found


def receiving(reception_uid: UUID) -> list[str]:
    """Names of the deputies on duty."""
    rows = ReceptionDeputy.objects.filter(reception_id=reception_uid).order_by("uid")
    return list(rows.values_list("mandate__name", flat=True))


def lock_reception(uid: UUID) -> ReceptionDay:
    found = ReceptionDay.objects.select_for_update(of=("self",)).select_related("home").filter(uid=uid).first()
    if found is None:
        raise ReceptionNotFound()
    return found


def opinions_visible_to(viewer: Actor) -> QuerySet[Opinion]:
    """To the staff; to a keeper, those of her homes; to a deputy, those she received herself."""
    rows = Opinion.objects.select_related("reception__home").order_by("-uid")
    if viewer.holds(*_STAFF):
        return rows
    seen = Q(pk__in=[])
    if viewer.holds(Role.KEEPER):
        seen |= Q(reception__home__in=kept_by(viewer).order_by().values("uid"))
    if viewer.holds(Role.DEPUTY, Role.MEMBER) and viewer.account_uid is not None:
        received = ReceptionDeputy.objects.filter(mandate__account_uid=viewer.account_uid)
        seen |= Q(reception__in=received.values("reception_id"))
    return rows.filter(seen)


def lock_opinion(uid: UUID) -> Opinion:
    found = Opinion.objects.select_for_update(of=("self",)).select_related("reception__home").filter(uid=uid).first()
    if found is None:
        raise OpinionNotFound()
    return found


def reception_figures(from_on: dt.date, until_on: dt.date) -> ReceptionFigures:
    """Half-open period."""
    rows = ReceptionDay.objects.filter(state=ReceptionState.HELD, held_on__gte=from_on, held_on__lt=until_on)
    sums = rows.aggregate(receptions=Count("uid"), visitors=Sum("visitors", default=0))
    opinions = Opinion.objects.filter(reception__in=rows).count()
    return ReceptionFigures(receptions=sums["receptions"], visitors=sums["visitors"], opinions=opinions)
