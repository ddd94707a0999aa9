"""票决与票选, the questions asked at meetings, 询问、质询、约见: counted by ballot, meetings and oversight."""

from __future__ import annotations

from collections.abc import Callable

from commons.directory.terms import Body, Level
from tenants.ballot import queries as ballot
from tenants.oversight.terms import HearingKind
from tenants.returns.figures.sources import Count, Sources, Value, of_year


def _held(body: Body, count: Callable[[ballot.Figures], int]) -> Count:
    """票决 of a congress and 票选 of a street are kept apart; before a result is in effect there is nothing to count."""

    def counted(these: Sources) -> Value:
        if these.body != body or these.year is None or not these.year.votes.votes:
            return None
        return count(these.year.votes)

    return counted


def _room(room: str, total: str, body: Body) -> dict[str, Count]:
    parts: dict[str, Callable[[ballot.Figures], int]] = {
        "held": lambda votes: votes.votes,
        total: lambda votes: votes.expected,
        "present": lambda votes: votes.present,
        "ballots_issued": lambda votes: votes.issued,
        "ballots_returned": lambda votes: votes.returned,
        "ballots_valid": lambda votes: votes.valid,
        "rounds": lambda votes: votes.rounds,
        "candidates": lambda votes: votes.candidates,
        "seats": lambda votes: votes.seats,
        "margin": lambda votes: max(0, votes.candidates - votes.seats),
        "very_necessary": lambda votes: votes.beyond_nine_tenths,
    }
    return {f"{room}.{part}": _held(body, count) for part, count in parts.items()}


def _practising(level: Level | None = None) -> Count:
    """1 when a result of the year is in effect: what coverage is counted by."""

    def counted(these: Sources) -> Value:
        if these.year is None or level not in (None, these.level):
            return None
        return int(these.year.votes.votes > 0)

    return counted


def _interpellations(these: Sources) -> Value:
    """A street has no congress to put one to."""
    if these.body != Body.CONGRESS or these.year is None:
        return None
    return these.year.watch.hearings[HearingKind.INTERPELLATION]


TABLE: dict[str, Count] = {
    "offices.practising": _practising(),
    **{f"offices.practising_{level}": _practising(level) for level in Level if level != Level.PROVINCE},
    "offices.new": of_year(lambda year: int(year.votes.votes > 0 and not year.practised_before)),
    "projects.selected": of_year(lambda year: year.votes.selected),
    "projects.selected_by_vote": _held(Body.CONGRESS, lambda votes: votes.selected),
    "projects.selected_by_poll": _held(Body.WORKING_COMMITTEE, lambda votes: votes.selected),
    **_room("votes", "deputies_total", Body.CONGRESS),
    **_room("polls", "members_total", Body.WORKING_COMMITTEE),
    "enquiries.thematic": of_year(lambda year: year.watch.hearings[HearingKind.INQUIRY]),
    "enquiries.interpellations": _interpellations,
    "enquiries.appointments": of_year(lambda year: year.watch.hearings[HearingKind.APPOINTMENT]),
    "accountability.shows": of_year(lambda year: year.watch.hearings[HearingKind.SHOW]),
    "accountability.clues": of_year(lambda year: year.watch.shows.clues),
    "accountability.groups": of_year(lambda year: year.watch.shows.groups),
    "accountability.askers": of_year(lambda year: year.watch.shows.askers),
    "accountability.handed": of_year(lambda year: year.watch.shows.handed),
    "accountability.settled": of_year(lambda year: year.watch.shows.solved),
    "accountability.slips": of_year(lambda year: year.watch.shows.slips),
    "accountability.favourable": of_year(lambda year: year.watch.shows.favourable),
    "enquiries.asked": of_year(lambda year: year.enquiries.asked),
    "enquiries.answered": of_year(lambda year: year.enquiries.on_spot + year.enquiries.afterwards),
    "enquiries.answered_on_spot": of_year(lambda year: year.enquiries.on_spot),
}
