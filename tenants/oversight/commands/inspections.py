"""What was seen on site, and who was there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel.actor import Actor, system
from commons.kernel.tenancy import current_code
from commons.outbox.commands import publish
from tenants.delivery import queries as delivery
from tenants.deputies import queries as deputies
from tenants.deputies.commands import duties
from tenants.deputies.queries import Seat
from tenants.deputies.terms import DutyKind
from tenants.documents import commands as documents
from tenants.intake import texts
from tenants.oversight import events, queries
from tenants.oversight.commands.refusals import refuse_future, refuse_odd_count
from tenants.oversight.models import Inspection, Inspector
from tenants.oversight.policies import POLICY
from tenants.oversight.terms import InspectionKind

_NOTE = 2000


@transaction.atomic
def inspect(
    *,
    actor: Actor,
    project_uid: UUID,
    kind: InspectionKind,
    held_on: dt.date,
    summary: str,
    at: dt.datetime,
    group_uid: UUID | None = None,
    place: str = "",
    participants: int = 0,
    counterpart: str = "",
    progress_note: str = "",
    money_note: str = "",
    quality_note: str = "",
    mandate_uids: Sequence[UUID] = (),
    photos: Sequence[tuple[str, bytes]] = (),
) -> Inspection:
    """One inspection with the three dimensions (0-58). Deputies who took part get a duty record each."""
    project = delivery.project(project_uid, on=held_on)
    POLICY.permit(actor, "oversight.inspect", Inspection(project_uid=project_uid))
    refuse_future(held_on, at, field="held_on", label="检查日期")
    refuse_odd_count(participants, field="participants", label="参加人次")
    inspection = Inspection(
        project_uid=project.uid,
        project_title=project.title,
        year=project.year,
        group=queries.group(actor, group_uid) if group_uid else None,
        kind=kind,
        held_on=held_on,
        place=texts.line(place, field="place", label="地点", at_most=100, at_least=0),
        participants=participants,
        counterpart=texts.line(counterpart, field="counterpart", label="被约谈或陪同人员", at_most=100, at_least=0),
        summary=texts.prose(summary, field="summary", label="情况", at_most=_NOTE),
        progress_note=texts.prose(progress_note, field="progress_note", label="时序进度", at_most=_NOTE, at_least=0),
        money_note=texts.prose(money_note, field="money_note", label="资金使用绩效", at_most=_NOTE, at_least=0),
        quality_note=texts.prose(quality_note, field="quality_note", label="质量水平", at_most=_NOTE, at_least=0),
        inspected_by_uid=actor.account_uid,
        inspected_by=actor.name,
        created_at=at,
    )
    inspection.save(force_insert=True)
    seats = _seats(actor, mandate_uids, held_on)
    for seat in seats:
        Inspector(inspection=inspection, mandate_uid=seat.mandate_uid, name=seat.name).save(force_insert=True)
        duties.record_duty(
            actor=system(current_code()),
            mandate_uid=seat.mandate_uid,
            kind=DutyKind.INSPECTION,
            on=held_on,
            evidence_type="oversight.inspection",
            evidence_uid=inspection.uid,
            at=at,
        )
    for filename, content in photos:
        documents.attach(
            actor=actor,
            subject_type="oversight.inspection",
            subject_uid=inspection.uid,
            filename=filename,
            content=content,
            at=at,
        )
    record(
        "oversight.inspect",
        inspection,
        actor=actor,
        at=at,
        facts={
            "project": project.uid,
            "kind": kind,
            "held_on": held_on,
            "participants": participants,
            "deputies": len(seats),
            "photos": len(photos),
        },
        words=(inspection.summary, inspection.progress_note, inspection.money_note, inspection.quality_note),
    )
    publish(
        events.InspectionHeld(
            at=at, inspection_uid=inspection.uid, project_uid=project.uid, year=project.year, kind=kind
        )
    )
    return inspection


def _seats(actor: Actor, mandate_uids: Sequence[UUID], held_on: dt.date) -> list[Seat]:
    """Those named, and whoever records it if he is a deputy himself; each once."""
    seats = {uid: deputies.seat(uid) for uid in mandate_uids}
    own = deputies.mandate_of(actor.account_uid, held_on)
    if own is not None:
        seats.setdefault(own.mandate_uid, own)
    return list(seats.values())
