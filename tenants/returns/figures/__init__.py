"""The table of an office's own figures: indicator → where it is counted. Every value is what the rows say now.

What was not collected is None, never 0: an office without a year has no figures of that year. A ratio is not collected
here at all: it is the ratio of two sums, at every level anew (`commons.reporting.indicators`).
"""

from __future__ import annotations

import datetime as dt

from commons.kernel.tenancy import current_office
from commons.reporting.figures import Figure
from commons.reporting.indicators import had_by
from commons.reporting.terms import Unit
from tenants.returns.figures import collection, deputies, voting, works
from tenants.returns.figures.sources import Count, Sources, Value, sources

TABLE: dict[str, Count] = {**collection.TABLE, **voting.TABLE, **works.TABLE, **deputies.TABLE}


def collect(year: int, *, on: dt.date) -> dict[str, Figure]:
    """Every figure of the year that an office of this kind has, in the order of the indicators.

    The evidence of a count is the count; of money, the projects it stands for.
    """
    office, these = current_office(), sources(year, on=on)
    return {each.code: _figure(each.unit, TABLE[each.code](these), these) for each in had_by(office.body, office.level)}


def _figure(unit: Unit, value: Value, these: Sources) -> Figure:
    if value is None:
        return Figure(None)
    if unit is Unit.YUAN:
        return Figure(value, these.year.works.items if these.year else 0)
    return Figure(value, max(0, int(value)))
