"""Every morning: which milestones passed their day unfinished."""

from __future__ import annotations

from celery import shared_task

from commons.directory import queries as directory
from commons.kernel import clock
from commons.kernel.actor import system
from commons.kernel.tenancy import current_code
from commons.outbox.tasks_base import CommonsTask, OfficeTask
from tenants.delivery.commands import plans


@shared_task(base=CommonsTask, name="delivery.each_morning")
def each_morning(**_: object) -> None:
    """One task an office; the province delivers nothing itself."""
    for code in directory.ready_offices():
        if code != current_code():
            note_missed_milestones.delay(office_code=code)


@shared_task(base=OfficeTask, name="delivery.note_missed_milestones")
def note_missed_milestones(*, office_code: str, **_: object) -> None:
    plans.note_missed_milestones(actor=system(office_code), today=clock.today(), at=clock.now())
