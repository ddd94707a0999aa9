"""Writing figures: snapshots recomputed, periods opened, returns filed, accepted and sent back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import connection, transaction

from commons.audit.commands import advance, record
from commons.audit.seal import canonical, sm3
from commons.directory import queries as directory
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.events import Event
from commons.kernel.models import new_uid
from commons.kernel.tenancy import current_code, schema_name
from commons.outbox.commands import publish
from commons.reporting import events, queries
from commons.reporting.errors import (
    DueDatePast,
    NoSuperior,
    NothingToFile,
    NotYourFigures,
    NotYourSubordinate,
    PeriodAlreadyOpen,
    PeriodNotOpen,
    ReasonMissing,
    SamePerson,
)
from commons.reporting.figures import Figure, checked, period_of, year_of
from commons.reporting.lifecycle import RETURN
from commons.reporting.models import Period, Return, ReturnLine
from commons.reporting.policies import POLICY
from commons.reporting.rollup import written
from commons.reporting.terms import ReturnState

# The newer moment wins, so that a slow count that began earlier never writes over a later one.
_PUT = """
    INSERT INTO public.reporting_snapshot (uid, office_code, year, period, indicator, value, evidence, as_of)
    SELECT line.uid, %s, %s, %s, line.indicator, line.value, line.evidence, %s
    FROM unnest(%s::uuid[], %s::text[], %s::numeric[], %s::int[]) AS line(uid, indicator, value, evidence)
    ON CONFLICT (year, period, office_code, indicator) DO UPDATE
    SET value = EXCLUDED.value, evidence = EXCLUDED.evidence, as_of = EXCLUDED.as_of
    WHERE reporting_snapshot.as_of <= EXCLUDED.as_of
"""


@transaction.atomic
def put_snapshot(
    *, office_code: str, year: int, period: str | None = None, figures: Mapping[str, Figure], at: dt.datetime
) -> None:
    """What the office counts now, whole: recomputed, never incremented, so a repetition changes nothing.

    Not an act of anybody, hence no actor and no evidence: the acts that moved the figures have theirs. An office writes
    its own figures only. Raises NotYourFigures, FigureRefused, YearRefused, PeriodRefused.
    """
    if schema_name() != "public" and office_code != current_code():
        raise NotYourFigures()
    lines = checked(figures)
    year = year_of(year)
    with connection.cursor() as cursor:
        cursor.execute(
            _PUT,
            [
                office_code,
                year,
                period_of(year, period),
                at,
                [new_uid() for _ in lines],
                list(lines),
                [figure.value for figure in lines.values()],
                [figure.evidence for figure in lines.values()],
            ],
        )


@transaction.atomic
def open_period(*, actor: Actor, year: int, period: str | None = None, due_on: dt.date, at: dt.datetime) -> Period:
    """Everybody below the actor's office may file for this period from now on."""
    POLICY.permit(actor, "reporting.open_period")
    year = year_of(year)
    code = period_of(year, period)
    office = directory.lock(actor.office_code)
    if due_on < clock.date_of(at):
        raise DueDatePast(field="due_on")
    if Period.objects.filter(office_code=office.code, code=code).exists():
        raise PeriodAlreadyOpen(period=code)
    opened = Period(office_code=office.code, created_at=at, year=year, code=code, due_on=due_on)
    opened.save(force_insert=True)
    record("reporting.open_period", opened, actor=actor, at=at, facts={"period": code, "due": due_on})
    return opened


@transaction.atomic
def file_return(
    *,
    actor: Actor,
    office_code: str | None = None,
    year: int,
    period: str | None = None,
    figures: Mapping[str, Figure],
    at: dt.datetime,
) -> Return:
    """Sign the figures and send them to the nearest superior that is open. What was waiting before is superseded.

    `office_code` is a direct subordinate where the superior's staff does it for them (代报). Raises NotYourSubordinate,
    NoSuperior, PeriodNotOpen, NothingToFile, FigureRefused.
    """
    office = directory.lock(office_code or actor.office_code)
    POLICY.permit(actor, "reporting.file")
    year = year_of(year)
    code = period_of(year, period)
    lines = checked(figures)
    _refuse_other_offices(actor, office.code, office.parent_id)
    to_office = _receiver(office.code)
    _refuse_unopened(office.code, code)
    if all(figure.value is None for figure in lines.values()):
        raise NothingToFile()
    waiting = queries.lock_standing(office.code, code, ReturnState.FILED)
    if waiting:
        advance(waiting, RETURN, "supersede", actor=actor, at=at)
    made = Return(
        office_code=office.code,
        created_at=at,
        to_office=to_office,
        filed_by_office=actor.office_code,
        year=year,
        period=code,
        state=RETURN.start,
        digest=digest_of(lines),
        filed_at=at,
        filed_by=actor.account_uid,
        filed_by_name=actor.name,
    )
    made.save(force_insert=True)
    ReturnLine.objects.bulk_create(
        ReturnLine(parent=made, indicator=indicator, value=figure.value, evidence=figure.evidence)
        for indicator, figure in lines.items()
    )
    facts = {"office": office.code, "to": to_office, "period": code, "lines": len(lines), "digest": made.digest}
    record("reporting.file", made, actor=actor, at=at, facts=facts)
    _write_to(to_office, events.ReturnFiled(at=at, return_uid=made.uid, office_code=office.code, period=code))
    return made


@transaction.atomic
def accept_return(*, actor: Actor, uid: UUID, at: dt.datetime) -> Return:
    """Its figures count from now on, in place of those accepted before for the same period."""
    found = queries.lock_return(actor, uid)
    POLICY.permit(actor, "reporting.accept")
    _refuse_same_person(found, actor)
    RETURN.step("accept", found.state)  # before anything older gives way
    counted = queries.lock_standing(found.office_code, found.period, ReturnState.ACCEPTED)
    if counted:
        advance(counted, RETURN, "supersede", actor=actor, at=at)
    advance(
        found,
        RETURN,
        "accept",
        actor=actor,
        at=at,
        facts={"office": found.office_code, "period": found.period, "digest": found.digest},
        decided_at=at,
        decided_by=actor.account_uid,
        decided_by_name=actor.name,
    )
    told = events.ReturnAccepted(at=at, return_uid=found.uid, office_code=found.office_code, period=found.period)
    _write_to(found.office_code, told)
    return found


@transaction.atomic
def send_back_return(*, actor: Actor, uid: UUID, reason: str, at: dt.datetime) -> Return:
    """Back to the office with a reason; it files another. What was accepted before goes on counting."""
    found = queries.lock_return(actor, uid)
    POLICY.permit(actor, "reporting.accept")
    reason = reason.strip()
    if not 1 <= len(reason) <= 200:
        raise ReasonMissing(field="reason")
    advance(
        found,
        RETURN,
        "send_back",
        actor=actor,
        at=at,
        facts={"office": found.office_code, "period": found.period},
        words=(reason,),
        decided_at=at,
        decided_by=actor.account_uid,
        decided_by_name=actor.name,
        reason=reason,
    )
    told = events.ReturnSentBack(at=at, return_uid=found.uid, office_code=found.office_code, period=found.period)
    _write_to(found.office_code, told)
    return found


def digest_of(lines: Mapping[str, Figure]) -> str:
    """What was signed: SM3 over the figures, in the order of their codes."""
    return sm3(canonical({code: [written(figure.value), figure.evidence] for code, figure in lines.items()}))


def _refuse_other_offices(actor: Actor, code: str, parent: str | None) -> None:
    if actor.office_code not in (code, parent):
        raise NotYourSubordinate(office=code)


def _receiver(code: str) -> str:
    """The nearest superior that is open: returns are accepted on its own host."""
    serving = [each.code for each in directory.superiors_of(directory.office(code)) if each.is_serving]
    if not serving:
        raise NoSuperior()
    return serving[-1]


def _refuse_unopened(code: str, period: str) -> None:
    if not queries.periods_open_to(code).filter(code=period).exists():
        raise PeriodNotOpen(period=period)


def _refuse_same_person(found: Return, actor: Actor) -> None:
    if found.on_behalf and found.filed_by is not None and found.filed_by == actor.account_uid:
        raise SamePerson()


def _write_to(code: str, event: Event) -> None:
    """A letter into the other office's schema; an office that is not open yet has no one to read it."""
    if directory.office(code).is_serving:
        publish(event, to=code)
