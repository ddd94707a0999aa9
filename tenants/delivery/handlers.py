"""Reactions: what the deputies selected, and what was not selected but goes ahead as an ordinary work (2-18).

And of this room's own events: whoever suggested the project reads by the query code that it is being built, and that it
stands. That it stands is told on acceptance (验收), for what a unit declares completed may still be rejected.
"""

from __future__ import annotations

from uuid import UUID

from commons.kernel.actor import system
from commons.kernel.tenancy import current_code
from tenants.appraisal.commands import candidates as appraisal
from tenants.appraisal.events import CandidateDisposed
from tenants.appraisal.terms import Route
from tenants.ballot.events import VoteCertified
from tenants.delivery import queries
from tenants.delivery.commands import candidates
from tenants.delivery.events import ProjectAccepted, ProjectStarted
from tenants.delivery.terms import ProjectKind
from tenants.intake.terms import OutcomeKind


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


def on_started(event: ProjectStarted) -> None:
    _tell_origins(event, OutcomeKind.UNDER_WAY)


def on_accepted(event: ProjectAccepted) -> None:
    _tell_origins(event, OutcomeKind.COMPLETED)


def _tell_origins(event: ProjectStarted | ProjectAccepted, outcome: OutcomeKind) -> None:
    """Nobody to tell where the project was no candidate of a vote (微实事)."""
    candidate_uid = queries.candidate_of(event.project_uid)
    if candidate_uid is not None:
        appraisal.tell_delivery(
            candidate_uid=candidate_uid, outcome=outcome, project_uid=event.project_uid, at=event.at
        )
