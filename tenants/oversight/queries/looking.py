"""翌年回头看: last year's projects and older ones by category, looked at one by one, ranked (0-22, 2-41; 宜春 in domain §6.1)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from commons.kernel.actor import Actor
from tenants.delivery import queries as delivery
from tenants.oversight.models import LookBack, Rectification
from tenants.oversight.queries import records
from tenants.oversight.terms import STANDING, Origin, RectificationState


@dataclass(frozen=True)
class Seen:
    """A finished project of an earlier year: whether it was looked at in `in_year`, with what, and its place."""

    project_uid: UUID
    year: int
    title: str
    field: str
    unit_name: str
    looked: int
    newest: LookBack | None
    score: Decimal | None
    rank: int | None
    orders: int
    orders_open: int
    orders_passed: int

    @property
    def standing(self) -> str:
        if self.newest is None:
            return "待察看"
        if self.orders_open:
            return f"整改中（{self.orders_open} 件）"
        return self.newest.get_outcome_display()


def to_look_at(viewer: Actor, in_year: int, *, older: str = "", on: dt.date | None = None) -> list[Seen]:
    """Last year's finished projects; with `older`, those of that category of any earlier year besides.

    By rank, then those not yet looked at. The rank is by the mean score of this year's look-backs, equal ones share it.
    """
    rows = [
        row
        for year in delivery.years()
        if year < in_year
        for row in delivery.ledger(viewer, year, on=on)
        if row.completed_on is not None and (year == in_year - 1 or (older and row.field == older))
    ]
    seen: dict[UUID, list[LookBack]] = defaultdict(list)
    uids = [row.uid for row in rows]
    for each in LookBack.objects.filter(project_uid__in=uids, held_on__year=in_year).order_by("held_on", "uid"):
        seen[each.project_uid].append(each)
    states: dict[UUID, list[str]] = defaultdict(list)
    orders = Rectification.objects.filter(
        project_uid__in=uids, origin=Origin.LOOK_BACK, look_back__held_on__year=in_year
    )
    for uid, state in orders.values_list("project_uid", "state"):
        states[uid].append(state)
    scores = {uid: _mean(found) for uid, found in seen.items()}
    ranked = sorted((score for score in scores.values() if score is not None), reverse=True)
    lines = []
    for row in rows:
        score = scores.get(row.uid)
        lines.append(
            Seen(
                project_uid=row.uid,
                year=row.year,
                title=row.title,
                field=row.field,
                unit_name=row.unit_name,
                looked=len(seen[row.uid]),
                newest=seen[row.uid][-1] if seen[row.uid] else None,
                score=score,
                rank=None if score is None else ranked.index(score) + 1,
                orders=len(states[row.uid]),
                orders_open=sum(state in STANDING for state in states[row.uid]),
                orders_passed=states[row.uid].count(RectificationState.PASSED),
            )
        )
    return sorted(lines, key=lambda line: (line.rank or len(lines) + 1, line.newest is None, -line.year, line.title))


def categories(viewer: Actor, in_year: int) -> list[str]:
    """Of earlier years' projects, for choosing older ones by."""
    found = {row.field for year in delivery.years() if year < in_year - 1 for row in delivery.ledger(viewer, year)}
    return sorted(found - {""})


def _mean(found: list[LookBack]) -> Decimal | None:
    scores = [each.score for each in found if each.score is not None]
    return (sum(scores, Decimal(0)) / len(scores)).quantize(Decimal("0.01")) if scores else None


def conclusions(viewer: Actor, in_year: int) -> list[LookBack]:
    """What this year's look-backs found that the new collection should hear of and has not yet."""
    rows = records.look_backs(viewer).filter(held_on__year=in_year, suggestion_uid=None)
    return list(rows.order_by("held_on", "uid"))
