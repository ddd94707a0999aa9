"""Reactions to this room's own events: while a sealed round is open, and once it is closed, workers check proofs."""

from __future__ import annotations

from celery import current_app

from commons.kernel.tenancy import current_code
from tenants.ballot import queries
from tenants.ballot.events import CheckingAsked, VoteClosed, VoteOpened


def on_sealed_ballots(event: VoteOpened | VoteClosed | CheckingAsked) -> None:
    """Start the work; it goes on by itself while there may be something to check (`tasks.check_ballots`)."""
    if queries.awaits_checking():
        current_app.send_task("ballot.check_ballots", kwargs={"office_code": current_code()})
