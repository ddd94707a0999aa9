"""Reading this office's own returns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from commons.kernel.actor import Actor
from commons.kernel.tenancy import current_code
from commons.reporting import queries as reporting
from commons.reporting.cards import ProjectCard
from commons.reporting.checks import examine
from commons.reporting.figures import Correction, Figure, Line, corrected
from commons.reporting.indicators import TABLE
from tenants.cycles import queries as cycles
from tenants.delivery import queries as delivery
from tenants.notices import privacy
from tenants.oversight import queries as oversight
from tenants.oversight.terms import EvaluationKind
from tenants.returns.errors import CompilationNotFound
from tenants.returns.models import Compilation
from tenants.returns.policies import POLICY
from tenants.returns.terms import CompilationState


def visible_to(viewer: Actor) -> QuerySet[Compilation]:
    """Newest first; nobody but the office's staff."""
    rows = Compilation.objects.order_by("-uid")
    return rows if POLICY.may(viewer, "returns.read") else rows.none()


def compilation(viewer: Actor, uid: UUID) -> Compilation:
    found = visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise CompilationNotFound()
    return found


@dataclass(frozen=True)
class Looked:
    """A compilation with its lines and what the rules ask about them."""

    uid: UUID
    year: int
    period: str
    state: str
    digest: str
    compiled_by_name: str
    created_at: dt.datetime
    return_uid: UUID | None
    lines: list[LineView]
    doubts: list[DoubtView]


def looked_through(viewer: Actor, uid: UUID) -> Looked:
    """Raises CompilationNotFound."""
    found = compilation(viewer, uid)
    return Looked(
        uid=found.uid,
        year=found.year,
        period=found.period,
        state=found.state,
        digest=found.digest,
        compiled_by_name=found.compiled_by_name,
        created_at=found.created_at,
        return_uid=found.return_uid,
        lines=lines(found),
        doubts=doubts(found),
    )


def lock(uid: UUID) -> Compilation:
    found = Compilation.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise CompilationNotFound()
    return found


def lock_filed(return_uid: UUID) -> Compilation | None:
    """The compilation behind a return that this office filed itself; None when a superior filed it for us."""
    return (
        Compilation.objects.select_for_update()
        .filter(return_uid=return_uid, state=CompilationState.FILED)
        .order_by("uid")
        .first()
    )


def lock_newest(period: str) -> Compilation | None:
    """The newest compilation of a period, whatever became of it, locked."""
    return Compilation.objects.select_for_update().filter(period=period).order_by("-uid").first()


def waits_for_another(compilation: Compilation) -> bool:
    """It was sent back, and nothing has been compiled for its period since."""
    if compilation.state != CompilationState.SENT_BACK:
        return False
    return not Compilation.objects.filter(period=compilation.period, uid__gt=compilation.uid).exists()


def years(*, closed_before: dt.datetime | None = None) -> list[int]:
    """Years that this office keeps, those left out that were closed before a moment."""
    return sorted(
        {
            each.year
            for each in cycles.cycles()
            if not (closed_before and each.closed_at and each.closed_at < closed_before)
        }
    )


def written(figures: Mapping[str, Figure]) -> dict[str, list[Any]]:
    """Figures as they are kept: exact text, null for not collected."""
    return {
        code: [None if figure.value is None else str(figure.value), figure.evidence] for code, figure in figures.items()
    }


def read(kept: Mapping[str, Any]) -> dict[str, Figure]:
    return {code: Figure(None if value is None else Decimal(value), rows) for code, (value, rows) in kept.items()}


def read_corrections(kept: Mapping[str, Any]) -> dict[str, Correction]:
    return {
        code: Correction(None if value is None else Decimal(value), reason) for code, (value, reason) in kept.items()
    }


def still_true(before: Compilation, kept: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Corrections of an earlier compilation whose counted figure is the same now."""
    return {
        code: said
        for code, said in before.corrections.items()
        if code in kept and code in before.figures and before.figures[code] == kept[code]
    }


# ── what is looked at before signing ──────────────────────────────────────────────────────────


@dataclass(frozen=True)
class LineView:
    """A line as the office sees it: what counts, what was counted, what the superior said to it last."""

    code: str
    label: str
    sign: str
    value: Decimal | None
    computed: Decimal | None
    evidence: int
    correction: str
    remark: str


@dataclass(frozen=True)
class DoubtView:
    """A plausibility rule that has something to say, with the reason the office gives."""

    key: str
    hard: bool
    sentence: str
    reason: str


def lines(compilation: Compilation) -> list[LineView]:
    """In the order of the table of indicators."""
    remarks = reporting.remarks_of(compilation.return_uid) if compilation.return_uid else {}
    found = _lines(compilation)
    return [
        LineView(
            code=each.code,
            label=each.label,
            sign=each.sign,
            value=found[each.code].value,
            computed=found[each.code].computed,
            evidence=found[each.code].evidence,
            correction=found[each.code].correction,
            remark=remarks.get(each.code, ""),
        )
        for each in TABLE
        if each.code in found
    ]


def doubts(compilation: Compilation) -> list[DoubtView]:
    """What the rules ask about these figures, the hard ones first."""
    values = {code: line.value for code, line in _lines(compilation).items()}
    before = reporting.figures_before(current_code(), compilation.period)
    return [
        DoubtView(doubt.key, doubt.hard, doubt.sentence, compilation.explanations.get(doubt.key, ""))
        for doubt in examine(values, before)
    ]


def _lines(compilation: Compilation) -> dict[str, Line]:
    return corrected(read(compilation.figures), read_corrections(compilation.corrections))


# ── project cards ─────────────────────────────────────────────────────────────────────────────

_WORDS = ("title", "content", "unit_name", "light_why", "money_light_why")


def cards(viewer: Actor, year: int, *, on: dt.date) -> list[ProjectCard]:
    """The cards of a year's projects, as they stand on a day; nobody's name is on them."""
    rates = {each.project_uid: each.rate for each in oversight.results_of(year) if each.kind == EvaluationKind.FINAL}
    return [_card(row, rates.get(row.uid, "")) for row in delivery.ledger(viewer, year, on=on)]


def card_of(viewer: Actor, project_uid: UUID, *, on: dt.date) -> ProjectCard:
    """Raises delivery's ProjectNotFound."""
    year = delivery.row(viewer, project_uid, on=on).year
    return next(card for card in cards(viewer, year, on=on) if card.project_uid == project_uid)


def personal_data_in(card: ProjectCard) -> tuple[str, str] | None:
    """(field, what): the first of its words that holds somebody's number; None where it is clean."""
    for name in _WORDS:
        if what := privacy.personal_data_in(getattr(card, name)):
            return name, what
    return None


def _card(row: delivery.LedgerRow, satisfaction: str) -> ProjectCard:
    return ProjectCard(
        project_uid=row.uid,
        year=row.year,
        position=row.position,
        kind_label=row.kind_label,
        title=row.title,
        content=row.content,
        field=row.field,
        unit_name=row.unit_name,
        state_label=row.state_label,
        due_on=row.due_on,
        completed_on=row.completed_on,
        sub_projects=row.sub_projects,
        sub_projects_done=row.sub_projects_done,
        milestones=row.milestones,
        milestones_done=row.milestones_done,
        physical_percent=str(row.physical_percent),
        planned_percent=str(row.schedule_percent),
        planned_fen=row.planned_fen,
        budget_fen=row.money.budget_fen,
        arrived_fen=row.money.arrived_fen,
        paid_fen=row.money.paid_fen,
        light=row.light,
        light_why=row.why,
        money_light=row.money_light,
        money_light_why=row.money_why,
        satisfaction=satisfaction,
    )
