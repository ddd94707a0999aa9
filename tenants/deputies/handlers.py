"""Letters from the offices above and below. Each opens what was sealed for this office and calls one command."""

from __future__ import annotations

from commons.kernel.actor import system
from commons.kernel.tenancy import current_code
from tenants.deputies import events, sealing
from tenants.deputies.commands import escalation


def on_escalated(event: events.DeputySuggestionEscalated) -> None:
    here = current_code()
    told = sealing.unseal(event.sealed, to=here, about=event.suggestion_uid)
    escalation.enter_from_below(
        actor=system(here),
        from_office=event.from_office,
        origin_uid=event.suggestion_uid,
        origin_round=event.round,
        title=told["title"],
        content=told["content"],
        lead_name=told["lead_name"],
        village=told["village"],
        is_confidential=bool(told["is_confidential"]),
        at=event.at,
    )


def on_settled_above(event: events.DeputySuggestionSettledAbove) -> None:
    here = current_code()
    told = sealing.unseal(event.sealed, to=here, about=event.suggestion_uid)
    escalation.settle_above(
        actor=system(here),
        suggestion_uid=event.suggestion_uid,
        from_office=event.from_office,
        round=event.round,
        level=event.solved_at_level,
        reply_class=event.reply_class,
        reply=told["reply"],
        at=event.at,
    )


def on_sent_back(event: events.DeputySuggestionSentBack) -> None:
    here = current_code()
    told = sealing.unseal(event.sealed, to=here, about=event.suggestion_uid)
    escalation.take_back(
        actor=system(here),
        suggestion_uid=event.suggestion_uid,
        from_office=event.from_office,
        round=event.round,
        ground=event.ground,
        reason=told["reason"],
        at=event.at,
    )
