"""Letters from above, and the live figures after an office's mail."""

from __future__ import annotations

from commons.kernel import clock
from commons.kernel.actor import system
from commons.kernel.tenancy import current_code, schema_name
from commons.reporting.events import ReturnAccepted, ReturnSentBack
from tenants.returns import commands


def on_accepted(event: ReturnAccepted) -> None:
    commands.note_answer(actor=system(current_code()), return_uid=event.return_uid, accepted=True, at=event.at)


def on_sent_back(event: ReturnSentBack) -> None:
    commands.note_answer(actor=system(current_code()), return_uid=event.return_uid, accepted=False, at=event.at)


def after_mail() -> None:
    """The province has no rows of its own to count."""
    if schema_name() != "public":
        commands.refresh_snapshots(at=clock.now())
