"""The three lists of a year's plan (1-83, 1-93): what is built, who answers, what is due; and the views people keep."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from commons.kernel.actor import Actor
from tenants.delivery.models import Milestone, Project, SavedView
from tenants.delivery.queries.projects import visible_to
from tenants.delivery.terms import WorkStage


@dataclass(frozen=True)
class Duty:
    """Who answers for a project: one line of the 责任清单."""

    uid: UUID
    position: int
    title: str
    unit_name: str
    community: str
    accountable_leader: str
    direct_owner: str
    executor: str
    task_force: str
    due_on: dt.date | None


@dataclass(frozen=True)
class Task:
    """One step with its standard, its owner and its day: one line of the 任务清单."""

    project_uid: UUID
    position: int
    project: str
    stage: str
    title: str
    standard: str
    responsible: str
    due_on: dt.date
    done_on: dt.date | None
    days_early: int | None


def duties(viewer: Actor, year: int) -> list[Duty]:
    """One query."""
    rows = visible_to(viewer).filter(year=year).order_by("position", "uid")
    return [Duty(*each) for each in rows.values_list(*Duty.__dataclass_fields__)]


def tasks(viewer: Actor, year: int) -> list[Task]:
    """In the order of the projects, and of the steps within each: one query."""
    seen = visible_to(viewer).filter(year=year).values("pk")
    rows = Milestone.objects.filter(project__in=seen).select_related("project")
    labels = dict(WorkStage.choices)
    return [
        Task(
            project_uid=each.project_id,
            position=each.project.position,
            project=each.project.title,
            stage=labels.get(each.stage, ""),
            title=each.title,
            standard=each.standard,
            responsible=each.responsible,
            due_on=each.due_on,
            done_on=each.done_on,
            days_early=each.days_early,
        )
        for each in rows.order_by("project__position", "project_id", "position", "uid")
    ]


def views_of(viewer: Actor) -> QuerySet[SavedView]:
    """One's own and those that others share, by name."""
    mine = Q(account_uid=viewer.account_uid) if viewer.account_uid else Q(pk__in=[])
    return SavedView.objects.filter(mine | Q(shared=True)).order_by("name", "uid")


def by_uid(viewer: Actor, uids: list[UUID]) -> QuerySet[Project]:
    """Of these the ones the viewer sees, in the order of the list."""
    return visible_to(viewer).filter(uid__in=uids).order_by("year", "position", "uid")
