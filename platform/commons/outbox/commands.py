"""Telling: a row in the same transaction and schema as the act, and the office's bell rung in public.

And answering once: what a client was told is kept with the act that was done for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import IntegrityError, OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from commons.kernel.events import Event
from commons.kernel.tenancy import current_code
from commons.outbox.errors import StillAnswering
from commons.outbox.models import Answer, Message

ANSWERS_KEPT = dt.timedelta(hours=24)


def publish(event: Event, *, to: str = "") -> None:
    """Say what happened. `to` makes it a letter: the relay opens it inside the schema of that office."""
    Message(event=event.name, payload=event.to_payload(), to_office=to).save(force_insert=True)
    ring()


def ring() -> None:
    """Mark this office as changed, in the same transaction: the relay looks in, recomputes what follows from its rows and
    seals its evidence. For an act that moves a figure and has nothing to say; `publish` rings by itself."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO public.outbox_doorbell (office_code) VALUES (%s)", [current_code()])


@transaction.atomic
def answer_once(*, key: str, request_digest: str, at: dt.datetime, act: Callable[[], tuple[int, str]]) -> Answer:
    """Do `act` and keep its (status, body) in the same transaction, or give back what was kept under `key`.

    Two at once: the second waits for the first, then gets its answer. An act that raises leaves nothing, so it may be
    tried again. The caller compares `request_digest`. Raises StillAnswering when the first takes too long.
    """
    mine = Answer(key=key, request_digest=request_digest, at=at)
    try:
        with transaction.atomic():
            mine.save(force_insert=True)
    except IntegrityError:
        return Answer.objects.get(key=key)
    except OperationalError as waited:
        if isinstance(waited.__cause__, LockNotAvailable):
            raise StillAnswering() from waited
        raise
    mine.status, mine.body = act()
    mine.save(update_fields=["status", "body"])
    return mine


def forget_answers(*, at: dt.datetime) -> int:
    """Remove the answers of this office that are older than a day; how many there were."""
    gone, _ = Answer.objects.filter(at__lt=at - ANSWERS_KEPT).delete()
    return gone
