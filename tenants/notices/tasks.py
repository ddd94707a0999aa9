"""Forgetting, by schedule, who gave an opinion."""

from __future__ import annotations

from celery import shared_task

from commons.directory import queries as directory
from commons.kernel import clock
from commons.kernel.actor import system
from commons.kernel.tenancy import current_code
from commons.outbox.tasks_base import CommonsTask, OfficeTask
from tenants.notices import commands


@shared_task(base=CommonsTask, name="notices.erase_contacts_everywhere")
def erase_contacts_everywhere(**_: object) -> None:
    """One task an office; the province's own host has none of this."""
    for code in directory.ready_offices():
        if code != current_code():
            erase_contacts.delay(office_code=code)


@shared_task(base=OfficeTask, name="notices.erase_contacts")
def erase_contacts(*, office_code: str, **_: object) -> None:
    at = clock.now()
    commands.erase_contacts(actor=system(office_code), closed_before=at - commands.CONTACTS_KEPT, at=at)
