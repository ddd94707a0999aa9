"""Every night the boards of this year and the last are computed afresh from what the offices handed in."""

from __future__ import annotations

from celery import shared_task

from commons.kernel import clock
from commons.outbox.tasks_base import CommonsTask
from commons.reporting import nodes


@shared_task(base=CommonsTask, name="reporting.rebuild_boards")
def rebuild_boards(**_: object) -> None:
    nodes.rebuild_since(clock.today().year - 1)
