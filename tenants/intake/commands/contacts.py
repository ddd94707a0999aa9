"""The person behind a suggestion: kept encrypted, revealed with a reason, forgotten by schedule."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel.actor import Actor
from commons.kernel.clock import date_of
from tenants.intake import queries, texts
from tenants.intake.errors import ContactErased
from tenants.intake.models import Contact, Suggestion
from tenants.intake.policies import POLICY

# Long enough to tell the person what the project became: collected in the autumn, built the next year, looked back on
# the year after. After a refusal there is nothing left to tell once questions about it have been answered.
KEPT = dt.timedelta(days=3 * 366)
KEPT_AFTER_REFUSAL = dt.timedelta(days=183)


@dataclass(frozen=True)
class Revealed:
    """Shown once, on the page of whoever gave the reason; never logged, never cached."""

    name: str
    phone: str


def keep_contact(suggestion: Suggestion, *, name: str, phone: str, at: dt.datetime) -> None:
    """Part of submitting. Nothing is kept of somebody who left nothing."""
    if name or phone:
        Contact(suggestion=suggestion, name=name, phone=phone, erase_on=date_of(at) + KEPT).save(force_insert=True)


def forget_sooner(suggestion: Suggestion, *, at: dt.datetime) -> None:
    """Part of declining."""
    Contact.objects.filter(suggestion=suggestion, erased_at=None).update(erase_on=date_of(at) + KEPT_AFTER_REFUSAL)


@transaction.atomic
def reveal_contact(*, actor: Actor, uid: UUID, reason: str, at: dt.datetime) -> Revealed:
    """Name and phone in full, for a reason that stays on record. Raises ContactErased."""
    suggestion = queries.lock(uid)
    POLICY.permit(actor, "intake.reveal_contact", suggestion)
    why = texts.line(reason, field="reason", label="查看事由", at_most=200, at_least=5)
    contact = queries.contact_of(suggestion)
    if contact is None:
        raise ContactErased()
    record("intake.reveal_contact", suggestion, actor=actor, at=at, words=(why,))
    return Revealed(contact.name, contact.phone)


@transaction.atomic
def erase_contacts(*, actor: Actor, at: dt.datetime) -> int:
    """Forget everybody whose time has come; how many. Runs every night, and may run again at any time."""
    POLICY.permit(actor, "intake.erase_contacts")
    due = list(queries.contacts_due(date_of(at)).select_for_update())
    for contact in due:
        contact.name, contact.phone, contact.erased_at = "", "", at
        contact.save(update_fields=["name", "phone", "erased_at"])
        record("intake.erase_contacts", contact, actor=actor, at=at, facts={"erase_on": contact.erase_on})
    return len(due)
