"""The year's appraisal in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from tenants.appraisal.models import Candidate, JointOpinion, PanelItem, Proposal, Reserve
from tenants.appraisal.queries.candidates import ON_THE_LIST
from tenants.appraisal.terms import (
    Aspect,
    CandidateState,
    ItemOutcome,
    Origin,
    PanelState,
    ProposalState,
    Route,
    Stance,
)
from tenants.cycles import queries as cycles


@dataclass(frozen=True)
class Figures:
    """The year's appraisal in numbers (1-32, 1-36, 1-41, 1-48). Keys of the mappings are codes of `terms`."""

    year: int
    entered: int
    by_origin: dict[str, int]
    by_state: dict[str, int]
    assessed: int  # in first rounds that have closed: 210
    passed: int  # 140
    eliminated: int  # 70
    excluded: int
    surveyed: int  # 1-36: proposals seen on site, 50
    opinions: int
    adjustments: int  # 1-36: advice to adjust given on site, 18
    revised: int  # proposals whose scheme was changed after entering (1-48)
    reserved: int  # into the pool in this year
    taken_up: int  # out of the pool into this year
    candidates: int
    candidates_fen: int | None
    selected: int
    not_selected: int
    disposed: dict[str, int]  # by route (2-18 … 2-20)


def figures(year: int) -> Figures | None:
    """None when the office has no cycle of that year: not collected is not zero."""
    cycle = cycles.find_cycle_of_year(year)
    if cycle is None:
        return None
    rows = Proposal.objects.filter(cycle_uid=cycle.uid)
    first = counted(PanelItem.objects.filter(_first_rounds(cycle.uid)), "outcome")
    reviewed = JointOpinion.objects.filter(proposal__cycle_uid=cycle.uid)
    on_site = reviewed.filter(aspect=Aspect.SITE_SURVEY)
    on_list = Candidate.objects.filter(cycle_uid=cycle.uid, state__in=ON_THE_LIST)
    states = counted(on_list, "state")
    return Figures(
        year=year,
        entered=rows.count(),
        by_origin=dict.fromkeys(Origin.values, 0) | counted(rows, "origin"),
        by_state=dict.fromkeys(ProposalState.values, 0) | counted(rows, "state"),
        assessed=first.get(ItemOutcome.PASSED, 0) + first.get(ItemOutcome.ELIMINATED, 0),
        passed=first.get(ItemOutcome.PASSED, 0),
        eliminated=first.get(ItemOutcome.ELIMINATED, 0),
        excluded=rows.filter(state=ProposalState.EXCLUDED).count(),
        surveyed=on_site.values("proposal_id").distinct().count(),
        opinions=reviewed.count(),
        adjustments=on_site.filter(stance=Stance.ADJUST).count(),
        revised=rows.filter(scheme_number__gt=1).count(),
        reserved=Reserve.objects.filter(year=year).count(),
        taken_up=Reserve.objects.filter(taken_up_year=year).count(),
        candidates=sum(states.values()),
        candidates_fen=on_list.aggregate(total=Sum("scheme__cost_fen"))["total"],
        selected=states.get(CandidateState.SELECTED, 0),
        not_selected=states.get(CandidateState.NOT_SELECTED, 0) + states.get(CandidateState.DISPOSED, 0),
        disposed=dict.fromkeys(Route.values, 0) | counted(on_list.exclude(route=""), "route"),
    )


def _first_rounds(cycle_uid: UUID) -> Q:
    return Q(panel__cycle_uid=cycle_uid, panel__round_number=1, panel__state=PanelState.CLOSED)


def counted(rows: QuerySet[Any], column: str) -> dict[str, int]:
    """Value of the column → how many rows."""
    return dict(rows.order_by().values_list(column).annotate(Count("uid")))
