"""Deputies' suggestions from the deputy's side and the staff's: submitted, co-signed, accepted, rated, closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.kernel import clock
from commons.kernel.actor import Actor, system
from commons.kernel.tenancy import current_code
from commons.outbox.commands import publish, ring
from commons.rulebook import queries as rulebook
from tenants.deputies import deadlines, events, queries
from tenants.deputies.commands import letters
from tenants.deputies.commands.checks import words
from tenants.deputies.commands.closing import end_handlings, finish
from tenants.deputies.commands.duties import record_duty
from tenants.deputies.errors import (
    AlreadyAnswered,
    CoSigningClosed,
    LevelNotHere,
    NoMandate,
    NotAskedToSign,
    OpinionUsed,
    RatingAwaited,
    RedoFirst,
)
from tenants.deputies.lifecycle import SUGGESTION
from tenants.deputies.models import CoSigner, DeputySuggestion, Mandate
from tenants.deputies.policies import POLICY
from tenants.deputies.terms import (
    DeclineGround,
    DutyKind,
    HandlingLevel,
    Rating,
    SuggestionState,
)

# ── by deputies ───────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def submit_deputy_suggestion(
    *,
    actor: Actor,
    title: str,
    content: str,
    at: dt.datetime,
    mandate_uid: UUID | None = None,
    co_signer_uids: Sequence[UUID] = (),
    home_uid: UUID | None = None,
    village: str = "",
    is_confidential: bool = False,
    opinion_uid: UUID | None = None,
) -> DeputySuggestion:
    """A deputy submits for herself; the staff enters for the mandate named. Co-signers are asked, not assumed.

    `opinion_uid` makes an opinion of a reception day hers (domain §7.2). Raises NoMandate, OpinionUsed.
    """
    lead = _lead(actor, mandate_uid, at)
    POLICY.permit(actor, "deputies.submit", lead)
    _refuse_without_mandate(lead, at)
    opinion = None if opinion_uid is None else queries.lock_opinion(opinion_uid)
    if opinion is not None:
        POLICY.permit(actor, "deputies.read_opinions", opinion)
        if opinion.suggestion_id is not None:
            raise OpinionUsed()
    suggestion = DeputySuggestion(
        created_at=at,
        title=words(title, "title", "标题", 100),
        content=words(content, "content", "内容", 5000),
        lead=lead,
        lead_name=lead.name,
        home=None if home_uid is None else queries.lock_home(home_uid),
        village=words(village, "village", "村（社区）", 60, empty=True),
        is_confidential=is_confidential,
        level=queries.level_here(),
        state=SUGGESTION.start,
    )
    suggestion.save(force_insert=True)
    if opinion is not None:
        opinion.suggestion = suggestion
        opinion.save(update_fields=["suggestion"])
    facts = {"lead": lead.uid, "co_signers": len(set(co_signer_uids)), "home": home_uid, "opinion": opinion_uid}
    record("deputies.submit", suggestion, actor=actor, at=at, facts=facts, words=(suggestion.title, suggestion.content))
    _ask(suggestion, co_signer_uids, at)
    publish(events.DeputySuggestionSubmitted(at=at, suggestion_uid=suggestion.uid, origin_office=""))
    return suggestion


@transaction.atomic
def invite_co_signers(
    *, actor: Actor, suggestion_uid: UUID, mandate_uids: Sequence[UUID], at: dt.datetime
) -> DeputySuggestion:
    """The lead deputy asks more deputies to sign, until the suggestion is accepted."""
    suggestion = queries.lock_suggestion(suggestion_uid)
    POLICY.permit(actor, "deputies.invite", suggestion)
    _refuse_co_signing_closed(suggestion)
    asked = _ask(suggestion, mandate_uids, at)
    record("deputies.invite", suggestion, actor=actor, at=at, facts={"co_signers": asked})
    return suggestion


@transaction.atomic
def answer_invitation(*, actor: Actor, suggestion_uid: UUID, signs: bool, at: dt.datetime) -> CoSigner:
    """The co-signer herself confirms, or declines. Raises NotAskedToSign (404), AlreadyAnswered, CoSigningClosed."""
    suggestion = queries.lock_suggestion(suggestion_uid)
    co_signer = queries.find_co_signer(suggestion_uid, actor.account_uid)
    if co_signer is None:
        raise NotAskedToSign()
    POLICY.permit(actor, "deputies.co_sign", co_signer)
    _refuse_co_signing_closed(suggestion)
    if co_signer.confirmed_at or co_signer.declined_at:
        raise AlreadyAnswered()
    field = "confirmed_at" if signs else "declined_at"
    setattr(co_signer, field, at)
    co_signer.save(update_fields=[field])
    record("deputies.co_sign", suggestion, actor=actor, at=at, facts={"mandate": co_signer.mandate_id, "signs": signs})
    return co_signer


@transaction.atomic
def withdraw_suggestion(*, actor: Actor, suggestion_uid: UUID, at: dt.datetime) -> DeputySuggestion:
    """The lead deputy takes it back in writing, which ends the handling."""
    suggestion = queries.lock_suggestion(suggestion_uid)
    POLICY.permit(actor, "deputies.withdraw", suggestion)
    advance(suggestion, SUGGESTION, "withdraw", actor=actor, at=at)
    end_handlings(suggestion, at=at)
    publish(events.DeputySuggestionWithdrawn(at=at, suggestion_uid=suggestion.uid))
    return suggestion


@transaction.atomic
def rate(*, actor: Actor, suggestion_uid: UUID, rating: Rating, at: dt.datetime) -> DeputySuggestion:
    suggestion = queries.lock_suggestion(suggestion_uid)
    POLICY.permit(actor, "deputies.rate", suggestion)
    facts = {"rating": rating}
    advance(suggestion, SUGGESTION, "rate", actor=actor, at=at, facts=facts, rating=rating, rated_at=at)
    publish(events.DeputySuggestionRated(at=at, suggestion_uid=suggestion.uid, rating=rating))
    return suggestion


# ── by the staff ──────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def accept(*, actor: Actor, suggestion_uid: UUID, at: dt.datetime) -> DeputySuggestion:
    """Accepted: it goes on the record of the lead deputy and of those who had signed by then."""
    suggestion = queries.lock_suggestion(suggestion_uid)
    POLICY.permit(actor, "deputies.accept", suggestion)
    advance(suggestion, SUGGESTION, "accept", actor=actor, at=at)
    signed = queries.co_signers_of(suggestion.uid).exclude(confirmed_at=None).values_list("mandate_id", flat=True)
    duties = [(uid, DutyKind.CO_SIGNING) for uid in signed]
    if suggestion.lead_id is not None:
        duties.insert(0, (suggestion.lead_id, DutyKind.SUGGESTION))
    for mandate_uid, kind in duties:
        record_duty(
            actor=system(current_code()),
            mandate_uid=mandate_uid,
            kind=kind,
            on=clock.date_of(suggestion.created_at),
            evidence_type="deputies.deputysuggestion",
            evidence_uid=suggestion.uid,
            at=at,
        )
    publish(events.DeputySuggestionAccepted(at=at, suggestion_uid=suggestion.uid))
    return suggestion


@transaction.atomic
def decline(
    *, actor: Actor, suggestion_uid: UUID, ground: DeclineGround, reason: str, at: dt.datetime
) -> DeputySuggestion:
    """Not accepted, on one of the grounds of the law; what came by letter is sent back with the reason."""
    suggestion = queries.lock_suggestion(suggestion_uid)
    POLICY.permit(actor, "deputies.accept", suggestion)
    reason = words(reason, "reason", "说明", 500)
    facts = {"ground": ground}
    advance(
        suggestion, SUGGESTION, "decline", actor=actor, at=at, facts=facts, words=(reason,), decline_ground=ground,
        decline_reason=reason,
    )  # fmt: skip
    publish(events.DeputySuggestionDeclined(at=at, suggestion_uid=suggestion.uid, ground=ground))
    letters.send_back(suggestion, at=at)
    return suggestion


@transaction.atomic
def mark_key(*, actor: Actor, suggestion_uid: UUID, is_key: bool, at: dt.datetime) -> DeputySuggestion:
    """重点督办, or no longer."""
    suggestion = queries.lock_suggestion(suggestion_uid)
    POLICY.permit(actor, "deputies.mark_key", suggestion)
    suggestion.is_key = is_key
    suggestion.save(update_fields=["is_key"])
    record("deputies.mark_key", suggestion, actor=actor, at=at, facts={"is_key": is_key})
    ring()
    return suggestion


@transaction.atomic
def settle(
    *, actor: Actor, suggestion_uid: UUID, level: HandlingLevel, outcome: str, at: dt.datetime
) -> DeputySuggestion:
    """Solved on the spot, without a unit: in the village, or by the office itself (3-29)."""
    suggestion = queries.lock_suggestion(suggestion_uid)
    POLICY.permit(actor, "deputies.settle", suggestion)
    _refuse_level_above(level)
    outcome = words(outcome, "outcome", "办理结果", 5000)
    facts = {"level": level}
    advance(
        suggestion, SUGGESTION, "settle", actor=actor, at=at, facts=facts, words=(outcome,), reply=outcome,
        solved_at_level=level, closed_at=at,
    )  # fmt: skip
    finish(suggestion, at=at)
    return suggestion


@transaction.atomic
def close(*, actor: Actor, suggestion_uid: UUID, at: dt.datetime) -> DeputySuggestion:
    """Done with. A dissatisfied deputy has it redone once first; an evaluation is awaited for twenty working days."""
    suggestion = queries.lock_suggestion(suggestion_uid)
    POLICY.permit(actor, "deputies.close", suggestion)
    _refuse_dissatisfied(suggestion)
    _refuse_before_rating(suggestion, at)
    level = suggestion.level
    facts = {"level": level, "rating": suggestion.rating or None}
    advance(suggestion, SUGGESTION, "close", actor=actor, at=at, facts=facts, solved_at_level=level, closed_at=at)
    finish(suggestion, at=at)
    return suggestion


# ── rules ─────────────────────────────────────────────────────────────────────────────────────


def _lead(actor: Actor, mandate_uid: UUID | None, at: dt.datetime) -> Mandate:
    if mandate_uid is None:
        own = queries.mandate_of(actor.account_uid, clock.date_of(at))
        if own is None:
            raise NoMandate()
        mandate_uid = own.mandate_uid
    return queries.lock_mandate(mandate_uid)


def _ask(suggestion: DeputySuggestion, mandate_uids: Sequence[UUID], at: dt.datetime) -> int:
    """Ask each deputy to sign, the lead left out and nobody twice; how many are new."""
    known = set(queries.co_signers_of(suggestion.uid).values_list("mandate_id", flat=True)) | {suggestion.lead_id}
    seats = [queries.seat(uid) for uid in dict.fromkeys(mandate_uids) if uid not in known]
    CoSigner.objects.bulk_create(
        CoSigner(created_at=at, suggestion=suggestion, mandate_id=seat.mandate_uid, name=seat.name) for seat in seats
    )
    return len(seats)


def _refuse_without_mandate(mandate: Mandate, at: dt.datetime) -> None:
    today = clock.date_of(at)
    if today < mandate.from_on or (mandate.until_on is not None and today >= mandate.until_on):
        raise NoMandate()


def _refuse_level_above(level: str) -> None:
    """An office settles at its own level or in a village below it, never above."""
    own = queries.level_here()
    if level not in (HandlingLevel.VILLAGE, own):
        raise LevelNotHere(field="level", own=own.label)


def _refuse_co_signing_closed(suggestion: DeputySuggestion) -> None:
    if suggestion.state != SuggestionState.SUBMITTED:
        raise CoSigningClosed(state=suggestion.get_state_display())


def _refuse_dissatisfied(suggestion: DeputySuggestion) -> None:
    if suggestion.rating == Rating.DISSATISFIED and suggestion.redone == 0:
        raise RedoFirst()


def _refuse_before_rating(suggestion: DeputySuggestion, at: dt.datetime) -> None:
    """What came from below has no lead deputy here who could rate it."""
    if suggestion.state != SuggestionState.REPLIED or suggestion.lead_id is None or suggestion.replied_at is None:
        return
    replied_on = clock.date_of(suggestion.replied_at)
    until = deadlines.rating_due(replied_on, queries.deadlines_on(replied_on), rulebook.calendar())
    if clock.date_of(at) <= until:
        raise RatingAwaited(until=until)
