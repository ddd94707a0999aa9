"""The reserve pool."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from tenants.appraisal.errors import ReserveNotFound
from tenants.appraisal.models import Reserve
from tenants.appraisal.queries.figures import counted
from tenants.appraisal.terms import ReserveState


def reserves() -> QuerySet[Reserve]:
    """The pool, what waits first."""
    return Reserve.objects.select_related("proposal", "successor").order_by("-uid")


def lock_reserve(uid: UUID) -> Reserve:
    found = Reserve.objects.select_for_update(of=("self",)).select_related("proposal").filter(uid=uid).first()
    if found is None:
        raise ReserveNotFound()
    return found


def waiting_in_pool() -> list[UUID]:
    """What waits in the reserve, longest first."""
    rows = Reserve.objects.filter(state=ReserveState.WAITING).order_by("uid")
    return list(rows.values_list("uid", flat=True))


@dataclass(frozen=True)
class PoolFigures:
    """The pool over all years (1-41: 35 in, 12 taken up)."""

    entered: int
    taken_up: int
    waiting: int
    dropped: int


def pool() -> PoolFigures:
    by_state = counted(Reserve.objects.all(), "state")
    return PoolFigures(
        entered=sum(by_state.values()),
        taken_up=by_state.get(ReserveState.TAKEN_UP, 0),
        waiting=by_state.get(ReserveState.WAITING, 0),
        dropped=by_state.get(ReserveState.DROPPED, 0),
    )
