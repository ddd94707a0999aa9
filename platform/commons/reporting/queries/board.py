"""Reading the board: figures of an office's subtree and of those directly below it, as their nodes stand (`nodes.py`).

One row an office and period, so a page of the province costs what a page of a town costs, however much lies below.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from commons.directory import queries as directory
from commons.directory.terms import GONE, Level, OfficeState
from commons.kernel.actor import Actor
from commons.reporting import figures as given
from commons.reporting import rollup as tree
from commons.reporting.models import Node, Return, Snapshot, read
from commons.reporting.queries.places import Place, levels_from, places_below, within
from commons.reporting.terms import Basis, ReturnState

TREND_YEARS = 5

_ONE = """
    SELECT figures FROM public.reporting_node
    WHERE office_code = %s AND basis = %s AND year = %s AND period = %s
"""
# Whoever has no node yet is there all the same: it was founded. `directory_office` is read by name.
_SHOWN = """
    SELECT o.code, o.name, o.level, coalesce(n.figures, founded.figures::text, '{}'), coalesce(n.counted, 0), n.as_of
    FROM public.directory_office o
    LEFT JOIN public.reporting_node n
      ON n.office_code = o.code AND n.basis = %(basis)s AND n.year = %(year)s AND n.period = %(period)s
    LEFT JOIN LATERAL (
        SELECT jsonb_object_agg(key, offices) AS figures FROM (
            SELECT named.key, count(*) AS offices
            FROM public.directory_office d
            CROSS JOIN LATERAL (VALUES ('offices.founded'), ('offices.founded_' || d.level)) AS named(key)
            WHERE n.uid IS NULL -- in here, so that nothing is counted below an office that has its node
              AND d.lft BETWEEN o.lft AND o.rgt AND d.level <> 'province' AND d.state <> ALL(%(gone)s)
            GROUP BY 1
        ) counted
    ) founded ON true
    WHERE o.code = %(top)s OR (o.parent_id = %(top)s AND o.state <> ALL(%(gone)s))
    ORDER BY o.lft
"""


@dataclass(frozen=True)
class Standing:
    """How an office stands, everybody below it counted in. `sums`: code → figure, only what somebody collected."""

    code: str
    name: str
    level: Level
    sums: tree.Sums
    counted: int  # offices with figures, itself included
    as_of: dt.datetime | None


@dataclass(frozen=True)
class Board:
    """Everything a page shows, for one office, year, period and basis."""

    year: int
    period: str
    basis: Basis
    here: Standing
    children: list[Standing]
    years: Mapping[int, tree.Sums]  # whole years, this one the last, same basis; a year without figures is empty
    before: tree.Sums  # the same period a year ago
    other: tree.Sums | None  # the same period on the other basis; None: nothing there
    evidence: Mapping[str, int]  # rows behind the office's own figures
    levels: list[tuple[str, str]]  # (code, name) from the viewer's own office down to this one
    missing: list[Place] = field(default_factory=list)
    offices: int = 0  # founded below, this one not counted
    in_use: int = 0  # of them open

    @property
    def as_of(self) -> dt.datetime | None:
        return self.here.as_of


def rollup(
    office_code: str, year: int | str, period: str | None = None, *, basis: Basis = Basis.LIVE
) -> dict[str, Any]:
    """The object of contract §3. Raises OfficeNotFound, YearRefused, PeriodRefused."""
    return _rollup(directory.office(office_code), year, period, basis)


def rollup_for(
    viewer: Actor, office_code: str, year: int | str, period: str | None = None, *, basis: Basis = Basis.LIVE
) -> dict[str, Any]:
    """The same for an office in the viewer's own subtree; anything else is not found."""
    return _rollup(within(viewer, office_code), year, period, basis)


def board(
    viewer: Actor, office_code: str, year: int | str, period: str | None = None, *, basis: Basis = Basis.LIVE
) -> Board:
    """A page for an office in the viewer's own subtree. Raises NotYourSubordinate, YearRefused, PeriodRefused."""
    top = within(viewer, office_code)
    year = given.year_of(year)
    period = given.period_of(year, period)
    here, children = standings(top.code, year, period, basis)
    years, before, other = _beside(top.code, year, period, basis)
    below = directory.subtree(top).exclude(code=top.code).exclude(state__in=GONE).order_by()
    states = list(below.values_list("state", flat=True))
    return Board(
        year=year,
        period=period,
        basis=basis,
        here=here,
        children=children,
        years=years,
        before=before,
        other=other,
        evidence=_evidence(top.code, year, period, basis),
        levels=levels_from(viewer.office_code, top),
        missing=places_below(top, without=_anything(year, period, basis)),
        offices=len(states),
        in_use=sum(state == OfficeState.READY for state in states),
    )


def silent(
    viewer: Actor, office_code: str, year: int, period: str | None = None, *, basis: Basis = Basis.LIVE
) -> list[Place]:
    """From whom below the office nothing came, top down. Raises NotYourSubordinate."""
    return places_below(within(viewer, office_code), without=_anything(year, given.period_of(year, period), basis))


def standings(office_code: str, year: int, period: str, basis: Basis) -> tuple[Standing, list[Standing]]:
    """The office, and everybody directly below it in the order of the tree: one statement."""
    asked: dict[str, Any] = {
        "top": office_code,
        "basis": basis.value,
        "year": year,
        "period": period,
        "gone": sorted(GONE),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN, asked)
        found = [
            Standing(code, name, Level(level), read(figures), counted, as_of)
            for code, name, level, figures, counted, as_of in cursor.fetchall()
        ]
    here = next(each for each in found if each.code == office_code)
    return here, [each for each in found if each is not here]


def sums(office_code: str, year: int, period: str, basis: Basis = Basis.LIVE) -> tree.Sums | None:
    """The figures of one office and everybody below it; None: nobody has counted. One row by its key."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [office_code, basis.value, year, period])
        found = cursor.fetchone()
    return None if found is None else read(found[0])


# ── inside ────────────────────────────────────────────────────────────────────────────────────


def years_counted(office_code: str) -> set[int]:
    """Years of which an office has ever been counted."""
    return set(Snapshot.objects.filter(office_code=office_code).values_list("year", flat=True))


def _rollup(top: Any, year: int | str, period: str | None, basis: Basis) -> dict[str, Any]:
    year = given.year_of(year)
    period = given.period_of(year, period)
    here, children = standings(top.code, year, period, basis)
    return {
        "office": top.code,
        "year": year,
        "period": period,
        "basis": basis.value,
        "as_of": timezone.localtime(here.as_of).isoformat(timespec="seconds") if here.as_of else None,
        "figures": tree.printed(here.sums),
        "children": [{"office": each.code, "name": each.name, "figures": tree.printed(each.sums)} for each in children],
        "missing": [place.code for place in places_below(top, without=_anything(year, period, basis))],
    }


def _beside(
    office_code: str, year: int, period: str, basis: Basis
) -> tuple[dict[int, tree.Sums], tree.Sums, tree.Sums | None]:
    """The whole years up to this one, the same period a year ago, and the other basis of the period: one query."""
    years = range(year - TREND_YEARS + 1, year + 1)
    a_year_ago = f"{year - 1}{period[4:]}"
    rows = Node.objects.filter(
        office_code=office_code, year__in=years, period__in=[period, a_year_ago, *map(str, years)]
    )
    found = {(each.basis, each.period): each.sums for each in rows}
    other = Basis.FILED if basis is Basis.LIVE else Basis.LIVE
    return (
        {each: found.get((basis.value, str(each)), {}) for each in years},
        found.get((basis.value, a_year_ago), {}),
        found.get((other.value, period)),
    )


def _evidence(office_code: str, year: int, period: str, basis: Basis) -> dict[str, int]:
    if basis is Basis.FILED:
        return {}
    found = Snapshot.objects.filter(office_code=office_code, year=year, period=period)
    return found.values_list("evidence", flat=True).first() or {}


def _anything(year: int, period: str, basis: Basis) -> Exists:
    """Whether an office (outer query) has figures of its own in this period."""
    rows: QuerySet[Any] = (
        Snapshot.objects.all() if basis is Basis.LIVE else Return.objects.filter(state=ReturnState.ACCEPTED)
    )
    return Exists(rows.filter(year=year, period=period, office_code=OuterRef("code")))
