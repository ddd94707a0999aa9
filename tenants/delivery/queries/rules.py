"""The rules a year's projects are judged by: those the year was opened under, else those of the day, else the defaults."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from commons.kernel.tenancy import current_code
from commons.rulebook import queries as rulebook
from commons.rulebook.terms import Kind
from tenants.cycles import queries as cycles
from tenants.delivery import anomalies, lights


def light_rule(year: int, *, on: dt.date) -> lights.Rule:
    """亮灯规则: two queries."""
    return lights.Rule.read(_body(year, Kind.LIGHTS, on))


def fund_rule(year: int, *, on: dt.date) -> anomalies.Rule:
    """资金监管规则: two queries."""
    return anomalies.Rule.read(_body(year, Kind.FUNDS, on))


def pin(year: int, kind: Kind) -> UUID | None:
    """The adoption a year's projects are judged by, for the record."""
    cycle = cycles.find_cycle_of_year(year)
    found = cycle.pins.get(kind) if cycle else None
    return UUID(found) if found else None


def _body(year: int, kind: Kind, on: dt.date) -> Any:
    return rulebook.rule_of(current_code(), kind, pinned=pin(year, kind), on=on)
