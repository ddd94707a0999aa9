"""Reading evidence: the trail of a record, and whether the chain still holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from commons.audit.models import Entry, Link
from commons.audit.seal import START, link
from commons.kernel.tenancy import current_code

_SEALED_FIELDS = (
    "uid", "office_code", "at", "act", "object_type", "object_uid", "from_state", "to_state", "account_uid", "roles",
    "on_behalf_of", "staff_session_uid", "facts", "salt", "words_digest",
)  # fmt: skip


@dataclass(frozen=True)
class ChainReport:
    """`broken_at` is the position of the first link that does not hold; `sealed` of `entries` are chained."""

    entries: int
    sealed: int
    head: str
    broken_at: int | None
    reason: str = ""

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def trail_of(obj: Any) -> QuerySet[Entry]:
    """Every act on this record, oldest first."""
    return Entry.objects.filter(object_uid=str(obj.pk)).order_by("at", "uid")


def acts_of(account_uid: Any) -> QuerySet[Entry]:
    return Entry.objects.filter(account_uid=account_uid).order_by("-at", "-uid")


def acts_since(at: dt.datetime, acts: Collection[str]) -> QuerySet[Entry, tuple[dt.datetime, str, str]]:
    """(when, act, key of the record) of these acts from then on, oldest first."""
    found = Entry.objects.filter(at__gte=at, act__in=acts).order_by("at", "uid")
    return found.values_list("at", "act", "object_uid")


def sealed_form(entry: Entry) -> dict[str, Any]:
    """What a link seals; instants in UTC so that the server's time zone never matters."""
    form = {name: getattr(entry, name) for name in _SEALED_FIELDS}
    return {**form, "at": entry.at.timestamp()}


def published_head() -> tuple[int, str]:
    """Position and digest of the last link that was published for this office, in the public schema."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT position, digest FROM public.audit_head WHERE office_code = %s", [current_code()])
        return cursor.fetchone() or (0, START)


def verify_chain(expected: tuple[int, str] | None = None) -> ChainReport:
    """Recompute the whole chain of the current office. Names the first position where it breaks, and how.

    The published head tells whether the end was cut off, or the whole chain made anew; `expected` stands in its place
    where a chain is not the office's own yet (one out of an archive).
    """
    published, head = expected or published_head()  # first: the sealer may go on while we read
    previous, position, total = START, 0, Entry.objects.count()
    for each in Link.objects.select_related("entry").order_by("position").iterator(chunk_size=500):
        position += 1
        if each.position != position:
            return ChainReport(total, position - 1, previous, position, "链上缺少一环")
        digest = link(previous, sealed_form(each.entry))
        if digest != each.digest:
            return ChainReport(total, position - 1, previous, position, "审计记录与链值不符")
        if position == published and digest != head:
            return ChainReport(total, position, digest, position, "与公布的链头不符")
        previous = digest
    if position < published:
        return ChainReport(total, position, previous, position + 1, "链的末尾缺失")
    return ChainReport(total, position, previous, None)
