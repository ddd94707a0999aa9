"""The candidate list, for both sides and for later rooms."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from commons.kernel.actor import Actor
from commons.rulebook import queries as rulebook
from commons.rulebook.terms import Kind
from tenants.appraisal.errors import CandidateNotFound
from tenants.appraisal.models import Candidate, Deliberation, PreVoteStep, Proposal, Source
from tenants.appraisal.queries.proposals import READ_ALL
from tenants.appraisal.terms import CandidateState, Decision
from tenants.cycles import queries as cycles
from tenants.intake import queries as intake
from tenants.intake.queries import SuggestionFacts

ON_THE_LIST = (
    CandidateState.APPROVED,
    CandidateState.SELECTED,
    CandidateState.NOT_SELECTED,
    CandidateState.DISPOSED,
)


@dataclass(frozen=True)
class CandidateFacts:
    """A candidate as it stands on the ballot paper (1-73) and goes on to delivery. `order` counts from 1."""

    uid: UUID
    order: int
    proposal_uid: UUID
    title: str
    content: str
    field: str
    cost_fen: int | None
    unit_name: str
    unit_account_uid: UUID | None
    goal: str
    beneficiaries: str
    state: str
    money: dict[str, int] = dataclasses.field(default_factory=dict)  # source → fen
    ends_year: int | None = None


def candidates(cycle_uid: UUID) -> list[CandidateFacts]:
    """The approved list in its order; empty before it is approved."""
    return [_facts(row) for row in listed().filter(cycle_uid=cycle_uid)]


def candidate(uid: UUID) -> CandidateFacts:
    """One of an approved list. Raises CandidateNotFound."""
    found = listed().filter(uid=uid).first()
    if found is None:
        raise CandidateNotFound()
    return _facts(found)


def suggestions_behind(candidate_uid: UUID | None) -> list[SuggestionFacts]:
    """Who stands behind what became this candidate: suggestions, what was merged into them, clues that led to them."""
    found = Source.objects.filter(proposal__candidacies__uid=candidate_uid) if candidate_uid else Source.objects.none()
    return intake.behind(found.values_list("suggestion_uid", flat=True))


def listed() -> QuerySet[Candidate]:
    """Every candidate that was ever approved: what the public may read."""
    rows = Candidate.objects.filter(state__in=ON_THE_LIST).select_related("scheme", "proposal")
    return rows.order_by("-cycle_uid", "position", "uid")


def candidates_visible_to(viewer: Actor) -> QuerySet[Candidate]:
    """Both sides also see what the government has put forward and not yet got approved, or has withdrawn."""
    if viewer.holds(*READ_ALL):
        return Candidate.objects.select_related("scheme", "proposal").order_by("-cycle_uid", "position", "uid")
    return listed()


def put_forward(cycle_uid: UUID) -> QuerySet[Candidate]:
    """What the government has put forward and nobody has approved yet, in order."""
    rows = Candidate.objects.filter(cycle_uid=cycle_uid, state=CandidateState.PUT_FORWARD)
    return rows.select_related("scheme", "proposal").order_by("position", "uid")


def lock_candidate(uid: UUID) -> Candidate:
    rows = Candidate.objects.select_for_update(of=("self",)).select_related("proposal", "scheme")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise CandidateNotFound()
    return found


def standing_candidate(proposal: Proposal) -> Candidate | None:
    return Candidate.objects.filter(proposal=proposal).exclude(state=CandidateState.WITHDRAWN).first()


def deliberations(cycle_uid: UUID) -> QuerySet[Deliberation]:
    return Deliberation.objects.filter(cycle_uid=cycle_uid).order_by("held_on", "uid")


@dataclass(frozen=True)
class StepFacts:
    """One meeting of the 票决前程序: what the year's rule says of it, and what was held."""

    position: int
    key: str
    label: str
    does: str
    needs_minutes: bool
    uid: UUID | None = None
    held_on: dt.date | None = None
    note: str = ""

    @property
    def passed(self) -> bool:
        return self.uid is not None


def pre_vote_steps(cycle_uid: UUID) -> list[StepFacts]:
    """The year's 票决前程序 in the order of its rule, each with what was recorded of it."""
    held = {row.key: row for row in PreVoteStep.objects.filter(cycle_uid=cycle_uid)}
    pin = cycles.pinned(Kind.PRE_VOTE_GATES, [cycle_uid]).get(cycle_uid)  # years opened before there was such a rule
    rule = rulebook.bodies_of(Kind.PRE_VOTE_GATES, [pin])[pin]["gates"] if pin else []
    return [
        StepFacts(
            position=position,
            key=step["key"],
            label=step["label"],
            does=step["does"],
            needs_minutes=step["minutes"],
            uid=row.uid if row else None,
            held_on=row.held_on if row else None,
            note=row.note if row else "",
        )
        for position, step in enumerate(rule, 1)
        for row in [held.get(step["key"])]
    ]


def steps() -> QuerySet[PreVoteStep]:
    """What was held, the newest year first."""
    return PreVoteStep.objects.order_by("-cycle_uid", "position", "uid")


def may_read_step(viewer: Actor, uid: UUID) -> bool:
    """Minutes are for both sides and the auditor."""
    return viewer.holds(*READ_ALL) and PreVoteStep.objects.filter(uid=uid).exists()


def is_list_approved(cycle_uid: UUID) -> bool:
    return Deliberation.objects.filter(cycle_uid=cycle_uid, decision=Decision.APPROVED).exists()


def _facts(row: Candidate) -> CandidateFacts:
    scheme = row.scheme
    return CandidateFacts(
        uid=row.uid,
        order=row.position,
        proposal_uid=row.proposal_id,
        title=scheme.title,
        content=scheme.content,
        field=row.proposal.field,
        cost_fen=scheme.cost_fen,
        unit_name=row.unit_name,
        unit_account_uid=row.unit_account_uid,
        goal=scheme.goal,
        beneficiaries=scheme.beneficiaries,
        state=row.state,
        money=dict(scheme.money),
        ends_year=scheme.ends_year,
    )
