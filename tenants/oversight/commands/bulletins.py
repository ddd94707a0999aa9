"""月公示, 季度通报, 年终专项报告: generated from the ledger, frozen, published (0-48, 0-49, 0-62, 0-63, 1-56, 1-57)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.outbox.commands import publish, ring
from tenants.oversight import events, queries
from tenants.oversight.errors import BulletinMade, PeriodNotBegun, PeriodUnknown
from tenants.oversight.lifecycle import BULLETIN
from tenants.oversight.models import Bulletin
from tenants.oversight.policies import POLICY
from tenants.oversight.terms import BulletinKind

_HIGHEST = {BulletinKind.MONTHLY: 12, BulletinKind.QUARTERLY: 4, BulletinKind.SPECIAL: 1}


@transaction.atomic
def compile_bulletin(*, actor: Actor, kind: BulletinKind, year: int, number: int, at: dt.datetime) -> Bulletin:
    """The period's paper, its figures and lines as they stand today. Raises PeriodUnknown, PeriodNotBegun, BulletinMade."""
    POLICY.permit(actor, "oversight.compile")
    today = clock.date_of(at)
    if not 1 <= number <= _HIGHEST[kind]:
        raise PeriodUnknown(field="number")
    if today < queries.period_begins(kind, year, number):
        raise PeriodNotBegun(field="number")
    if queries.standing_bulletin(kind, year, number) is not None:
        raise BulletinMade(field="number")
    bulletin = Bulletin(
        kind=kind,
        year=year,
        number=number,
        title=queries.bulletin_title(kind, year, number),
        as_of_on=today,
        figures=queries.bulletin_figures(year, today),
        lines=queries.bulletin_lines(year, today),
        state=BULLETIN.start,
        created_at=at,
    )
    bulletin.save(force_insert=True)
    facts = {"kind": kind, "year": year, "number": number, "projects": len(bulletin.lines)}
    record("oversight.compile", bulletin, actor=actor, at=at, facts=facts, states=("", bulletin.state))
    return bulletin


@transaction.atomic
def publish_bulletin(*, actor: Actor, bulletin_uid: UUID, at: dt.datetime) -> Bulletin:
    """From now on everybody may read it on the portal."""
    bulletin = queries.lock_bulletin(bulletin_uid)
    POLICY.permit(actor, "oversight.publish", bulletin)
    advance(bulletin, BULLETIN, "publish", actor=actor, at=at, published_on=clock.date_of(at))
    publish(events.BulletinPublished(at=at, bulletin_uid=bulletin.uid, year=bulletin.year, kind=bulletin.kind))
    return bulletin


@transaction.atomic
def withdraw_bulletin(*, actor: Actor, bulletin_uid: UUID, at: dt.datetime) -> Bulletin:
    """Taken back, visibly in the trail; the period may be compiled anew."""
    bulletin = queries.lock_bulletin(bulletin_uid)
    POLICY.permit(actor, "oversight.publish", bulletin)
    advance(bulletin, BULLETIN, "withdraw", actor=actor, at=at)
    ring()
    return bulletin
