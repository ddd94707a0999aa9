"""The three letters between an office and its superior. Codes in the clear, words sealed (`sealing.py`, README)."""

from __future__ import annotations

import datetime as dt

from commons.kernel.tenancy import current_code
from commons.outbox.commands import publish
from tenants.deputies import events, sealing
from tenants.deputies.models import DeputySuggestion


def bring_up(suggestion: DeputySuggestion, *, to: str, at: dt.datetime) -> None:
    """Up: what has to be handled there."""
    told = {
        "title": suggestion.title,
        "content": suggestion.content,
        "lead_name": suggestion.lead_name,
        "village": suggestion.village,
        "is_confidential": "yes" if suggestion.is_confidential else "",
    }
    publish(
        events.DeputySuggestionEscalated(
            at=at,
            from_office=current_code(),
            suggestion_uid=suggestion.uid,
            round=suggestion.rounds,
            sealed=sealing.seal(to=to, about=suggestion.uid, words=told),
        ),
        to=to,
    )


def report_settled(suggestion: DeputySuggestion, *, at: dt.datetime) -> None:
    """Down: it is settled, and how. Nothing for a suggestion of one's own."""
    if not suggestion.came_from_below or suggestion.origin_uid is None or suggestion.origin_round is None:
        return
    publish(
        events.DeputySuggestionSettledAbove(
            at=at,
            from_office=current_code(),
            suggestion_uid=suggestion.origin_uid,
            round=suggestion.origin_round,
            solved_at_level=suggestion.solved_at_level,
            reply_class=suggestion.reply_class,
            sealed=sealing.seal(
                to=suggestion.origin_office, about=suggestion.origin_uid, words={"reply": suggestion.reply}
            ),
        ),
        to=suggestion.origin_office,
    )


def send_back(suggestion: DeputySuggestion, *, at: dt.datetime) -> None:
    """Down: this office does not take it, and why. Nothing for a suggestion of one's own."""
    if not suggestion.came_from_below or suggestion.origin_uid is None or suggestion.origin_round is None:
        return
    publish(
        events.DeputySuggestionSentBack(
            at=at,
            from_office=current_code(),
            suggestion_uid=suggestion.origin_uid,
            round=suggestion.origin_round,
            ground=suggestion.decline_ground,
            sealed=sealing.seal(
                to=suggestion.origin_office,
                about=suggestion.origin_uid,
                words={"reason": suggestion.decline_reason},
            ),
        ),
        to=suggestion.origin_office,
    )
