"""Joint review by departments, and what it and the public notice change in a scheme."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from commons.audit.commands import record
from commons.kernel.actor import Actor
from commons.outbox.commands import publish
from tenants.appraisal import events, queries
from tenants.appraisal.commands.proposals import checked_cost, checked_ending, checked_money, keep_scheme
from tenants.appraisal.errors import NothingRevised, SchemeFixed
from tenants.appraisal.models import JointOpinion, Proposal, SchemeRevision
from tenants.appraisal.policies import POLICY
from tenants.appraisal.terms import Aspect, CandidateState, Funding, Stance
from tenants.cycles import queries as cycles
from tenants.intake import texts


@transaction.atomic
def record_joint_opinion(
    *,
    actor: Actor,
    proposal_uid: UUID,
    department: str,
    aspect: Aspect,
    stance: Stance,
    opinion: str,
    held_on: dt.date,
    at: dt.datetime,
) -> JointOpinion:
    """What a department says of a proposal (1-33 … 1-36). Agreeing needs no words, everything else does."""
    proposal = queries.lock(proposal_uid)
    POLICY.permit(actor, "appraisal.review", proposal)
    return keep_opinion(
        actor=actor,
        act="appraisal.review",
        proposal=proposal,
        department=department,
        aspect=aspect,
        stance=stance,
        opinion=opinion,
        held_on=held_on,
        at=at,
    )


def keep_opinion(
    *,
    actor: Actor,
    act: str,
    proposal: Proposal,
    department: str,
    aspect: Aspect,
    stance: Stance,
    opinion: str,
    held_on: dt.date,
    at: dt.datetime,
) -> JointOpinion:
    """The row, its entry under `act` and the event; whoever calls has locked the proposal and asked the policy."""
    stance = Stance(stance)
    row = JointOpinion(
        proposal=proposal,
        department=texts.line(department, field="department", label="部门", at_most=60, at_least=2),
        aspect=Aspect(aspect),
        stance=stance,
        opinion=texts.prose(
            opinion, field="opinion", label="意见内容", at_most=1000, at_least=0 if stance == Stance.AGREE else 2
        ),
        held_on=held_on,
        recorded_at=at,
    )
    row.save(force_insert=True)
    facts = {"aspect": row.aspect, "stance": stance, "held_on": held_on}
    record(act, proposal, actor=actor, at=at, facts=facts, words=(row.opinion,))
    publish(
        events.JointOpinionRecorded(
            at=at, proposal_uid=proposal.uid, cycle_uid=proposal.cycle_uid, aspect=row.aspect, stance=stance
        )
    )
    return row


@transaction.atomic
def revise_scheme(
    *,
    actor: Actor,
    proposal_uid: UUID,
    reason: str,
    at: dt.datetime,
    title: str | None = None,
    content: str | None = None,
    goal: str | None = None,
    beneficiaries: str | None = None,
    funding: Funding | None = None,
    cost_fen: int | None = None,
    money: Mapping[str, int] | None = None,
    ends_year: int | None = None,
    opinion_uid: UUID | None = None,
) -> SchemeRevision:
    """A new version of the scheme with its reason (1-48: 座位 50 → 80); what is None stays as it is.

    `opinion_uid` names the opinion of a public notice that was adopted. Raises SchemeFixed, NothingRevised.
    """
    proposal = queries.lock(proposal_uid)
    POLICY.permit(actor, "appraisal.revise", proposal)
    _refuse_settled(proposal)
    why = texts.line(reason, field="reason", label="修改理由", at_most=300, at_least=4)
    before = _scheme(proposal)
    if title is not None:
        proposal.title = texts.line(title, field="title", label="项目名称", at_most=80, at_least=4)
    if content is not None:
        proposal.content = texts.prose(content, field="content", label="建设内容", at_most=2000, at_least=5)
    if goal is not None:
        proposal.goal = texts.line(goal, field="goal", label="年度目标", at_most=300, at_least=0)
    if beneficiaries is not None:
        label = "惠及范围"
        proposal.beneficiaries = texts.line(beneficiaries, field="beneficiaries", label=label, at_most=120, at_least=0)
    if funding is not None:
        proposal.funding = Funding(funding)
    if cost_fen is not None:
        proposal.cost_fen = checked_cost(cost_fen)
    if ends_year is not None:
        proposal.ends_year = checked_ending(ends_year, cycles.cycle(proposal.cycle_uid).year)
    proposal.money = checked_money(proposal.money if money is None else money, proposal.cost_fen)
    if _scheme(proposal) == before:
        raise NothingRevised()
    proposal.scheme_number += 1
    proposal.save(update_fields=["scheme_number", *before])
    revision = keep_scheme(
        proposal, number=proposal.scheme_number, reason=why, opinion_uid=opinion_uid, by=actor, at=at
    )
    _follow(proposal, revision)
    changed = [name for name, value in _scheme(proposal).items() if value != before[name]]
    record(
        "appraisal.revise",
        proposal,
        actor=actor,
        at=at,
        facts={
            "number": revision.number,
            "changed": changed,
            "cost_fen": [before["cost_fen"], proposal.cost_fen],
            "opinion": opinion_uid,
        },
        words=(why, proposal.title, proposal.content),
    )
    publish(
        events.SchemeRevised(at=at, proposal_uid=proposal.uid, cycle_uid=proposal.cycle_uid, number=revision.number)
    )
    return revision


def _scheme(proposal: Proposal) -> dict[str, object]:
    names = ("title", "content", "goal", "beneficiaries", "funding", "cost_fen", "money", "ends_year")
    return {name: getattr(proposal, name) for name in names}


def _refuse_settled(proposal: Proposal) -> None:
    candidate = queries.standing_candidate(proposal)
    if candidate is not None and candidate.state != CandidateState.PUT_FORWARD:
        raise SchemeFixed()
    if proposal.state in queries.SETTLED:
        raise SchemeFixed(f"建议项目现为“{proposal.get_state_display()}”，方案不能再修改。")


def _follow(proposal: Proposal, revision: SchemeRevision) -> None:
    """A candidate that nobody has approved yet is put forward with the newest version."""
    candidate = queries.standing_candidate(proposal)
    if candidate is not None:
        candidate.scheme = revision
        candidate.save(update_fields=["scheme"])
