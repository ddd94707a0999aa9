"""The year's supervision calendar: owners are named, reminded, and duties ticked off line by line."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Final
from uuid import UUID

from django.db import transaction

from commons.access import queries as access
from commons.audit.commands import record
from commons.identity import queries as identity
from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.outbox.commands import publish
from commons.rulebook import queries as rulebook
from tenants.cycles import queries as cycles
from tenants.intake import texts
from tenants.notices import queries as notified
from tenants.notices.commands import notifications
from tenants.oversight import events, queries, reminding
from tenants.oversight.commands.refusals import refuse_future
from tenants.oversight.errors import DutyDone, DutyUnknown, NotOfTheOffice
from tenants.oversight.models import CalendarMark, DutyOwner
from tenants.oversight.policies import POLICY
from tenants.oversight.queries import Duty

_STEPS: Final = (*reversed(reminding.BEFORE), reminding.DAY, reminding.AFTER)
_SAID: Final = {7: "还有七个工作日", 3: "还有三个工作日", 1: "还有一个工作日", 0: "今天到期", -1: "已逾期"}
OWNERS: Final = (Role.CLERK, Role.DIRECTOR)


@transaction.atomic
def perform_duty(
    *, actor: Actor, cycle_uid: UUID, key: str, done_on: dt.date, at: dt.datetime, note: str = ""
) -> CalendarMark:
    """每月一公示, 季度一通报, 年中一报告, 年末一测评: done on this day (0-48 … 0-51). Raises DutyUnknown, DutyDone."""
    POLICY.permit(actor, "oversight.perform")
    refuse_future(done_on, at, field="done_on", label="完成日期")
    duty = _duty(cycle_uid, key, at)
    if duty.done_on is not None:
        raise DutyDone()
    mark = CalendarMark(
        cycle_uid=cycle_uid,
        key=duty.key,
        label=duty.label,
        due_on=duty.due_on,
        done_on=done_on,
        note=texts.line(note, field="note", label="说明", at_most=300, at_least=0),
        created_at=at,
    )
    mark.save(force_insert=True)
    facts = {"cycle": cycle_uid, "key": key, "done_on": done_on, "days_late": max(0, (done_on - duty.due_on).days)}
    record("oversight.perform", mark, actor=actor, at=at, facts=facts, words=(mark.note,))
    _settle(actor, cycle_uid, key, at)
    publish(events.DutyPerformed(at=at, cycle_uid=cycle_uid, key=key))
    return mark


@transaction.atomic
def name_owner(*, actor: Actor, cycle_uid: UUID, key: str, account_uid: UUID, at: dt.datetime) -> DutyOwner:
    """Who answers for this duty from now on; what waits is reminded anew, of him. Raises DutyUnknown, NotOfTheOffice."""
    POLICY.permit(actor, "oversight.own")
    _duty(cycle_uid, key, at)
    if not any(access.holds(account_uid, role) for role in OWNERS):
        raise NotOfTheOffice(field="account_uid")
    account = identity.account(account_uid)
    owner = queries.find_owner(cycle_uid, key) or DutyOwner(cycle_uid=cycle_uid, key=key, created_at=at)
    before = owner.account_uid
    owner.account_uid, owner.name = account.uid, account.name
    owner.save()
    _settle(actor, cycle_uid, key, at)
    facts = {"cycle": cycle_uid, "key": key, "before": before, "account": account.uid}
    record("oversight.own", owner, actor=actor, at=at, facts=facts)
    return owner


@transaction.atomic
def remind_of_duties(*, actor: Actor, today: dt.date, at: dt.datetime) -> int:
    """T−7, −3, −1, 0, +1 working days: the owner, or the whole office where there is none. Each step once; how many."""
    POLICY.permit(actor, "oversight.remind")
    staff = sorted({account.uid for role in OWNERS for account in access.holders_of(role)})
    sent, calendar = 0, rulebook.calendar()
    for cycle in cycles.open_cycles():
        for duty in queries.duties(cycle.uid, on=today):
            step = None if duty.done_on else reminding.step(duty.due_on, today, calendar)
            to = [duty.owner_uid] if duty.owner_uid else staff
            if step is None or notified.was_sent(_matter(cycle.uid, duty.key, step, duty.owner_uid)):
                continue
            _settle(actor, cycle.uid, duty.key, at)
            notifications.notify_all(
                actor=actor,
                account_uids=to,
                title=f"{_SAID[step]}：{duty.label}"[:100],
                href=f"/admin/oversight/calendarmark/calendar/?year={cycle.year}",
                due_on=duty.due_on,
                key=_matter(cycle.uid, duty.key, step, duty.owner_uid),
                at=at,
            )
            sent += 1
    return sent


def _duty(cycle_uid: UUID, key: str, at: dt.datetime) -> Duty:
    found = next((each for each in queries.duties(cycle_uid, on=clock.date_of(at)) if each.key == key), None)
    if found is None:
        raise DutyUnknown(field="key")
    return found


def _settle(actor: Actor, cycle_uid: UUID, key: str, at: dt.datetime) -> None:
    """One duty stands once on a to-do list: whatever was said of it before is done with."""
    for matter in notified.waiting_matters(_prefix(cycle_uid, key)):
        notifications.settle(actor=actor, key=matter, at=at)


def _prefix(cycle_uid: UUID, key: str) -> str:
    return f"oversight.duty:{hashlib.blake2s(f'{cycle_uid}:{key}'.encode(), digest_size=12).hexdigest()}:"


def _matter(cycle_uid: UUID, key: str, step: int, owner_uid: UUID | None) -> str:
    return f"{_prefix(cycle_uid, key)}{step}:{owner_uid.hex[-8:] if owner_uid else 'all'}"
