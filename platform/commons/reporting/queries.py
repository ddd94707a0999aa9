"""Reading figures: the roll-up of an office's subtree, where a figure comes from, which returns are there or missing.

Snapshots and returns carry an office's code; which offices lie below which is a range of the nested set (scale.md §4: the
one form that stays an index condition). So a whole province is summed in one statement, by the child it lies under.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from commons.directory import queries as directory
from commons.directory.terms import Level, OfficeState
from commons.kernel.actor import Actor
from commons.reporting import figures as given
from commons.reporting import rollup as tree
from commons.reporting.errors import IndicatorUnknown, NotYourSubordinate, ReturnNotFound
from commons.reporting.indicators import BY_CODE
from commons.reporting.models import Period, Return, Snapshot
from commons.reporting.terms import Basis, ReturnState

# `directory_office` is read by name: a join by value is the only way to sum by range, and no key may point there.
_SOURCES = {
    Basis.LIVE: ("public.reporting_snapshot s", "s.year = %(year)s AND s.period = %(period)s", "s.as_of"),
    Basis.FILED: (
        "public.reporting_returnline l JOIN public.reporting_return s ON s.uid = l.parent_id AND s.state = 'accepted'",
        "s.year = %(year)s AND s.period = %(period)s",
        "s.filed_at",
    ),
}
_SUMS = """
    SELECT coalesce(child.code, ''), {line}.indicator, sum({line}.value), max({as_of})
    FROM {source}
    JOIN public.directory_office o ON o.code = s.office_code
    LEFT JOIN public.directory_office child ON child.parent_id = %(top)s AND o.lft BETWEEN child.lft AND child.rgt
    WHERE o.lft BETWEEN %(lft)s AND %(rgt)s AND {when}
    GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Place:
    """An office of the subtree, with whether anything came from it."""

    code: str
    name: str
    level: Level
    parent: str
    has_figures: bool


@dataclass(frozen=True)
class Board:
    """What the page shows: the roll-up as the contract writes it, last year's beside, and where one is."""

    rollup: dict[str, Any]
    last_year: tree.Figures
    as_of: dt.datetime | None
    levels: list[tuple[str, str]]  # (code, name) from the viewer's own office down to this one
    missing: list[Place]
    offices: int  # founded below, this one not counted


@dataclass(frozen=True)
class Contribution:
    """One office's part in a figure. `evidence` counts the rows behind it; the rows themselves never leave the office."""

    office_code: str
    name: str
    value: Decimal | None
    evidence: int
    as_of: dt.datetime


def rollup(
    office_code: str, year: int | str, period: str | None = None, *, basis: Basis = Basis.LIVE
) -> dict[str, Any]:
    """The object of contract §3. Raises OfficeNotFound, YearRefused, PeriodRefused."""
    return _rollup(directory.office(office_code), year, period, basis)[0]


def rollup_for(
    viewer: Actor, office_code: str, year: int | str, period: str | None = None, *, basis: Basis = Basis.LIVE
) -> dict[str, Any]:
    """The same for an office in the viewer's own subtree; anything else is not found."""
    return _rollup(_within(viewer, office_code), year, period, basis)[0]


def board(viewer: Actor, office_code: str, year: int | str) -> Board:
    """A page for an office in the viewer's own subtree. Raises NotYourSubordinate."""
    top = _within(viewer, office_code)
    found, as_of, places = _rollup(top, year, None, Basis.LIVE)
    before = tree.printed(tree.total(_sums(top, given.year_of(year) - 1, None, Basis.LIVE)[0].values()))
    return Board(
        rollup=found,
        last_year=before,
        as_of=as_of,
        levels=_levels(viewer.office_code, top),
        missing=[place for place in places if not place.has_figures],
        offices=len(places),
    )


def drill_down(
    viewer: Actor, office_code: str, year: int | str, indicator: str, period: str | None = None
) -> list[Contribution]:
    """Which offices a figure comes from, the largest part first, those not collected last."""
    top = _within(viewer, office_code)
    wanted = BY_CODE.get(indicator)
    if wanted is None:
        raise IndicatorUnknown(indicator=indicator[:40])
    year = given.year_of(year)
    names = dict(directory.subtree(top).values_list("code", "name"))
    rows = Snapshot.objects.filter(
        year=year,
        period=given.period_of(year, period),
        office_code__in=names,
        indicator__in=wanted.of or (wanted.code,),
    )
    by_office: dict[str, list[Snapshot]] = {}
    for row in rows:
        by_office.setdefault(row.office_code, []).append(row)
    found = [
        Contribution(
            office_code=code,
            name=names[code],
            value=tree.value_of(wanted, {row.indicator: row.value for row in own}),
            evidence=sum(row.evidence for row in own),
            as_of=max(row.as_of for row in own),
        )
        for code, own in by_office.items()
    ]
    return sorted(found, key=lambda part: (part.value is None, -(part.value or 0), part.office_code))


# ── returns ───────────────────────────────────────────────────────────────────────────────────


def visible_to(viewer: Actor) -> QuerySet[Return]:
    """Returns of the viewer's own office and of everybody below it, the newest first."""
    below = directory.subtree(directory.office(viewer.office_code)).order_by().values("code")
    return Return.objects.filter(office_code__in=below).order_by("-filed_at", "-uid")


def filed_return(viewer: Actor, uid: UUID | str) -> Return:
    found = visible_to(viewer).prefetch_related("lines").filter(uid=uid).first()
    if found is None:
        raise ReturnNotFound()
    return found


def lock_return(viewer: Actor, uid: UUID | str) -> Return:
    """A return that was sent to the viewer's own office, locked until the transaction ends."""
    found = Return.objects.select_for_update().filter(uid=uid, to_office=viewer.office_code).first()
    if found is None:
        raise ReturnNotFound()
    return found


def lock_standing(office_code: str, period: str, state: ReturnState) -> Return | None:
    """The one return of the office and period in that state, locked."""
    return Return.objects.select_for_update().filter(office_code=office_code, period=period, state=state).first()


def periods_open_to(office_code: str) -> QuerySet[Period]:
    """What the superiors have opened, the newest first."""
    superiors = [each.code for each in directory.superiors_of(directory.office(office_code))]
    return Period.objects.filter(office_code__in=superiors).order_by("-code", "-uid")


def periods_opened_by(viewer: Actor) -> QuerySet[Period]:
    return Period.objects.filter(office_code=viewer.office_code).order_by("-code", "-uid")


def missing_returns(viewer: Actor, period: str) -> list[Place]:
    """Direct subordinates from which no return of this period is waiting or accepted."""
    standing = Return.objects.filter(
        office_code=OuterRef("code"), period=period, state__in=(ReturnState.FILED, ReturnState.ACCEPTED)
    )
    top = directory.office(viewer.office_code)
    return [place for place in _places(top, standing, direct=True) if not place.has_figures]


# ── inside: `top` is a row of the directory, fetched once ──────────────────────────────────────


def _rollup(
    top: Any, year: int | str, period: str | None, basis: Basis
) -> tuple[dict[str, Any], dt.datetime | None, list[Place]]:
    year = given.year_of(year)
    period = given.period_of(year, period)
    parts, as_of = _sums(top, year, period, basis)
    places = _places(top, _anything(year, period, basis))
    found = {
        "office": top.code,
        "year": year,
        "period": period,
        "basis": basis.value,
        "as_of": timezone.localtime(as_of).isoformat(timespec="seconds") if as_of else None,
        "figures": tree.printed(tree.total(parts.values())),
        "children": [
            {"office": place.code, "name": place.name, "figures": tree.printed(parts.get(place.code, {}))}
            for place in places
            if place.parent == top.code
        ],
        "missing": [place.code for place in places if not place.has_figures],
    }
    return found, as_of, places


def _sums(
    top: Any, year: int, period: str | None, basis: Basis
) -> tuple[dict[str, dict[str, Decimal | None]], dt.datetime | None]:
    """Direct child's code ("" for the office itself) → its subtree's sums; and the newest moment among them."""
    source, when, as_of = _SOURCES[basis]
    statement = _SUMS.format(source=source, when=when, as_of=as_of, line="l" if basis is Basis.FILED else "s")
    bounds: dict[str, str | int] = {
        "top": top.code,
        "lft": top.lft,
        "rgt": top.rgt,
        "year": year,
        "period": given.period_of(year, period),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, bounds)
        rows = cursor.fetchall()
    parts: dict[str, dict[str, Decimal | None]] = {}
    for child, indicator, value, _ in rows:
        parts.setdefault(child, {})[indicator] = value
    return parts, max((row[3] for row in rows), default=None)


def _anything(year: int, period: str, basis: Basis) -> QuerySet[Any]:
    """Whether an office (outer query) has figures of this period."""
    rows: QuerySet[Any] = (
        Snapshot.objects.all() if basis is Basis.LIVE else Return.objects.filter(state=ReturnState.ACCEPTED)
    )
    return rows.filter(year=year, period=period, office_code=OuterRef("code"))


def _places(top: Any, anything: QuerySet[Any], *, direct: bool = False) -> list[Place]:
    """Everybody below the office (or directly below) that was founded and not archived, top down."""
    below = directory.children_of(top) if direct else directory.subtree(top).exclude(code=top.code)
    rows = below.exclude(state=OfficeState.ARCHIVED).annotate(has_figures=Exists(anything))
    return [
        Place(code, name, Level(level), parent or "", has)
        for code, name, level, parent, has in rows.values_list("code", "name", "level", "parent_id", "has_figures")
    ]


def _levels(own: str, top: Any) -> list[tuple[str, str]]:
    names = [(each.code, each.name) for each in (*directory.superiors_of(top), top)]
    return names[[code for code, _ in names].index(own) :]


def _within(viewer: Actor, office_code: str) -> Any:
    """The office, if it lies in the viewer's own subtree; anything else is not found."""
    known = {each.code: each for each in directory.offices().filter(code__in=(viewer.office_code, office_code))}
    own, wanted = known.get(viewer.office_code), known.get(office_code)
    if own is None or wanted is None or not own.lft <= wanted.lft <= own.rgt:
        raise NotYourSubordinate(office=office_code[:12])
    return wanted
