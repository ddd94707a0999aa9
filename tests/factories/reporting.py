"""Figures of offices, written short."""

from __future__ import annotations

from decimal import Decimal

from commons.kernel.tenancy import in_commons
from commons.reporting import commands, nodes
from commons.reporting.figures import Figure
from tests.factories.people import AT

YEAR = 2026


def figures(**values: int | str | None) -> dict[str, Figure]:
    """`suggestions__received=495` is the figure `suggestions.received`; the evidence is as many rows as it counts."""
    return {
        code.replace("__", "."): Figure(
            None if value is None else Decimal(value), 0 if value is None else int(Decimal(value)) % 1000
        )
        for code, value in values.items()
    }


def snapshot(office_code: str, /, *, year: int = YEAR, period: str | None = None, **values: int | str | None) -> None:
    """As if this office had just counted itself, and the relay had been round."""
    with in_commons():
        commands.put_snapshot(office_code=office_code, year=year, period=period, figures=figures(**values), at=AT)
        nodes.refresh()
