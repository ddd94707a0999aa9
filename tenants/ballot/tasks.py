"""Proofs of sealed ballots are checked here, never inside a request. A task carries the office's code and nothing else."""

from __future__ import annotations

from celery import shared_task

from commons.kernel import clock
from commons.outbox.tasks_base import OfficeTask
from tenants.ballot import queries
from tenants.ballot.commands import sealing

PAUSE = 1  # seconds between two looks into an open box


@shared_task(base=OfficeTask, name="ballot.check_ballots")
def check_ballots(*, office_code: str, **_: object) -> None:
    """All there is; then again in a moment, for as long as a round is open or its box not sealed."""
    while sealing.check_ballots(at=clock.now()):
        pass
    if queries.awaits_checking():
        check_ballots.apply_async(kwargs={"office_code": office_code}, countdown=PAUSE)
