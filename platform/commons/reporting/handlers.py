"""The boards after a round of the post, and after the tree has moved."""

from __future__ import annotations

from commons.directory.events import OfficeMerged, OfficeMoved, OfficeOpened
from commons.reporting import nodes


def after_round() -> None:
    """Whatever the offices counted in this round is on every board above them, within seconds of the act."""
    nodes.refresh()


def on_office_opened(event: OfficeOpened) -> None:
    """It counts among the offices founded above it, before it has a figure of its own."""
    nodes.mark_every_period([event.office_code])


def on_office_moved(event: OfficeMoved) -> None:
    """It leaves the sums of its old superiors and enters those of the new ones."""
    nodes.mark_every_period([event.office_code, event.from_code, event.to_code])


def on_office_merged(event: OfficeMerged) -> None:
    """What stood below it counts below its heir."""
    nodes.mark_every_period([event.office_code, event.into_code])
