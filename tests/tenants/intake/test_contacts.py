"""The person behind a suggestion: unreadable at rest, masked, revealed with a reason, erased by schedule."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

import pytest
from django.db import connection

from commons.audit.models import Entry
from commons.kernel.actor import system
from commons.kernel.policy import NotPermitted
from tenants.intake import errors, queries
from tenants.intake.commands import contacts, suggestions
from tenants.intake.models import Contact
from tenants.intake.terms import DeclineReason
from tests.factories.evidence import acts, footprint, last_entry
from tests.factories.intake import NAME, PHONE, submit
from tests.factories.people import AT, Role, actor

LATER = AT + dt.timedelta(days=3)


def stored() -> str:
    """Every row of every table of this office, as the disk holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        tables = [name for (name,) in cursor.fetchall()]
        text = []
        for name in tables:
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{name}" t')
            text += [row for (row,) in cursor.fetchall()]
    return "\n".join(text)


def test_name_and_phone_are_nowhere_readable_in_the_database(town: str) -> None:
    submit()
    disk = stored()
    assert "村口路灯不亮" in disk  # the scan sees what is there
    assert [word for word in (NAME, PHONE) if word in disk] == []


def test_a_contact_is_shown_masked(town: str) -> None:
    contact = queries.contact_of(submit().suggestion)
    assert contact is not None
    assert (contact.masked_name, contact.masked_phone, str(contact)) == ("测**", "139****5678", "测**")


def test_nothing_is_kept_of_somebody_who_left_nothing(town: str) -> None:
    slip = submit(contact_name="", contact_phone=" ")
    assert (queries.contact_of(slip.suggestion), Contact.objects.count()) == (None, 0)


def test_a_contact_is_revealed_for_a_reason_that_stays_on_record(town: str) -> None:
    slip = submit()
    clerk = actor(Role.CLERK)
    shown = contacts.reveal_contact(actor=clerk, uid=slip.uid, reason="核实具体位置", at=LATER)
    assert asdict(shown) == {"name": NAME, "phone": PHONE}
    assert last_entry(slip.suggestion) == {"act": "intake.reveal_contact", "states": ("", ""), "facts": {}}
    entry = Entry.objects.get(act="intake.reveal_contact")
    assert (entry.account_uid, entry.at, len(entry.words_digest)) == (clerk.account_uid, LATER, 64)


def test_without_a_reason_nothing_is_revealed(town: str) -> None:
    slip = submit()
    before = footprint()
    with pytest.raises(errors.TextRefused) as refused:
        contacts.reveal_contact(actor=actor(Role.CLERK), uid=slip.uid, reason="看看", at=LATER)
    assert (refused.value.data["field"], footprint()) == ("reason", before)


@pytest.mark.parametrize("role", [Role.GOVERNMENT, Role.AUDITOR, Role.DEPUTY, Role.GRID_WORKER])
def test_a_contact_is_revealed_to_the_desk_only(town: str, role: Role) -> None:
    slip = submit()
    before = footprint()
    with pytest.raises(NotPermitted):
        contacts.reveal_contact(actor=actor(role), uid=slip.uid, reason="核实具体位置", at=LATER)
    assert footprint() == before


def test_contacts_are_erased_when_their_time_has_come_and_not_a_day_before(town: str) -> None:
    slip = submit()
    due = Contact.objects.get().erase_on
    eve = dt.datetime.combine(due - dt.timedelta(days=1), dt.time(4), dt.UTC)
    assert contacts.erase_contacts(actor=system(town), at=eve) == 0
    day = eve + dt.timedelta(days=1)
    assert contacts.erase_contacts(actor=system(town), at=day) == 1
    contact = Contact.objects.get()
    assert (contact.name, contact.phone, contact.erased_at) == ("", "", day)
    assert acts(slip.suggestion) == ["intake.submit", "intake.erase_contacts"]
    assert contacts.erase_contacts(actor=system(town), at=day) == 0
    with pytest.raises(errors.ContactErased):
        contacts.reveal_contact(actor=actor(Role.CLERK), uid=slip.uid, reason="核实具体位置", at=day)


def test_after_a_refusal_a_contact_is_kept_half_a_year_only(town: str) -> None:
    slip = submit()
    suggestions.decline_suggestion(
        actor=actor(Role.CLERK), uid=slip.uid, reason=DeclineReason.NOT_OURS, reply="不属于本镇职权。", at=LATER
    )
    assert Contact.objects.get().erase_on == dt.date(2026, 3, 5) + contacts.KEPT_AFTER_REFUSAL


def test_erasing_is_done_by_schedule_and_by_nobody_by_hand(town: str) -> None:
    submit()
    with pytest.raises(NotPermitted):
        contacts.erase_contacts(actor=actor(Role.DIRECTOR), at=AT + dt.timedelta(days=4000))
    assert Contact.objects.get().erased_at is None
