"""回头看: in the following year (0-22), or at a rectification that had passed (1-65). Problems open an order again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel.actor import Actor
from commons.outbox.commands import publish
from tenants.delivery import queries as delivery
from tenants.delivery.queries import ProjectFacts
from tenants.intake import texts
from tenants.intake.commands import suggestions
from tenants.intake.terms import Channel, Field
from tenants.oversight import events, queries
from tenants.oversight.commands.rectifications import open_order
from tenants.oversight.commands.refusals import refuse_future, refuse_past_deadline
from tenants.oversight.errors import (
    DeadlineMissing,
    NotYetDue,
    OfferedAlready,
    ProjectNotDone,
    RectificationNotFound,
    RectificationStanding,
    ScoreOutOfRange,
)
from tenants.oversight.models import LookBack, Rectification
from tenants.oversight.policies import POLICY
from tenants.oversight.terms import Origin, Outcome


@transaction.atomic
def look_back(
    *,
    actor: Actor,
    project_uid: UUID,
    held_on: dt.date,
    outcome: Outcome,
    summary: str,
    at: dt.datetime,
    group_uid: UUID | None = None,
    rectification_uid: UUID | None = None,
    score: Decimal | None = None,
    rectify_by: dt.date | None = None,
) -> LookBack:
    """Does what was delivered still hold? Problems reopen a rectification, which needs `rectify_by`."""
    project = delivery.project(project_uid, on=held_on)
    POLICY.permit(actor, "oversight.look_back", LookBack(project_uid=project_uid))
    refuse_future(held_on, at, field="held_on", label="回头看日期")
    looked_at = _rectification(project, rectification_uid) if rectification_uid else None
    if looked_at is None:
        _refuse_too_early(project, held_on)
    _refuse_score(score)
    if outcome == Outcome.PROBLEMS:
        if rectify_by is None:
            raise DeadlineMissing(field="rectify_by", why="回头看发现问题")
        refuse_past_deadline(rectify_by, at, field="rectify_by")
    row = LookBack(
        project_uid=project.uid,
        project_title=project.title,
        year=project.year,
        group=queries.group(actor, group_uid) if group_uid else None,
        rectification=looked_at,
        held_on=held_on,
        outcome=outcome,
        summary=texts.prose(summary, field="summary", label="情况", at_most=2000),
        score=score,
        recorded_by_uid=actor.account_uid,
        recorded_by=actor.name,
        created_at=at,
    )
    row.save(force_insert=True)
    facts = {"project": project.uid, "held_on": held_on, "outcome": outcome, "score": score}
    record("oversight.look_back", row, actor=actor, at=at, facts=facts, words=(row.summary,))
    if outcome == Outcome.PROBLEMS and rectify_by is not None:
        open_order(actor=actor, of=row, origin=Origin.LOOK_BACK, text=row.summary[:1000], due_on=rectify_by, at=at)
    publish(
        events.LookBackRecorded(
            at=at, look_back_uid=row.uid, project_uid=project.uid, year=project.year, outcome=outcome
        )
    )
    return row


@transaction.atomic
def offer_to_collection(
    *, actor: Actor, look_back_uid: UUID, title: str, content: str, field: Field, at: dt.datetime
) -> LookBack:
    """A conclusion goes into the new collection as 调研成果, once; what was made of it can be followed. Raises OfferedAlready."""
    row = queries.lock_look_back(look_back_uid)
    POLICY.permit(actor, "oversight.offer", row)
    if row.suggestion_uid is not None:
        raise OfferedAlready()
    slip = suggestions.submit_suggestion(
        actor=actor,
        title=title,
        content=content,
        channel=Channel.RESEARCH_REPORT,
        field=field,
        heard_on=row.held_on,
        proposed_by="回头看",
        at=at,
    )
    row.suggestion_uid = slip.uid
    row.save(update_fields=["suggestion_uid"])
    record("oversight.offer", row, actor=actor, at=at, facts={"suggestion": slip.uid, "project": row.project_uid})
    return row


def _rectification(project: ProjectFacts, uid: UUID) -> Rectification:
    found = queries.lock_rectification(uid)
    if found.project_uid != project.uid:
        raise RectificationNotFound(field="rectification_uid")
    if found.is_standing:
        raise RectificationStanding(field="rectification_uid")
    return found


def _refuse_too_early(project: ProjectFacts, held_on: dt.date) -> None:
    if not project.is_done:
        raise ProjectNotDone()
    if held_on.year <= project.year:
        raise NotYetDue(field="held_on", year=project.year)


def _refuse_score(score: Decimal | None) -> None:
    if score is None:
        return
    if not score.is_finite() or not 0 <= score <= 100 or score != score.quantize(Decimal("0.01")):
        raise ScoreOutOfRange(field="score")
