"""The money of one project line by line, what its rules find in it, and what was saved in time."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from commons.kernel.actor import Actor
from tenants.delivery import anomalies, money
from tenants.delivery.anomalies import Case, Payment, Suspicion
from tenants.delivery.errors import AlertNotFound
from tenants.delivery.models import Contract, FundAlert, LedgerEntry, Project
from tenants.delivery.money import Line, Sheet
from tenants.delivery.policies import POLICY
from tenants.delivery.queries.ledger import ledger_line
from tenants.delivery.queries.projects import lock
from tenants.delivery.queries.rules import fund_rule
from tenants.delivery.terms import ALERTS_OPEN, AlertState, FundSource, MoneyKind, ProjectState

_ENDED = {ProjectState.PAUSED: "已暂停", ProjectState.TERMINATED: "已终止"}


def sheet_of(project_uid: UUID) -> Sheet:
    """Budget, arrived and paid: as a whole, by source and by 项. One query."""
    rows = LedgerEntry.objects.filter(project_id=project_uid).order_by()
    return money.sheet(Line(*each) for each in rows.values_list("kind", "source", "amount_fen", "sub_project_id"))


def contracts_of(row: Project) -> QuerySet[Contract]:
    return row.contracts.order_by("signed_on", "uid")


def alerts(viewer: Actor) -> QuerySet[FundAlert]:
    """The list form of `delivery.read_alerts`."""
    rows = FundAlert.objects.select_related("project").order_by("-raised_on", "-uid")
    return rows if POLICY.may(viewer, "delivery.read_alerts") else rows.none()


def lock_alert(uid: UUID) -> FundAlert:
    """The alert with its project, both locked, the project first as everywhere."""
    project_uid = FundAlert.objects.filter(uid=uid).values_list("project_id", flat=True).first()
    if project_uid is None:
        raise AlertNotFound()
    project = lock(project_uid)
    found = FundAlert.objects.select_for_update(of=("self",)).get(uid=uid)
    found.project = project
    return found


def open_alerts() -> QuerySet[FundAlert]:
    return FundAlert.objects.filter(state__in=ALERTS_OPEN).select_related("project").order_by("raised_on", "uid")


def saved_fen(year: int | None = None) -> int:
    """What stopping in time saved (1-103: 200 余万元): the sum of the resolved alerts, of a year's projects or of all."""
    rows = FundAlert.objects.filter(state=AlertState.RESOLVED)
    if year is not None:
        rows = rows.filter(project__year=year)
    return int(rows.aggregate(fen=Sum("saved_fen", default=0))["fen"])


def suspicions_of(row: Project, *, on: dt.date) -> list[Suspicion]:
    """What the year's rule finds in the payments of a project as they stand."""
    return anomalies.suspicions(_case(row, on), fund_rule(row.year, on=on))


def _case(row: Project, on: dt.date) -> Case:
    entries = list(LedgerEntry.objects.filter(project=row).order_by("booked_on", "uid"))
    undone = {each.corrects_id for each in entries if each.corrects_id is not None}
    kept = [each for each in entries if each.corrects_id is None and each.uid not in undone]
    budget: dict[str, int] = {}
    for each in kept:
        if each.kind == MoneyKind.BUDGET:
            budget[each.source] = budget.get(each.source, 0) + each.amount_fen
    contracts = (
        Contract.objects.filter(project=row).order_by("party").values_list("party").annotate(fen=Sum("amount_fen"))
    )
    return Case(
        payments=[
            Payment(each.uid, each.source, each.amount_fen, each.booked_on, each.payee)
            for each in kept
            if each.kind == MoneyKind.PAID
        ],
        budget=budget,
        labels=dict(FundSource.choices),
        contracts={party: int(fen) for party, fen in contracts},
        physical=ledger_line(row, on=on).physical_percent,
        stopped_on=row.stopped_on,
        resumed_on=row.resumed_on,
        ended=_ENDED.get(ProjectState(row.state), ""),
    )


def known_matters(row: Project) -> set[tuple[str, str]]:
    """(rule, matter) of every alert that was ever raised for a project: none is raised twice."""
    return set(FundAlert.objects.filter(Q(project=row)).values_list("rule", "matter"))
