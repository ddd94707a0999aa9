"""Every morning: duties of the supervision calendar that come near, are due, or are overdue."""

from __future__ import annotations

from celery import shared_task

from commons.directory import queries as directory
from commons.kernel import clock
from commons.kernel.actor import system
from commons.kernel.tenancy import current_code
from commons.outbox.tasks_base import CommonsTask, OfficeTask
from tenants.oversight.commands import duties


@shared_task(base=CommonsTask, name="oversight.each_morning")
def each_morning(**_: object) -> None:
    """One task an office; the province supervises nothing itself."""
    for code in directory.ready_offices():
        if code != current_code():
            remind_of_duties.delay(office_code=code)


@shared_task(base=OfficeTask, name="oversight.remind_of_duties")
def remind_of_duties(*, office_code: str, **_: object) -> None:
    duties.remind_of_duties(actor=system(office_code), today=clock.today(), at=clock.now())
