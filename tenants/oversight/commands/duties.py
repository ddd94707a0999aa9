"""The year's supervision calendar, ticked off line by line."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.outbox.commands import publish
from tenants.intake import texts
from tenants.oversight import events, queries
from tenants.oversight.commands.refusals import refuse_future
from tenants.oversight.errors import DutyDone, DutyUnknown
from tenants.oversight.models import CalendarMark
from tenants.oversight.policies import POLICY


@transaction.atomic
def perform_duty(
    *, actor: Actor, cycle_uid: UUID, key: str, done_on: dt.date, at: dt.datetime, note: str = ""
) -> CalendarMark:
    """每月一公示, 季度一通报, 年中一报告, 年末一测评: done on this day (0-48 … 0-51). Raises DutyUnknown, DutyDone."""
    POLICY.permit(actor, "oversight.perform")
    refuse_future(done_on, at, field="done_on", label="完成日期")
    duty = next((each for each in queries.duties(cycle_uid, on=clock.date_of(at)) if each.key == key), None)
    if duty is None:
        raise DutyUnknown(field="key")
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
    publish(events.DutyPerformed(at=at, cycle_uid=cycle_uid, key=key))
    return mark
