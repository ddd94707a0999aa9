"""What follows whenever a suggestion is done with: grants end, the house is told, and the office below."""

from __future__ import annotations

import datetime as dt

from commons.access import commands as access
from commons.access import queries as granted
from commons.outbox.commands import publish
from tenants.deputies import events
from tenants.deputies.commands import letters
from tenants.deputies.models import DeputySuggestion


def finish(suggestion: DeputySuggestion, *, at: dt.datetime) -> None:
    """It was closed just now."""
    end_handlings(suggestion, at=at)
    level = suggestion.solved_at_level
    publish(events.DeputySuggestionClosed(at=at, suggestion_uid=suggestion.uid, solved_at_level=level))
    letters.report_settled(suggestion, at=at)


def end_handlings(suggestion: DeputySuggestion, *, at: dt.datetime) -> None:
    """Every unit still on it loses its grant."""
    for handling in suggestion.handlings.filter(ended_at=None):
        handling.ended_at = at
        handling.save(update_fields=["ended_at"])
    for unit in granted.grantees("answer_suggestion", suggestion):
        access.withdraw(account=unit, permission="answer_suggestion", on=suggestion)
