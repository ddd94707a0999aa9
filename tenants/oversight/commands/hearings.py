"""专题询问, 专项审议, 特定问题调查, 约谈, 约见, 质询: called, held, reported back, concluded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.directory.terms import Body, Level
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.tenancy import current_office
from commons.outbox.commands import publish, ring
from tenants.delivery import queries as delivery
from tenants.deputies import queries as deputies
from tenants.intake import texts
from tenants.meetings import queries as meetings
from tenants.oversight import events, queries
from tenants.oversight.commands.refusals import refuse_future, refuse_past_deadline
from tenants.oversight.errors import CluesOwed, NoInterpellationHere, ShowNotReady, SignedTwice, SignersMissing
from tenants.oversight.lifecycle import HEARING
from tenants.oversight.models import Hearing, HearingSigner
from tenants.oversight.policies import POLICY
from tenants.oversight.terms import HearingKind

# 质询案: ten deputies at a session of the congress, at every level (地方组织法 24); between sessions, members of the
# standing committee: five of a city's, three of a county's (地方组织法 53). A town has no standing committee.
OF_THE_CONGRESS: Final = 10
OF_THE_COMMITTEE: Final[Mapping[str, int]] = {Level.CITY: 5, Level.COUNTY: 3}


@transaction.atomic
def call_hearing(
    *,
    actor: Actor,
    kind: HearingKind,
    summoned: str,
    matter: str,
    called_on: dt.date,
    at: dt.datetime,
    project_uid: UUID | None = None,
    session_uid: UUID | None = None,
    signers: Sequence[UUID] = (),
) -> Hearing:
    """Put forward. A 质询案 needs the law's signatures and is refused without. Raises SignersMissing, NoInterpellationHere."""
    POLICY.permit(actor, "oversight.call")
    refuse_future(called_on, at, field="called_on", label="提出日期")
    if session_uid is not None:
        meetings.session(session_uid)
    _refuse_unsigned(kind, signers, called_on)
    return open_hearing(
        actor=actor,
        kind=kind,
        summoned=texts.line(summoned, field="summoned", label="受询、受约单位", at_most=80),
        matter=texts.prose(matter, field="matter", label="事由", at_most=2000),
        called_on=called_on,
        project_uid=project_uid,
        session_uid=session_uid,
        signers=signers,
        at=at,
    )


def open_hearing(
    *,
    actor: Actor,
    kind: HearingKind,
    summoned: str,
    matter: str,
    called_on: dt.date,
    at: dt.datetime,
    project_uid: UUID | None = None,
    session_uid: UUID | None = None,
    signers: Sequence[UUID] = (),
) -> Hearing:
    """The row and its evidence, for whatever gave cause (a bad result may, 1-64)."""
    project = delivery.project(project_uid, on=called_on) if project_uid else None
    hearing = Hearing(
        kind=kind,
        year=project.year if project else called_on.year,
        project_uid=project.uid if project else None,
        project_title=project.title if project else "",
        session_uid=session_uid,
        summoned=summoned,
        matter=matter,
        called_on=called_on,
        state=HEARING.start,
        created_at=at,
    )
    hearing.save(force_insert=True)
    for uid in signers:
        HearingSigner(hearing=hearing, mandate_uid=uid, name=deputies.seat(uid).name).save(force_insert=True)
    facts = {"kind": kind, "project": project_uid, "session": session_uid, "signers": len(signers)}
    record(
        "oversight.call_hearing", hearing, actor=actor, at=at, facts=facts, words=(matter,), states=("", hearing.state)
    )
    ring()
    return hearing


@transaction.atomic
def hold_hearing(
    *,
    actor: Actor,
    hearing_uid: UUID,
    held_on: dt.date,
    answer: str,
    demand: str,
    due_on: dt.date,
    at: dt.datetime,
) -> Hearing:
    """What was answered, and what must be reported back by when (监督法 50: 研究处理情况报告)."""
    hearing = queries.lock_hearing(hearing_uid)
    POLICY.permit(actor, "oversight.call", hearing)
    HEARING.step("hold", hearing.state)
    if hearing.is_show and (missing := queries.missing_of(hearing)):
        raise ShowNotReady(missing="缺" + "、".join(missing))
    refuse_future(held_on, at, field="held_on", label="开展日期")
    refuse_past_deadline(due_on, at)
    said = texts.prose(answer, field="answer", label="答复情况", at_most=3000)
    asked = texts.prose(demand, field="demand", label="处理要求", at_most=1000)
    facts = {"held_on": held_on, "due_on": due_on}
    advance(
        hearing, HEARING, "hold", actor=actor, at=at, facts=facts, words=(said, asked),
        held_on=held_on, answer=said, demand=asked, due_on=due_on,
    )  # fmt: skip
    publish(events.HearingHeld(at=at, hearing_uid=hearing.uid, year=hearing.year, kind=hearing.kind))
    return hearing


@transaction.atomic
def report_hearing(*, actor: Actor, hearing_uid: UUID, report: str, at: dt.datetime) -> Hearing:
    """The report on what was done has come in."""
    hearing = queries.lock_hearing(hearing_uid)
    POLICY.permit(actor, "oversight.call", hearing)
    words = texts.prose(report, field="report", label="研究处理情况报告", at_most=5000)
    today = clock.date_of(at)
    facts = {"late": hearing.is_overdue(today)}
    advance(
        hearing, HEARING, "report", actor=actor, at=at, facts=facts, words=(words,), report=words, reported_on=today
    )
    return hearing


@transaction.atomic
def demand_again(*, actor: Actor, hearing_uid: UUID, demand: str, due_on: dt.date, at: dt.datetime) -> Hearing:
    """再次报告: the report does not satisfy (浙江议事规则 29)."""
    hearing = queries.lock_hearing(hearing_uid)
    POLICY.permit(actor, "oversight.call", hearing)
    refuse_past_deadline(due_on, at)
    words = texts.prose(demand, field="demand", label="处理要求", at_most=1000)
    facts = {"due_on": due_on}
    advance(hearing, HEARING, "again", actor=actor, at=at, facts=facts, words=(words,), demand=words, due_on=due_on)
    return hearing


@transaction.atomic
def conclude_hearing(*, actor: Actor, hearing_uid: UUID, at: dt.datetime) -> Hearing:
    hearing = queries.lock_hearing(hearing_uid)
    POLICY.permit(actor, "oversight.call", hearing)
    if hearing.is_show and (owed := queries.owed(hearing)):
        raise CluesOwed(owed=owed)
    advance(hearing, HEARING, "conclude", actor=actor, at=at)
    return hearing


def _refuse_unsigned(kind: HearingKind, signers: Sequence[UUID], on: dt.date) -> None:
    if len(set(signers)) != len(signers):
        raise SignedTwice(field="signers")
    if kind != HearingKind.INTERPELLATION:
        return
    office = current_office()
    if office.body == Body.WORKING_COMMITTEE:
        raise NoInterpellationHere(field="kind")
    committee = {each.mandate_uid for each in queries.standing_committee(on)}
    enough = OF_THE_COMMITTEE.get(office.level)
    if enough and set(signers) <= committee and len(signers) >= enough:
        return
    seats = {each.mandate_uid for each in deputies.roll_on(on)}
    signed = len(seats & set(signers))
    if signed < OF_THE_CONGRESS:
        raise SignersMissing(field="signers", least=OF_THE_CONGRESS, signed=signed)
