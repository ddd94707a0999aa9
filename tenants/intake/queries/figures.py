"""The year's collection in numbers, counted from rows each time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from tenants.cycles import queries as cycles
from tenants.intake.models import Merge, Origin, Outcome, Suggestion
from tenants.intake.queries.reach import activities_of_cycle
from tenants.intake.terms import ActivityKind, Channel, OutcomeKind, SuggestionState

_HEARD = Coalesce(
    Subquery(
        Suggestion.objects.filter(activity=OuterRef("uid"))
        .order_by()
        .values("activity")
        .annotate(n=Count("uid"))
        .values("n")
    ),
    0,
)


@dataclass(frozen=True)
class Figures:
    """The year's collection in numbers (1-09, 1-18, 1-51, 3-43). Keys of the mappings are codes of `terms`."""

    year: int
    received: int
    by_state: dict[str, int]
    by_channel: dict[str, int]
    by_proposer: dict[str, int]
    by_field: dict[str, int]
    converted_by_channel: dict[str, int]  # 1-51: clues that became a voted project
    departments: int  # 3-43: that have proposed something
    activities: dict[str, int]  # the reach: households, posters, sessions, by kind
    people: dict[str, int]  # how many took part, by kind of session (1-53)
    heard: dict[str, int]  # suggestions heard there, by kind (1-18: 450 条 from 3000 余户)

    @property
    def nominated(self) -> int:
        return self.by_state[SuggestionState.NOMINATED]

    @property
    def merged(self) -> int:
        return self.by_state[SuggestionState.MERGED]

    @property
    def declined(self) -> int:
        return self.by_state[SuggestionState.DECLINED]

    @property
    def converted(self) -> int:
        return sum(self.converted_by_channel.values())


def counts(year: int) -> Figures | None:
    """None when the office has no cycle of that year: not collected is not zero."""
    cycle = cycles.find_cycle_of_year(year)
    if cycle is None:
        return None
    rows = Suggestion.objects.filter(cycle_uid=cycle.uid)
    by_channel = _counted(rows, "channel")
    return Figures(
        year=year,
        received=sum(by_channel.values()),
        by_state={**dict.fromkeys(SuggestionState.values, 0), **_counted(rows, "state")},
        by_channel=by_channel,
        by_proposer=_by_proposer(by_channel),
        by_field=_counted(rows, "field"),
        converted_by_channel=_counted(rows.filter(_selected()), "channel"),
        departments=rows.exclude(proposed_by="").aggregate(number=Count("proposed_by", distinct=True))["number"],
        **_reach(cycle.uid),
    )


def _counted(rows: QuerySet[Suggestion], by: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(by).annotate(Count("uid", distinct=True)).order_by(by))


def _by_proposer(by_channel: dict[str, int]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for channel, number in by_channel.items():
        total[Channel(channel).proposer] += number
    return {str(proposer): number for proposer, number in sorted(total.items())}


def _selected() -> Q:
    """Selected itself, handled together with one that was, or a clue that led to one."""
    selected = Outcome.objects.filter(kind=OutcomeKind.SELECTED).values("suggestion_id")
    through = Merge.objects.filter(undone_at=None, primary_id__in=selected).values("absorbed_id")
    led = Origin.objects.filter(undone_at=None, suggestion_id__in=selected).values("clue_id")
    return Q(uid__in=selected) | Q(uid__in=through) | Q(uid__in=led)


def _reach(cycle_uid: UUID) -> dict[str, dict[str, int]]:
    done = {
        kind: (quantity, people, heard)
        for kind, quantity, people, heard in activities_of_cycle(cycle_uid)
        .order_by()
        .annotate(told=_HEARD)
        .values_list("kind")
        .annotate(Sum("quantity"), Sum("people"), Sum("told"))
    }
    kinds = [kind for kind in ActivityKind.values if kind in done]
    return {
        "activities": {kind: done[kind][0] for kind in kinds},
        "people": {kind: done[kind][1] for kind in kinds if done[kind][1] is not None},
        "heard": {kind: done[kind][2] for kind in kinds if done[kind][2]},
    }
