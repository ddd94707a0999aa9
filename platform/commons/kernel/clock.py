"""The time, asked for only at the edges; everything inside takes `at` or `today` as an argument."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """Aware instant, UTC."""
    return timezone.now()


def today() -> dt.date:
    """Today's date where the offices are (Asia/Shanghai)."""
    return timezone.localdate()


def date_of(at: dt.datetime) -> dt.date:
    """The local calendar date of an instant."""
    return timezone.localdate(at)
