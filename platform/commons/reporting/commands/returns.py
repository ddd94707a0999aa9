"""Periods opened; returns filed, accepted and sent back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.directory import queries as directory
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.events import Event
from commons.outbox.commands import publish
from commons.reporting import events, nodes, queries
from commons.reporting.checks import examine
from commons.reporting.errors import (
    DueDatePast,
    ExplanationMissing,
    FiguresImplausible,
    NoSuperior,
    NotAsked,
    NothingToFile,
    NotYourSubordinate,
    PeriodAlreadyOpen,
    PeriodNotOpen,
    ReasonMissing,
    RemarkRefused,
    SamePerson,
)
from commons.reporting.figures import (
    LONGEST,
    Correction,
    Figure,
    Line,
    corrected,
    digest_of,
    known,
    period_of,
    year_of,
)
from commons.reporting.indicators import BY_CODE
from commons.reporting.lifecycle import RETURN
from commons.reporting.models import LineRemark, Period, Return, ReturnLine
from commons.reporting.policies import POLICY
from commons.reporting.terms import Basis, ReturnState


@transaction.atomic
def open_period(
    *,
    actor: Actor,
    year: int,
    period: str | None = None,
    due_on: dt.date,
    indicators: Iterable[str] = (),
    note: str = "",
    at: dt.datetime,
) -> Period:
    """Everybody below the actor's office may file for this period from now on. `indicators`: which; none named means all.

    Raises DueDatePast, IndicatorUnknown, PeriodAlreadyOpen.
    """
    POLICY.permit(actor, "reporting.open_period")
    year = year_of(year)
    code = period_of(year, period)
    office = directory.lock(actor.office_code)
    if due_on < clock.date_of(at):
        raise DueDatePast(field="due_on")
    if Period.objects.filter(office_code=office.code, code=code).exists():
        raise PeriodAlreadyOpen(period=code)
    opened = Period(
        office_code=office.code,
        created_at=at,
        year=year,
        code=code,
        due_on=due_on,
        indicators=known(indicators),
        note=note.strip()[:LONGEST],
    )
    opened.save(force_insert=True)
    facts = {"period": code, "due": due_on, "indicators": len(opened.indicators)}
    record("reporting.open_period", opened, actor=actor, at=at, facts=facts, words=(opened.note,))
    return opened


@transaction.atomic
def file_return(
    *,
    actor: Actor,
    office_code: str | None = None,
    year: int,
    period: str | None = None,
    figures: Mapping[str, Figure],
    corrections: Mapping[str, Correction] | None = None,
    explanations: Mapping[str, str] | None = None,
    at: dt.datetime,
) -> Return:
    """Sign the figures and send them to the nearest superior that is open. What was waiting before is superseded.

    `figures` is what was counted; `corrections` what the office says instead, line by line; `explanations` answers the
    soft rules (key of the rule → reason). `office_code` is a direct subordinate where the superior's staff does it for
    them (代报). Raises NotYourSubordinate, NoSuperior, PeriodNotOpen, NotAsked, NothingToFile, FigureRefused,
    CorrectionRefused, FiguresImplausible, ExplanationMissing.
    """
    office = directory.lock(office_code or actor.office_code)
    POLICY.permit(actor, "reporting.file")
    year = year_of(year)
    code = period_of(year, period)
    lines = corrected(figures, corrections or {})
    _refuse_other_offices(actor, office.code, office.parent_id)
    to_office = _receiver(office.code)
    asked = _asked_or_refuse(office.code, code, lines)
    if all(line.value is None for line in lines.values()):
        raise NothingToFile()
    answered = _answered_doubts(office.code, code, lines, explanations or {})
    before = queries.lock_newest(office.code, code)
    if before and before.state == ReturnState.FILED:
        advance(before, RETURN, "supersede", actor=actor, at=at)
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
        version=before.version + 1 if before else 1,
        previous=before,
        due_on=asked.due_on,
        explanations=answered,
    )
    made.save(force_insert=True)
    ReturnLine.objects.bulk_create(
        ReturnLine(parent=made, indicator=indicator, **line._asdict()) for indicator, line in lines.items()
    )
    facts = {
        "office": office.code,
        "to": to_office,
        "period": code,
        "version": made.version,
        "lines": len(lines),
        "corrected": sum(bool(line.correction) for line in lines.values()),
        "explained": sorted(answered),
        "digest": made.digest,
    }
    record("reporting.file", made, actor=actor, at=at, facts=facts)
    _write_to(to_office, events.ReturnFiled(at=at, return_uid=made.uid, office_code=office.code, period=code))
    return made


@transaction.atomic
def accept_return(*, actor: Actor, uid: UUID, remarks: Mapping[str, str] | None = None, at: dt.datetime) -> Return:
    """Its figures count from now on, in place of those accepted before for the same period. `remarks`: line → what the
    superior has to say to it."""
    found = queries.lock_return(actor, uid)
    POLICY.permit(actor, "reporting.accept")
    _refuse_same_person(found, actor)
    RETURN.step("accept", found.state)  # before anything older gives way
    counted = queries.lock_standing(found.office_code, found.period, ReturnState.ACCEPTED)
    if counted:
        advance(counted, RETURN, "supersede", actor=actor, at=at)
    _decide(found, "accept", actor=actor, remarks=remarks or {}, at=at)
    nodes.mark([found.office_code], basis=Basis.FILED, year=found.year, period=found.period)
    told = events.ReturnAccepted(at=at, return_uid=found.uid, office_code=found.office_code, period=found.period)
    _write_to(found.office_code, told)
    publish(events.ReturnDecided(at=at, return_uid=found.uid))
    return found


@transaction.atomic
def send_back_return(
    *, actor: Actor, uid: UUID, reason: str, remarks: Mapping[str, str] | None = None, at: dt.datetime
) -> Return:
    """Back to the office with a reason, and remarks on single lines; it files another. What was accepted before goes on
    counting."""
    found = queries.lock_return(actor, uid)
    POLICY.permit(actor, "reporting.accept")
    reason = reason.strip()
    if not 1 <= len(reason) <= LONGEST:
        raise ReasonMissing(field="reason")
    _decide(found, "send_back", actor=actor, remarks=remarks or {}, reason=reason, at=at)
    told = events.ReturnSentBack(at=at, return_uid=found.uid, office_code=found.office_code, period=found.period)
    _write_to(found.office_code, told)
    publish(events.ReturnDecided(at=at, return_uid=found.uid))
    return found


def _decide(
    found: Return, step: str, *, actor: Actor, remarks: Mapping[str, str], reason: str = "", at: dt.datetime
) -> None:
    said = {code: text.strip() for code, text in remarks.items() if text.strip()}
    lines = set(found.lines.values_list("indicator", flat=True)) if said else set()
    if not said.keys() <= lines or any(len(text) > LONGEST for text in said.values()):
        raise RemarkRefused(field="remarks")
    advance(
        found,
        RETURN,
        step,
        actor=actor,
        at=at,
        facts={"office": found.office_code, "period": found.period, "digest": found.digest, "remarks": sorted(said)},
        words=(reason, *said.values()),
        decided_at=at,
        decided_by=actor.account_uid,
        decided_by_name=actor.name,
        reason=reason,
    )
    LineRemark.objects.bulk_create(LineRemark(parent=found, indicator=code, text=said[code]) for code in sorted(said))


def _refuse_other_offices(actor: Actor, code: str, parent: str | None) -> None:
    if actor.office_code not in (code, parent):
        raise NotYourSubordinate(office=code)


def _receiver(code: str) -> str:
    """The nearest superior that is open: returns are accepted on its own host."""
    serving = [each.code for each in directory.superiors_of(directory.office(code)) if each.is_serving]
    if not serving:
        raise NoSuperior()
    return serving[-1]


def _asked_or_refuse(office_code: str, period: str, lines: Mapping[str, Line]) -> queries.Asked:
    asked = queries.asked_of(office_code, period)
    if asked is None:
        raise PeriodNotOpen(period=period)
    extra = [BY_CODE[code].label for code in lines if not asked.wants(code)]
    if extra:
        raise NotAsked(indicators="、".join(extra[:5]))
    return asked


def _answered_doubts(
    office_code: str, period: str, lines: Mapping[str, Line], explanations: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """The soft doubts with their reasons. Raises FiguresImplausible, ExplanationMissing."""
    values = {code: line.value for code, line in lines.items()}
    doubts = examine(values, queries.figures_before(office_code, period))
    hard = [doubt.sentence for doubt in doubts if doubt.hard]
    if hard:
        raise FiguresImplausible(doubts="".join(hard[:5]))
    reasons = {key: reason.strip()[:LONGEST] for key, reason in explanations.items() if reason.strip()}
    unsaid = [doubt.sentence for doubt in doubts if doubt.key not in reasons]
    if unsaid:
        raise ExplanationMissing(doubts="".join(unsaid[:5]))
    return {doubt.key: {"sentence": doubt.sentence, "reason": reasons[doubt.key]} for doubt in doubts}


def _refuse_same_person(found: Return, actor: Actor) -> None:
    if found.filed_by is not None and found.filed_by == actor.account_uid:
        raise SamePerson()


def _write_to(code: str, event: Event) -> None:
    """A letter into the other office's schema; an office that is not open yet has no one to read it."""
    if directory.office(code).is_serving:
        publish(event, to=code)
