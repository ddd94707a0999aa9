"""Every night: sessions, links and tokens that open no door any more."""

from __future__ import annotations

from celery import shared_task

from commons.directory import queries as directory
from commons.identity import forgetting
from commons.kernel import clock
from commons.outbox.tasks_base import CommonsTask, OfficeTask


@shared_task(base=CommonsTask, name="identity.forget_everywhere")
def forget_everywhere(**_: object) -> None:
    """Links and tokens here; one task an office for its sessions, the province included."""
    forgetting.forget_spent(at=clock.now())
    for code in directory.ready_offices():
        forget_sessions.delay(office_code=code)


@shared_task(base=OfficeTask, name="identity.forget_sessions")
def forget_sessions(*, office_code: str, **_: object) -> None:
    forgetting.forget_sessions(at=clock.now())
