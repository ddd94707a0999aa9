"""Every morning: which milestones passed their day unfinished, and how the lights of this month stand."""

from __future__ import annotations

from celery import shared_task

from commons.directory import queries as directory
from commons.kernel import clock
from commons.kernel.actor import system
from commons.kernel.tenancy import current_code
from commons.outbox.tasks_base import CommonsTask, OfficeTask
from tenants.delivery.commands import lights, plans


@shared_task(base=CommonsTask, name="delivery.each_morning")
def each_morning(**_: object) -> None:
    """One task an office; the province delivers nothing itself."""
    for code in directory.ready_offices():
        if code != current_code():
            note_missed_milestones.delay(office_code=code)
            mark_lights.delay(office_code=code)


@shared_task(base=OfficeTask, name="delivery.note_missed_milestones")
def note_missed_milestones(*, office_code: str, **_: object) -> None:
    plans.note_missed_milestones(actor=system(office_code), today=clock.today(), at=clock.now())


@shared_task(base=OfficeTask, name="delivery.mark_lights")
def mark_lights(*, office_code: str, **_: object) -> None:
    """Of this year's projects; last year's are over, what is late of them is in the look-back."""
    today = clock.today()
    lights.mark_lights(actor=system(office_code), year=today.year, today=today, at=clock.now())
