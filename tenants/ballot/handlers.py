"""Reactions to this room's own events: while a sealed round is open, and once it is closed, workers check proofs."""

from __future__ import annotations

import datetime as dt

from celery import current_app

from commons.kernel.events import Again
from commons.kernel.tenancy import current_code
from tenants.ballot import queries
from tenants.ballot.events import VoteClosed, VoteOpened

PAUSE = dt.timedelta(seconds=1)  # between two looks into an open box


def on_sealed_ballots(event: VoteOpened | VoteClosed) -> None:
    """Have them checked, again and again until the box is sealed, whatever becomes of a worker meanwhile."""
    if queries.awaits_checking():
        current_app.send_task("ballot.check_ballots", kwargs={"office_code": current_code()})
        raise Again(after=PAUSE)
