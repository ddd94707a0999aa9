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


def to_the_minute(at: dt.datetime) -> str:
    """2026-11-22 10:05 on the wall where the offices are, as lists and sheets write an instant."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def in_words(on: dt.date | None) -> str:
    """2026年11月22日, as papers and lists write it; nothing for no day."""
    return f"{on:%Y年%-m月%-d日}" if on else ""
