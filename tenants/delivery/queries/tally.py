"""The year in numbers as it is reported upward: by kind, field, light and source of money. Twelve queries, however many projects."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from tenants.delivery.lights import Light
from tenants.delivery.models import Adjustment, FundAlert, LedgerEntry, Milestone, Project
from tenants.delivery.queries.ledger import LedgerRow, lines_of
from tenants.delivery.terms import DONE, ChangeState, FundSource, MoneyKind, ProjectKind, ProjectState

_IN_EFFECT = (ChangeState.APPROVED, ChangeState.PUBLISHED)
Fen = dict[str, int]  # FundSource → fen


@dataclass(frozen=True)
class Pile:
    """Projects of one kind, those terminated left out. What nobody stated is None, never 0."""

    items: int
    sub_projects: int
    completed: int
    paid_fen: int


@dataclass(frozen=True)
class Tally:
    """Terminated projects are counted apart, but money spent stays spent."""

    by_kind: dict[str, Pile]
    by_field: dict[str, int]  # field as the project carries it → items
    by_light: dict[str, int]
    not_started: int
    started: int
    paused: int
    terminated: int
    adjusted: int
    completed: int
    sub_projects_done: int
    accepted: int
    on_time: int
    late: int
    early: int
    days_early: int
    task_forces: int
    task_force_people: int
    payments_stopped: int
    milestones: int
    milestones_done: int
    milestones_overdue: int
    planned_fen: int | None
    money: dict[str, Fen]  # MoneyKind → by source
    paid_ever_fen: int
    done_fen: int | None  # planned money × physical progress, of what has both
    audited: int  # projects whose money was looked through after an alert
    saved_fen: int  # what alerts that were settled kept from being wasted

    @property
    def items(self) -> int:
        return sum(pile.items for pile in self.by_kind.values())

    @property
    def sub_projects(self) -> int:
        return sum(pile.sub_projects for pile in self.by_kind.values())

    def fen(self, kind: str) -> int:
        return sum(self.money[kind].values())


def tally(year: int, *, on: dt.date) -> Tally:
    """Straight from the rows, as they stand on a day."""
    projects = Project.objects.filter(year=year)
    every = {each.uid: each for each in projects}
    lines = [line for line in lines_of(projects, on) if line.state != ProjectState.TERMINATED]
    living = [every[line.uid] for line in lines]
    ahead = [
        (each.due_on - each.completed_on).days
        for each in living
        if each.due_on and each.completed_on and each.completed_on < each.due_on
    ]
    planned = [each.planned_fen for each in living if each.planned_fen is not None]
    lights, fields = Counter(line.light for line in lines), Counter(each.field for each in living)
    states = Counter(each.state for each in living)
    steps, alerts = _steps(year, on), _alerts(year)
    return Tally(
        by_kind={kind: _pile([line for line in lines if line.kind == kind]) for kind in ProjectKind.values},
        by_field=dict(fields),
        by_light={light.value: lights[light] for light in Light},
        not_started=states[ProjectState.OPENED],
        started=len(living) - states[ProjectState.OPENED],
        paused=states[ProjectState.PAUSED],
        terminated=len(every) - len(living),
        adjusted=Adjustment.objects.filter(project__year=year, state__in=_IN_EFFECT)
        .values("project_id")
        .distinct()
        .count(),
        completed=sum(states[state] for state in DONE),
        sub_projects_done=sum(line.sub_projects_done for line in lines),
        accepted=states[ProjectState.ACCEPTED],
        on_time=sum(each.is_done and not each.is_late(on) for each in living),
        late=sum(each.is_late(on) for each in living),
        early=len(ahead),
        days_early=sum(ahead),
        task_forces=sum(bool(each.task_force) for each in living),
        task_force_people=sum(each.task_force_size or 0 for each in living),
        payments_stopped=sum(each.payments_stopped for each in living),
        milestones=steps["all"],
        milestones_done=steps["done"],
        milestones_overdue=steps["overdue"],
        planned_fen=sum(planned) if planned else None,
        money=_money(year),
        paid_ever_fen=LedgerEntry.objects.filter(kind=MoneyKind.PAID).aggregate(fen=Sum("amount_fen", default=0))[
            "fen"
        ],
        done_fen=sum(_done_fen(line) for line in lines) if planned else None,
        audited=alerts["audited"],
        saved_fen=alerts["saved"],
    )


def _done_fen(line: LedgerRow) -> int:
    return int(Decimal(line.planned_fen or 0) * line.physical_percent / 100)


def _alerts(year: int) -> dict[str, int]:
    """1-103: audited and stopped in time."""
    return FundAlert.objects.filter(project__year=year).aggregate(
        audited=Count("project_id", distinct=True, filter=Q(audited_on__isnull=False)),
        saved=Sum("saved_fen", default=0),
    )


def _pile(lines: list[LedgerRow]) -> Pile:
    return Pile(
        items=len(lines),
        sub_projects=sum(line.sub_projects for line in lines),
        completed=sum(line.state in DONE for line in lines),
        paid_fen=sum(line.money.paid_fen for line in lines),
    )


def _steps(year: int, on: dt.date) -> dict[str, int]:
    rows = Milestone.objects.filter(project__year=year).exclude(project__state=ProjectState.TERMINATED)
    return rows.aggregate(
        all=Count("uid"),
        done=Count("uid", filter=Q(done_on__isnull=False)),
        overdue=Count("uid", filter=Q(done_on=None, due_on__lt=on)),
    )


def _money(year: int) -> dict[str, Fen]:
    found: dict[str, Fen] = defaultdict(lambda: dict.fromkeys(FundSource.values, 0))
    rows = LedgerEntry.objects.filter(project__year=year).order_by().values_list("kind", "source")
    for kind, source, fen in rows.annotate(fen=Sum("amount_fen")):
        found[kind][source] = int(fen)
    return {kind: found[kind] for kind in MoneyKind.values}
