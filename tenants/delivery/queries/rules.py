"""The rule of funds: the one the year was opened under, else the one of the day, else the defaults."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from commons.kernel.tenancy import current_code
from commons.rulebook import queries as rulebook
from commons.rulebook.terms import Kind
from tenants.cycles import queries as cycles
from tenants.delivery import anomalies


def fund_rule(year: int, *, on: dt.date) -> anomalies.Rule:
    """资金监管规则: two queries."""
    return anomalies.Rule.read(rulebook.rule_of(current_code(), Kind.FUNDS, pinned=pin(year, Kind.FUNDS), on=on))


def pin(year: int, kind: Kind) -> UUID | None:
    """The adoption a year's projects are judged by, for the record."""
    cycle = cycles.find_cycle_of_year(year)
    found = cycle.pins.get(kind) if cycle else None
    return UUID(found) if found else None
