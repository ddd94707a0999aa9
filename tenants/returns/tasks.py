"""Every morning: what has to be filed, and the figures that change with the day alone (what is late today)."""

from __future__ import annotations

from celery import shared_task

from commons.directory import queries as directory
from commons.kernel import clock
from commons.kernel.actor import system
from commons.kernel.tenancy import current_code
from commons.outbox.tasks_base import CommonsTask, OfficeTask
from tenants.returns import commands


@shared_task(base=CommonsTask, name="returns.each_morning")
def each_morning(**_: object) -> None:
    """Two tasks an office; the province files nothing and counts nothing of its own."""
    for code in directory.ready_offices():
        if code != current_code():
            remind_of_returns.delay(office_code=code)
            refresh_snapshots.delay(office_code=code)


@shared_task(base=OfficeTask, name="returns.remind_of_returns")
def remind_of_returns(*, office_code: str, **_: object) -> None:
    commands.remind_of_returns(actor=system(office_code), today=clock.today(), at=clock.now())


@shared_task(base=OfficeTask, name="returns.refresh_snapshots")
def refresh_snapshots(*, office_code: str, **_: object) -> None:
    commands.refresh_snapshots(at=clock.now())
