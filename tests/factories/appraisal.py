"""Proposals on their way to the candidate list, by the room's own commands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from commons.identity.models import Account
from commons.kernel.actor import Actor, Role, system
from tenants.appraisal import queries
from tenants.appraisal.commands import candidates, pre_vote, proposals, scoring
from tenants.appraisal.models import Candidate, Deliberation, Panel, PreVoteStep, Proposal
from tenants.appraisal.terms import Body
from tenants.intake.terms import Field
from tests.factories.people import AT, actor, as_actor, member

TODAY = dt.date(2026, 3, 2)
CRITERIA = ("public_support", "funding_feasibility", "social_benefit", "implementation_difficulty")
WAN = 1_000_000  # one 万元 in fen


def enter(cycle_uid: UUID, title: str = "社区老年食堂扩建", **changes: Any) -> Proposal:
    values: dict[str, Any] = {
        "actor": actor(Role.CLERK),
        "content": "扩建社区老年食堂，设座位 50 个。",
        "field": Field.ELDERLY_CARE,
        "cost_fen": 80 * WAN,
    }
    return proposals.enter_proposal(cycle_uid=cycle_uid, title=title, at=AT, **{**values, **changes})


def reviewer(name: str = "评审测试") -> Account:
    return member(Role.REVIEWER, name=name)


def panel(cycle_uid: UUID, rows: Sequence[Proposal], reviewers: Sequence[Account], **changes: Any) -> Panel:
    return scoring.assign_panel(
        actor=changes.pop("actor", actor(Role.CLERK)),
        cycle_uid=cycle_uid,
        title="首轮评估",
        proposal_uids=[row.uid for row in rows],
        reviewer_uids=[who.uid for who in reviewers],
        at=AT,
        **changes,
    )


def points(*given: int) -> dict[str, int]:
    """The four criteria of the preset rubric in order; one figure stands for all."""
    return dict(zip(CRITERIA, given * 4 if len(given) == 1 else given, strict=False))


def card(who: Account | Actor, proposal: Proposal, given: Mapping[str, Any], *, sign: bool = True) -> None:
    person = as_actor(who) if isinstance(who, Account) else who
    scoring.score(actor=person, proposal_uid=proposal.uid, points=given, at=AT)
    if sign:
        scoring.sign_scorecard(actor=person, proposal_uid=proposal.uid, at=AT)


def close(round_: Panel, **changes: Any) -> Panel:
    return scoring.close_round(actor=actor(Role.CLERK), panel_uid=round_.uid, at=AT, **changes)


def passed(cycle_uid: UUID, *titles: str, given: int = 80) -> list[Proposal]:
    """Proposals that went through a round of one reviewer with `given` points on everything."""
    rows = [enter(cycle_uid, title) for title in titles]
    who = reviewer()
    round_ = panel(cycle_uid, rows, [who])
    for row in rows:
        card(who, row, points(given))
    close(round_)
    for row in rows:
        row.refresh_from_db()
    return rows


def put_forward(row: Proposal, **changes: Any) -> Candidate:
    values: dict[str, Any] = {"actor": actor(Role.GOVERNMENT), "unit_name": "测试民政办", "at": AT}
    return candidates.put_forward(proposal_uid=row.uid, **{**values, **changes})


def pass_steps(cycle_uid: UUID, *, minutes: bytes = b"%PDF-1.4\n%%EOF\n") -> list[PreVoteStep]:
    """Every meeting of the year's 票决前程序, on one day."""
    return [
        pre_vote.pass_step(
            actor=actor(Role.CLERK),
            cycle_uid=cycle_uid,
            key=step.key,
            held_on=TODAY,
            note="同意",
            minutes_name="会议纪要.pdf",
            minutes=minutes,
            at=AT,
        )
        for step in queries.pre_vote_steps(cycle_uid)
    ]


def approve(cycle_uid: UUID, **changes: Any) -> Deliberation:
    values: dict[str, Any] = {"actor": actor(Role.DIRECTOR), "body": Body.PRESIDIUM, "held_on": TODAY, "at": AT}
    return candidates.approve_candidates(cycle_uid=cycle_uid, **{**values, **changes})


def voted(cycle_uid: UUID, selected: Sequence[Candidate], not_selected: Sequence[Candidate]) -> None:
    candidates.note_result(
        actor=system(selected[0].office_code if selected else not_selected[0].office_code),
        cycle_uid=cycle_uid,
        selected=[row.uid for row in selected],
        not_selected=[row.uid for row in not_selected],
        at=AT,
    )
