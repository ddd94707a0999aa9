"""The Celery application (`celery -A infra.worker`). Never `celery.py`: that name would hide the library.

How it works is in `infra/settings/worker.py`. A worker's pool must be processes: an office's schema lives on the
connection of a thread, and a pool of threads would share it.
"""

import importlib
import os
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


app.steps["worker"].add(LookBeforeServing)
