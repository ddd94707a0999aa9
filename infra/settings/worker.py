"""Celery: JSON only, late acknowledgement, no result backend. Intent is durable in the outbox, not in the broker."""

from __future__ import annotations

import datetime as dt

from celery.schedules import crontab

from infra.settings import env

_broker = env.HOME / "broker"
CELERY_BROKER_URL = env.BROKER_URL or "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 3600, "socket_timeout": 5, "socket_connect_timeout": 5}
    if env.BROKER_URL
    else {
        "data_folder_in": str(_broker / "queue"),
        "data_folder_out": str(_broker / "queue"),
        "control_folder": str(_broker / "control"),
        "store_processed": False,
    }
)
if not env.BROKER_URL:
    for _folder in ("queue", "control"):
        (_broker / _folder).mkdir(parents=True, exist_ok=True)
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TASK_DEFAULT_QUEUE = "work"
CELERY_TASK_ROUTES = {"directory.*": {"queue": "provisioning"}}  # served by the process with the owner's role
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE = {
    "forget contacts whose time has come": {"task": "intake.erase_contacts_everywhere", "schedule": 86400.0},
    "forget who gave an opinion": {"task": "notices.erase_contacts_everywhere", "schedule": 86400.0},
    "delete files nothing refers to": {"task": "documents.sweep_everywhere", "schedule": 86400.0},
    "keep spare schemas": {"task": "directory.keep_spares", "schedule": 30.0},
    "forget sessions, links and tokens": {"task": "identity.forget_everywhere", "schedule": crontab(hour=2, minute=10)},
    "throw delivered mail away": {"task": "outbox.prune_everywhere", "schedule": 86400.0},
    "sweep requested offices": {"task": "directory.open_requested", "schedule": 30.0},
    "offices whose schema lags behind their state": {"task": "directory.settle_offices", "schedule": 600.0},
    "look at every office": {"task": "directory.look_at_everybody", "schedule": 86400.0},
    "missed milestones every morning": {"task": "delivery.each_morning", "schedule": 3600.0},
    "count and remind of returns": {"task": "returns.each_morning", "schedule": 6 * 3600.0},
    "publish what the product words anew": {"task": "rulebook.publish_presets", "schedule": 86400.0},
    "compute the boards afresh": {"task": "reporting.rebuild_boards", "schedule": crontab(hour=3, minute=30)},
    "remind of supervision duties every morning": {"task": "oversight.each_morning", "schedule": 3600.0},
    "remind of stages every morning": {"task": "cycles.each_morning", "schedule": 3600.0},
}
OUTBOX_KEPT = dt.timedelta(days=30)  # how long delivered mail stays; what is undelivered is never thrown away
CELERY_BEAT_SCHEDULE_FILENAME = str(env.HOME / "beat-schedule")
