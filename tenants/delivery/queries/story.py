"""A project as a story: what was promised, what changed, what happened when, what it cost, how it looks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from commons.kernel import clock
from tenants.delivery.errors import ProjectNotFound
from tenants.delivery.lights import plain
from tenants.delivery.models import Adjustment, Milestone, ProgressReport, Project
from tenants.delivery.money import Totals
from tenants.delivery.queries.funds import sheet_of
from tenants.delivery.queries.projects import Picture, changes_in_effect, gallery
from tenants.delivery.terms import Aspect, ChangeState, FundSource, PhotoPhase, Verdict


@dataclass(frozen=True)
class Moment:
    """Something that happened, or is to happen: then `coming`."""

    on: dt.date
    what: str
    detail: str = ""
    coming: bool = False


@dataclass(frozen=True)
class ChangeShown:
    """What was voted and what holds now, side by side."""

    label: str
    before: str
    after: str
    reason: str
    decided_by: str
    decided_on: dt.date | None


@dataclass(frozen=True)
class Story:
    promised: str
    moments: list[Moment]
    changes: list[ChangeShown]
    money: list[tuple[str, Totals]]  # by source, in the order of the sources
    pictures: list[tuple[str, list[Picture]]]  # by phase: 建设前, 建设中, 建成后


def story(uid: UUID, *, public_only: bool) -> Story:
    """Seven queries. Citizens see published changes, checked reports and public photos only. Raises ProjectNotFound."""
    found = Project.objects.filter(uid=uid).first()
    if found is None:
        raise ProjectNotFound()
    changes = changes_in_effect(found).exclude(aspect=Aspect.MILESTONE)
    if public_only:
        changes = changes.filter(state=ChangeState.PUBLISHED)
    kept = list(changes)
    by_source = sheet_of(uid).by_source
    pictures = gallery(uid, public_only=public_only)
    return Story(
        promised="" if found.promised_content == found.content else found.promised_content,
        moments=_moments(found, kept, public_only),
        changes=[_shown(each) for each in kept],
        money=[(label, by_source[code]) for code, label in FundSource.choices if code in by_source],
        pictures=[
            (phase.label, of_phase)
            for phase in PhotoPhase
            if (of_phase := [each for each in pictures if each.phase == phase])
        ],
    )


def _moments(found: Project, changes: list[Adjustment], public_only: bool) -> list[Moment]:
    moments = [Moment(clock.date_of(found.created_at), "立项")]
    for on, what in (
        (found.started_on, "开工"),
        (found.completed_on, "完工"),
        (found.accepted_on, "验收通过"),
    ):
        if on is not None:
            moments.append(Moment(on, what))
    for step in Milestone.objects.filter(project=found).order_by("position", "uid"):
        done = step.done_on is not None
        moments.append(Moment(step.done_on or step.due_on, step.title, step.standard, coming=not done))
    for report in _reports(found, public_only):
        reported_on = clock.date_of(report.reported_at)
        moments.append(Moment(reported_on, f"{report.month_on.month} 月进度", _progress(report)))
    for each in changes:
        if each.decided_on is not None:
            moments.append(Moment(each.decided_on, f"变更{Aspect(each.aspect).label}", each.decided_by))
    return sorted(moments, key=lambda each: (each.coming, each.on))


def _reports(found: Project, public_only: bool) -> QuerySet[ProgressReport]:
    rows = ProgressReport.objects.filter(project=found).exclude(verdict=Verdict.SENT_BACK)
    if public_only:
        rows = rows.filter(verdict=Verdict.PASSED)
    return rows.order_by("month_on", "-version").distinct("month_on")


def _progress(report: ProgressReport) -> str:
    return f"形象进度 {plain(report.physical_percent)}%，序时进度 {plain(report.planned_percent)}%"


def _shown(change: Adjustment) -> ChangeShown:
    return ChangeShown(
        Aspect(change.aspect).label,
        change.shown(change.before),
        change.shown(change.after),
        change.reason,
        change.decided_by,
        change.decided_on,
    )
