"""Reading this office's own returns."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from commons.kernel.actor import Actor
from commons.reporting.figures import Figure
from tenants.cycles import queries as cycles
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


def years_alive() -> list[int]:
    """Years whose figures may still move: all that this office keeps."""
    return sorted({each.year for each in cycles.cycles()})


def written(figures: Mapping[str, Figure]) -> dict[str, list[Any]]:
    """Figures as they are kept: exact text, null for not collected."""
    return {
        code: [None if figure.value is None else str(figure.value), figure.evidence] for code, figure in figures.items()
    }


def read(kept: Mapping[str, Any]) -> dict[str, Figure]:
    return {code: Figure(None if value is None else Decimal(value), rows) for code, (value, rows) in kept.items()}
