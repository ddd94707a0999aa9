"""Once a day: the province's rules as the installed release words them."""

from __future__ import annotations

from celery import shared_task

from commons.directory import queries as directory
from commons.kernel import clock
from commons.outbox.tasks_base import CommonsTask
from commons.rulebook import commands


@shared_task(base=CommonsTask, name="rulebook.publish_presets")
def publish_presets(**_: object) -> None:
    if directory.province() is not None:
        commands.publish_presets(at=clock.now())
