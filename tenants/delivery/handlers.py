"""Reactions: what the deputies selected, and what was not selected but goes ahead as an ordinary work (2-18)."""

from __future__ import annotations

from uuid import UUID

from commons.kernel.actor import system
from commons.kernel.tenancy import current_code
from tenants.appraisal.events import CandidateDisposed
from tenants.appraisal.terms import Route
from tenants.ballot.events import VoteCertified
from tenants.delivery.commands import candidates
from tenants.delivery.terms import ProjectKind


def on_certified(event: VoteCertified) -> None:
    candidates.open_candidates(
        actor=system(current_code()),
        cycle_uid=event.cycle_uid,
        candidates=[UUID(uid) for uid in event.selected],
        kind=ProjectKind.VOTED,
        at=event.at,
    )


def on_disposed(event: CandidateDisposed) -> None:
    if event.route == Route.GENERAL:
        candidates.open_candidates(
            actor=system(current_code()),
            cycle_uid=event.cycle_uid,
            candidates=[event.candidate_uid],
            kind=ProjectKind.GENERAL,
            at=event.at,
        )
