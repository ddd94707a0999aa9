"""What every command here checks of its input."""

from __future__ import annotations

import datetime as dt

from commons.kernel import clock
from tenants.deputies.errors import DateInTheFuture, NumberInvalid, TextInvalid
from tenants.meetings.wording import plain


def words(text: str, field: str, label: str, limit: int, *, empty: bool = False) -> str:
    return plain(text, field=field, label=label, limit=limit, refusal=TextInvalid, empty=empty)


def number(value: int, field: str, label: str, least: int, most: int) -> int:
    if not least <= value <= most:
        raise NumberInvalid(field=field, label=label, least=least, most=most)
    return value


def not_in_the_future(day: dt.date, field: str, label: str, *, at: dt.datetime) -> dt.date:
    if day > clock.date_of(at):
        raise DateInTheFuture(field=field, label=label)
    return day
