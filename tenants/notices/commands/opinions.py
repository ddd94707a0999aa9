"""What people say to a notice, and the answer each of them gets."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.kernel.actor import Actor, Role
from commons.kernel.clock import date_of
from commons.outbox.commands import publish
from tenants.notices import events, queries
from tenants.notices.errors import ContactInvalid, ContactMissing, ItemUnknown, NotPosted, OpinionPeriodOver
from tenants.notices.lifecycle import OPINION
from tenants.notices.models import Opinion, OpinionContact, PublicNotice
from tenants.notices.policies import POLICY
from tenants.notices.terms import NoticeState, OpinionChannel
from tenants.notices.wording import cleaned

LONGEST_OPINION = 2000
LONGEST_CONTACT = 60
CONTACTS_KEPT = dt.timedelta(days=180)  # after the notice is done with: long enough for a call back
_STAFF = (Role.CLERK, Role.DIRECTOR, Role.GRID_WORKER, Role.SYSTEM)


@transaction.atomic
def record_opinion(
    *,
    actor: Actor,
    notice_uid: UUID,
    channel: OpinionChannel,
    text: str,
    item_no: int | None = None,
    contact_name: str = "",
    contact_phone: str = "",
    at: dt.datetime,
) -> Opinion:
    """Take in an opinion on a posted notice; the name and the number may be left out.

    After the last day the page takes nothing more; the staff may still enter what came by letter or telephone.
    """
    notice = queries.lock(notice_uid)
    POLICY.permit(actor, "notices.record_opinion", notice)
    _refuse_untimely(actor, notice, date_of(at))
    _refuse_unknown_item(notice, item_no)
    opinion = Opinion(
        notice=notice,
        channel=OpinionChannel(channel),
        item_no=item_no,
        text=cleaned(text, "text", "意见", LONGEST_OPINION),
        state=OPINION.start,
        created_at=at,
    )
    opinion.save(force_insert=True)
    name, phone = _contact(contact_name, "contact_name"), _contact(contact_phone, "contact_phone")
    if name or phone:
        OpinionContact(opinion=opinion, name=name, phone=phone).save(force_insert=True)
    facts = {"channel": opinion.channel, "item": item_no, "contact": bool(name or phone)}
    record("notices.record_opinion", opinion, actor=actor, at=at, facts=facts, words=(opinion.text, name, phone))
    publish(
        events.OpinionReceived(
            at=at,
            opinion_uid=opinion.uid,
            notice_uid=notice.uid,
            cycle_uid=notice.cycle_uid,
            channel=opinion.channel,
        )
    )
    return opinion


@transaction.atomic
def answer_opinion(*, actor: Actor, uid: UUID, adopted: bool, reason: str, at: dt.datetime) -> Opinion:
    """Adopt or decline, either with a reason: what was changed, or why not (1-47, 1-48)."""
    opinion = queries.lock_opinion(uid)
    POLICY.permit(actor, "notices.answer_opinion", opinion)
    if opinion.notice.state != NoticeState.POSTED:
        raise NotPosted(state=NoticeState(opinion.notice.state).label)
    why = cleaned(reason, "reason", "答复理由", 500)
    step = "adopt_opinion" if adopted else "decline_opinion"
    advance(opinion, OPINION, step, actor=actor, at=at, words=(why,), reason=why, answered_at=at)
    publish(
        events.OpinionAnswered(
            at=at,
            opinion_uid=opinion.uid,
            notice_uid=opinion.notice_id,
            cycle_uid=opinion.notice.cycle_uid,
            adopted=adopted,
        )
    )
    return opinion


@dataclass(frozen=True)
class Contact:
    name: str
    phone: str


@transaction.atomic
def reveal_contact(*, actor: Actor, opinion_uid: UUID, reason: str, at: dt.datetime) -> Contact:
    """The name and number somebody left, in full: with a reason, and on the trail. Raises ContactMissing."""
    POLICY.permit(actor, "notices.read_contact")
    why = cleaned(reason, "reason", "查看理由", 200)
    contact = queries.contact_of(opinion_uid)
    if contact is None:
        raise ContactMissing()
    record("notices.read_contact", contact, actor=actor, at=at, words=(why,))
    return Contact(contact.name, contact.phone)


@transaction.atomic
def erase_contacts(*, actor: Actor, closed_before: dt.datetime, at: dt.datetime) -> int:
    """Forget who gave opinions to notices done with before then; how many. What was said stays."""
    POLICY.permit(actor, "notices.erase_contacts")
    contacts = list(queries.contacts_to_erase(closed_before).select_for_update(of=("self",)))
    for contact in contacts:
        contact.name, contact.phone, contact.erased_at = "", "", at
        contact.save(update_fields=["name", "phone", "erased_at"])
        record("notices.erase_contacts", contact, actor=actor, at=at)
    return len(contacts)


def _refuse_untimely(actor: Actor, notice: PublicNotice, on: dt.date) -> None:
    if notice.state != NoticeState.POSTED:
        raise NotPosted(state=NoticeState(notice.state).label)
    if notice.until_on is not None and on > notice.until_on and not actor.holds(*_STAFF):
        raise OpinionPeriodOver(until=notice.until_on)


def _refuse_unknown_item(notice: PublicNotice, item_no: int | None) -> None:
    if item_no is not None and not 1 <= item_no <= len(notice.items):
        raise ItemUnknown(field="item_no", item=item_no)


def _contact(value: str, field: str) -> str:
    clean = value.replace("\x00", "").strip()
    if len(clean) > LONGEST_CONTACT:
        raise ContactInvalid(field=field, most=LONGEST_CONTACT)
    return clean
