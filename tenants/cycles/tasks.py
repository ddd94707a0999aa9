"""Every morning: which stages are due soon, or overdue."""

from __future__ import annotations

from celery import shared_task

from commons.directory import queries as directory
from commons.kernel import clock
from commons.kernel.actor import system
from commons.kernel.tenancy import current_code
from commons.outbox.tasks_base import CommonsTask, OfficeTask
from tenants.cycles import commands


@shared_task(base=CommonsTask, name="cycles.each_morning")
def each_morning(**_: object) -> None:
    """One task an office; the province's own host has none of this."""
    for code in directory.ready_offices():
        if code != current_code():
            remind_of_stages.delay(office_code=code)


@shared_task(base=OfficeTask, name="cycles.remind_of_stages")
def remind_of_stages(*, office_code: str, **_: object) -> None:
    commands.remind_of_stages(actor=system(office_code), today=clock.today(), at=clock.now())
