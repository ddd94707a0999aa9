"""票决前程序: the meetings before the vote, in the order that the year's rule gives them (domain §2.1, §2.2)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel.actor import Actor
from commons.kernel.clock import date_of
from commons.outbox.commands import publish
from tenants.appraisal import events, queries
from tenants.appraisal.errors import MinutesMissing, StepDateInvalid, StepOutOfOrder, StepTaken, StepUnknown
from tenants.appraisal.models import PreVoteStep
from tenants.appraisal.policies import POLICY
from tenants.appraisal.queries import StepFacts
from tenants.cycles import queries as cycles
from tenants.documents import commands as documents
from tenants.intake import texts

SUBJECT = "appraisal.prevotestep"


@transaction.atomic
def pass_step(
    *,
    actor: Actor,
    cycle_uid: UUID,
    key: str,
    held_on: dt.date,
    note: str,
    at: dt.datetime,
    minutes_name: str = "",
    minutes: bytes = b"",
) -> PreVoteStep:
    """One meeting was held: what it agreed to, and its minutes (PDF, Word or a photo), which some steps demand.

    Raises CycleNotFound, StepUnknown, StepTaken, StepOutOfOrder, StepDateInvalid, MinutesMissing, and what `documents`
    refuses of a file.
    """
    POLICY.permit(actor, "appraisal.pass_step")
    cycle = cycles.cycle(cycle_uid)
    step = _refuse_out_of_turn(queries.pre_vote_steps(cycle_uid), key, held_on, date_of(at))
    if step.needs_minutes and not minutes:
        raise MinutesMissing(field="minutes", label=step.label)
    row = PreVoteStep(
        cycle_uid=cycle_uid,
        position=step.position,
        key=step.key,
        label=step.label,
        does=step.does,
        held_on=held_on,
        note=texts.line(note, field="note", label="研究意见", at_most=300, at_least=2),
        recorded_by_name=actor.name,
        created_at=at,
    )
    row.save(force_insert=True)
    if minutes:
        documents.attach(
            actor=actor, subject_type=SUBJECT, subject_uid=row.uid, filename=minutes_name, content=minutes, at=at
        )
    facts = {"cycle": cycle_uid, "step": key, "position": step.position, "held_on": held_on, "minutes": bool(minutes)}
    record("appraisal.pass_step", row, actor=actor, at=at, facts=facts, words=(row.note,))
    publish(events.PreVoteStepPassed(at=at, cycle_uid=cycle.uid, key=key))
    return row


def _refuse_out_of_turn(steps: list[StepFacts], key: str, held_on: dt.date, today: dt.date) -> StepFacts:
    """The step itself; those before it were held, and none of them later than it."""
    step = next((each for each in steps if each.key == key), None)
    if step is None:
        raise StepUnknown(field="key")
    if step.passed:
        raise StepTaken(label=step.label)
    before = steps[: step.position - 1]
    if missing := next((each for each in before if not each.passed), None):
        raise StepOutOfOrder(field="key", label=missing.label)
    least = max((each.held_on for each in before if each.held_on), default=dt.date.min)
    if not least <= held_on <= today:
        raise StepDateInvalid(field="held_on", least=least.isoformat() if before else "首道程序不限")
    return step
