"""The boards after a round of the post, and after the tree has moved."""

from __future__ import annotations

from commons.directory.events import OfficeOpened
from commons.reporting import nodes


def after_round() -> None:
    """Whatever the offices counted in this round is on every board above them, within seconds of the act."""
    nodes.refresh()


def on_office_opened(event: OfficeOpened) -> None:
    """It counts among the offices founded above it, before it has a figure of its own."""
    nodes.mark_every_period([event.office_code])
