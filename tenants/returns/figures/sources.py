"""What every room answers about a year, fetched once: a fixed number of queries, whatever the rooms hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from commons.directory.terms import Body, Level
from commons.kernel.tenancy import current_office
from tenants.appraisal import queries as appraisal
from tenants.ballot import queries as ballot
from tenants.cycles import queries as cycles
from tenants.delivery import queries as delivery
from tenants.deputies.queries import duties, homes, mandates
from tenants.deputies.queries import suggestions as deputy_suggestions
from tenants.deputies.terms import MandateKind
from tenants.intake import queries as intake
from tenants.meetings import queries as meetings
from tenants.notices import queries as notices
from tenants.oversight import queries as oversight


@dataclass(frozen=True)
class OfYear:
    """What a cycle must exist for: without one there are no figures of that year, and None is not 0."""

    collected: intake.Figures
    assessed: appraisal.Figures
    posted: dict[str, int]
    places: int
    opinions: notices.OpinionCounts
    awareness: notices.Awareness
    votes: ballot.Figures
    practised_before: bool
    works: delivery.Tally
    watch: oversight.Figures
    enquiries: meetings.EnquiryFigures


@dataclass(frozen=True)
class Sources:
    """`year` is None when the office has no cycle of that number."""

    on: dt.date
    body: Body
    level: Level
    year: OfYear | None
    pool: appraisal.PoolFigures
    seats: int
    members: int
    active: int
    groups: dict[str, int]
    duties: dict[str, int]
    points: Decimal | None
    open_homes: homes.HomeFigures
    reception: homes.ReceptionFigures
    deputies_suggest: deputy_suggestions.SuggestionFigures


Value = Decimal | int | None
Count = Callable[[Sources], Value]


def sources(year: int, *, on: dt.date) -> Sources:
    """Read every room once. `on` decides what is late and who holds a mandate."""
    office = current_office()
    first, after = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    roll = mandates.roll_on(on)
    return Sources(
        on=on,
        body=Body(office.body),
        level=Level(office.level),
        year=_of_year(year, on),
        pool=appraisal.pool(),
        seats=len(roll),
        members=sum(seat.kind == MandateKind.MEMBER for seat in roll),
        active=duties.active_seats(first, after),
        groups=mandates.groups_by_kind(),
        duties=duties.duties_by_kind(first, after),
        points=duties.points_total(first, after),
        open_homes=homes.home_figures(),
        reception=homes.reception_figures(first, after),
        deputies_suggest=deputy_suggestions.suggestion_figures(first, after, on=on),
    )


def _of_year(year: int, on: dt.date) -> OfYear | None:
    known = {each.year: each for each in cycles.cycles()}
    cycle, collected, assessed = known.get(year), intake.counts(year), appraisal.figures(year)
    if cycle is None or collected is None or assessed is None:
        return None
    return OfYear(
        collected=collected,
        assessed=assessed,
        posted=notices.published_by_kind(cycle.uid),
        places=notices.places_of_cycle(cycle.uid),
        opinions=notices.opinion_counts_of_cycle(cycle.uid),
        awareness=notices.awareness_of_cycle(cycle.uid),
        votes=ballot.figures(cycle.uid),
        practised_before=ballot.has_practised(each.uid for each in known.values() if each.year < year),
        works=delivery.tally(year, on=on),
        watch=oversight.figures(year, on=on),
        enquiries=meetings.enquiry_figures_of_cycle(cycle.uid),
    )


# ── short ways of writing a line of the table ─────────────────────────────────────────────────


def of_year(count: Callable[[OfYear], Value]) -> Count:
    """A figure of the year: None when there is no such year here."""
    return lambda these: None if these.year is None else count(these.year)


def each(prefix: str, keys: object, count: Callable[[OfYear, str], Value]) -> dict[str, Count]:
    """A figure split by a closed list of words: `prefix.key` → the part of that key."""

    def part(key: str) -> Count:
        return of_year(lambda year: count(year, key))

    return {f"{prefix}.{key}": part(str(key)) for key in keys}  # type: ignore[attr-defined]


def yuan(count: Callable[[OfYear], int | None]) -> Count:
    """Money goes up in yuan, exact to the fen."""

    def exact(year: OfYear) -> Value:
        fen = count(year)
        return None if fen is None else Decimal(fen) / 100

    return of_year(exact)
