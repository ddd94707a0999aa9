"""Counting and filing. Live snapshots are recomputed after every change; a filed return is signed once and stands."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.audit.seal import canonical, sm3
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.tenancy import current_code
from commons.outbox.commands import publish
from commons.reporting import commands as reporting
from commons.reporting.figures import period_of
from commons.reporting.indicators import BY_CODE
from tenants.returns import events, figures, queries
from tenants.returns.errors import FiguresMoved
from tenants.returns.lifecycle import COMPILATION
from tenants.returns.models import Compilation
from tenants.returns.policies import POLICY


def take_snapshot(*, year: int, at: dt.datetime) -> None:
    """Put this office's figures of a year into the live roll-up: recomputed whole, so a replay changes nothing."""
    counted = figures.collect(year, on=clock.date_of(at))
    reporting.put_snapshot(office_code=current_code(), year=year, figures=counted, at=at)


def refresh_snapshots(*, at: dt.datetime) -> int:
    """Every year this office keeps; how many. Run by the relay once an office's mail has been handed over."""
    years = queries.years_alive()
    for year in years:
        take_snapshot(year=year, at=at)
    return len(years)


@transaction.atomic
def compile_return(*, actor: Actor, year: int, period: str | None = None, at: dt.datetime) -> Compilation:
    """Count everything for a period and keep it, with the digest that will be signed."""
    POLICY.permit(actor, "returns.compile")
    kept = queries.written(figures.collect(year, on=clock.date_of(at)))
    compilation = Compilation(
        year=year,
        period=period_of(year, period),
        figures=kept,
        digest=sm3(canonical(kept)),
        state=COMPILATION.start,
        compiled_by_uid=actor.account_uid,
        compiled_by_name=actor.name,
        created_at=at,
    )
    compilation.save(force_insert=True)
    facts = {"period": compilation.period, "lines": len(kept), "digest": compilation.digest}
    record("returns.compile", compilation, actor=actor, at=at, facts=facts)
    publish(events.ReturnCompiled(at=at, compilation_uid=compilation.uid, period=compilation.period))
    return compilation


@transaction.atomic
def file_return(*, actor: Actor, uid: UUID, at: dt.datetime) -> Compilation:
    """Sign and send to the superior. Raises FiguresMoved when the rows say something else by now, PeriodNotOpen, …"""
    compilation = queries.lock(uid)
    POLICY.permit(actor, "returns.file", compilation)
    _refuse_moved(compilation, clock.date_of(at))
    filed = reporting.file_return(
        actor=actor,
        year=compilation.year,
        period=compilation.period,
        figures=queries.read(compilation.figures),
        at=at,
    )
    facts = {"period": compilation.period, "digest": compilation.digest, "return": filed.uid}
    advance(compilation, COMPILATION, "file", actor=actor, at=at, facts=facts, return_uid=filed.uid)
    return compilation


@transaction.atomic
def discard_compilation(*, actor: Actor, uid: UUID, at: dt.datetime) -> Compilation:
    compilation = queries.lock(uid)
    POLICY.permit(actor, "returns.compile", compilation)
    advance(compilation, COMPILATION, "discard", actor=actor, at=at)
    return compilation


@transaction.atomic
def note_answer(*, actor: Actor, return_uid: UUID, accepted: bool, at: dt.datetime) -> Compilation | None:
    """What the superior decided about our return; None when somebody else filed it for us."""
    compilation = queries.lock_filed(return_uid)
    if compilation is None:
        return None
    POLICY.permit(actor, "returns.note", compilation)
    advance(compilation, COMPILATION, "note_acceptance" if accepted else "note_return", actor=actor, at=at)
    return compilation


def _refuse_moved(compilation: Compilation, today: dt.date) -> None:
    now = queries.written(figures.collect(compilation.year, on=today))
    moved = [code for code, line in now.items() if compilation.figures.get(code) != line]
    if moved:
        raise FiguresMoved(indicators="、".join(BY_CODE[code].label for code in moved[:5]))
