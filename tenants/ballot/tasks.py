"""Proofs of sealed ballots are checked here, never inside a request. A task carries the office's code and nothing else."""

from __future__ import annotations

from celery import shared_task

from commons.kernel import clock
from commons.outbox.tasks_base import OfficeTask
from tenants.ballot.commands import sealing


@shared_task(base=OfficeTask, name="ballot.check_ballots")
def check_ballots(*, office_code: str, **_: object) -> None:
    """All that wait now. Who asks again is the relay, for as long as there may be more (`handlers.on_sealed_ballots`)."""
    while sealing.check_ballots(at=clock.now()):
        pass
