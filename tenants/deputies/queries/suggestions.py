"""Deputies' suggestions: who sees them, who handles them, the figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from commons.access import queries as access
from commons.directory.terms import Level
from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.kernel.tenancy import current_code, current_office
from commons.rulebook import queries as rulebook
from commons.rulebook.terms import Kind
from tenants.deputies import deadlines
from tenants.deputies.errors import SuggestionNotFound
from tenants.deputies.models import CoSigner, DeputySuggestion, Handling
from tenants.deputies.queries.homes import kept_by
from tenants.deputies.terms import HandlingLevel, HandlingRole, Rating, SuggestionState

_STAFF = (Role.CLERK, Role.DIRECTOR, Role.GOVERNMENT, Role.AUDITOR)


@dataclass(frozen=True)
class SuggestionFigures:
    """Of a period: this office's own suggestions, by where they were solved, and what the offices below brought up.

    3-29 across a county: 495 own suggestions of the towns, 463 of them solved in villages and towns, 32 brought up.
    """

    submitted: int
    solved_in_villages: int
    solved_here: int
    solved_above: int
    escalated: int
    from_below: int
    answered: int
    rated: int
    satisfied: int
    answered_on_time: int
    overdue: int
    key: int
    solved_at: dict[str, int]  # by HandlingLevel, own suggestions only


_COUNTED = Q(rounds=0)
_LEVELS = {
    Level.TOWNSHIP: HandlingLevel.TOWN,
    Level.SUBDISTRICT: HandlingLevel.TOWN,
    Level.COUNTY: HandlingLevel.COUNTY,
    Level.CITY: HandlingLevel.CITY,
}


def deadlines_on(day: dt.date) -> Mapping[str, Any]:
    """The rule of the day by which suggestions are assigned, answered, rated and handled again (`deadlines`)."""
    return rulebook.rule_of(current_code(), Kind.SUGGESTION_DEADLINES, on=day)


def level_here() -> HandlingLevel:
    """The level at which this office handles things itself."""
    return _LEVELS[Level(current_office().level)]


def suggestions_visible_to(viewer: Actor) -> QuerySet[DeputySuggestion]:
    """Staff: all. Deputies: led or signed. Units: given to them. Keepers: of their homes. Newest first."""
    rows = DeputySuggestion.objects.select_related("lead", "home").order_by("-uid")
    if viewer.holds(*_STAFF):
        return rows
    seen = Q(pk__in=[])
    if viewer.holds(Role.DEPUTY, Role.MEMBER) and viewer.account_uid is not None:
        signed = CoSigner.objects.filter(mandate__account_uid=viewer.account_uid, declined_at=None)
        seen |= Q(lead__account_uid=viewer.account_uid) | Q(pk__in=signed.values("suggestion_id"))
    if viewer.holds(Role.UNIT):
        given = access.granted(viewer, "answer_suggestion", DeputySuggestion.objects.all())
        seen |= Q(pk__in=given.values("uid"))
    if viewer.holds(Role.KEEPER):
        seen |= Q(home__in=kept_by(viewer).order_by().values("uid"))
    return rows.filter(seen)


def suggestion(viewer: Actor, uid: UUID) -> DeputySuggestion:
    found = suggestions_visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise SuggestionNotFound()
    return found


@dataclass(frozen=True)
class Handled:
    """A suggestion as another room judges how it was handled."""

    uid: UUID
    title: str
    year: int
    replied_on: dt.date | None


def handled(uid: UUID) -> Handled:
    """Raises SuggestionNotFound."""
    found = DeputySuggestion.objects.filter(uid=uid).first()
    if found is None:
        raise SuggestionNotFound()
    return _handled(found)


def answered() -> list[Handled]:
    """Every suggestion that has an answer, the newest first."""
    rows = DeputySuggestion.objects.filter(replied_at__isnull=False).order_by("-created_at", "-uid")
    return [_handled(row) for row in rows]


def _handled(row: DeputySuggestion) -> Handled:
    year = clock.date_of(row.created_at).year
    return Handled(row.uid, row.title, year, clock.date_of(row.replied_at) if row.replied_at else None)


def may_read_suggestion(actor: Actor, uid: UUID) -> bool:
    """Whether what is attached to this suggestion is hers to open."""
    return suggestions_visible_to(actor).filter(uid=uid).exists()


def lock_suggestion(uid: UUID) -> DeputySuggestion:
    found = (
        DeputySuggestion.objects.select_for_update(of=("self",)).select_related("lead", "home").filter(uid=uid).first()
    )
    if found is None:
        raise SuggestionNotFound()
    return found


def find_entered(origin_office: str, origin_uid: UUID, origin_round: int) -> DeputySuggestion | None:
    """What was entered here for that letter."""
    return DeputySuggestion.objects.filter(
        origin_office=origin_office, origin_uid=origin_uid, origin_round=origin_round
    ).first()


def co_signers_of(suggestion_uid: UUID) -> QuerySet[CoSigner]:
    return CoSigner.objects.filter(suggestion_id=suggestion_uid).select_related("mandate").order_by("uid")


def find_co_signer(suggestion_uid: UUID, account_uid: UUID | None) -> CoSigner | None:
    if account_uid is None:
        return None
    return co_signers_of(suggestion_uid).filter(mandate__account_uid=account_uid).first()


def invitations_of(account_uid: UUID | None) -> QuerySet[CoSigner]:
    """What the deputy was asked to sign and has not answered, while it can still be answered."""
    rows = CoSigner.objects.filter(confirmed_at=None, declined_at=None, suggestion__state=SuggestionState.SUBMITTED)
    mine = rows.filter(mandate__account_uid=account_uid) if account_uid is not None else rows.none()
    return mine.select_related("suggestion").order_by("uid")


def handlings_of(suggestion_uid: UUID) -> QuerySet[Handling]:
    """Every unit that ever had it, in order."""
    return Handling.objects.filter(suggestion_id=suggestion_uid).order_by("uid")


def find_handling(suggestion_uid: UUID, account_uid: UUID | None) -> Handling | None:
    """The part a unit has in it now."""
    if account_uid is None:
        return None
    return handlings_of(suggestion_uid).filter(unit_account_uid=account_uid, ended_at=None).first()


def lead_handling(suggestion_uid: UUID) -> Handling:
    """The 主办 unit of a suggestion that is assigned: there is one."""
    return handlings_of(suggestion_uid).get(role=HandlingRole.LEAD, ended_at=None)


def overdue(on: dt.date) -> QuerySet[DeputySuggestion]:
    """Assigned and not answered in time, the oldest deadline first."""
    return DeputySuggestion.objects.filter(state=SuggestionState.ASSIGNED, due_on__lt=on).order_by("due_on", "uid")


def unassigned() -> tuple[int, dt.date | None]:
    """How many wait for 受理 and 交办, and by when the first of them is to be assigned. One query, or three."""
    rows = _waiting().aggregate(count=Count("uid"), first=Min("since", filter=_COUNTED))
    return rows["count"], _assign_due(rows["first"])


def assign_due(suggestion: DeputySuggestion) -> dt.date | None:
    """交办期限 of one that waits; None for every other, and for one that came back from above: its days are not counted."""
    return _assign_due(_waiting().filter(_COUNTED, uid=suggestion.uid).aggregate(first=Min("since"))["first"])


def _waiting() -> QuerySet[DeputySuggestion]:
    """`since`: when it came in, or was last handed back."""
    rows = DeputySuggestion.objects.filter(state__in=[SuggestionState.SUBMITTED, SuggestionState.ACCEPTED])
    return rows.annotate(since=Coalesce(Max("handlings__ended_at"), F("created_at")))


def _assign_due(since: dt.datetime | None) -> dt.date | None:
    if since is None:
        return None
    day = clock.date_of(since)
    return deadlines.assign_due(day, deadlines_on(day), rulebook.calendar())


def suggestion_figures(from_on: dt.date, until_on: dt.date, *, on: dt.date | None = None) -> SuggestionFigures:
    """Of suggestions entered in the half-open period. An evaluation that never came back is in no rate (重庆 29).

    What is overdue is asked of the day `on`; of the period's end if none is given.
    """
    own, above = Q(origin_office=""), Q(solved_at_level__in=[HandlingLevel.COUNTY, HandlingLevel.CITY])
    here = Q(solved_at_level=level_here())
    pleased = Q(rating__in=[Rating.SATISFIED, Rating.BASICALLY_SATISFIED])
    counted = DeputySuggestion.objects.filter(created_at__date__gte=from_on, created_at__date__lt=until_on).aggregate(
        submitted=Count("uid", filter=own),
        solved_in_villages=Count("uid", filter=own & Q(solved_at_level=HandlingLevel.VILLAGE)),
        solved_here=Count("uid", filter=own & here),
        solved_above=Count("uid", filter=own & above & ~here),
        escalated=Count("uid", filter=own & Q(rounds__gt=0)),
        from_below=Count("uid", filter=~own),
        answered=Count("uid", filter=Q(replied_at__isnull=False)),
        rated=Count("uid", filter=~Q(rating="")),
        satisfied=Count("uid", filter=pleased),
        answered_on_time=Count("uid", filter=Q(replied_at__date__lte=F("due_on"))),
        overdue=Count("uid", filter=Q(state=SuggestionState.ASSIGNED, due_on__lt=on or until_on)),
        key=Count("uid", filter=Q(is_key=True)),
        **{level: Count("uid", filter=own & Q(solved_at_level=level)) for level in HandlingLevel.values},
    )
    solved_at = {level: counted.pop(level) for level in HandlingLevel.values}
    return SuggestionFigures(**counted, solved_at=solved_at)
