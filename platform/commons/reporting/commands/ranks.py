"""Places published among the offices directly below one."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from commons.audit.commands import record
from commons.directory import queries as directory
from commons.kernel.actor import Actor
from commons.outbox.commands import publish
from commons.reporting import events, queries, rollup
from commons.reporting.errors import IndicatorUnknown, TooFewToRank
from commons.reporting.figures import period_of, year_of
from commons.reporting.indicators import BY_CODE
from commons.reporting.models import Rank
from commons.reporting.policies import POLICY
from commons.reporting.terms import Basis


@transaction.atomic
def publish_ranks(
    *, actor: Actor, year: int, period: str | None = None, indicator: str, basis: Basis = Basis.LIVE, at: dt.datetime
) -> list[Rank]:
    """通报排名: the place of everybody directly below by this indicator, as it stands now. What was published before for
    the same period gives way. Places only: the figures stay where they are. Raises IndicatorUnknown, TooFewToRank.
    """
    own = directory.lock(actor.office_code)
    POLICY.permit(actor, "reporting.publish_ranks")
    year = year_of(year)
    code = period_of(year, period)
    wanted = BY_CODE.get(indicator)
    if wanted is None:
        raise IndicatorUnknown(indicator=indicator[:40])
    below = queries.standings(own.code, year, code, basis)[1]
    places = rollup.places({each.code: rollup.value_of(wanted, each.sums) for each in below})
    ranked = {office: place for office, place in places.items() if place is not None}
    if len(ranked) < 2:
        raise TooFewToRank(indicator=wanted.label, offices=len(ranked))
    Rank.objects.filter(parent_code=own.code, year=year, period=code, indicator=indicator).delete()
    made = Rank.objects.bulk_create(
        Rank(
            office_code=office,
            parent_code=own.code,
            basis=basis,
            year=year,
            period=code,
            indicator=indicator,
            place=place,
            among=len(ranked),
            published_at=at,
        )
        for office, place in ranked.items()
    )
    facts = {"period": code, "indicator": indicator, "basis": basis.value, "offices": len(made)}
    record("reporting.publish_ranks", own, actor=actor, at=at, facts=facts)
    publish(events.RanksPublished(at=at, period=code, indicator=indicator))
    return made
