"""Scheduled work of the house itself, for rooms that stand below the directory and so cannot list the offices."""

from __future__ import annotations

from celery import shared_task

from commons.directory import queries as directory
from commons.kernel import clock
from commons.outbox import pruning
from commons.outbox.tasks_base import CommonsTask, OfficeTask


@shared_task(base=CommonsTask, name="outbox.prune_everywhere")
def prune_everywhere(**_: object) -> None:
    """One task an office, the province included: it has mail of its own."""
    for code in directory.ready_offices():
        prune_office.delay(office_code=code)


@shared_task(base=OfficeTask, name="outbox.prune_office")
def prune_office(*, office_code: str, **_: object) -> None:
    pruning.prune(at=clock.now())
