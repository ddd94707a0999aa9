"""The month's bulletin: what the lights were in that month, however they changed afterwards."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from tenants.delivery.lights import Light
from tenants.delivery.models import LightMark, ProgressReport, Project


@dataclass(frozen=True)
class BulletinRow:
    uid: UUID
    position: int
    title: str
    unit_name: str
    light: Light
    why: str
    money_light: Light
    money_why: str
    physical_percent: Decimal
    planned_percent: Decimal
    paid_fen: int
    problems: str
    next_steps: str


@dataclass(frozen=True)
class Bulletin:
    """A year's projects in one month. `counts` by light; months without a mark have no bulletin."""

    year: int
    month_on: dt.date
    rows: list[BulletinRow]
    counts: dict[str, int]


def bulletin(year: int, month_on: dt.date) -> Bulletin:
    """Two queries: the marks with their projects, the month's newest reports."""
    month = month_on.replace(day=1)
    marks = list(
        LightMark.objects.filter(project__year=year, month_on=month)
        .select_related("project")
        .order_by("project__position", "uid")
    )
    said = (
        ProgressReport.objects.filter(project__year=year, month_on=month)
        .order_by("project_id", "-version")
        .distinct("project_id")
    )
    reports = {each.project_id: each for each in said}
    rows = [_row(mark, reports.get(mark.project_id)) for mark in marks]
    counted = Counter(row.light for row in rows)
    return Bulletin(year, month, rows, {light.value: counted[light] for light in Light})


def _row(mark: LightMark, report: ProgressReport | None) -> BulletinRow:
    return BulletinRow(
        uid=mark.project_id,
        position=mark.project.position,
        title=mark.project.title,
        unit_name=mark.project.unit_name,
        light=Light(mark.light),
        why=mark.why,
        money_light=Light(mark.money_light),
        money_why=mark.money_why,
        physical_percent=mark.physical_percent,
        planned_percent=mark.planned_percent,
        paid_fen=mark.paid_fen,
        problems=report.problems if report else "",
        next_steps=report.next_steps if report else "",
    )


def months(year: int) -> list[dt.date]:
    """Months of which there is a bulletin, newest first."""
    found = LightMark.objects.filter(project__year=year).order_by("-month_on").values_list("month_on", flat=True)
    return list(found.distinct())


def marks_of(row: Project) -> list[LightMark]:
    """The lights of one project, month by month."""
    return list(LightMark.objects.filter(project=row).order_by("month_on", "uid"))
