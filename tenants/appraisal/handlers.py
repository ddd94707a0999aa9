"""Reactions of appraisal."""

from __future__ import annotations

from commons.kernel.actor import system
from commons.kernel.tenancy import current_code
from tenants.appraisal.commands import proposals
from tenants.intake.events import SuggestionNominated


def on_nominated(event: SuggestionNominated) -> None:
    proposals.enter_from_suggestion(
        actor=system(current_code()), suggestion_uid=event.suggestion_uid, cycle_uid=event.cycle_uid, at=event.at
    )
