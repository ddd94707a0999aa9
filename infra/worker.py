"""The Celery application (`celery -A infra.worker`). Never `celery.py`: that name would hide the library.

How it works is in `infra/settings/worker.py`. A worker's pool must be processes: an office's schema lives on the
connection of a thread, and a pool of threads would share it.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.local")

app = Celery("renda", task_cls="commons.outbox.tasks_base:HomelessTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.worker_hijack_root_logger = False  # the log is Django's, structured and without a person's words
app.autodiscover_tasks()
