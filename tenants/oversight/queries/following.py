"""Slips, hearings, bulletins, the three lists, a unit's year: what is read of them, and by whom."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from commons.directory.words import words
from commons.kernel import clock
from commons.kernel.actor import Actor, system
from commons.kernel.tenancy import current_code, current_office
from commons.rulebook import cases
from commons.rulebook.terms import Kind
from tenants.cycles import queries as cycles
from tenants.delivery import queries as delivery
from tenants.deputies import queries as deputies
from tenants.deputies.queries import Seat
from tenants.deputies.terms import GroupKind
from tenants.oversight import performance
from tenants.oversight.errors import BulletinNotFound, HearingNotFound, MeritNotFound
from tenants.oversight.models import (
    Assignment,
    Bulletin,
    Evaluation,
    Finding,
    Hearing,
    Merit,
    Rectification,
    Slip,
)
from tenants.oversight.policies import POLICY
from tenants.oversight.queries import asking, counting, records
from tenants.oversight.queries.calendar import rule_of
from tenants.oversight.terms import (
    BulletinKind,
    BulletinState,
    EvaluationKind,
    EvaluationState,
    FindingKind,
    FindingState,
    HearingKind,
)

# ── slips ────────────────────────────────────────────────────────────────────────────────────


def slips_of(order: Rectification) -> QuerySet[Slip]:
    """The order's papers, the first first. Whoever reaches the order reaches them."""
    return order.slips.order_by("serial")


def place_of(order: Rectification) -> int:
    """Which of its year's orders this is, in the order they were made: orders are never taken away, so it stays."""
    earlier = Q(created_at__lt=order.created_at) | Q(created_at=order.created_at, uid__lte=order.uid)
    return Rectification.objects.filter(earlier, year=order.year).count()


# ── hearings ─────────────────────────────────────────────────────────────────────────────────


def hearings(viewer: Actor) -> QuerySet[Hearing]:
    """The staff: all, but no 网络问政 for the government before it is held (3-35); a group: those about its projects."""
    rows = Hearing.objects.all()
    if not records.sees_all(viewer):
        return rows.filter(project_uid__in=delivery.inspected_by(viewer))
    return rows if asking.sees_questions(viewer) else rows.exclude(kind=HearingKind.SHOW, held_on=None)


def hearing(viewer: Actor, uid: UUID) -> Hearing:
    found = hearings(viewer).filter(uid=uid).first()
    if found is None:
        raise HearingNotFound()
    return found


def lock_hearing(uid: UUID) -> Hearing:
    found = Hearing.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise HearingNotFound()
    return found


def standing_committee(on: dt.date) -> list[Seat]:
    return deputies.body_on(GroupKind.STANDING_COMMITTEE, on)


def summoned_units(year: int) -> list[str]:
    """Units that were called to an 约谈, each once (1-97: three)."""
    rows = Hearing.objects.filter(year=year, kind="interview").values_list("summoned", flat=True)
    return sorted(set(rows))


# ── bulletins ────────────────────────────────────────────────────────────────────────────────


def bulletins(viewer: Actor) -> QuerySet[Bulletin]:
    """Those who may read supervision: all; everybody else: what was published."""
    rows = Bulletin.objects.all()
    return rows if records.sees_all(viewer) else rows.filter(state=BulletinState.PUBLISHED)


def published_bulletins() -> QuerySet[Bulletin]:
    """For the portal, the newest first."""
    return Bulletin.objects.filter(state=BulletinState.PUBLISHED).order_by("-published_on", "-uid")


def published_bulletin(uid: UUID) -> Bulletin:
    found = published_bulletins().filter(uid=uid).first()
    if found is None:
        raise BulletinNotFound()
    return found


@dataclass(frozen=True)
class PublishedResult:
    """What the newest published paper says a project's evaluation came to."""

    result: str
    rate: str
    bulletin_uid: UUID
    title: str


def published_result(project_uid: UUID, year: int) -> PublishedResult | None:
    """For the project's public page: nothing that was not published (监督法 17)."""
    rows = published_bulletins().filter(year=year, lines__contains=[{"uid": str(project_uid)}])
    row = rows.order_by("-as_of_on", "-uid").first()
    if row is None:
        return None
    line = next(each for each in row.lines if each["uid"] == str(project_uid))
    return PublishedResult(line["result"], line["rate"], row.uid, row.title) if line["result"] else None


def bulletin(viewer: Actor, uid: UUID) -> Bulletin:
    found = bulletins(viewer).filter(uid=uid).first()
    if found is None:
        raise BulletinNotFound()
    return found


def lock_bulletin(uid: UUID) -> Bulletin:
    found = Bulletin.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise BulletinNotFound()
    return found


def standing_bulletin(kind: BulletinKind, year: int, number: int) -> Bulletin | None:
    rows = Bulletin.objects.filter(kind=kind, year=year, number=number)
    return rows.exclude(state=BulletinState.WITHDRAWN).first()


def period_begins(kind: BulletinKind, year: int, number: int) -> dt.date:
    month = {BulletinKind.MONTHLY: number, BulletinKind.QUARTERLY: number * 3 - 2, BulletinKind.SPECIAL: 1}[kind]
    return dt.date(year, month, 1)


def bulletin_title(kind: BulletinKind, year: int, number: int) -> str:
    match kind:
        case BulletinKind.MONTHLY:
            return f"{year}年{number}月民生实事项目进展公示"
        case BulletinKind.QUARTERLY:
            return f"{year}年第{'一二三四'[number - 1]}季度民生实事项目监督通报"
        case BulletinKind.SPECIAL:
            return f"{year}年度民生实事项目落实情况专项报告"


def bulletin_figures(year: int, on: dt.date) -> dict[str, Any]:
    """Whole numbers, and rates as text: nothing here is computed again when it is shown."""
    found = counting.figures(year, on=on)
    return {
        "site_checks": found.site_checks,
        "inspections": found.inspections,
        "safety": found.safety,
        "quality": found.quality,
        "findings": found.findings,
        "findings_closed": found.findings_closed,
        "rectifications": found.rectifications,
        "rectifications_overdue": found.rectifications_overdue,
        "second_rectifications": found.second_rectifications,
        "summoned": len(summoned_units(year)),
        "evaluated": found.evaluated,
        "satisfaction_rate": None if found.satisfaction_rate is None else str(found.satisfaction_rate),
        "looked_at": counting.looked_back_in(year),
    }


def bulletin_lines(year: int, on: dt.date) -> list[dict[str, Any]]:
    """One line a project: 项目投资金额、建设内容、完成时限 (1-57), how far, its light, its result. No person's name."""
    judged = {
        each.project_uid: each
        for each in Evaluation.objects.filter(
            year=year, state=EvaluationState.VALID, kind=EvaluationKind.FINAL, sub_project_uid=None
        )
    }
    return [
        {
            "uid": str(row.uid),
            "title": row.title,
            "content": row.content,
            "unit_name": row.unit_name,
            "planned_fen": row.planned_fen,
            "paid_fen": row.money.paid_fen,
            "due_on": row.due_on.isoformat() if row.due_on else None,
            "completed_on": row.completed_on.isoformat() if row.completed_on else None,
            "physical": str(row.physical_percent),
            "state": row.state_label,
            "light": row.light.value,
            "why": row.why,
            "result": judged[row.uid].result_label if row.uid in judged else "",
            "rate": judged[row.uid].rate if row.uid in judged else "",
        }
        for row in delivery.ledger(system(current_code()), year, on=on)
    ]


# ── the three lists (domain §6.1: 问题清单, 责任清单, 整改清单) ─────────────────────────────────


@dataclass(frozen=True)
class Sheet:
    """One of the lists: title, column heads, lines of plain text."""

    title: str
    heads: tuple[str, ...]
    rows: list[tuple[str, ...]]


def problem_list(viewer: Actor, year: int) -> Sheet:
    rows = records.findings(viewer).filter(year=year).exclude(kind=FindingKind.OPINION).order_by("created_at", "uid")
    return Sheet(
        f"{year}年问题清单",
        ("项目", "类别", "部位", "问题", "发现日期", "状态", "处理情况", "销号日期"),
        [
            (
                each.project_title,
                each.get_kind_display(),
                each.location,
                each.text,
                clock.in_words(each.inspection.held_on),
                each.get_state_display(),
                each.settlement,
                clock.in_words(each.closed_on),
            )
            for each in rows
        ],
    )


def duty_list(viewer: Actor, year: int) -> Sheet:
    """责任清单: who answers for which project, and which group watches it."""
    watching: dict[UUID, list[str]] = defaultdict(list)
    given = Assignment.objects.filter(ended_on=None, group__year=year).select_related("group")
    for each in given.order_by("group__name"):
        watching[each.project_uid].append(f"{each.group.name}（{each.group.led_by}）")
    return Sheet(
        f"{year}年责任清单",
        ("项目", "责任单位", "责任领导", "直接责任人", "具体执行人", "完成时限", "监督小组"),
        [
            (
                row.title,
                row.unit_name,
                row.accountable_leader,
                row.direct_owner,
                row.executor,
                clock.in_words(row.due_on),
                "、".join(watching[row.uid]) or "未明确",
            )
            for row in delivery.ledger(viewer, year)
        ],
    )


def rectification_list(viewer: Actor, year: int, *, on: dt.date | None = None) -> Sheet:
    today = on or clock.today()
    rows = records.rectifications(viewer).filter(year=year).order_by("due_on", "uid")
    return Sheet(
        f"{year}年整改清单",
        ("项目", "缘由", "要求", "轮次", "责任单位", "整改要求", "期限", "状态", "整改情况", "复查意见"),
        [
            (
                each.project_title,
                each.get_origin_display(),
                each.get_demand_display(),
                str(each.round_no),
                each.unit_name,
                each.text,
                clock.in_words(each.due_on),
                "逾期未整改" if each.is_overdue(today) else each.get_state_display(),
                each.reply,
                each.verdict_note,
            )
            for each in rows
        ],
    )


# ── a unit's year ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class ProjectMark:
    title: str
    mark: performance.Mark


@dataclass(frozen=True)
class UnitYear:
    """Its projects' mean, and what was added or taken off. `total` waits until every project has its points."""

    unit_name: str
    projects: list[ProjectMark]
    merits: list[Merit]
    mean: str
    added: Decimal
    total: str


def unit_years(viewer: Actor, year: int, *, on: dt.date | None = None) -> list[UnitYear]:
    """与部门年度考核挂钩 (1-63, 1-95): each unit, by name, with the computation. Raises NotPermitted."""
    POLICY.permit(viewer, "oversight.read_performance")
    today = on or clock.today()
    body = rule_of(_cycle_of(year), Kind.PERFORMANCE, today).body
    found: dict[str, list[ProjectMark]] = defaultdict(list)
    problems = _problems(year)
    rates = _rates(year)
    for row in delivery.ledger(system(current_code()), year, on=today):
        if not row.unit_name:
            continue
        put_right, total = problems.get(row.uid, (0, 0))
        case = performance.Case(
            due_on=row.due_on,
            completed_on=row.completed_on,
            is_done=row.completed_on is not None,
            physical=row.physical_percent,
            scheduled=row.schedule_percent,
            problems=total,
            put_right=put_right,
            rate=rates.get(row.uid),
        )
        found[row.unit_name].append(ProjectMark(row.title, performance.judge(body, case)))
    merits: dict[str, list[Merit]] = defaultdict(list)
    for merit in Merit.objects.filter(year=year, struck_on=None).order_by("created_at", "uid"):
        merits[merit.unit_name].append(merit)
    return [_unit(name, found[name], merits[name]) for name in sorted({*found, *merits})]


def _unit(name: str, projects: list[ProjectMark], merits: list[Merit]) -> UnitYear:
    totals = [each.mark.total for each in projects]
    known = [total for total in totals if total is not None]
    mean = sum(known, Fraction(0)) / len(known) if known and len(known) == len(totals) else None
    added = sum((each.points for each in merits), Decimal(0))
    total = None if mean is None else mean + Fraction(added)
    return UnitYear(name, projects, merits, _shown(mean), added, _shown(total))


def _shown(points: Fraction | None) -> str:
    return "—" if points is None else str(cases.half_up(points))


def _cycle_of(year: int) -> UUID | None:
    found = cycles.find_cycle_of_year(year)
    return found.uid if found else None


def _problems(year: int) -> dict[UUID, tuple[int, int]]:
    """project → safety and quality problems put right, and found."""
    rows = (
        Finding.objects.filter(year=year, kind__in=(FindingKind.SAFETY, FindingKind.QUALITY))
        .order_by()
        .values_list("project_uid")
        .annotate(closed=Count("uid", filter=Q(state=FindingState.CLOSED)), all=Count("uid"))
    )
    return {uid: (closed, every) for uid, closed, every in rows}


def _rates(year: int) -> dict[UUID, Decimal]:
    """project → 满意率 of its final result; of a project judged 项 by 项, their mean."""
    found: dict[UUID, list[Decimal]] = defaultdict(list)
    rows = Evaluation.objects.filter(year=year, state=EvaluationState.VALID, kind=EvaluationKind.FINAL)
    for each in rows:
        if each.rate or each.score:
            found[each.project_uid].append(Decimal((each.rate or each.score).rstrip("%")))
    return {uid: sum(rates, Decimal(0)) / len(rates) for uid, rates in found.items()}


def merits(viewer: Actor) -> QuerySet[Merit]:
    rows = Merit.objects.order_by("-year", "unit_name", "uid")
    return rows if POLICY.may(viewer, "oversight.read_performance") else rows.none()


def lock_merit(uid: UUID) -> Merit:
    found = Merit.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise MeritNotFound()
    return found


def office_name() -> str:
    """As the office signs."""
    return words(current_office()).title
