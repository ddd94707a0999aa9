"""What may be judged: a project, or how a deputies' suggestion was handled (3-55)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from tenants.cycles import queries as cycles
from tenants.delivery import queries as delivery
from tenants.deputies import queries as deputies
from tenants.oversight.errors import SuggestionUnanswered
from tenants.oversight.terms import EvaluationKind


@dataclass(frozen=True)
class Subject:
    """`is_late` is a project's; a suggestion is judged after its answer, whenever that came."""

    uid: UUID
    title: str
    year: int
    cycle_uid: UUID | None
    is_late: bool = False


def subject(kind: EvaluationKind, uid: UUID, *, on: dt.date) -> Subject:
    """Raises the rooms' NotFound, SuggestionUnanswered."""
    if kind != EvaluationKind.HANDLING:
        project = delivery.project(uid, on=on)
        return Subject(uid, project.title, project.year, project.cycle_uid, project.is_late)
    handled = deputies.handled(uid)
    if handled.replied_on is None:
        raise SuggestionUnanswered(field="project_uid")
    cycle = cycles.find_cycle_of_year(handled.year)
    return Subject(uid, handled.title, handled.year, cycle.uid if cycle else None)


def answered_suggestions() -> list[tuple[UUID, str]]:
    """What a form offers: every suggestion that has its answer, the newest first."""
    return [(each.uid, f"{each.year}年 {each.title}") for each in deputies.answered()]
