"""Reactions of intake."""

from __future__ import annotations

from commons.kernel.actor import system
from commons.kernel.tenancy import current_code
from tenants.cycles.events import CycleOpened
from tenants.intake.commands import suggestions


def on_cycle_opened(event: CycleOpened) -> None:
    suggestions.adopt_waiting(actor=system(current_code()), at=event.at)
