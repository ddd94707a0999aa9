"""Which project cards go up beyond what is public: the office decides, one by one, and may take each back."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from commons.kernel.actor import Actor
from commons.kernel.clock import date_of
from commons.reporting import commands as reporting
from commons.reporting.cards import LABELS
from commons.reporting.errors import CardRefused
from tenants.returns import queries
from tenants.returns.policies import POLICY


@transaction.atomic
def share_project(*, actor: Actor, project_uid: UUID, at: dt.datetime) -> UUID:
    """Let the superiors see the card of a project; it follows the project from now on. The card's uid.

    Raises delivery's ProjectNotFound; CardRefused where somebody's number stands in the words.
    """
    POLICY.permit(actor, "returns.share")
    card = queries.card_of(actor, project_uid, on=date_of(at))
    found = queries.personal_data_in(card)
    if found is not None:
        raise CardRefused(field_label=LABELS[found[0]], what=found[1])
    return reporting.share_card(actor=actor, card=card, at=at).uid


@transaction.atomic
def take_back_project(*, actor: Actor, uid: UUID, at: dt.datetime) -> None:
    """The superiors see the card no more. Raises CardNotFound."""
    POLICY.permit(actor, "returns.share")
    reporting.take_back_card(actor=actor, uid=uid, at=at)
