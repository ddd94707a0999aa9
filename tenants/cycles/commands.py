"""Running the year: planned, opened (rules pinned), stage by stage, closed."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction

from commons.access import queries as access
from commons.audit.commands import advance, record
from commons.kernel.actor import Actor, Role
from commons.kernel.clock import date_of
from commons.kernel.tenancy import current_code
from commons.outbox.commands import publish, ring
from commons.rulebook import queries as rulebook
from commons.rulebook.terms import Kind
from tenants.cycles import events, queries, stages
from tenants.cycles.errors import (
    CycleExists,
    CycleFigureInvalid,
    CycleNotOpen,
    DueDateInvalid,
    GatesNotMet,
    ReasonMissing,
    StagesOpen,
)
from tenants.cycles.lifecycle import CYCLE, STAGE
from tenants.cycles.models import Cycle, Stage
from tenants.cycles.policies import POLICY
from tenants.cycles.terms import CycleState, StageKind, StageState
from tenants.notices import commands as notices
from tenants.notices import queries as notifications

REMIND_BEFORE = dt.timedelta(days=7)

_BOUNDS = {"year": ("年度", 2000, 2100), "term_no": ("届", 1, 99), "session_no": ("次", 1, 99)}


@transaction.atomic
def plan_cycle(*, actor: Actor, year: int, term_no: int, session_no: int, at: dt.datetime) -> Cycle:
    """Put a year on the calendar with its stages, each due at the end of its usual months. Raises CycleExists."""
    POLICY.permit(actor, "cycles.plan_cycle")
    _refuse_odd_figures(year=year, term_no=term_no, session_no=session_no)
    if queries.find_cycle_of_year(year):
        raise CycleExists(year=year)
    cycle = Cycle(year=year, term_no=term_no, session_no=session_no, state=CYCLE.start, created_at=at)
    try:
        with transaction.atomic():
            cycle.save(force_insert=True)
    except IntegrityError as taken:  # somebody was quicker by a moment
        raise CycleExists(year=year) from taken
    Stage.objects.bulk_create(
        Stage(
            cycle=cycle,
            kind=plan.kind,
            position=position,
            state=STAGE.start,
            due_on=stages.usual_end(plan.kind, year),
            created_at=at,
        )
        for position, plan in enumerate(stages.TABLE, start=1)
    )
    record("cycles.plan_cycle", cycle, actor=actor, at=at, facts={"year": year, "term": term_no, "session": session_no})
    ring()
    return cycle


@transaction.atomic
def open_cycle(*, actor: Actor, year: int, term_no: int, session_no: int, at: dt.datetime) -> Cycle:
    """Begin a year, planned before or not: its rules are pinned as they are in force that day. Raises CycleExists."""
    planned = queries.find_cycle_of_year(year)
    if planned is None:
        cycle = plan_cycle(actor=actor, year=year, term_no=term_no, session_no=session_no, at=at)
    else:
        cycle = queries.lock(planned.uid)
    POLICY.permit(actor, "cycles.open_cycle", cycle)
    _refuse_odd_figures(year=year, term_no=term_no, session_no=session_no)
    if cycle.state != CycleState.PLANNED:
        raise CycleExists(year=year)
    pins = rulebook.pins(current_code(), on=date_of(at))
    advance(
        cycle,
        CYCLE,
        "open_cycle",
        actor=actor,
        at=at,
        facts={"year": year, "term": term_no, "session": session_no, "pins": pins},
        opened_at=at,
        term_no=term_no,
        session_no=session_no,
        pins=pins,
    )
    if periods := pins.get(Kind.NOTICE_PERIODS):
        notices.set_periods(actor=actor, cycle_uid=cycle.uid, year=year, adoption_uid=UUID(periods), at=at)
    publish(events.CycleOpened(at=at, cycle_uid=cycle.uid, year=year))
    return cycle


@transaction.atomic
def close_cycle(*, actor: Actor, cycle_uid: UUID, at: dt.datetime) -> Cycle:
    """End the year. Raises StagesOpen while a stage is under way; stages never opened stay on record as such."""
    cycle = queries.lock(cycle_uid)
    POLICY.permit(actor, "cycles.close_cycle", cycle)
    facts = queries.stages_of(cycle_uid)
    _refuse_open_stages(cycle, facts)
    skipped = [stage.kind for stage in facts if stage.state == StageState.PENDING]
    advance(
        cycle,
        CYCLE,
        "close_cycle",
        actor=actor,
        at=at,
        facts={"year": cycle.year, "never_opened": skipped},
        closed_at=at,
    )
    publish(events.CycleClosed(at=at, cycle_uid=cycle.uid, year=cycle.year))
    return cycle


@transaction.atomic
def open_stage(*, actor: Actor, cycle_uid: UUID, kind: StageKind, at: dt.datetime) -> Stage:
    """Open a stage once all its gates are met; stages of one year may overlap. Raises GatesNotMet, CycleNotOpen."""
    cycle = queries.lock(cycle_uid)
    stage = queries.stage_of(cycle, kind)
    POLICY.permit(actor, "cycles.open_stage", stage)
    _refuse_unless_open(cycle)
    STAGE.step("open_stage", stage.state)
    gates = _refuse_unmet_gates(cycle, stage)
    advance(
        stage,
        STAGE,
        "open_stage",
        actor=actor,
        at=at,
        facts={"year": cycle.year, "kind": stage.kind, "gates": gates},
        opened_at=at,
    )
    publish(events.StageOpened(at=at, cycle_uid=cycle.uid, year=cycle.year, kind=stage.kind))
    return stage


@transaction.atomic
def close_stage(*, actor: Actor, cycle_uid: UUID, kind: StageKind, at: dt.datetime) -> Stage:
    cycle = queries.lock(cycle_uid)
    stage = queries.stage_of(cycle, kind)
    POLICY.permit(actor, "cycles.close_stage", stage)
    _refuse_unless_open(cycle)
    facts = {"year": cycle.year, "kind": stage.kind}
    advance(stage, STAGE, "close_stage", actor=actor, at=at, facts=facts, closed_at=at)
    notices.settle(actor=actor, key=_matter(stage), at=at)
    publish(events.StageClosed(at=at, cycle_uid=cycle.uid, year=cycle.year, kind=stage.kind))
    return stage


@transaction.atomic
def reopen_stage(*, actor: Actor, cycle_uid: UUID, kind: StageKind, reason: str, at: dt.datetime) -> Stage:
    """Take back a closing, with a reason that stays on the trail."""
    cycle = queries.lock(cycle_uid)
    stage = queries.stage_of(cycle, kind)
    POLICY.permit(actor, "cycles.reopen_stage", stage)
    _refuse_unless_open(cycle)
    words = (_reason(reason),)
    facts = {"year": cycle.year, "kind": stage.kind}
    advance(stage, STAGE, "reopen_stage", actor=actor, at=at, facts=facts, words=words, closed_at=None)
    publish(events.StageOpened(at=at, cycle_uid=cycle.uid, year=cycle.year, kind=stage.kind))
    return stage


@transaction.atomic
def reschedule_stage(*, actor: Actor, cycle_uid: UUID, kind: StageKind, due_on: dt.date, at: dt.datetime) -> Stage:
    """Set the date by which a stage should be finished here. Raises DueDateInvalid."""
    cycle = queries.lock(cycle_uid)
    stage = queries.stage_of(cycle, kind)
    POLICY.permit(actor, "cycles.reschedule_stage", stage)
    least, most = dt.date(cycle.year - 1, 1, 1), dt.date(cycle.year + 2, 12, 31)
    if not least <= due_on <= most:
        raise DueDateInvalid(field="due_on", least=least.isoformat(), most=most.isoformat())
    notices.settle(actor=actor, key=_matter(stage), at=at)
    before, stage.due_on = stage.due_on, due_on
    stage.save(update_fields=["due_on"])
    record("cycles.reschedule_stage", stage, actor=actor, at=at, facts={"from": before, "to": due_on})
    return stage


@transaction.atomic
def remind_of_stages(*, actor: Actor, today: dt.date, at: dt.datetime) -> int:
    """Put stages due within a week on the staff's to-do lists, each date once; how many were new."""
    POLICY.permit(actor, "cycles.remind")
    staff = {account.uid for role in (Role.CLERK, Role.DIRECTOR) for account in access.holders_of(role)}
    due = [stage for stage in queries.stages_due(today + REMIND_BEFORE) if not notifications.was_sent(_matter(stage))]
    for stage in due:
        notices.notify_all(
            actor=actor,
            account_uids=sorted(staff),
            title=f"完成“{stage.label}”环节",
            href=f"/admin/cycles/stage/{stage.uid}/change/",
            due_on=stage.due_on,
            key=_matter(stage),
            at=at,
        )
    return len(due)


def _matter(stage: Stage | queries.StageFacts) -> str:
    """What the reminder is about: this stage by this date."""
    return f"cycles.stage:{stage.uid}:{stage.due_on}"


def _refuse_odd_figures(**figures: int) -> None:
    for field, value in figures.items():
        label, least, most = _BOUNDS[field]
        if not least <= value <= most:
            raise CycleFigureInvalid(field=field, label=label, least=least, most=most)


def _refuse_unless_open(cycle: Cycle) -> None:
    if cycle.state != CycleState.OPEN:
        raise CycleNotOpen(year=cycle.year, state=CycleState(cycle.state).label)


def _refuse_open_stages(cycle: Cycle, facts: list[queries.StageFacts]) -> None:
    names = [stage.label for stage in facts if stage.state == StageState.OPEN]
    if names:
        raise StagesOpen(year=cycle.year, stages="、".join(names))


def _refuse_unmet_gates(cycle: Cycle, stage: Stage) -> int:
    """How many gates were asked. The sentence lists the unmet ones, each with what to do."""
    kind = StageKind(stage.kind)
    answers = queries.checklist(cycle.uid, kind)
    unmet = [answer for answer in answers if not answer.met]
    if unmet:
        listed = "；".join(f"{answer.label}（{answer.advice}）" for answer in unmet)
        raise GatesNotMet(stage=queries.stage(cycle.uid, kind).label, count=len(unmet), unmet=listed)
    return len(answers)


def _reason(text: str) -> str:
    reason = text.strip()
    if not 0 < len(reason) <= 200:
        raise ReasonMissing(field="reason")
    return reason
