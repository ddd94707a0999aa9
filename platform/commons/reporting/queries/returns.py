"""Reading returns: what is asked, what came, what is missing, what was said to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from commons.directory import queries as directory
from commons.directory.terms import GONE
from commons.kernel.actor import Actor
from commons.reporting.errors import ReturnNotFound
from commons.reporting.figures import period_before
from commons.reporting.models import LineRemark, Period, Return, ReturnLine
from commons.reporting.terms import ReturnState
from commons.rulebook import queries as rulebook
from commons.rulebook.workdays import Calendar, working_days_between

_STANDING = (ReturnState.FILED, ReturnState.ACCEPTED)


@dataclass(frozen=True)
class Asked:
    """What an office is asked for one period, all its superiors taken together: the earliest day, every indicator asked.

    `indicators` None: all of them. `state` and `return_uid` are those of the office's newest return.
    """

    period: str
    year: int
    due_on: dt.date
    by: tuple[str, ...]
    note: str
    indicators: frozenset[str] | None
    state: ReturnState | None
    return_uid: UUID | None

    def wants(self, code: str) -> bool:
        return self.indicators is None or code in self.indicators

    @property
    def is_open(self) -> bool:
        """Nothing is waiting or accepted yet."""
        return self.state not in _STANDING

    def days_left(self, today: dt.date, calendar: Calendar) -> int:
        """Working days until it is due; 0 on the day itself, negative afterwards."""
        if today <= self.due_on:
            return working_days_between(today, self.due_on, calendar)[0]
        return -working_days_between(self.due_on, today, calendar)[0]


@dataclass(frozen=True)
class Missing:
    """A direct subordinate from which nothing is waiting or accepted. `days_late` in working days, 0 while there is time."""

    code: str
    name: str
    was_sent_back: bool
    days_late: int


def visible_to(viewer: Actor) -> QuerySet[Return]:
    """Returns of the viewer's own office and of everybody below it, the newest first."""
    below = directory.subtree(directory.office(viewer.office_code)).order_by().values("code")
    return Return.objects.filter(office_code__in=below).order_by("-filed_at", "-uid")


def with_names(returns: QuerySet[Return]) -> QuerySet[Return]:
    """The office's name of today beside each."""
    named = directory.offices().order_by().filter(code=OuterRef("office_code")).values("name")
    return returns.annotate(office_name=Subquery(named))


def undecided(viewer: Actor) -> int:
    """How many returns wait for the viewer's own office to accept or send them back."""
    return Return.objects.filter(to_office=viewer.office_code, state=ReturnState.FILED).count()


def filed_return(viewer: Actor, uid: UUID | str) -> Return:
    found = visible_to(viewer).prefetch_related("lines", "remarks").filter(uid=uid).first()
    if found is None:
        raise ReturnNotFound()
    return found


def versions_of(found: Return) -> list[Return]:
    """Every version for the same office and period, the newest first."""
    return list(Return.objects.filter(office_code=found.office_code, period=found.period).order_by("-version"))


def remarks_of(return_uid: UUID) -> dict[str, str]:
    """Line → what the superior said to it."""
    return dict(LineRemark.objects.filter(parent_id=return_uid).values_list("indicator", "text"))


def reason_of(return_uid: UUID) -> str:
    """Why it was sent back, or ""."""
    return Return.objects.filter(uid=return_uid).values_list("reason", flat=True).first() or ""


def lock_return(viewer: Actor, uid: UUID | str) -> Return:
    """A return that was sent to the viewer's own office, locked until the transaction ends."""
    found = Return.objects.select_for_update().filter(uid=uid, to_office=viewer.office_code).first()
    if found is None:
        raise ReturnNotFound()
    return found


def lock_standing(office_code: str, period: str, state: ReturnState) -> Return | None:
    """The one return of the office and period in that state, locked."""
    return Return.objects.select_for_update().filter(office_code=office_code, period=period, state=state).first()


def lock_newest(office_code: str, period: str) -> Return | None:
    """The newest version for the office and period, whatever became of it, locked."""
    rows = Return.objects.select_for_update().filter(office_code=office_code, period=period)
    return rows.order_by("-version").first()


def figures_before(office_code: str, period: str) -> dict[str, Decimal | None]:
    """What was accepted for the period before this one; nothing if nothing was."""
    rows = ReturnLine.objects.filter(
        parent__office_code=office_code, parent__period=period_before(period), parent__state=ReturnState.ACCEPTED
    )
    return dict(rows.values_list("indicator", "value"))


# ── what is asked ─────────────────────────────────────────────────────────────────────────────


def periods_open_to(office_code: str) -> QuerySet[Period]:
    """What the superiors have opened, the newest first."""
    superiors = [each.code for each in directory.superiors_of(directory.office(office_code))]
    return Period.objects.filter(office_code__in=superiors).order_by("-code", "-uid")


def asked_of(office_code: str, period: str) -> Asked | None:
    """What the office is asked for this period; None while nobody asks."""
    found = _put_together(office_code, periods_open_to(office_code).filter(code=period))
    return found[0] if found else None


def all_asked_of(office_code: str) -> list[Asked]:
    """Everything the office was ever asked, the newest period first: four queries."""
    return _put_together(office_code, periods_open_to(office_code))


def _put_together(office_code: str, periods: Iterable[Period]) -> list[Asked]:
    by_code: dict[str, list[Period]] = {}
    for each in periods:
        by_code.setdefault(each.code, []).append(each)
    if not by_code:
        return []
    newest = Return.objects.filter(office_code=office_code, period__in=by_code).order_by("period", "version")
    standing = {
        period: (ReturnState(state), uid) for period, state, uid in newest.values_list("period", "state", "uid")
    }
    return [
        Asked(
            period=code,
            year=rounds[0].year,
            due_on=min(each.due_on for each in rounds),
            by=tuple(sorted(each.office_code for each in rounds)),
            note="；".join(each.note for each in rounds if each.note),
            indicators=(
                frozenset(named for each in rounds for named in each.indicators)
                if all(each.indicators for each in rounds)
                else None
            ),
            state=standing.get(code, (None, None))[0],
            return_uid=standing.get(code, (None, None))[1],
        )
        for code, rounds in by_code.items()
    ]


# ── what is missing ───────────────────────────────────────────────────────────────────────────


def periods_opened_by(viewer: Actor) -> QuerySet[Period]:
    """With `missing`: from how many direct subordinates nothing is waiting or accepted."""
    below = directory.children_of(directory.office(viewer.office_code)).exclude(state__in=GONE)
    codes = list(below.values_list("code", flat=True))
    came = (
        Return.objects.filter(period=OuterRef("code"), office_code__in=codes, state__in=_STANDING)
        .order_by()
        .values("period")
        .annotate(offices=Count("office_code", distinct=True))
        .values("offices")
    )
    rows = Period.objects.filter(office_code=viewer.office_code).order_by("-code", "-uid")
    return rows.annotate(missing=len(codes) - Coalesce(Subquery(came, output_field=IntegerField()), 0))


def missing_returns(viewer: Actor, period: str, *, on: dt.date | None = None) -> list[Missing]:
    """缺报: direct subordinates from which no return of this period is waiting or accepted, top down."""
    below = directory.children_of(directory.office(viewer.office_code)).exclude(state__in=GONE)
    states: dict[str, set[str]] = {}
    for code, state in Return.objects.filter(
        period=period, office_code__in=below.order_by().values("code")
    ).values_list("office_code", "state"):
        states.setdefault(code, set()).add(state)
    opened = Period.objects.filter(office_code=viewer.office_code, code=period).first()
    late = 0
    if opened and on and on > opened.due_on:
        late, _ = working_days_between(opened.due_on, on, rulebook.calendar())
    return [
        Missing(each.code, each.name, ReturnState.SENT_BACK in states.get(each.code, ()), late)
        for each in below
        if not states.get(each.code, set()).intersection(_STANDING)
    ]
