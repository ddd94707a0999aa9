"""Sentry, off without a DSN; scrubbed of everything personal before it leaves. Also the ids in our log lines."""

from __future__ import annotations

import re
from typing import Any

import sentry_sdk
from django.conf import settings
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.django import DjangoIntegration

_PERSONAL = re.compile(r"(?<!\d)(1[3-9]\d{9}|\d{17}[\dXx]|\d{15})(?!\d)")
_KEPT_TAGS = frozenset({"office", "level", "process"})


def start() -> None:
    """Start reporting if a DSN is set. Personal data is not collected unless asked for, and `scrub` looks once more."""
    if not settings.SENTRY_DSN:
        return
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        integrations=[DjangoIntegration(signals_spans=False), CeleryIntegration()],
        max_request_body_size="never",
        include_local_variables=False,
        max_breadcrumbs=0,
        before_send=scrub,
    )


def office_tags(code: str, level: str) -> None:
    """Mark what follows with the office it happened in; nothing about the person."""
    if settings.SENTRY_DSN:
        sentry_sdk.set_tag("office", code)
        sentry_sdk.set_tag("level", level)


def scrub(event: Any, hint: Any) -> Any:
    """Drop the request's words and the person, and mask whatever looks like a phone or an ID number anywhere else."""
    # An address may hold a one-time link or a citizen's query code; `transaction` says which route it was.
    event["request"] = {key: value for key, value in (event.get("request") or {}).items() if key == "method"}
    for key in ("user", "extra", "breadcrumbs", "server_name"):
        event.pop(key, None)
    # An exception's own text may quote what a person typed; its type and place are what an engineer needs.
    for value in (event.get("exception") or {}).get("values", []):
        value["value"] = "已隐去"
    if "logentry" in event:
        event["logentry"] = {"message": "已隐去"}
    event.pop("message", None)
    return _masked(event)


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return _PERSONAL.sub("[已隐去]", value)
    if isinstance(value, dict):
        return {key: _masked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_masked(item) for item in value]
    return value
