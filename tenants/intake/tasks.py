"""Forgetting people on time, office by office."""

from __future__ import annotations

from celery import shared_task

from commons.directory import queries as directory
from commons.kernel import clock
from commons.kernel.actor import system
from commons.outbox.tasks_base import CommonsTask, OfficeTask
from tenants.intake.commands import contacts, suggestions


@shared_task(base=OfficeTask, name="intake.erase_contacts")
def erase_contacts(*, office_code: str, **_: object) -> None:
    contacts.erase_contacts(actor=system(office_code), at=clock.now())
    suggestions.note_likeness(actor=system(office_code), at=clock.now())


@shared_task(base=CommonsTask, name="intake.erase_contacts_everywhere")
def erase_contacts_everywhere(**_: object) -> None:
    """One task an office, so that one that fails stops nobody else's. The province's own host takes no suggestions."""
    province = directory.province()
    for code in directory.ready_offices():
        if province is None or code != province.code:
            erase_contacts.delay(office_code=code)
