"""加分项 and 扣分项 of a unit's year (2-42, 2-45)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel import clock
from commons.kernel.actor import Actor
from tenants.intake import texts
from tenants.oversight import queries
from tenants.oversight.errors import MeritOutOfRange, MeritStruck
from tenants.oversight.models import Merit
from tenants.oversight.policies import POLICY


@transaction.atomic
def enter_merit(*, actor: Actor, year: int, unit_name: str, points: Decimal, reason: str, at: dt.datetime) -> Merit:
    """`points` above 0 are added, below 0 taken off. Raises MeritOutOfRange."""
    POLICY.permit(actor, "oversight.merit")
    if not points.is_finite() or not 0 < abs(points) <= 100 or points != points.quantize(Decimal("0.01")):
        raise MeritOutOfRange(field="points")
    merit = Merit(
        year=year,
        unit_name=texts.line(unit_name, field="unit_name", label="责任单位", at_most=80),
        points=points,
        reason=texts.line(reason, field="reason", label="理由", at_most=300),
        created_at=at,
    )
    merit.save(force_insert=True)
    facts = {"year": year, "points": points}
    record("oversight.merit", merit, actor=actor, at=at, facts=facts, words=(merit.unit_name, merit.reason))
    return merit


@transaction.atomic
def strike_merit(*, actor: Actor, merit_uid: UUID, at: dt.datetime) -> Merit:
    """Entered wrongly: it stays to be seen and counts no more."""
    merit = queries.lock_merit(merit_uid)
    POLICY.permit(actor, "oversight.merit", merit)
    if merit.struck_on is not None:
        raise MeritStruck()
    merit.struck_on = clock.date_of(at)
    merit.save(update_fields=["struck_on"])
    record("oversight.strike_merit", merit, actor=actor, at=at)
    return merit
