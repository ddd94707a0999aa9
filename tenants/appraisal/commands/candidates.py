"""The candidate list: put forward by the government, approved on the congress side, disposed of after the vote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from commons.access import queries as access
from commons.audit.commands import advance, record
from commons.kernel.actor import Actor, Role
from commons.outbox.commands import publish
from commons.rulebook.terms import Kind
from tenants.appraisal import events, margin, queries
from tenants.appraisal.commands.proposals import tell_origins
from tenants.appraisal.commands.reserve import keep_in_reserve
from tenants.appraisal.errors import (
    AnnualGoalMissing,
    ListApproved,
    MarginNotReached,
    NoCandidates,
    NotTheseCandidates,
    SeatsRefused,
    UnitRefused,
)
from tenants.appraisal.lifecycle import CANDIDATE, PROPOSAL
from tenants.appraisal.models import Candidate, Deliberation, Proposal
from tenants.appraisal.policies import POLICY
from tenants.appraisal.terms import Body, Decision, ReserveReason, Route
from tenants.cycles import queries as cycles
from tenants.intake import texts
from tenants.intake.terms import OutcomeKind

_ACTS = {Decision.APPROVED: "appraisal.approve", Decision.SENT_BACK: "appraisal.send_back"}
_ROUTES_TOLD = {Route.GENERAL: OutcomeKind.GENERAL_PROJECT, Route.VILLAGE: OutcomeKind.VILLAGE_HANDLED}


@transaction.atomic
def put_forward(
    *,
    actor: Actor,
    proposal_uid: UUID,
    unit_name: str,
    at: dt.datetime,
    unit_account_uid: UUID | None = None,
    basis: str = "",
) -> Candidate:
    """The government puts a proposal on the list, with the unit that would build it.

    `basis` names its meeting (政府常务会议, 镇党政联席会, 2-15). One that takes several years says what is done
    in this one. Raises ListApproved, UnitRefused, AnnualGoalMissing.
    """
    proposal = queries.lock(proposal_uid)
    POLICY.permit(actor, "appraisal.put_forward", proposal)
    _refuse_approved(proposal.cycle_uid)
    _refuse_not_a_unit(unit_account_uid)
    _refuse_without_annual_goal(proposal)
    advance(proposal, PROPOSAL, "put_forward", actor=actor, at=at)
    last = Candidate.objects.filter(cycle_uid=proposal.cycle_uid).order_by("-position").first()
    candidate = Candidate(
        cycle_uid=proposal.cycle_uid,
        proposal=proposal,
        scheme=queries.current_scheme(proposal),
        position=last.position + 1 if last else 1,
        unit_name=texts.line(unit_name, field="unit_name", label="拟责任单位", at_most=60, at_least=2),
        unit_account_uid=unit_account_uid,
        basis=texts.line(basis, field="basis", label="提出依据", at_most=120, at_least=0),
        created_at=at,
    )
    candidate.save(force_insert=True)
    facts = {"proposal": proposal.uid, "scheme": candidate.scheme.number, "position": candidate.position}
    record("appraisal.put_forward", candidate, actor=actor, at=at, facts=facts, words=(candidate.unit_name,))
    publish(events.CandidatePutForward(at=at, candidate_uid=candidate.uid, cycle_uid=candidate.cycle_uid))
    return candidate


@transaction.atomic
def withdraw_candidate(*, actor: Actor, uid: UUID, reason: str, at: dt.datetime) -> Candidate:
    """The government takes one back before the list is approved."""
    candidate = queries.lock_candidate(uid)
    POLICY.permit(actor, "appraisal.put_forward", candidate)
    words = texts.line(reason, field="reason", label="撤回理由", at_most=300, at_least=4)
    advance(candidate, CANDIDATE, "withdraw_candidate", actor=actor, at=at, words=(words,))
    advance(queries.lock(candidate.proposal_id), PROPOSAL, "take_back", actor=actor, at=at)
    publish(events.CandidateWithdrawn(at=at, candidate_uid=uid, cycle_uid=candidate.cycle_uid))
    return candidate


@transaction.atomic
def approve_candidates(
    *,
    actor: Actor,
    cycle_uid: UUID,
    body: Body,
    held_on: dt.date,
    at: dt.datetime,
    seats: int | None = None,
    note: str = "",
) -> Deliberation:
    """审议确定: the whole list as the government put it forward, after the body's deliberation.

    With `seats` known, the margin of the year's voting method must be reached (0-17, 1-67); ballot asks again when the
    vote is opened. Raises NoCandidates, ListApproved, SeatsRefused, MarginNotReached.
    """
    POLICY.permit(actor, "appraisal.approve")
    cycle = cycles.cycle(cycle_uid)
    _refuse_approved(cycle_uid)
    rows = list(queries.put_forward(cycle_uid).select_for_update(of=("self",)))
    if not rows:
        raise NoCandidates()
    _refuse_small_margin(cycle_uid, len(rows), seats)
    deliberation = _deliberate(cycle_uid, Decision.APPROVED, body, held_on, len(rows), seats, note, actor, at)
    for position, candidate in enumerate(rows, start=1):
        facts = {"position": position, "scheme": candidate.scheme.number, "cost_fen": candidate.scheme.cost_fen}
        advance(candidate, CANDIDATE, "approve_candidate", actor=actor, at=at, facts=facts, position=position)
        tell_origins(candidate.proposal, OutcomeKind.CANDIDATE, subject_uid=candidate.uid, at=at)
    publish(events.CandidatesApproved(at=at, cycle_uid=cycle.uid, candidates=len(rows)))
    return deliberation


@transaction.atomic
def send_back_candidates(
    *, actor: Actor, cycle_uid: UUID, body: Body, held_on: dt.date, note: str, at: dt.datetime
) -> Deliberation:
    """退回政府研究: the list is not approved as it is; the government adds, withdraws, and it is deliberated again."""
    POLICY.permit(actor, "appraisal.send_back")
    _refuse_approved(cycle_uid)
    candidates = queries.put_forward(cycle_uid).count()
    if not candidates:
        raise NoCandidates()
    words = texts.line(note, field="note", label="退回说明", at_most=300, at_least=4)
    deliberation = _deliberate(cycle_uid, Decision.SENT_BACK, body, held_on, candidates, None, words, actor, at)
    publish(events.CandidatesSentBack(at=at, cycle_uid=cycle_uid))
    return deliberation


@transaction.atomic
def note_result(
    *, actor: Actor, cycle_uid: UUID, selected: Sequence[UUID], not_selected: Sequence[UUID], at: dt.datetime
) -> None:
    """What the vote decided; called downward by `ballot` when it certifies. Idempotent for the same result.

    Raises NotTheseCandidates unless the two lists together are exactly the approved list.
    """
    POLICY.permit(actor, "appraisal.note_result")
    rows = list(
        queries.listed().filter(cycle_uid=cycle_uid).order_by("position", "uid").select_for_update(of=("self",))
    )
    told = {*selected, *not_selected}
    wrong = told.symmetric_difference(row.uid for row in rows)
    if wrong or len(told) != len(selected) + len(not_selected):
        raise NotTheseCandidates(count=len(wrong))
    for candidate in rows:
        step, outcome = (
            ("note_selected", OutcomeKind.SELECTED)
            if candidate.uid in set(selected)
            else ("note_not_selected", OutcomeKind.NOT_SELECTED)
        )
        if candidate.state == next(each.target for each in CANDIDATE.steps if each.name == step):
            continue
        advance(candidate, CANDIDATE, step, actor=actor, at=at)
        tell_origins(candidate.proposal, outcome, subject_uid=candidate.uid, at=at)


@transaction.atomic
def dispose(*, actor: Actor, uid: UUID, route: Route, unit: str, reason: str, at: dt.datetime) -> Candidate:
    """分类处置 of what was not selected (2-17 … 2-20), led by `unit`: a general project, the reserve, or the village."""
    candidate = queries.lock_candidate(uid)
    POLICY.permit(actor, "appraisal.dispose", candidate)
    route = Route(route)
    led_by = texts.line(unit, field="unit", label="牵头部门", at_most=60, at_least=2)
    words = texts.line(reason, field="reason", label="处置说明", at_most=300, at_least=4)
    advance(
        candidate,
        CANDIDATE,
        "dispose",
        actor=actor,
        at=at,
        facts={"route": route},
        words=(led_by, words),
        route=route,
        disposal_unit=led_by,
        disposal_reason=words,
        disposed_at=at,
    )
    if route == Route.RESERVE:
        proposal = queries.lock(candidate.proposal_id)
        keep_in_reserve(proposal, ReserveReason.NOT_SELECTED, words, actor=actor, at=at)
    else:
        tell_origins(candidate.proposal, _ROUTES_TOLD[route], subject_uid=uid, at=at)
    publish(events.CandidateDisposed(at=at, candidate_uid=uid, cycle_uid=candidate.cycle_uid, route=route))
    return candidate


@transaction.atomic
def tell_delivery(*, candidate_uid: UUID, outcome: OutcomeKind, project_uid: UUID, at: dt.datetime) -> None:
    """Called downward by delivery: whoever suggested it reads that it is being built, and that it stands."""
    found = queries.listed().get(uid=candidate_uid)
    tell_origins(found.proposal, outcome, subject_uid=project_uid, at=at)


def _deliberate(
    cycle_uid: UUID,
    decision: Decision,
    body: Body,
    held_on: dt.date,
    candidates: int,
    seats: int | None,
    note: str,
    actor: Actor,
    at: dt.datetime,
) -> Deliberation:
    row = Deliberation(
        cycle_uid=cycle_uid,
        decision=decision,
        body=Body(body),
        held_on=held_on,
        candidates=candidates,
        seats=seats,
        note=texts.line(note, field="note", label="说明", at_most=300, at_least=0),
        created_at=at,
    )
    row.save(force_insert=True)
    facts = {
        "cycle": cycle_uid,
        "decision": decision,
        "body": row.body,
        "held_on": held_on,
        "candidates": candidates,
        "seats": seats,
    }
    record(_ACTS[decision], row, actor=actor, at=at, facts=facts, words=(row.note,))
    return row


def _refuse_approved(cycle_uid: UUID) -> None:
    if queries.is_list_approved(cycle_uid):
        raise ListApproved()


def _refuse_not_a_unit(account_uid: UUID | None) -> None:
    if account_uid is not None and not access.holders_of(Role.UNIT).filter(uid=account_uid).exists():
        raise UnitRefused(field="unit_account_uid")


def _refuse_without_annual_goal(proposal: Proposal) -> None:
    if proposal.ends_year is not None and not proposal.goal:
        raise AnnualGoalMissing(year=proposal.ends_year)


def _refuse_small_margin(cycle_uid: UUID, candidates: int, seats: int | None) -> None:
    if seats is None:
        return
    if not 1 <= seats <= 999:
        raise SeatsRefused(field="seats")
    rule = cycles.rule(cycle_uid, Kind.VOTING_METHOD).body["method"].get("margin")
    if not margin.is_reached(rule, candidates=candidates, seats=seats):
        raise MarginNotReached(
            field="seats", candidates=candidates, seats=seats, spare=candidates - seats, rule=margin.words(rule)
        )
