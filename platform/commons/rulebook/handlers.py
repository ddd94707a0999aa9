"""Reactions of the rulebook."""

from __future__ import annotations

from commons.directory.events import OfficeOpened
from commons.kernel.actor import system
from commons.rulebook import commands


def on_office_opened(event: OfficeOpened) -> None:
    """A new office finds its rules in place. The event is the platform's, so this runs in public."""
    commands.settle_in(actor=system(event.office_code), at=event.at)
