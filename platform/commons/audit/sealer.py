"""Chains finished entries in batches, so that no act ever waits for another act's link.

The chain's order is the order of sealing: an entry that commits late is simply chained later, so nothing has to be
known about running transactions. The head goes to the public schema (`audit_head`), out of the office's own reach.
"""

from __future__ import annotations

from typing import cast

from django.db import connection, transaction

from commons.audit.models import Entry, Link
from commons.audit.queries import sealed_form
from commons.audit.seal import START, chain
from commons.kernel.tenancy import current_code

BATCH = 1000
_SEALER_LOCK = 0x5EA1


def seal() -> int:
    """Seal what is finished in the current schema; how many entries were chained. Safe to run twice at once."""
    sealed = 0
    while (done := _seal_batch()) > 0:
        sealed += done
        if done < BATCH:
            break
    return sealed


@transaction.atomic
def _seal_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [_SEALER_LOCK])
        cursor.execute("SELECT position, digest FROM audit_link ORDER BY position DESC LIMIT 1")
        position, head = cast("tuple[int, str]", cursor.fetchone() or (0, START))
    finished = list(Entry.objects.filter(link=None).order_by("at", "uid")[:BATCH])
    if not finished:
        return 0
    digests = list(chain(head, (sealed_form(entry) for entry in finished)))
    Link.objects.bulk_create(
        Link(position=position + n, entry=entry, digest=digest)
        for n, (entry, digest) in enumerate(zip(finished, digests, strict=True), start=1)
    )
    _publish_head(position + len(finished), digests[-1])
    return len(finished)


def _publish_head(position: int, digest: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO public.audit_head (office_code, position, digest, at) VALUES (%s, %s, %s, now())"
            " ON CONFLICT (office_code) DO UPDATE SET position = excluded.position, digest = excluded.digest, at = now()"
            " WHERE audit_head.position < excluded.position",
            [current_code(), position, digest],
        )
