"""A year of watching in numbers, straight from the rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q, Sum

from commons.kernel import clock
from tenants.delivery import money
from tenants.oversight.models import (
    Assignment,
    Bulletin,
    Evaluation,
    Finding,
    Hearing,
    Inspection,
    LookBack,
    Rectification,
    SupervisionGroup,
)
from tenants.oversight.queries.asking import ShowFigures, show_figures
from tenants.oversight.terms import (
    STANDING,
    BulletinKind,
    BulletinState,
    Demand,
    EvaluationKind,
    EvaluationState,
    FindingKind,
    FindingState,
    HearingKind,
    HearingState,
    InspectionKind,
    Origin,
    Outcome,
    RectificationState,
)


@dataclass(frozen=True)
class HandlingFigures:
    """办理情况测评 of deputies' suggestions (3-55): how many, the valid answers, those 满意 and 基本满意."""

    evaluated: int
    answers: int
    favourable: int


@dataclass(frozen=True)
class Figures:
    """A year of watching. `satisfaction_rate` is the share of 满意 and 基本满意 among all valid answers of the year."""

    supervised: int
    inspections: int
    site_checks: int
    interviews: int
    open_reviews: int
    participants: int
    findings: int
    findings_closed: int
    safety: int
    quality: int
    progress: int
    money: int
    opinions: int
    opinions_adopted: int
    rectifications: int
    rectifications_standing: int
    rectifications_overdue: int
    second_rectifications: int
    evaluated: int
    rectify: int
    look_backs: int
    look_backs_with_problems: int
    favourable: int | None  # answers 满意 and 基本满意; None before anything was judged
    valid_answers: int | None
    satisfaction_rate: Decimal | None
    groups: int
    by_way: dict[str, int]  # InspectionKind → inspections
    satisfied: int | None
    basically_satisfied: int | None
    dissatisfied: int | None
    looked_at: int  # projects that were looked back at
    look_back_orders: int
    look_back_orders_passed: int
    explained: int  # 解释说明 that were found sufficient
    hearings: dict[str, int]  # HearingKind → those that were held
    summoned: int  # units called to a 约谈, each once
    published: dict[str, int]  # BulletinKind → published ones
    shows: ShowFigures
    handlings: HandlingFigures


def figures(year: int, *, on: dt.date | None = None) -> Figures:
    """Counts of a year's projects, straight from the rows (1-97, 1-99, 1-107, 1-58)."""
    today = on or clock.today()
    ways = Inspection.objects.filter(year=year).aggregate(
        all=Count("uid"),
        site=Count("uid", filter=Q(kind=InspectionKind.SITE_CHECK)),
        talks=Count("uid", filter=Q(kind=InspectionKind.INTERVIEW)),
        reviews=Count("uid", filter=Q(kind=InspectionKind.OPEN_REVIEW)),
        people=Sum("participants"),
        **{way: Count("uid", filter=Q(kind=way)) for way in InspectionKind.values},
    )
    problems = ~Q(kind=FindingKind.OPINION)
    found = Finding.objects.filter(year=year).aggregate(
        all=Count("uid", filter=problems),
        closed=Count("uid", filter=problems & Q(state=FindingState.CLOSED)),
        safety=Count("uid", filter=Q(kind=FindingKind.SAFETY)),
        quality=Count("uid", filter=Q(kind=FindingKind.QUALITY)),
        progress=Count("uid", filter=Q(kind=FindingKind.PROGRESS)),
        money=Count("uid", filter=Q(kind=FindingKind.MONEY)),
        opinions=Count("uid", filter=~problems),
        adopted=Count("uid", filter=Q(adopted=True)),
    )
    orders = Rectification.objects.filter(year=year).aggregate(
        all=Count("uid"),
        standing=Count("uid", filter=Q(state__in=STANDING)),
        overdue=Count("uid", filter=Q(state=RectificationState.ORDERED, due_on__lt=today)),
        second=Count("uid", filter=Q(round_no__gt=1)),
        explained=Count("uid", filter=Q(demand=Demand.EXPLAIN, state=RectificationState.PASSED)),
        after_look=Count("uid", filter=Q(origin=Origin.LOOK_BACK)),
        after_look_passed=Count("uid", filter=Q(origin=Origin.LOOK_BACK, state=RectificationState.PASSED)),
    )
    judged = Evaluation.objects.filter(year=year, state=EvaluationState.VALID, kind=EvaluationKind.FINAL).aggregate(
        projects=Count("project_uid", distinct=True),
        rectify=Count("project_uid", distinct=True, filter=Q(rectify=True)),
        content=Sum(F("satisfied") + F("basically_satisfied")),
        valid=Sum(F("satisfied") + F("basically_satisfied") + F("dissatisfied")),
        fully=Sum("satisfied"),
        basically=Sum("basically_satisfied"),
        not_at_all=Sum("dissatisfied"),
    )
    looked = LookBack.objects.filter(year=year).aggregate(
        all=Count("uid"),
        problems=Count("uid", filter=Q(outcome=Outcome.PROBLEMS)),
        projects=Count("project_uid", distinct=True),
    )
    watched = Assignment.objects.filter(group__year=year, ended_on=None).aggregate(
        projects=Count("project_uid", distinct=True)
    )
    heard = Hearing.objects.filter(year=year).aggregate(
        summoned=Count("summoned", distinct=True, filter=Q(kind=HearingKind.INTERVIEW)),
        **{kind: Count("uid", filter=Q(kind=kind) & ~Q(state=HearingState.CALLED)) for kind in HearingKind.values},
    )
    out = Bulletin.objects.filter(year=year, state=BulletinState.PUBLISHED).aggregate(
        **{kind: Count("uid", filter=Q(kind=kind)) for kind in BulletinKind.values}
    )
    return Figures(
        supervised=watched["projects"],
        inspections=ways["all"],
        site_checks=ways["site"],
        interviews=ways["talks"],
        open_reviews=ways["reviews"],
        participants=ways["people"] or 0,
        findings=found["all"],
        findings_closed=found["closed"],
        safety=found["safety"],
        quality=found["quality"],
        progress=found["progress"],
        money=found["money"],
        opinions=found["opinions"],
        opinions_adopted=found["adopted"],
        rectifications=orders["all"],
        rectifications_standing=orders["standing"],
        rectifications_overdue=orders["overdue"],
        second_rectifications=orders["second"],
        evaluated=judged["projects"],
        rectify=judged["rectify"],
        look_backs=looked["all"],
        look_backs_with_problems=looked["problems"],
        favourable=judged["content"],
        valid_answers=judged["valid"],
        satisfaction_rate=money.rate(judged["content"] or 0, judged["valid"] or 0),
        groups=SupervisionGroup.objects.filter(year=year, disbanded_on=None).count(),
        by_way={way: ways[way] for way in InspectionKind.values},
        satisfied=judged["fully"],
        basically_satisfied=judged["basically"],
        dissatisfied=judged["not_at_all"],
        looked_at=looked["projects"],
        look_back_orders=orders["after_look"],
        look_back_orders_passed=orders["after_look_passed"],
        explained=orders["explained"],
        hearings={kind: heard[kind] for kind in HearingKind.values},
        summoned=heard["summoned"],
        published={kind: out[kind] for kind in BulletinKind.values},
        shows=show_figures(year),
        handlings=_handlings(year),
    )


def looked_back_in(year: int) -> int:
    """Projects that were looked back at in that calendar year, whichever year's they are (1-65)."""
    return LookBack.objects.filter(held_on__year=year).values("project_uid").distinct().count()


def _handlings(year: int) -> HandlingFigures:
    rows = Evaluation.objects.filter(year=year, state=EvaluationState.VALID, kind=EvaluationKind.HANDLING)
    counted = rows.aggregate(
        all=Count("uid"),
        valid=Sum(F("satisfied") + F("basically_satisfied") + F("dissatisfied")),
        content=Sum(F("satisfied") + F("basically_satisfied")),
    )
    return HandlingFigures(counted["all"], counted["valid"] or 0, counted["content"] or 0)
