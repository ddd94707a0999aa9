"""Proposals: entered with the year's rules pinned, flagged, answered for, excluded, recommended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.kernel.actor import Actor, Role, system
from commons.outbox.commands import publish
from commons.rulebook.terms import Kind
from tenants.appraisal import events, queries
from tenants.appraisal.errors import (
    AlreadyFlagged,
    CostRefused,
    CycleOver,
    EndingRefused,
    ExclusionUnknown,
    HardExclusion,
    MoneyUneven,
    NothingExcludes,
    StillExcluded,
    SuggestionTaken,
    SuggestionUnknown,
)
from tenants.appraisal.lifecycle import PROPOSAL
from tenants.appraisal.models import ExclusionFlag, Proposal, SchemeRevision, Source
from tenants.appraisal.policies import POLICY
from tenants.appraisal.terms import Funding, MoneySource, Origin, ProposalState
from tenants.cycles import queries as cycles
from tenants.cycles.terms import CycleState
from tenants.intake import queries as intake
from tenants.intake import texts
from tenants.intake.commands import suggestions as intake_commands
from tenants.intake.terms import Field, OutcomeKind

MOST_FEN = 10**14  # 1 万亿元
LONGEST_YEARS = 10


@transaction.atomic
def enter_proposal(
    *,
    actor: Actor,
    cycle_uid: UUID,
    title: str,
    content: str,
    field: Field,
    at: dt.datetime,
    cost_fen: int | None = None,
    suggestion_uids: Sequence[UUID] = (),
    goal: str = "",
    beneficiaries: str = "",
    funding: Funding | str = "",
    money: Mapping[str, int] | None = None,
    ends_year: int | None = None,
    origin: Origin | None = None,
) -> Proposal:
    """A new proposal of an open year. The year's rubric and 不列入 list are pinned to it for ever.

    Raises CycleNotFound, CycleOver, SuggestionUnknown, SuggestionTaken, TextRefused, CostRefused.
    """
    POLICY.permit(actor, "appraisal.enter")
    cycle = cycles.cycle(cycle_uid)
    if cycle.state == CycleState.CLOSED:
        raise CycleOver(year=cycle.year)
    _refuse_unknown_or_taken(suggestion_uids, cycle_uid)
    proposal = Proposal(
        cycle_uid=cycle_uid,
        origin=origin or _origin(actor, suggestion_uids),
        field=Field(field),
        title=texts.line(title, field="title", label="项目名称", at_most=80, at_least=4),
        content=texts.prose(content, field="content", label="建设内容", at_most=2000, at_least=5),
        goal=texts.line(goal, field="goal", label="年度目标", at_most=300, at_least=0),
        beneficiaries=texts.line(beneficiaries, field="beneficiaries", label="惠及范围", at_most=120, at_least=0),
        funding=Funding(funding) if funding else "",
        cost_fen=checked_cost(cost_fen),
        money=checked_money(money or {}, cost_fen),
        ends_year=checked_ending(ends_year, cycle.year),
        rubric_uid=cycles.rule(cycle_uid, Kind.RUBRIC).adoption_uid,
        exclusions_uid=cycles.rule(cycle_uid, Kind.EXCLUSIONS).adoption_uid,
        entered_by_uid=actor.account_uid,
        entered_by_name=actor.name,
        created_at=at,
    )
    proposal.save(force_insert=True)
    Source.objects.bulk_create(
        Source(proposal=proposal, suggestion_uid=uid, cycle_uid=cycle_uid) for uid in dict.fromkeys(suggestion_uids)
    )
    keep_scheme(proposal, number=1, reason="登记", opinion_uid=None, by=actor, at=at)
    record(
        "appraisal.enter",
        proposal,
        actor=actor,
        at=at,
        facts={
            "cycle": cycle_uid,
            "origin": proposal.origin,
            "field": proposal.field,
            "cost_fen": proposal.cost_fen,
            "rubric": proposal.rubric_uid,
            "exclusions": proposal.exclusions_uid,
            "suggestions": list(suggestion_uids),
        },
        words=(proposal.title, proposal.content),
    )
    if proposal.origin != Origin.RESERVE:  # what is taken up again is told by whoever takes it up
        tell_origins(proposal, OutcomeKind.PROPOSED, at=at)
    publish(events.ProposalEntered(at=at, proposal_uid=proposal.uid, cycle_uid=cycle_uid, origin=proposal.origin))
    return proposal


@transaction.atomic
def enter_from_suggestion(*, actor: Actor, suggestion_uid: UUID, cycle_uid: UUID, at: dt.datetime) -> Proposal:
    """A nominated suggestion becomes a proposal; told twice, it is still the one."""
    POLICY.permit(actor, "appraisal.enter")
    known = queries.proposal_of(suggestion_uid, cycle_uid)
    if known is not None:
        return known
    suggestion = intake.suggestion(suggestion_uid)
    return enter_proposal(
        actor=actor,
        cycle_uid=cycle_uid,
        title=suggestion.title,
        content=suggestion.content,
        field=Field(suggestion.field),
        beneficiaries=suggestion.village,
        suggestion_uids=[suggestion_uid],
        origin=Origin.SUGGESTION,
        at=at,
    )


@transaction.atomic
def flag_exclusion(*, actor: Actor, proposal_uid: UUID, key: str, note: str, at: dt.datetime) -> ExclusionFlag:
    """A line of the pinned 不列入 list applies (0-42 … 0-45). Raises ExclusionUnknown, AlreadyFlagged."""
    proposal = queries.lock(proposal_uid)
    POLICY.permit(actor, "appraisal.flag", proposal)
    PROPOSAL.step("exclude", proposal.state)
    rule = next((each for each in queries.exclusion_rules(proposal) if each["key"] == key), None)
    if rule is None:
        raise ExclusionUnknown(field="key")
    if queries.flags_of(proposal).filter(key=key).exists():
        raise AlreadyFlagged(field="key")
    flag = ExclusionFlag(
        proposal=proposal,
        key=key,
        label=rule["label"],
        is_hard=rule["kind"] == "hard",
        note=texts.line(note, field="note", label="说明", at_most=300, at_least=0),
        flagged_at=at,
    )
    flag.save(force_insert=True)
    facts = {"flag": key, "hard": flag.is_hard}
    record("appraisal.flag", proposal, actor=actor, at=at, facts=facts, words=(flag.note,))
    return flag


@transaction.atomic
def remove_flag(*, actor: Actor, proposal_uid: UUID, key: str, at: dt.datetime) -> None:
    """撤销标注: it was flagged by mistake. The row stays, with the day."""
    proposal = queries.lock(proposal_uid)
    POLICY.permit(actor, "appraisal.remove_flag", proposal)
    flag = queries.lock_flag(proposal, key)
    flag.removed_at = at
    flag.save(update_fields=["removed_at"])
    record("appraisal.remove_flag", proposal, actor=actor, at=at, facts={"flag": key})


@transaction.atomic
def override_exclusion(*, actor: Actor, proposal_uid: UUID, key: str, reason: str, at: dt.datetime) -> ExclusionFlag:
    """“一般不列入”: the director answers for an exception (0-45). Raises HardExclusion for what is never listed."""
    proposal = queries.lock(proposal_uid)
    POLICY.permit(actor, "appraisal.override", proposal)
    flag = queries.lock_flag(proposal, key)
    if flag.is_hard:
        raise HardExclusion(label=flag.label)
    flag.override_reason = texts.line(reason, field="reason", label="排除理由", at_most=300, at_least=5)
    flag.overridden_at = at
    flag.save(update_fields=["override_reason", "overridden_at"])
    words = (flag.override_reason,)
    record("appraisal.override", proposal, actor=actor, at=at, facts={"flag": key}, words=words)
    return flag


@transaction.atomic
def exclude_proposal(*, actor: Actor, proposal_uid: UUID, at: dt.datetime) -> Proposal:
    """按不列入处理, before or after scoring; in an open round the closing does it. Raises NothingExcludes."""
    proposal = queries.lock(proposal_uid)
    POLICY.permit(actor, "appraisal.flag", proposal)
    if proposal.state == ProposalState.SCORING:
        PROPOSAL.step("readmit", proposal.state)  # refuses: the round's closing will exclude it
    flag = queries.excluding_flag(proposal)
    if flag is None:
        raise NothingExcludes()
    advance(proposal, PROPOSAL, "exclude", actor=actor, at=at, facts={"flag": flag})
    tell_origins(proposal, OutcomeKind.EXCLUDED, at=at)
    publish(events.ProposalExcluded(at=at, proposal_uid=proposal.uid, cycle_uid=proposal.cycle_uid, flag=flag))
    return proposal


@transaction.atomic
def readmit_proposal(*, actor: Actor, proposal_uid: UUID, at: dt.datetime) -> Proposal:
    """恢复评估, once nothing excludes it any longer. Raises StillExcluded."""
    proposal = queries.lock(proposal_uid)
    POLICY.permit(actor, "appraisal.flag", proposal)
    PROPOSAL.step("readmit", proposal.state)
    if queries.excluding_flag(proposal):
        raise StillExcluded(count=1)
    advance(proposal, PROPOSAL, "readmit", actor=actor, at=at)
    publish(events.ProposalReadmitted(at=at, proposal_uid=proposal.uid, cycle_uid=proposal.cycle_uid))
    return proposal


@transaction.atomic
def recommend_proposal(*, actor: Actor, proposal_uid: UUID, at: dt.datetime) -> Proposal:
    """人大建议列为候选: the congress side suggests, the government decides what it puts forward."""
    proposal = queries.lock(proposal_uid)
    POLICY.permit(actor, "appraisal.recommend", proposal)
    PROPOSAL.step("put_forward", proposal.state)
    if proposal.recommended_at is None:
        proposal.recommended_at = at
        proposal.save(update_fields=["recommended_at"])
        record("appraisal.recommend", proposal, actor=actor, at=at, facts={"cycle": proposal.cycle_uid})
        publish(events.ProposalRecommended(at=at, proposal_uid=proposal.uid, cycle_uid=proposal.cycle_uid))
    return proposal


def keep_scheme(
    proposal: Proposal, *, number: int, reason: str, opinion_uid: UUID | None, by: Actor, at: dt.datetime
) -> SchemeRevision:
    """Part of entering and of revising: the version as it stands now, kept for ever."""
    revision = SchemeRevision(
        proposal=proposal,
        number=number,
        title=proposal.title,
        content=proposal.content,
        goal=proposal.goal,
        beneficiaries=proposal.beneficiaries,
        funding=proposal.funding,
        cost_fen=proposal.cost_fen,
        money=proposal.money,
        ends_year=proposal.ends_year,
        reason=reason,
        opinion_uid=opinion_uid,
        revised_at=at,
        revised_by_name=by.name,
    )
    revision.save(force_insert=True)
    return revision


def tell_origins(proposal: Proposal, outcome: OutcomeKind, *, at: dt.datetime, subject_uid: UUID | None = None) -> None:
    """Part of every act that decides: whoever suggested it can read it by the query code."""
    for suggestion_uid in queries.suggestions_of(proposal.uid):
        intake_commands.note_outcome(
            actor=system(proposal.office_code),
            suggestion_uid=suggestion_uid,
            outcome=outcome,
            title=proposal.title,
            subject_uid=subject_uid or proposal.uid,
            at=at,
        )


def checked_cost(cost_fen: int | None) -> int | None:
    if cost_fen is not None and not 0 <= cost_fen <= MOST_FEN:
        raise CostRefused(field="cost_fen")
    return cost_fen


def checked_money(money: Mapping[str, int], cost_fen: int | None) -> dict[str, int]:
    """The parts by source, in the order of the sources and without empty ones; together they are the cost."""
    parts = {source.value: money[source] for source in MoneySource if money.get(source)}
    known = set(MoneySource.values)
    if not known.issuperset(money) or any(part < 0 for part in parts.values()):
        raise MoneyUneven(field="money")
    if parts and sum(parts.values()) != cost_fen:
        raise MoneyUneven(field="money")
    return parts


def checked_ending(ends_year: int | None, year: int) -> int | None:
    """None where it is done within its own year."""
    if ends_year is not None and not year <= ends_year <= year + LONGEST_YEARS:
        raise EndingRefused(field="ends_year", least=year, most=year + LONGEST_YEARS)
    return None if ends_year == year else ends_year


def _origin(actor: Actor, suggestion_uids: Sequence[UUID]) -> Origin:
    if suggestion_uids:
        return Origin.SUGGESTION
    return Origin.DEPUTY if actor.holds(Role.DEPUTY, Role.MEMBER) else Origin.DEPARTMENT


def _refuse_unknown_or_taken(suggestion_uids: Sequence[UUID], cycle_uid: UUID) -> None:
    wanted = set(suggestion_uids)
    if missing := len(wanted) - len(intake.suggestions(wanted)):
        raise SuggestionUnknown(field="suggestion_uids", count=missing)
    if taken := Source.objects.filter(suggestion_uid__in=wanted, cycle_uid=cycle_uid).count():
        raise SuggestionTaken(field="suggestion_uids", count=taken)
