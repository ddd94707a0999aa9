"""The telephone exchange: who listens to whom, and what must hold before a stage opens. All of it, in two tables."""

from __future__ import annotations

from commons.directory import events as directory_events
from commons.directory import handlers as directory
from commons.kernel.events import Event
from commons.outbox import relay
from commons.outbox.relay import Handler

SUBSCRIPTIONS: dict[type[Event], list[Handler]] = {
    directory_events.OfficeRequested: [directory.on_requested],
}


def plug_in() -> None:
    relay.install(SUBSCRIPTIONS, after_mail=[])
