"""A telephone exchange for tests: other subscriptions while it lasts, and handlers whose effect can be counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from commons.audit.commands import record
from commons.audit.models import Entry
from commons.identity.models import Account
from commons.kernel.actor import system
from commons.kernel.events import Event
from commons.kernel.tenancy import current_code
from commons.outbox import relay
from commons.outbox.relay import Handler


@dataclass(frozen=True, kw_only=True)
class Rang(Event):
    """Something happened, for tests."""

    label = "测试事件"
    number: int = 0


@contextmanager
def subscribed(table: Mapping[type[Event], Sequence[Handler]]) -> Iterator[None]:
    before = relay._subscriptions, relay._after_mail, relay._after_round
    relay.install(table, after_mail=[])
    try:
        yield
    finally:
        relay.install(*before)


def leave_a_mark(event: Rang) -> None:
    """An effect of its own for each event: one audit entry in the office where the letter is opened."""
    record("test.mark", Account(), actor=system(current_code()), at=event.at, facts={"number": event.number})


def marks() -> list[int]:
    """The effects in the current office."""
    return sorted(entry.facts["number"] for entry in Entry.objects.filter(act="test.mark"))
