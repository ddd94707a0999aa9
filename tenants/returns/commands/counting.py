"""Counting for the live roll-up: the whole office anew, whatever changed, so that a replay changes nothing."""

from __future__ import annotations

import datetime as dt

from commons.kernel import clock
from commons.kernel.actor import system
from commons.kernel.tenancy import current_code
from commons.reporting import commands as reporting
from commons.reporting import queries as shared
from commons.reporting.figures import month_of
from tenants.returns import figures, queries

_STILL_MOVES = dt.timedelta(days=1)


def take_snapshot(*, year: int, at: dt.datetime) -> None:
    """Put this office's figures of a year into the live roll-up, and its shared cards with them.

    In the year itself they also stand for the month: the last count of a month is what the month ended with.
    """
    today, code = clock.date_of(at), current_code()
    counted = figures.collect(year, on=today)
    reporting.put_snapshot(office_code=code, year=year, figures=counted, at=at)
    if today.year == year:
        month = month_of(year, today.month)
        reporting.put_snapshot(office_code=code, year=year, period=month, figures=counted, at=at)
    projects = shared.shared_by(code, year)
    if projects:
        cards = [
            card
            for card in queries.cards(system(code), year, on=today)
            if card.project_uid in projects and queries.personal_data_in(card) is None
        ]
        reporting.refresh_cards(office_code=code, cards=cards, at=at)


def refresh_snapshots(*, old_ones_too: bool = True, at: dt.datetime) -> int:
    """Every year this office keeps; how many.

    The relay runs it once an office's mail has been handed over, for the years that are open, were so a day ago, or were
    never counted (an office that came with its past): seldom does anything move in an old one. Every morning it is run for
    all, because what is late changes with the day alone.
    """
    years = queries.years()
    if not old_ones_too:
        moving = queries.years(closed_before=at - _STILL_MOVES)
        known = shared.years_counted(current_code())
        years = [year for year in years if year in moving or year not in known]
    for year in years:
        take_snapshot(year=year, at=at)
    return len(years)
