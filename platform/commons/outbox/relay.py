"""Takes messages, hands them over, marks them. At least once; effects exactly once; letters to other offices too.

Who listens to whom is not known here: `infra/wiring.py` is plugged in by `install` at start-up.
"""

from __future__ import annotations

import datetime as dt
import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Min

from commons.kernel import clock
from commons.kernel.events import Again, Event, from_payload
from commons.kernel.tenancy import OfficeNotServing, in_commons, in_office
from commons.outbox.models import Message, Receipt

Handler = Callable[[Any], Any]  # each takes the one kind of event it is wired to
BATCH = 50
TURN = 1.0  # seconds one office's mail may take before the others have theirs
GIVE_UP_AFTER = 8  # then a person reads the letter: `renda offices check` lists it

log = structlog.get_logger("renda.relay")
_subscriptions: Mapping[type[Event], Sequence[Handler]] = {}
_after_mail: Sequence[Callable[[], Any]] = ()
_after_round: Sequence[Callable[[], Any]] = ()


def install(
    subscriptions: Mapping[type[Event], Sequence[Handler]],
    after_mail: Sequence[Callable[[], Any]],
    after_round: Sequence[Callable[[], Any]] = (),
) -> None:
    """Plug in the telephone exchange. `after_mail` runs once in an office when its mail has been handed over,
    `after_round` once in commons when every office that rang has been served."""
    global _subscriptions, _after_mail, _after_round
    _subscriptions, _after_mail, _after_round = subscriptions, after_mail, after_round


def ringing(*, at: dt.datetime | None = None) -> list[str]:
    """Offices that rang since they were last drained, and those whose letter was put off until now (or `at`)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT office_code FROM public.outbox_doorbell WHERE rung_at <= coalesce(%s, now()) ORDER BY 1",
            [at],
        )
        return [row[0] for row in cursor.fetchall()]


def drain(code: str, *, at: dt.datetime | None = None) -> int:
    """Hand over the mail of one office that is due, for one turn; how many messages were finished.

    What is left rings on: whoever has ten thousand letters waits, and nobody waits for him. What was put off rings when
    it is due, and not before.
    """
    with in_office(code, serving=False) as office:
        if not office.is_understood:
            return 0  # its schema is at another release: the bell rings on until it has been migrated
        heard = _rings_of(code)
        done = deliver(at=at, until=time.monotonic() + TURN)
        for finish in _after_mail:
            finish()
        _rest(code, heard, at or clock.now())
    return done


def _rest(code: str, heard: list[int], at: dt.datetime) -> None:
    """Silence the bells that were heard, and only now: a kill before leaves them ringing, a later ring is not ours."""
    waiting = Message.objects.filter(done_at=None, attempts__lt=GIVE_UP_AFTER)
    next_due = waiting.aggregate(next_due=Min("next_try_at"))["next_due"]
    if next_due is not None and next_due <= at:
        return  # the turn was over first, or another relay is at it
    with transaction.atomic(), connection.cursor() as cursor:
        if next_due is not None:
            cursor.execute(
                "INSERT INTO public.outbox_doorbell (office_code, rung_at) VALUES (%s, %s)", [code, next_due]
            )
        _silence(heard)


def deliver(*, at: dt.datetime | None = None, until: float = math.inf) -> int:
    """Only the mail of the office we are in, until that time of the monotonic clock. Its bell keeps ringing: the rest of
    `drain` is still to be done."""
    done = 0
    while (batch := _hand_over_batch(at or clock.now(), until)) > 0:
        done += batch
    return done


def finish_round() -> None:
    """What concerns all offices together, after their mail: cheap when nothing has moved."""
    with in_commons():
        for finish in _after_round:
            finish()


def unhook(code: str) -> None:
    """Silence a bell that no office answers to."""
    _silence(_rings_of(code))


def drain_all(*, rounds: int = 200) -> int:
    """Until nobody rings: for tests, the demo and the command line. The process in `process.py` does it for ever."""
    done = 0
    for _ in range(rounds):
        codes = ringing()
        finished = sum(drain(code) for code in codes)
        finish_round()
        done += finished
        if not codes or finished == 0:
            break
    return done


def _rings_of(code: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ring FROM public.outbox_doorbell WHERE office_code = %s", [code])
        return [ring for (ring,) in cursor.fetchall()]


def _silence(rings: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM public.outbox_doorbell WHERE ring = ANY(%s)", [rings])


def _hand_over_batch(at: dt.datetime, until: float) -> int:
    """One batch; 0 when nothing is due or the turn is over. Rows are locked, so two relays share the work instead of doubling it."""
    with transaction.atomic():
        due = list(
            Message.objects.select_for_update(skip_locked=True)
            .filter(next_try_at__lte=at, done_at=None, attempts__lt=GIVE_UP_AFTER)
            .order_by("uid")[:BATCH]
        )
        finished = [message.uid for message in due if time.monotonic() < until and _hand_over(message, at)]
        Message.objects.filter(uid__in=finished).update(done_at=at)
    return len(finished)


def _hand_over(message: Message, at: dt.datetime) -> bool:
    """Whether every handler has had it; if not, it is put off."""
    try:
        event = from_payload(message.event, message.payload)
        for handler in _subscriptions.get(type(event), ()):
            _once(message, handler, event)
    except Again as later:
        message.next_try_at = at + later.after
        message.save(update_fields=["next_try_at"])
        return False
    except OfficeNotServing as closed:
        _postpone(message, at, str(closed))
        return False
    except Exception as failure:  # a handler's bug must not hold up the other letters
        if isinstance(failure, (OperationalError, InterfaceError)) and not connection.is_usable():
            raise  # the database itself is gone: nothing can be marked, the next round begins afresh
        log.exception("handler_failed", event_name=message.event, message=str(message.uid))
        _postpone(message, at, type(failure).__name__)
        return False
    return True


def _once(message: Message, handler: Handler, event: Event) -> None:
    name = f"{handler.__module__}.{handler.__qualname__}"
    if message.to_office:
        with in_office(message.to_office):
            _receive(message, name, handler, event)
    else:
        _receive(message, name, handler, event)


def _receive(message: Message, name: str, handler: Handler, event: Event) -> None:
    """Receipt and effect stand or fall together."""
    with transaction.atomic():
        inserted = Receipt.objects.bulk_create([Receipt(message_uid=message.uid, handler=name)], ignore_conflicts=True)
        mine = Receipt.objects.filter(uid=inserted[0].uid).exists()
        if mine:
            handler(event)


def _postpone(message: Message, at: dt.datetime, why: str) -> None:
    message.attempts += 1
    message.next_try_at = at + dt.timedelta(seconds=min(3600, 2**message.attempts))
    message.last_error = why[:200]
    message.save(update_fields=["attempts", "next_try_at", "last_error"])
