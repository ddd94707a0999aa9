"""A round of scoring: assigned to a panel, scored blind, signed, closed by the engine under the pinned rubric."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import transaction

from commons.access import commands as access
from commons.access import queries as grants
from commons.audit.commands import advance, record
from commons.identity import queries as identity
from commons.kernel.actor import Actor, Role
from commons.kernel.errors import Malformed
from commons.outbox.commands import publish
from tenants.appraisal import events, queries, scoring
from tenants.appraisal.commands.proposals import tell_origins
from tenants.appraisal.errors import (
    CardMissing,
    CardSigned,
    ElsewhereInYear,
    NothingToScore,
    PanelClosed,
    PointsRefused,
    ProposalNotFound,
    ReviewerUnknown,
    RoundIncomplete,
    StillExcluded,
    Unscored,
)
from tenants.appraisal.lifecycle import PANEL, PROPOSAL, SCORECARD
from tenants.appraisal.models import Panel, PanelItem, PanelMember, Proposal, Scorecard, ScoreLine
from tenants.appraisal.policies import POLICY
from tenants.appraisal.scoring import Rubric
from tenants.appraisal.terms import CardState
from tenants.intake import texts
from tenants.intake.terms import OutcomeKind

_STEPS = {scoring.PASSED: "pass", scoring.ELIMINATED: "eliminate", scoring.EXCLUDED: "exclude"}
_TOLD = {scoring.ELIMINATED: OutcomeKind.ELIMINATED, scoring.EXCLUDED: OutcomeKind.EXCLUDED}
_GRANT = "review_proposal"


@transaction.atomic
def assign_panel(
    *,
    actor: Actor,
    cycle_uid: UUID,
    title: str,
    proposal_uids: Sequence[UUID],
    reviewer_uids: Sequence[UUID],
    at: dt.datetime,
    due_on: dt.date | None = None,
    round_number: int = 1,
) -> Panel:
    """Give proposals of one year to reviewers. From now on each of them sees and scores exactly these.

    Raises NothingToScore, ElsewhereInYear, ReviewerUnknown, StillExcluded, and WrongStep for one already in a round.
    """
    POLICY.permit(actor, "appraisal.assign")
    rows = _lock_proposals(cycle_uid, proposal_uids)
    reviewers = _reviewers(reviewer_uids)
    if not rows or not reviewers:
        raise NothingToScore(field="proposal_uids")
    if excluded := queries.excluding_flags(rows):
        raise StillExcluded(count=len(excluded))
    panel = Panel(
        cycle_uid=cycle_uid,
        title=texts.line(title, field="title", label="名称", at_most=80, at_least=2),
        round_number=round_number,
        due_on=due_on,
        created_at=at,
    )
    panel.save(force_insert=True)
    for proposal in rows:
        advance(proposal, PROPOSAL, "assign", actor=actor, at=at, facts={"panel": panel.uid, "round": round_number})
    PanelItem.objects.bulk_create(PanelItem(panel=panel, proposal=proposal) for proposal in rows)
    PanelMember.objects.bulk_create(PanelMember(panel=panel, account_uid=who.uid, name=who.name) for who in reviewers)
    for who in reviewers:
        access.grant_each(account=who, permission=_GRANT, on=Proposal.objects.filter(uid__in=proposal_uids))
    facts = {"cycle": cycle_uid, "round": round_number, "proposals": len(rows), "reviewers": [r.uid for r in reviewers]}
    record("appraisal.assign", panel, actor=actor, at=at, facts=facts)
    publish(
        events.PanelAssigned(
            at=at, panel_uid=panel.uid, cycle_uid=cycle_uid, proposals=len(rows), reviewers=len(reviewers)
        )
    )
    return panel


@transaction.atomic
def score(
    *,
    actor: Actor,
    proposal_uid: UUID,
    points: Mapping[str, Decimal | int | str],
    at: dt.datetime,
    comment: str = "",
    evidence: Mapping[str, str] | None = None,
) -> Scorecard:
    """Write or rewrite one's own card; gaps are allowed until it is signed.

    `evidence` says for a criterion what the points rest on. Raises PointsRefused, CardSigned.
    """
    item = _lock_item(actor, proposal_uid)
    rubric = queries.rubric_of(item.proposal)
    given = {key: _points(rubric, key, value) for key, value in points.items()}
    grounds = {
        key: texts.line(words, field="evidence", label="评分依据", at_most=200, at_least=0)
        for key, words in (evidence or {}).items()
        if key in given
    }
    comment = texts.prose(comment, field="comment", label="评语", at_most=1000, at_least=0)
    card = queries.own_card(actor, item)
    if card is None:
        card = _begin_card(item, actor, comment)
    elif card.state == CardState.SIGNED:
        raise CardSigned()
    else:
        card.comment = comment
        card.save(update_fields=["comment"])
        card.lines.all().delete()
    ScoreLine.objects.bulk_create(
        ScoreLine(card=card, criterion=key, points=value, evidence=grounds.get(key, "")) for key, value in given.items()
    )
    facts = {"panel": item.panel_id, "proposal": proposal_uid, "points": {key: str(v) for key, v in given.items()}}
    record("appraisal.score", card, actor=actor, at=at, facts=facts, words=(card.comment, *grounds.values()))
    return card


@transaction.atomic
def recuse(*, actor: Actor, proposal_uid: UUID, reason: str, at: dt.datetime) -> Scorecard:
    """回避: a reviewer steps aside from one proposal of the open round, with a reason, and sees it no longer.

    What had been written on it does not count. A signed card stands. Raises CardSigned, PanelClosed.
    """
    item = _lock_item(actor, proposal_uid)
    POLICY.permit(actor, "appraisal.recuse", item.proposal)
    words = texts.line(reason, field="reason", label="回避理由", at_most=200, at_least=4)
    card = queries.own_card(actor, item) or _begin_card(item, actor, "")
    if card.state == CardState.SIGNED:
        raise CardSigned()
    card.lines.all().delete()
    facts = {"panel": item.panel_id, "proposal": proposal_uid}
    advance(card, SCORECARD, "recuse", actor=actor, at=at, facts=facts, words=(words,), comment=words)
    one = Proposal.objects.filter(uid=proposal_uid)
    access.withdraw_each(account=identity.account(card.reviewer_uid), permission=_GRANT, on=one)
    publish(
        events.ReviewerRecused(
            at=at, proposal_uid=proposal_uid, cycle_uid=item.proposal.cycle_uid, panel_uid=item.panel_id
        )
    )
    return card


@transaction.atomic
def sign_scorecard(*, actor: Actor, proposal_uid: UUID, at: dt.datetime) -> Scorecard:
    """Sign one's own card; from then on it stands. Raises CardMissing, PointsRefused for gaps the rubric refuses."""
    item = _lock_item(actor, proposal_uid)
    card = queries.own_card(actor, item)
    if card is None:
        raise CardMissing()
    if card.state == CardState.SIGNED:
        raise CardSigned()
    _refuse_gaps(queries.rubric_of(item.proposal), card)
    advance(card, SCORECARD, "sign_scorecard", actor=actor, at=at, facts={"panel": item.panel_id}, signed_at=at)
    return card


@transaction.atomic
def close_round(*, actor: Actor, panel_uid: UUID, at: dt.datetime, absence_reason: str = "") -> Panel:
    """Close the round: the engine scores each proposal under its own pinned rubric, and the grants are withdrawn.

    Unsigned cards count only as missing: they need a reason to be left out. Raises RoundIncomplete, Unscored.
    """
    panel = queries.lock_panel(panel_uid)
    POLICY.permit(actor, "appraisal.close_round", panel)
    PANEL.step("close_round", panel.state)
    reason = texts.line(absence_reason, field="absence_reason", label="理由", at_most=200, at_least=0)
    missing = queries.progress_of(panel).missing
    if missing and not reason:
        raise RoundIncomplete(missing=missing)
    for item, result, workings in _results(panel):
        _settle(item, result, workings, panel, actor=actor, at=at)
    _withdraw_grants(panel)
    advance(
        panel,
        PANEL,
        "close_round",
        actor=actor,
        at=at,
        facts={"cycle": panel.cycle_uid, "missing": missing},
        words=(reason,),
        closed_at=at,
        absence_reason=reason,
    )
    publish(events.RoundClosed(at=at, panel_uid=panel.uid, cycle_uid=panel.cycle_uid))
    return panel


def _lock_proposals(cycle_uid: UUID, uids: Sequence[UUID]) -> list[Proposal]:
    wanted = set(uids)
    rows = list(Proposal.objects.select_for_update().filter(uid__in=wanted, cycle_uid=cycle_uid).order_by("uid"))
    if len(rows) < len(wanted):
        raise ElsewhereInYear(field="proposal_uids", count=len(wanted) - len(rows))
    return rows


def _reviewers(uids: Sequence[UUID]) -> list[Any]:
    wanted = set(uids)
    found = list(grants.holders_of(Role.REVIEWER).filter(uid__in=wanted))
    if len(found) < len(wanted):
        raise ReviewerUnknown(field="reviewer_uids", count=len(wanted) - len(found))
    return found


def _lock_item(actor: Actor, proposal_uid: UUID) -> PanelItem:
    """The proposal in its open round, the round locked so that nobody scores while it closes."""
    item = queries.open_item(proposal_uid, locked=True)
    proposal = item.proposal if item else Proposal.objects.filter(uid=proposal_uid).first()
    if proposal is None:
        raise ProposalNotFound()
    POLICY.permit(actor, "appraisal.score", proposal)
    if item is None:
        raise PanelClosed()
    return item


def _begin_card(item: PanelItem, actor: Actor, comment: str) -> Scorecard:
    assert actor.account_uid is not None  # the policy asked for a grant, and grants belong to accounts
    card = Scorecard(item=item, reviewer_uid=actor.account_uid, reviewer_name=actor.name, comment=comment)
    card.save(force_insert=True)
    return card


def _points(rubric: Rubric, key: str, value: Decimal | int | str) -> Decimal:
    criterion = next((each for each in rubric.criteria if each.key == key), None)
    if criterion is None:
        raise PointsRefused(reason=f"本项目的评分标准中没有评分项“{key[:40]}”，请刷新页面后重新填写。", field="points")
    name, scale = criterion.name or key, Decimal(rubric.scale.numerator) / rubric.scale.denominator
    try:
        points = Decimal(str(value))
    except InvalidOperation:
        points = Decimal("NaN")
    if not points.is_finite() or not 0 <= points <= scale or points != round(points, 2):
        sentence = f"“{name}”的分数应在 0 至 {scale.normalize():f} 之间，最多两位小数，请改正。"
        raise PointsRefused(reason=sentence, field="points")
    return points


def _refuse_gaps(rubric: Rubric, card: Scorecard) -> None:
    given = set(card.lines.values_list("criterion", flat=True))
    gaps = [each.name or each.key for each in rubric.criteria if each.key not in given]
    if not given or (gaps and not rubric.gaps_allowed):
        raise PointsRefused(reason=f"还没有为“{'、'.join(gaps)}”评分，请补齐后再签署。", field="points")


def _results(panel: Panel) -> list[tuple[PanelItem, scoring.Result, tuple[scoring.Working, ...]]]:
    """What the engine says and how it came to it, each proposal under the rubric it was entered with; ranks are among those of one rubric."""
    items = list(queries.items_of(panel))
    flags = queries.excluding_flags(item.proposal for item in items)
    sheets = _signed_sheets(panel)
    results: list[tuple[PanelItem, scoring.Result, tuple[scoring.Working, ...]]] = []
    unscored = 0
    for rubric_uid in sorted({item.proposal.rubric_uid for item in items}):
        same = [item for item in items if item.proposal.rubric_uid == rubric_uid]
        rubric = queries.rubric_of(same[0].proposal)
        entries = []
        for item in same:
            entry = _entry(rubric, item, flags.get(item.proposal_id), sheets.get(item.uid, []))
            unscored += entry is None
            entries.append(entry)
        if not unscored:
            scored = [entry for entry in entries if entry]
            workings = [() if entry.excluded_by else rubric.workings(entry.sheets) for entry in scored]
            results += zip(same, scoring.appraise(rubric, scored), workings, strict=True)
    if unscored:
        raise Unscored(count=unscored)
    return results


def _entry(rubric: Rubric, item: PanelItem, flag: str | None, sheets: list[dict[str, str]]) -> scoring.Proposal | None:
    """As the engine takes it; None when the signed cards do not say enough."""
    if flag:
        return scoring.Proposal(str(item.uid), flag)
    try:
        return scoring.Proposal(str(item.uid), None, rubric.read_sheets(sheets, "评分表"))
    except Malformed:  # no card at all, or, where gaps are allowed, a criterion that nobody scored
        return None


def _signed_sheets(panel: Panel) -> dict[UUID, list[dict[str, str]]]:
    """item → the signed cards as the engine reads them."""
    cards = list(Scorecard.objects.filter(item__panel=panel, state=CardState.SIGNED).order_by("uid"))
    lines = queries.lines_by_card(cards)
    sheets: dict[UUID, list[dict[str, str]]] = {}
    for card in cards:
        sheets.setdefault(card.item_id, []).append({"by": str(card.reviewer_uid), **lines[card.uid]})
    return sheets


def _settle(
    item: PanelItem,
    result: scoring.Result,
    workings: tuple[scoring.Working, ...],
    panel: Panel,
    *,
    actor: Actor,
    at: dt.datetime,
) -> None:
    item.outcome, item.score, item.rank, item.why = result.outcome, result.score, result.rank, result.why or ""
    item.workings = [line.as_json() for line in workings]
    item.save(update_fields=["outcome", "score", "rank", "why", "workings"])
    proposal = item.proposal
    facts = {
        "panel": panel.uid,
        "round": panel.round_number,
        "rubric": proposal.rubric_uid,
        "score": result.score,
        "rank": result.rank,
        "why": result.why,
    }
    advance(
        proposal,
        PROPOSAL,
        _STEPS[result.outcome],
        actor=actor,
        at=at,
        facts=facts,
        score=result.score,
        rank=result.rank,
    )
    if result.outcome in _TOLD:
        tell_origins(proposal, _TOLD[result.outcome], at=at)
    publish(
        events.ProposalScored(
            at=at,
            proposal_uid=proposal.uid,
            cycle_uid=proposal.cycle_uid,
            outcome=result.outcome,
            score=None if result.score is None else str(result.score),
        )
    )


def _withdraw_grants(panel: Panel) -> None:
    rows = Proposal.objects.filter(items__panel=panel)
    for uid in panel.members.values_list("account_uid", flat=True).order_by("account_uid"):
        access.withdraw_each(account=identity.account(uid), permission=_GRANT, on=rows)
