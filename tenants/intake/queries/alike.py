"""Which suggestions may be about the same matter, what grew out of what, and who stands behind a project."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.lookups import TrigramSimilar
from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection
from django.db.models import F, Q, QuerySet, Value

from tenants.intake.models import Merge, Origin, Suggestion
from tenants.intake.queries.desk import SuggestionFacts, suggestions
from tenants.intake.terms import SuggestionState

_OPEN = (SuggestionState.SUBMITTED, SuggestionState.SCREENED, SuggestionState.NOMINATED)
FEW = 10


@dataclass(frozen=True)
class Alike:
    """A suggestion beside another one; `percent` is what they have in common, 15 … 100."""

    uid: UUID
    title: str
    village: str
    channel: str
    state: str
    created_at: dt.datetime
    percent: int


def alike(suggestion: Suggestion, limit: int = FEW) -> list[Alike]:
    """Open suggestions that may be the same matter, the likeliest first. The index finds them (`%` of pg_trgm)."""
    if not suggestion.likeness:
        return []
    rows = (
        Suggestion.objects.filter(TrigramSimilar(F("likeness"), Value(suggestion.likeness)), state__in=_OPEN)
        .exclude(uid=suggestion.uid)
        .annotate(share=TrigramSimilarity("likeness", suggestion.likeness))
        .order_by("-share", "-uid")
    )
    return [
        Alike(
            each.uid,
            each.title,
            each.village,
            each.get_channel_display(),
            each.get_state_display(),
            each.created_at,
            round(each.share * 100),
        )
        for each in rows[:limit]
    ]


_COUNTED = """
SELECT one.uid, count(*) FROM intake_suggestion one JOIN intake_suggestion other
ON other.likeness %% one.likeness AND other.uid <> one.uid AND other.state = ANY(%s)
WHERE one.uid = ANY(%s) AND one.likeness <> '' GROUP BY one.uid
"""


def alike_counts(uids: Sequence[UUID]) -> dict[UUID, int]:
    """For a page of a list, in one query: uid → how many open ones may be the same matter. None: left out."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [list(_OPEN), list(uids)])
        return dict(cursor.fetchall())


def possible_primaries(suggestion: Suggestion) -> QuerySet[Suggestion]:
    """What it may be merged into: the likest first, then the same field, then the newest."""
    rows = Suggestion.objects.filter(state__in=_OPEN).exclude(uid=suggestion.uid)
    return rows.annotate(
        share=TrigramSimilarity("likeness", suggestion.likeness), other_field=~Q(field=suggestion.field)
    ).order_by("-share", "other_field", "-uid")


# ── what grew out of what ────────────────────────────────────────────────────────────────────


def standing_origin(clue_uid: UUID, suggestion_uid: UUID) -> Origin | None:
    return Origin.objects.filter(clue=clue_uid, suggestion=suggestion_uid, undone_at=None).first()


def origins_around(suggestion: Suggestion) -> QuerySet[Origin]:
    """Standing links, both ways: what it came from and what it led to."""
    rows = Origin.objects.filter(Q(clue=suggestion) | Q(suggestion=suggestion), undone_at=None)
    return rows.select_related("clue", "suggestion").order_by("linked_at", "uid")


def behind(uids: Iterable[UUID]) -> list[SuggestionFacts]:
    """Everybody who stands behind something that came from these suggestions, oldest first.

    They themselves, what was merged into them, and the clues that led to any of these. Three queries.
    """
    found = set(uids)
    found |= set(Merge.objects.filter(primary__in=found, undone_at=None).values_list("absorbed_id", flat=True))
    found |= set(Origin.objects.filter(suggestion__in=found, undone_at=None).values_list("clue_id", flat=True))
    return suggestions(found)
