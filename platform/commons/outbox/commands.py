"""Telling: a row in the same transaction and schema as the act, and the office's bell rung in public."""

from __future__ import annotations

from django.db import connection

from commons.kernel.events import Event
from commons.kernel.tenancy import current_code
from commons.outbox.models import Message


def publish(event: Event, *, to: str = "") -> None:
    """Say what happened. `to` makes it a letter: the relay opens it inside the schema of that office."""
    Message(event=event.name, payload=event.to_payload(), to_office=to).save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO public.outbox_doorbell (office_code) VALUES (%s)", [current_code()])
