"""Deleting, by schedule, contents that nothing refers to any more."""

from __future__ import annotations

from celery import shared_task

from commons.directory import queries as directory
from commons.kernel import clock
from commons.kernel.actor import system
from commons.kernel.tenancy import current_code
from commons.outbox.tasks_base import CommonsTask, OfficeTask
from tenants.documents import commands


@shared_task(base=CommonsTask, name="documents.sweep_everywhere")
def sweep_everywhere(**_: object) -> None:
    """One task an office; the province's own host has none of this."""
    for code in directory.ready_offices():
        if code != current_code():
            sweep_files.delay(office_code=code)


@shared_task(base=OfficeTask, name="documents.sweep_files")
def sweep_files(*, office_code: str, **_: object) -> None:
    commands.sweep_files(actor=system(office_code), at=clock.now())
