"""Published ranks: one's own place, and one's siblings'; the figures behind them stay with the superior."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from commons.directory import queries as directory
from commons.directory.models import Office
from commons.kernel.actor import Actor
from commons.reporting.indicators import BY_CODE, Indicator
from commons.reporting.models import Rank
from commons.reporting.policies import BoardPolicy, Showing
from commons.reporting.queries.places import within


class Ranked(NamedTuple):
    place: int
    office: str
    name: str


@dataclass(frozen=True)
class Ranking:
    """One indicator and period, published among the offices of one superior, the first place first."""

    indicator: Indicator
    period: str
    basis: str
    among: int
    places: list[Ranked]

    def place_of(self, code: str) -> int | None:
        return next((each.place for each in self.places if each.office == code), None)


def rankings(viewer: Actor, office_code: str, year: int) -> list[Ranking]:
    """Where the office stands among its siblings, as its superior published it. Raises NotYourSubordinate."""
    office = within(viewer, office_code)
    return _of(viewer, office.parent_id or "", year)


def published_by(viewer: Actor, office_code: str, year: int) -> list[Ranking]:
    """What the office has published among those directly below it. Raises NotYourSubordinate."""
    return _of(viewer, within(viewer, office_code).code, year)


def _of(viewer: Actor, parent: str, year: int) -> list[Ranking]:
    rows = list(
        Rank.objects.filter(parent_code=parent, year=year).order_by("period", "indicator", "place", "office_code")
    )
    if not rows:
        return []
    own = directory.office(viewer.office_code)
    offices = {each.code: each for each in directory.offices().filter(code__in={row.office_code for row in rows})}
    seen: dict[tuple[str, str], list[Rank]] = {}
    for row in rows:
        if row.indicator in BY_CODE and BoardPolicy.shows(own, offices[row.office_code], Showing.RANK):
            seen.setdefault((row.period, row.indicator), []).append(row)
    return [_ranking(group, offices) for group in seen.values()]


def _ranking(group: list[Rank], offices: dict[str, Office]) -> Ranking:
    first = group[0]
    return Ranking(
        indicator=BY_CODE[first.indicator],
        period=first.period,
        basis=first.basis,
        among=first.among,
        places=[Ranked(row.place, row.office_code, offices[row.office_code].name) for row in group],
    )
