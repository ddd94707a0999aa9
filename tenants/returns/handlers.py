"""Letters from above, and the live figures after an office's mail."""

from __future__ import annotations

from commons.kernel import clock
from commons.kernel.actor import system
from commons.kernel.tenancy import current_code, schema_name
from commons.reporting.events import ReturnAccepted, ReturnDecided, ReturnFiled, ReturnSentBack
from tenants.returns import commands


def on_accepted(event: ReturnAccepted) -> None:
    commands.note_answer(actor=system(current_code()), return_uid=event.return_uid, accepted=True, at=event.at)


def on_sent_back(event: ReturnSentBack) -> None:
    commands.note_answer(actor=system(current_code()), return_uid=event.return_uid, accepted=False, at=event.at)


def on_filed(event: ReturnFiled) -> None:
    """At the superior's. The province keeps no to-do lists: its console shows what waits."""
    if schema_name() != "public":
        commands.note_received(
            actor=system(current_code()),
            return_uid=event.return_uid,
            office_code=event.office_code,
            period=event.period,
            at=event.at,
        )


def on_decided(event: ReturnDecided) -> None:
    if schema_name() != "public":
        commands.note_decided(actor=system(current_code()), return_uid=event.return_uid, at=event.at)


def after_mail() -> None:
    """The province has no rows of its own to count."""
    if schema_name() != "public":
        commands.refresh_snapshots(old_ones_too=False, at=clock.now())
