"""Mail that was delivered long ago is thrown away. What is still to be delivered never is, however old.

A receipt lives exactly as long as its message: while the message may be handed over again, its receipt keeps the effect
from happening twice; afterwards nobody will ask for it. That of a letter lies in the addressee's schema and goes with
the letter, in the same transaction.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.db import transaction

from commons.kernel.tenancy import UnknownOffice, in_office
from commons.outbox.models import Message, Receipt

BATCH = 1000  # messages a transaction: no long lock on a busy office


def prune(*, at: dt.datetime) -> int:
    """Of the office we are in, what was done before `OUTBOX_KEPT`; how many messages there were. Resumable."""
    gone = 0
    while batch := _prune_batch(at - settings.OUTBOX_KEPT):
        gone += batch
    return gone


@transaction.atomic
def _prune_batch(done_before: dt.datetime) -> int:
    rows = Message.objects.select_for_update(skip_locked=True).filter(done_at__lt=done_before).order_by("uid")
    old = list(rows.values_list("uid", "to_office")[:BATCH])
    letters: dict[str, list[UUID]] = {}
    for uid, to_office in old:
        letters.setdefault(to_office, []).append(uid)
    for to_office, uids in letters.items():
        _forget_receipts(uids, to_office)
    Message.objects.filter(uid__in=[uid for uid, _ in old]).delete()
    return len(old)


def _forget_receipts(uids: list[UUID], to_office: str) -> None:
    receipts = Receipt.objects.filter(message_uid__in=uids)
    if not to_office:
        receipts.delete()
        return
    try:
        with in_office(to_office, serving=False):
            receipts.delete()
    except UnknownOffice:
        return  # it took its receipts with it
