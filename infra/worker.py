"""The Celery application (`celery -A infra.worker`). Never `celery.py`: that name would hide the library.

How it works is in `infra/settings/worker.py`. A worker's pool must be processes: an office's schema lives on the
connection of a thread, and a pool of threads would share it.
"""

import importlib
import os
import signal
import sys
from typing import Any

from celery import Celery, bootsteps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.local")

app = Celery("renda", task_cls="commons.outbox.tasks_base:HomelessTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.worker_hijack_root_logger = False  # the log is Django's, structured and without a person's words
app.autodiscover_tasks()


class LookBeforeServing(bootsteps.Step):  # type: ignore[misc]
    """The first thing a worker does, when Django has started."""

    def __init__(self, parent: Any, **options: Any) -> None:
        importlib.import_module("infra.starting").look_before_serving()


class EndWithALostChild(bootsteps.StartStopStep):  # type: ignore[misc]
    """A worker of whom a child was killed ends, and whoever keeps it alive starts it afresh.

    On a broker without an event loop (files) the children of a pool read one pipe in turns, under a lock that the idle one
    holds. If it is killed (out of memory, a time limit), the lock is never given back: the worker would look alive and take
    no task for ever. What the other children had in hand is asked for again, as after any kill.
    """

    requires = ("celery.worker.components:Pool",)

    def start(self, parent: Any) -> None:
        pool = getattr(parent.pool, "_pool", None)
        if pool is not None and pool.on_process_down is None:  # a pool with an event loop has a pipe for each child
            pool.on_process_down = self._look_at

    @staticmethod
    def _look_at(child: Any) -> None:
        if (child.exitcode or 0) < 0 and child.exitcode != -signal.SIGTERM:
            print(f"子进程 {child.pid} 被信号 {-child.exitcode} 终止，工作进程随之退出并重新启动。", file=sys.stderr, flush=True)  # fmt: skip
            os._exit(1)  # nothing tidier: the pool waits for the lock too


app.steps["worker"].add(LookBeforeServing)
app.steps["worker"].add(EndWithALostChild)
