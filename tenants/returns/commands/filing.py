"""A return from the first count to the superior's answer. It is signed once and stands; a correction is a new version."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.directory import queries as directory
from commons.kernel import clock
from commons.kernel.actor import Actor
from commons.kernel.tenancy import current_code
from commons.outbox.commands import publish
from commons.reporting import commands as reporting
from commons.reporting import queries as asked
from commons.reporting.figures import LONGEST, corrected, digest_of, period_of
from commons.reporting.indicators import BY_CODE
from commons.reporting.rollup import written
from tenants.returns import events, figures, queries
from tenants.returns.commands.reminding import note_sent_back, settle_reminders
from tenants.returns.errors import CheckUnknown, ExplanationTooLong, FiguresMoved, NotADraft
from tenants.returns.lifecycle import COMPILATION
from tenants.returns.models import Compilation
from tenants.returns.policies import POLICY


@transaction.atomic
def compile_return(*, actor: Actor, year: int, period: str | None = None, at: dt.datetime) -> Compilation:
    """Count what is asked for a period and keep it, with the digest that will be signed.

    A draft that was there gives way. Corrections and explanations made before (also of a return that was sent back) stay
    where the counted figure is still the same.
    """
    directory.lock(current_code())  # one draft a period, also when two clerks press at once
    period = period_of(year, period)
    before = queries.lock_newest(period)
    POLICY.permit(actor, "returns.compile")
    wanted = asked.asked_of(current_code(), period)
    counted = {
        code: figure
        for code, figure in figures.collect(year, on=clock.date_of(at)).items()
        if wanted is None or wanted.wants(code)
    }
    kept = queries.written(counted)
    if before and before.is_draft:
        advance(before, COMPILATION, "discard", actor=actor, at=at)
    carried = queries.still_true(before, kept) if before else {}
    compilation = Compilation(
        year=year,
        period=period,
        figures=kept,
        corrections=carried,
        explanations=before.explanations if before else {},
        digest=digest_of(corrected(counted, queries.read_corrections(carried))),
        state=COMPILATION.start,
        compiled_by_uid=actor.account_uid,
        compiled_by_name=actor.name,
        created_at=at,
    )
    compilation.save(force_insert=True)
    facts = {"period": period, "lines": len(kept), "digest": compilation.digest}
    record("returns.compile", compilation, actor=actor, at=at, facts=facts)
    publish(events.ReturnCompiled(at=at, compilation_uid=compilation.uid, period=period))
    return compilation


@transaction.atomic
def correct_line(
    *, actor: Actor, uid: UUID, indicator: str, value: Decimal | None, reason: str, at: dt.datetime
) -> Compilation:
    """Say another figure than the one counted, and why; the counted one stays beside it. The counted figure itself takes
    the correction back. Raises NotADraft, CorrectionRefused, FigureRefused."""
    compilation = queries.lock(uid)
    POLICY.permit(actor, "returns.correct", compilation)
    _refuse_unless_draft(compilation)
    counted = queries.read(compilation.figures)
    said = {**compilation.corrections, indicator: [written(value), reason.strip()]}
    if indicator in counted and counted[indicator].value == value:
        del said[indicator]
    lines = corrected(counted, queries.read_corrections(said))
    compilation.corrections, compilation.digest = said, digest_of(lines)
    compilation.save(update_fields=["corrections", "digest"])
    facts = {
        "period": compilation.period,
        "indicator": indicator,
        "line": BY_CODE[indicator].label,
        "counted": written(counted[indicator].value),
        "said": written(value),
    }
    record("returns.correct", compilation, actor=actor, at=at, facts=facts, words=(reason,))
    return compilation


@transaction.atomic
def explain_doubt(*, actor: Actor, uid: UUID, check: str, reason: str, at: dt.datetime) -> Compilation:
    """Answer a soft plausibility rule. Raises NotADraft, CheckUnknown for a rule that has nothing to say."""
    compilation = queries.lock(uid)
    POLICY.permit(actor, "returns.correct", compilation)
    _refuse_unless_draft(compilation)
    reason = reason.strip()
    if not 1 <= len(reason) <= LONGEST:
        raise ExplanationTooLong(field="reason")
    if check not in {doubt.key for doubt in queries.doubts(compilation) if not doubt.hard}:
        raise CheckUnknown(field="check")
    compilation.explanations = {**compilation.explanations, check: reason}
    compilation.save(update_fields=["explanations"])
    facts = {"period": compilation.period, "check": check}
    record("returns.explain", compilation, actor=actor, at=at, facts=facts, words=(reason,))
    return compilation


@transaction.atomic
def file_return(*, actor: Actor, uid: UUID, at: dt.datetime) -> Compilation:
    """Sign and send to the superior. Raises FiguresMoved when the rows say something else by now, PeriodNotOpen,
    FiguresImplausible, ExplanationMissing, …"""
    compilation = queries.lock(uid)
    POLICY.permit(actor, "returns.file", compilation)
    COMPILATION.step("file", compilation.state)
    _refuse_moved(compilation, clock.date_of(at))
    filed = reporting.file_return(
        actor=actor,
        year=compilation.year,
        period=compilation.period,
        figures=queries.read(compilation.figures),
        corrections=queries.read_corrections(compilation.corrections),
        explanations=compilation.explanations,
        at=at,
    )
    facts = {"period": compilation.period, "digest": compilation.digest, "return": filed.uid, "version": filed.version}
    advance(compilation, COMPILATION, "file", actor=actor, at=at, facts=facts, return_uid=filed.uid)
    settle_reminders(actor=actor, period=compilation.period, at=at)
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
    if not accepted:
        note_sent_back(actor=actor, compilation_uid=compilation.uid, period=compilation.period, at=at)
    return compilation


def _refuse_unless_draft(compilation: Compilation) -> None:
    if not compilation.is_draft:
        raise NotADraft(state=compilation.get_state_display())


def _refuse_moved(compilation: Compilation, today: dt.date) -> None:
    now = queries.written(figures.collect(compilation.year, on=today))
    moved = [code for code, line in compilation.figures.items() if now.get(code) != line]
    if moved:
        raise FiguresMoved(indicators="、".join(BY_CODE[code].label for code in moved[:5]))
