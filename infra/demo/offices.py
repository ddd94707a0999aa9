"""Which office stands where in the year: a table, and the loop that fills one office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from commons.kernel.tenancy import in_office
from commons.outbox import relay
from infra.demo import autumn, deputies, projects, vote, works
from infra.demo.cast import Cast, engage
from infra.demo.projects import Work
from infra.demo.year import Plan, State, morning
from tenants.appraisal import queries as appraisal
from tenants.appraisal.commands import reserve
from tenants.cycles import queries as cycles
from tenants.intake import queries as intake

IN_SESSION = 4


@dataclass(frozen=True)
class Office:
    """One demo office: its people, the size of its years, and how far the coming year has come."""

    code: str
    deputies: int
    present: int
    works: tuple[Work, ...]
    seats: int
    suggestions: int
    eliminated: int
    opinions: int
    adopted: int
    reserved: int
    taken_up: int
    questions: int
    answered: int
    homes: int
    solved: int
    brought_up: int
    coming: int  # how many steps of next year's cycle have been taken: 0 opened, 1 collecting, 2 appraised, 3 shown, 4 voting


# The source documents' figures stand where they were reported: the street's (1-32, 1-41, 1-47, 1-61, 1-62), the town's
# (2-16), the city's ten (0-18); 495 suggestions of deputies = 463 + 32 over the towns and streets (3-29).
# The street's pool holds 35 since its first year: 32 of this one, one that was not selected, two of the year before.
OFFICES = (
    Office("440703002", 60, 56, projects.STREET, 6, 210, 70, 90, 32, 32, 12, 25, 23, 4, 78, 6, 3),
    Office("440703005", 30, 28, projects.STREET[:6], 5, 18, 4, 8, 3, 2, 1, 6, 6, 2, 77, 5, 2),
    Office("440703006", 30, 27, projects.STREET[1:7], 5, 16, 3, 7, 2, 2, 1, 5, 5, 2, 77, 5, 1),
    Office("440703101", 60, 55, projects.TOWN, 7, 40, 12, 12, 5, 4, 2, 8, 8, 3, 77, 6, 1),
    Office("440703102", 45, 42, projects.TOWN[:8], 6, 20, 5, 9, 3, 2, 1, 6, 5, 2, 77, 5, 2),
    Office("440703103", 45, 40, projects.TOWN[1:9], 6, 22, 6, 6, 2, 2, 0, 4, 4, 2, 77, 5, IN_SESSION),
    Office("440703", 180, 171, projects.COUNTY, 10, 36, 8, 14, 6, 3, 1, 10, 9, 1, 0, 0, 1),
    Office("4407", 240, 229, projects.CITY, 10, 30, 6, 10, 4, 3, 1, 10, 10, 1, 0, 0, 1),
)


def fill(office: Office, today: dt.date) -> bool:
    """Fill one office in one transaction; False when it has been filled before."""
    with in_office(office.code), transaction.atomic(), without_savepoints():
        return _fill(office, today)


@contextmanager
def without_savepoints() -> Iterator[None]:
    """No command in here is tried and given up: what one refuses, all of them refuse. A fifth of all statements."""
    features = connection.features
    before, features.uses_savepoints = features.uses_savepoints, False
    try:
        yield
    finally:
        features.uses_savepoints = before


def _fill(office: Office, today: dt.date) -> bool:
    if cycles.find_cycle_of_year(today.year) is not None:
        return False
    since = dt.date(today.year - 2, 1, 5)
    cast = engage(deputies=office.deputies, with_account=15, term_no=18, from_on=since, at=morning(since))
    _whole_year(cast, office, today.year - 1, today, session_no=1, small=True)
    _whole_year(cast, office, today.year, today, session_no=2)
    deputies.keep_homes(cast, today.year, today, office.homes)
    coming_year(cast, office, today)
    relay.deliver()
    if today >= dt.date(today.year, 4, 10):
        # Last, and its letters stay here: the superior may be being filled by the process beside us.
        deputies.suggest(cast, today.year, solved=office.solved, brought_up=office.brought_up)
    return True


def _plan(office: Office, delivery_year: int, session_no: int, *, small: bool, finished: bool) -> Plan:
    chosen = office.works[: max(office.seats // 2 + 2, 4)] if small else office.works
    return Plan(
        year=delivery_year,
        works=chosen,
        seats=max(1, len(chosen) * 3 // 4) if small else office.seats,
        suggestions=len(chosen) + 4 if small else office.suggestions,
        eliminated=2 if small else office.eliminated,
        opinions=4 if small else office.opinions,
        adopted=1 if small else office.adopted,
        reserved=1 if small else office.reserved,
        questions=2 if small else office.questions,
        answered=2 if small else office.answered,
        session_no=session_no,
        present=office.present,
        finished=finished,
    )


def _whole_year(
    cast: Cast, office: Office, delivery_year: int, today: dt.date, *, session_no: int, small: bool = False
) -> State:
    """Every step of a year whose day has come."""
    plan = _plan(office, delivery_year, session_no, small=small, finished=delivery_year < today.year)
    state = autumn.open_year(cast, plan)
    autumn.collect(cast, plan, state)
    autumn.appraise(cast, plan, state, intake.uids_waiting(state.cycle_uid))
    autumn.review_jointly(cast, plan, state)
    autumn.reserve_some(cast, plan, state)
    autumn.show_publicly(cast, plan, state)
    autumn.name_candidates(cast, plan, state)
    later: tuple[tuple[dt.date, Callable[[], object]], ...] = (
        (dt.date(delivery_year, 1, 11), lambda: vote.meet(cast, plan, state)),
        (dt.date(delivery_year, 1, 12), lambda: vote.dispose_rest(cast, plan, state)),
        (dt.date(delivery_year, 1, 27), lambda: vote.announce(cast, plan, state)),
        (dt.date(delivery_year, 2, 21), lambda: works.build(cast, plan, state, today)),
        (dt.date(delivery_year, 3, 4), lambda: works.watch(cast, plan, state, today)),
        (dt.date(delivery_year, 7, 16), lambda: works.follow(cast, plan, state, today)),
        (dt.date(delivery_year, 12, 6), lambda: works.judge(cast, plan, state) if plan.finished else None),
        (dt.date(delivery_year + 1, 3, 21), lambda: works.look_back(cast, plan, state) if plan.finished else None),
    )
    for day, step in later:
        if day <= today:
            step()
    return state


def coming_year(cast: Cast, office: Office, today: dt.date) -> None:
    """Next year's cycle, as far as this office has come and the calendar lets it. One office meets today, so that whoever
    looks at the demo, on any day of the year, finds a vote open."""
    plan = _plan(office, today.year + 1, 3, small=True, finished=False)
    if office.coming == IN_SESSION:
        plan.shift = today - plan.day(1, 10)
    opened = plan.day(8, 26, before=1)
    if today < opened:
        return
    plan.works = tuple(work._replace(title=f"{work.title}二期") for work in plan.works)
    coming = autumn.open_year(cast, plan)
    pool = appraisal.waiting_in_pool()
    for uid in pool[: office.taken_up]:
        reserve.take_from_reserve(actor=cast.clerk, uid=uid, cycle_uid=coming.cycle_uid, at=morning(opened))

    def appraise() -> None:
        autumn.appraise(cast, plan, coming, intake.uids_waiting(coming.cycle_uid))

    def show() -> None:
        autumn.review_jointly(cast, plan, coming)
        autumn.show_publicly(cast, plan, coming)

    def meet() -> None:
        autumn.name_candidates(cast, plan, coming)
        vote.begin(cast, plan, coming)

    steps = (
        (plan.day(10, 11, before=1), lambda: autumn.collect(cast, plan, coming)),
        (plan.day(11, 3, before=1), appraise),
        (plan.day(12, 4, before=1), show),
        (plan.day(1, 10), meet),
    )
    for day, step in steps[: office.coming]:
        if day <= today:
            step()
