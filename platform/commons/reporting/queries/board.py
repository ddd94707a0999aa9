"""Reading figures: the roll-up of an office's subtree, and where a figure comes from.

Snapshots and returns carry an office's code; which offices lie below which is a range of the nested set (scale.md §4: the
one form that stays an index condition). So a whole province is summed in one statement, by the child it lies under.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import OuterRef, QuerySet
from django.utils import timezone

from commons.directory import queries as directory
from commons.kernel.actor import Actor
from commons.reporting import figures as given
from commons.reporting import rollup as tree
from commons.reporting.errors import IndicatorUnknown
from commons.reporting.indicators import BY_CODE, LATEST
from commons.reporting.models import Return, Snapshot
from commons.reporting.queries.places import Place, levels_from, places_below, within
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
# Of what is said for a whole area only the top office's own word counts. An office founded is a leaf of the tree, with or
# without figures (`rollup.leaf`).
_SUMS = """
    WITH below AS (
        SELECT o.code, o.level, o.state, coalesce(child.code, '') AS part, o.code = coalesce(child.code, %(top)s) AS is_top
        FROM public.directory_office o
        LEFT JOIN public.directory_office child ON child.parent_id = %(top)s AND o.lft BETWEEN child.lft AND child.rgt
        WHERE o.lft BETWEEN %(lft)s AND %(rgt)s
    )
    SELECT o.part, {line}.indicator, sum({line}.value), max({as_of})
    FROM {source} JOIN below o ON o.code = s.office_code
    WHERE {when} AND (o.is_top OR {line}.indicator <> ALL(%(latest)s))
    GROUP BY 1, 2
    UNION ALL
    SELECT part, 'offices.founded_' || level, count(*), NULL FROM below
    WHERE level <> 'province' AND state <> 'archived' GROUP BY 1, 2
"""

_FOUNDED = "offices.founded_"


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
    return _rollup(within(viewer, office_code), year, period, basis)[0]


def board(viewer: Actor, office_code: str, year: int | str) -> Board:
    """A page for an office in the viewer's own subtree. Raises NotYourSubordinate."""
    top = within(viewer, office_code)
    found, as_of, places = _rollup(top, year, None, Basis.LIVE)
    before = _printed(_sums(top, given.year_of(year) - 1, None, Basis.LIVE)[0])
    return Board(
        rollup=found,
        last_year=before,
        as_of=as_of,
        levels=levels_from(viewer.office_code, top),
        missing=[place for place in places if not place.has_figures],
        offices=len(places),
    )


def drill_down(
    viewer: Actor, office_code: str, year: int | str, indicator: str, period: str | None = None
) -> list[Contribution]:
    """Which offices a figure comes from, the largest part first, those not collected last."""
    top = within(viewer, office_code)
    wanted = BY_CODE.get(indicator)
    if wanted is None:
        raise IndicatorUnknown(indicator=indicator[:40])
    year = given.year_of(year)
    known = {code: (name, level) for code, name, level in directory.subtree(top).values_list("code", "name", "level")}
    rows = Snapshot.objects.filter(
        year=year,
        period=given.period_of(year, period),
        office_code__in=known,
        indicator__in=wanted.of or (wanted.code,),
    )
    by_office: dict[str, list[Snapshot]] = {}
    for row in rows:
        by_office.setdefault(row.office_code, []).append(row)
    found = [
        Contribution(
            office_code=code,
            name=known[code][0],
            value=tree.value_of(wanted, tree.leaf(known[code][1], {row.indicator: row.value for row in own})),
            evidence=sum(row.evidence for row in own),
            as_of=max(row.as_of for row in own),
        )
        for code, own in by_office.items()
    ]
    return sorted(found, key=lambda part: (part.value is None, -(part.value or 0), part.office_code))


# ── inside: `top` is a row of the directory, fetched once ──────────────────────────────────────


def _rollup(
    top: Any, year: int | str, period: str | None, basis: Basis
) -> tuple[dict[str, Any], dt.datetime | None, list[Place]]:
    year = given.year_of(year)
    period = given.period_of(year, period)
    parts, as_of = _sums(top, year, period, basis)
    places = places_below(top, _anything(year, period, basis))
    found = {
        "office": top.code,
        "year": year,
        "period": period,
        "basis": basis.value,
        "as_of": timezone.localtime(as_of).isoformat(timespec="seconds") if as_of else None,
        "figures": _printed(parts),
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
    bounds: dict[str, Any] = {
        "top": top.code,
        "lft": top.lft,
        "rgt": top.rgt,
        "latest": sorted(LATEST),
        "year": year,
        "period": given.period_of(year, period),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, bounds)
        rows = cursor.fetchall()
    parts: dict[str, dict[str, Decimal | None]] = {}
    for child, indicator, value, _ in rows:
        part = parts.setdefault(child, {})
        part[indicator] = value
        if indicator.startswith(_FOUNDED):
            part["offices.founded"] = (part.get("offices.founded") or Decimal(0)) + value
    return parts, max((row[3] for row in rows if row[3]), default=None)


def _printed(parts: dict[str, dict[str, Decimal | None]]) -> tree.Figures:
    return tree.printed(tree.node(parts.get("", {}), [sums for child, sums in parts.items() if child]))


def _anything(year: int, period: str, basis: Basis) -> QuerySet[Any]:
    """Whether an office (outer query) has figures of this period."""
    rows: QuerySet[Any] = (
        Snapshot.objects.all() if basis is Basis.LIVE else Return.objects.filter(state=ReturnState.ACCEPTED)
    )
    return rows.filter(year=year, period=period, office_code=OuterRef("code"))
