"""The table of an office's own figures: indicator → where it is counted. Every value is what the rows say now.

What was not collected is None, never 0: an office without a year has no figures of that year. A ratio is not collected
here at all: it is the ratio of two sums, at every level anew (`commons.reporting.indicators`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from commons.directory.terms import Body
from commons.kernel.tenancy import current_office
from commons.reporting.figures import Figure
from tenants.appraisal import queries as appraisal
from tenants.ballot.queries import results as ballot
from tenants.cycles import queries as cycles
from tenants.delivery import queries as delivery
from tenants.deputies.queries import duties, homes, mandates
from tenants.deputies.queries import suggestions as deputy_suggestions
from tenants.intake import queries as intake
from tenants.meetings import queries as meetings
from tenants.notices import queries as notices
from tenants.oversight import queries as oversight

FEN = Decimal(100)


@dataclass(frozen=True)
class Sources:
    """Everything the table asks, fetched once. A room's part is None when the office has no year of that number."""

    on: dt.date
    is_congress: bool
    collected: intake.Figures | None
    assessed: appraisal.Figures | None
    opinions: notices.OpinionCounts | None
    votes: ballot.Figures | None
    valid_ballots: int | None
    works: delivery.Figures | None
    watch: oversight.Figures | None
    seats: int
    active: int
    points: Decimal
    open_homes: int
    reception: homes.ReceptionFigures
    deputies_suggest: deputy_suggestions.SuggestionFigures
    asked: int | None
    answered: int | None


def sources(year: int, *, on: dt.date) -> Sources:
    """Read every room once. `on` decides what is late and who holds a mandate."""
    cycle = cycles.find_cycle_of_year(year)
    first, after = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    sessions = meetings.sessions_of(cycle.uid) if cycle else []
    enquiries = [meetings.enquiry_figures(each.uid) for each in sessions]
    return Sources(
        on=on,
        is_congress=current_office().body == Body.CONGRESS,
        collected=intake.counts(year),
        assessed=appraisal.figures(year),
        opinions=notices.opinion_counts_of_cycle(cycle.uid) if cycle else None,
        votes=ballot.figures(cycle.uid) if cycle else None,
        valid_ballots=ballot.valid_ballots(cycle.uid) if cycle else None,
        works=delivery.figures(year, on=on) if cycle else None,
        watch=oversight.figures(year, on=on) if cycle else None,
        seats=len(mandates.roll_on(on)),
        active=duties.active_share(first, after)[0],
        points=duties.points_total(first, after),
        open_homes=sum(homes.homes_by_host().values()),
        reception=homes.reception_figures(first, after),
        deputies_suggest=deputy_suggestions.suggestion_figures(first, after),
        asked=sum(each.asked for each in enquiries) if cycle else None,
        answered=sum(each.on_spot + each.afterwards for each in enquiries) if cycle else None,
    )


Value = Decimal | int | None
Count = Callable[[Sources], Value]


def _of(part: str, name: str) -> Count:
    """A plain count of one room."""

    def count(these: Sources) -> Value:
        found = getattr(these, part)
        return None if found is None else getattr(found, name)

    return count


def _yuan(part: str, name: str) -> Count:
    """Money goes up in yuan, exact to the fen."""

    def count(these: Sources) -> Value:
        found = getattr(these, part)
        fen = None if found is None else getattr(found, name)
        return None if fen is None else Decimal(fen) / FEN

    return count


def _vote(name: str, *, congress: bool) -> Count:
    """票决 of a congress and 票选 of a street are kept apart; an office has the one or the other."""

    def count(these: Sources) -> Value:
        if these.votes is None or these.is_congress != congress or not these.votes.votes:
            return None
        return these.valid_ballots if name == "valid" else getattr(these.votes, name)

    return count


def _practising(these: Sources) -> Value:
    """1 when a result of the year is in effect: what coverage is counted by."""
    return None if these.votes is None else int(these.votes.votes > 0)


def _settled(these: Sources, *names: str) -> int:
    return sum(getattr(these.deputies_suggest, name) for name in names)


TABLE: dict[str, Count] = {
    "offices.practising": _practising,
    "suggestions.received": _of("collected", "received"),
    "suggestions.screened_out": _of("collected", "declined"),
    "suggestions.merged": _of("collected", "merged"),
    "suggestions.nominated": _of("collected", "nominated"),
    "proposals.scored": _of("assessed", "assessed"),
    "proposals.eliminated": _of("assessed", "eliminated"),
    "proposals.excluded": _of("assessed", "excluded"),
    "reserve.entered": _of("assessed", "reserved"),
    "reserve.taken_up": _of("assessed", "taken_up"),
    "notices.opinions": _of("opinions", "received"),
    "notices.opinions_adopted": _of("opinions", "adopted"),
    "projects.candidates": _of("assessed", "candidates"),
    "projects.selected": _of("votes", "selected"),
    "projects.selected_by_vote": _vote("selected", congress=True),
    "projects.selected_by_poll": _vote("selected", congress=False),
    "projects.not_selected": _of("assessed", "not_selected"),
    "projects.items": _of("works", "projects"),
    "projects.sub_projects": _of("works", "sub_projects"),
    "projects.completed": _of("works", "completed"),
    "projects.late": _of("works", "late"),
    "projects.evaluated": _of("watch", "evaluated"),
    "votes.deputies_total": _vote("expected", congress=True),
    "votes.present": _vote("present", congress=True),
    "votes.ballots_valid": _vote("valid", congress=True),
    "votes.rounds": _vote("rounds", congress=True),
    "polls.members_total": _vote("expected", congress=False),
    "polls.present": _vote("present", congress=False),
    "polls.ballots_valid": _vote("valid", congress=False),
    "polls.rounds": _vote("rounds", congress=False),
    "money.planned": _yuan("works", "planned_fen"),
    "money.arrived": _yuan("works", "arrived_fen"),
    "money.paid": _yuan("works", "paid_fen"),
    "inspections.held": _of("watch", "inspections"),
    "findings.raised": _of("watch", "findings"),
    "findings.closed": _of("watch", "findings_closed"),
    "satisfaction.favourable": _of("watch", "favourable"),
    "satisfaction.valid": _of("watch", "valid_answers"),
    "look_backs.held": _of("watch", "look_backs"),
    "deputies.total": lambda these: these.seats,
    "deputies.active": lambda these: these.active,
    "homes.total": lambda these: these.open_homes,
    "receptions.held": _of("reception", "receptions"),
    "receptions.visitors": _of("reception", "visitors"),
    "deputy_suggestions.received": _of("deputies_suggest", "submitted"),
    "deputy_suggestions.solved_below": lambda these: _settled(these, "solved_in_villages", "solved_here"),
    "deputy_suggestions.solved_county": _of("deputies_suggest", "solved_above"),
    "enquiries.asked": lambda these: these.asked,
    "enquiries.answered": lambda these: these.answered,
    "points.total": lambda these: these.points,
}


def collect(year: int, *, on: dt.date) -> dict[str, Figure]:
    """Every figure of the year. The evidence of a count is the count; of money, the projects it stands for."""
    these = sources(year, on=on)
    return {code: _figure(code, count(these), these) for code, count in TABLE.items()}


def _figure(code: str, value: Value, these: Sources) -> Figure:
    if value is None:
        return Figure(None)
    if code.startswith("money."):
        return Figure(value, these.works.projects if these.works else 0)
    return Figure(value, max(0, int(value)))
