"""Project cards that an office shares with its superiors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.directory import queries as directory
from commons.kernel.actor import Actor
from commons.kernel.tenancy import current_code, schema_name
from commons.outbox.commands import publish
from commons.reporting import events, queries
from commons.reporting.cards import ProjectCard
from commons.reporting.errors import NotYourFigures
from commons.reporting.models import SharedCard
from commons.reporting.policies import POLICY


@transaction.atomic
def share_card(*, actor: Actor, card: ProjectCard, at: dt.datetime) -> SharedCard:
    """Let the superiors see this card. Sharing it again brings it up to date."""
    POLICY.permit(actor, "reporting.share")
    directory.lock(actor.office_code)
    found = queries.find_card(actor.office_code, card.project_uid)
    new = found or SharedCard(office_code=actor.office_code, created_at=at, project_uid=card.project_uid)
    new.year, new.title, new.card, new.as_of = card.year, card.title, card.to_json(), at
    new.save()
    if found is None:
        record("reporting.share", new, actor=actor, at=at, facts={"project": card.project_uid, "year": card.year})
        publish(events.CardShared(at=at, project_uid=card.project_uid))
    return new


@transaction.atomic
def take_back_card(*, actor: Actor, uid: UUID, at: dt.datetime) -> None:
    """The superiors see it no more. Only the office that shared it takes it back. Raises CardNotFound."""
    found = queries.lock_card(actor, uid)
    POLICY.permit(actor, "reporting.share", found)
    record("reporting.take_back", found, actor=actor, at=at, facts={"project": found.project_uid, "year": found.year})
    publish(events.CardTakenBack(at=at, project_uid=found.project_uid))
    found.delete()


@transaction.atomic
def refresh_cards(*, office_code: str, cards: Iterable[ProjectCard], at: dt.datetime) -> None:
    """Bring shared cards up to date: no act of anybody. Cards that were not shared are passed over; the newer moment wins."""
    if schema_name() != "public" and office_code != current_code():
        raise NotYourFigures()
    for card in cards:
        SharedCard.objects.filter(office_code=office_code, project_uid=card.project_uid, as_of__lte=at).update(
            title=card.title, card=card.to_json(), as_of=at
        )
