"""The 台账 with its lights, the public list, and the year's figures."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet, Sum

from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.tenancy import current_code
from commons.rulebook import queries as rulebook
from commons.rulebook.terms import Kind
from tenants.cycles import queries as cycles
from tenants.delivery import lights, money
from tenants.delivery.errors import ProjectNotFound
from tenants.delivery.lights import Judgement, Light, Overdue, Part, Phase, Standing
from tenants.delivery.models import LedgerEntry, Milestone, ProgressReport, Project, SubProject
from tenants.delivery.money import Totals
from tenants.delivery.queries.projects import visible_to
from tenants.delivery.terms import ProjectKind, ProjectState

_PHASES = {
    ProjectState.OPENED: Phase.NOT_STARTED,
    ProjectState.UNDER_WAY: Phase.UNDER_WAY,
    ProjectState.PAUSED: Phase.PAUSED,
    ProjectState.COMPLETED: Phase.COMPLETED,
    ProjectState.ACCEPTED: Phase.ACCEPTED,
    ProjectState.TERMINATED: Phase.ENDED,
}


@dataclass(frozen=True)
class LedgerRow:
    """One line of the 年度台账 (1-83, 1-85): who, by when, how far, how much, and the two lights."""

    uid: UUID
    year: int
    position: int
    kind: str
    kind_label: str
    title: str
    content: str
    field: str
    unit_name: str
    community: str
    accountable_leader: str
    direct_owner: str
    executor: str
    state: str
    state_label: str
    start_on: dt.date | None
    due_on: dt.date | None
    completed_on: dt.date | None
    sub_projects: int
    sub_projects_done: int
    milestones: int
    milestones_done: int
    next_milestone: str
    next_due_on: dt.date | None
    physical_percent: Decimal
    schedule_percent: Decimal
    reported_for: dt.date | None
    planned_fen: int | None
    money: Totals
    light: Light
    why: str
    money_light: Light
    money_why: str
    set_by_hand: bool


@dataclass(frozen=True)
class PublicProject:
    """What citizens see of a project: no names of persons."""

    uid: UUID
    year: int
    position: int
    kind_label: str
    title: str
    content: str
    field: str
    unit_name: str
    state_label: str
    due_on: dt.date | None
    completed_on: dt.date | None
    sub_projects: int
    milestones: int
    milestones_done: int
    next_milestone: str
    next_due_on: dt.date | None
    physical_percent: Decimal
    planned_fen: int | None
    arrived_fen: int
    paid_fen: int
    light: Light
    why: str


@dataclass(frozen=True)
class PublicMilestone:
    """A step of the plan as citizens see it."""

    title: str
    standard: str
    due_on: dt.date
    done_on: dt.date | None


@dataclass(frozen=True)
class Figures:
    """A year in numbers. `projects` are 件, `sub_projects` 项 (0-24); terminated ones are counted apart.

    What nobody has stated is None, never 0.
    """

    projects: int
    sub_projects: int
    started: int
    completed: int
    accepted: int
    completed_on_time: int
    late: int
    terminated: int
    planned_fen: int | None
    budget_fen: int
    arrived_fen: int
    paid_fen: int
    completion_rate: Decimal | None
    start_rate: Decimal | None


def totals(project_uid: UUID) -> Totals:
    return _totals([project_uid])[project_uid]


# ── the ledger ───────────────────────────────────────────────────────────────────────────────


def ledger(viewer: Actor, year: int, *, on: dt.date | None = None) -> list[LedgerRow]:
    """The 年度台账 as this viewer may see it on a day, in the order of the list: six queries whatever its length while no year pins a rule."""
    return lines_of(visible_to(viewer).filter(year=year), on or clock.today())


def ledger_of_all_years(viewer: Actor, *, on: dt.date | None = None) -> dict[UUID, LedgerRow]:
    """The same lines by project, whatever the year: for lists that are filtered elsewhere."""
    return {each.uid: each for each in lines_of(visible_to(viewer), on or clock.today())}


def row(viewer: Actor, uid: UUID, *, on: dt.date | None = None) -> LedgerRow:
    """One project as the ledger shows it. Raises ProjectNotFound."""
    found = lines_of(visible_to(viewer).filter(uid=uid), on or clock.today())
    if not found:
        raise ProjectNotFound()
    return found[0]


def ledger_line(project: Project, *, on: dt.date | None = None) -> LedgerRow:
    """The line of a project that was found already."""
    return lines_of(Project.objects.filter(uid=project.uid), on or clock.today())[0]


def public_projects(year: int, *, on: dt.date | None = None) -> list[PublicProject]:
    """What the portal shows of a year."""
    return [_public(each) for each in lines_of(Project.objects.filter(year=year), on or clock.today())]


def public_project(uid: UUID, *, on: dt.date | None = None) -> PublicProject:
    """One project as the portal shows it. Raises ProjectNotFound."""
    found = lines_of(Project.objects.filter(uid=uid), on or clock.today())
    if not found:
        raise ProjectNotFound()
    return _public(found[0])


def public_milestones(uid: UUID) -> list[PublicMilestone]:
    steps = Milestone.objects.filter(project_id=uid).order_by("position", "uid")
    return [PublicMilestone(*step) for step in steps.values_list("title", "standard", "due_on", "done_on")]


class _Step(NamedTuple):
    project_id: UUID
    title: str
    due_on: dt.date
    done_on: dt.date | None


class _Said(NamedTuple):
    """The newest report of a project."""

    project_id: UUID
    month_on: dt.date
    physical_percent: Decimal
    planned_percent: Decimal


def lines_of(projects: QuerySet[Project], today: dt.date) -> list[LedgerRow]:
    """Lines of these projects in the order of the list: five queries, and the rules of their lights (one to three).

    What hangs on them is asked for by the same question, not by a list of keys, and read as plain columns.
    """
    found = list(projects.order_by("position", "uid"))
    these = projects.order_by().values("uid")
    sums, reports = _totals(these), _newest_reports(these)
    parts: dict[UUID, list[Part]] = defaultdict(list)
    for part in (
        SubProject.objects.filter(project__in=these)
        .order_by("position", "uid")
        .values_list("project_id", "title", "physical_percent", "weight", "start_on", "due_on", "done_on")
    ):
        uid, title, physical, weight, start_on, due_on, done_on = part
        parts[uid].append(Part(title, physical, weight, start_on, due_on, done_on is not None))
    steps: dict[UUID, list[_Step]] = defaultdict(list)
    for row in (
        Milestone.objects.filter(project__in=these).order_by("due_on", "position", "uid").values_list(*_Step._fields)
    ):
        steps[row[0]].append(_Step(*row))
    rules = _light_rules(found, today)
    return [
        _row(
            each, sums[each.uid], parts[each.uid], reports.get(each.uid), steps[each.uid], today, rules[each.cycle_uid]
        )
        for each in found
    ]


def light_rule(project: Project, on: dt.date) -> lights.Rule:
    """The rule by which this project is lit."""
    return _light_rules([project], on)[project.cycle_uid]


def _light_rules(projects: list[Project], today: dt.date) -> dict[UUID | None, lights.Rule]:
    """By cycle, as pinned when the year was opened; for projects of no year, and years that pinned none, the one of the day."""
    years = {each.cycle_uid for each in projects}
    pinned = cycles.pinned(Kind.LIGHTS, [each for each in years if each])
    bodies = rulebook.bodies_of(Kind.LIGHTS, list(pinned.values()))
    rules: dict[UUID | None, lights.Rule] = {
        year: lights.Rule.read(bodies[adoption]) for year, adoption in pinned.items() if adoption in bodies
    }
    if others := years - rules.keys():
        rules |= dict.fromkeys(others, lights.Rule.read(rulebook.rule_of(current_code(), Kind.LIGHTS, on=today)))
    return rules


def _row(
    each: Project,
    sums: Totals,
    parts: list[Part],
    report: _Said | None,
    steps: list[_Step],
    today: dt.date,
    rule: lights.Rule,
) -> LedgerRow:
    physical = Decimal(100) if each.is_done else report.physical_percent if report else Decimal(0)
    schedule = report.planned_percent if report else Decimal(0)
    open_steps = [step for step in steps if step.done_on is None]
    following = open_steps[0] if open_steps else None
    light = _light(each, parts, report, open_steps, today, rule, physical, schedule)
    use = money.judge(sums, physical=physical, stopped=each.payments_stopped, rule=rule)
    return LedgerRow(
        uid=each.uid,
        year=each.year,
        position=each.position,
        kind=each.kind,
        kind_label=ProjectKind(each.kind).label,
        title=each.title,
        content=each.content,
        field=each.field,
        unit_name=each.unit_name,
        community=each.community,
        accountable_leader=each.accountable_leader,
        direct_owner=each.direct_owner,
        executor=each.executor,
        state=each.state,
        state_label=ProjectState(each.state).label,
        start_on=each.start_on,
        due_on=each.due_on,
        completed_on=each.completed_on,
        sub_projects=len(parts),
        sub_projects_done=sum(part.done for part in parts),
        milestones=len(steps),
        milestones_done=len(steps) - len(open_steps),
        next_milestone=following.title if following else "",
        next_due_on=following.due_on if following else None,
        physical_percent=physical,
        schedule_percent=schedule,
        reported_for=report.month_on if report else None,
        planned_fen=each.planned_fen,
        money=sums,
        light=light.light,
        why=light.why,
        money_light=use.light,
        money_why=use.why,
        set_by_hand=_set_by_hand(each, today),
    )


def _light(
    each: Project,
    parts: list[Part],
    report: _Said | None,
    open_steps: list[_Step],
    today: dt.date,
    rule: lights.Rule,
    physical: Decimal,
    schedule: Decimal,
) -> Judgement:
    """By the rule, then by the worst 项, then as somebody set it by hand: each says so in its sentence."""
    judged = lights.judge(
        Standing(
            today=today,
            phase=_PHASES[ProjectState(each.state)],
            physical=physical,
            planned=schedule,
            overdue=tuple(Overdue(step.title, step.due_on) for step in open_steps if step.due_on < today),
            start_on=each.start_on,
            due_on=each.due_on,
            heard_on=report.month_on if report else each.started_on,
        ),
        rule,
    )
    if parts and each.state in (ProjectState.OPENED, ProjectState.UNDER_WAY):
        judged = lights.with_parts(judged, parts, today, rule)
    if not _set_by_hand(each, today):
        return judged
    until = f"{each.set_light_until_on:%Y-%m-%d}"
    return Judgement(
        Light(each.set_light),
        f"人工设定（至 {until}）：{each.set_light_reason}。按规则应为{judged.light.label}：{judged.why}",
    )


def _set_by_hand(each: Project, today: dt.date) -> bool:
    return bool(each.set_light) and each.set_light_until_on is not None and today <= each.set_light_until_on


def _public(line: LedgerRow) -> PublicProject:
    return PublicProject(
        uid=line.uid,
        year=line.year,
        position=line.position,
        kind_label=line.kind_label,
        title=line.title,
        content=line.content,
        field=line.field,
        unit_name=line.unit_name,
        state_label=line.state_label,
        due_on=line.due_on,
        completed_on=line.completed_on,
        sub_projects=line.sub_projects,
        milestones=line.milestones,
        milestones_done=line.milestones_done,
        next_milestone=line.next_milestone,
        next_due_on=line.next_due_on,
        physical_percent=line.physical_percent,
        planned_fen=line.planned_fen,
        arrived_fen=line.money.arrived_fen,
        paid_fen=line.money.paid_fen,
        light=line.light,
        why=line.why,
    )


def _totals(these: Any) -> dict[UUID, Totals]:
    """Sums by project; one with no entry has three zeros. `these` are keys, or the question that finds them."""
    sums: dict[UUID, Totals] = defaultdict(Totals)
    entries = LedgerEntry.objects.filter(project__in=these).values_list("project_id", "kind")
    for uid, kind, amount in entries.annotate(amount=Sum("amount_fen")).order_by():
        sums[uid] = sums[uid].plus(kind, int(amount))
    return sums


def _newest_reports(these: Any) -> dict[UUID, _Said]:
    newest = (
        ProgressReport.objects.filter(project__in=these)
        .order_by("project_id", "-month_on", "-version")
        .distinct("project_id")
    )
    return {row[0]: _Said(*row) for row in newest.values_list(*_Said._fields)}


# ── the year ─────────────────────────────────────────────────────────────────────────────────


def figures(year: int, *, on: dt.date | None = None, kind: ProjectKind | None = None) -> Figures:
    """Counts and money of a year, straight from the rows. `kind` narrows it (微实事, 3-61)."""
    today = on or clock.today()
    every = list(Project.objects.filter(year=year, **({"kind": kind} if kind else {})))
    living = [each for each in every if each.state != ProjectState.TERMINATED]
    sums = sum(_totals([each.uid for each in every]).values(), Totals())  # money spent stays spent
    done = [each for each in living if each.is_done]
    started = [each for each in living if each.state != ProjectState.OPENED]
    planned = [each.planned_fen for each in living if each.planned_fen is not None]
    return Figures(
        projects=len(living),
        sub_projects=SubProject.objects.filter(project__in=[each.uid for each in living]).count(),
        started=len(started),
        completed=len(done),
        accepted=sum(each.state == ProjectState.ACCEPTED for each in done),
        completed_on_time=sum(not each.is_late(today) for each in done),
        late=sum(each.is_late(today) for each in living),
        terminated=len(every) - len(living),
        planned_fen=sum(planned) if planned else None,
        budget_fen=sums.budget_fen,
        arrived_fen=sums.arrived_fen,
        paid_fen=sums.paid_fen,
        completion_rate=money.rate(len(done), len(living)),
        start_rate=money.rate(len(started), len(living)),
    )


def years() -> list[int]:
    """Years that have projects, newest first."""
    return list(Project.objects.order_by("-year").values_list("year", flat=True).distinct())
