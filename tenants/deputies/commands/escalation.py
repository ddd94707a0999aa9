"""Village → town → county → city: what cannot be solved here is brought up by letter, and what becomes of it comes back.

Both offices handle a record of their own; the letters carry values, never rows, and every receiving command may be
called twice with the same letter.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.directory import queries as directory
from commons.kernel.actor import Actor
from commons.kernel.tenancy import current_code, current_office
from commons.outbox.commands import publish, ring
from tenants.deputies import events, queries
from tenants.deputies.commands import letters
from tenants.deputies.commands.closing import finish
from tenants.deputies.errors import LetterMisdirected, NoSuperior
from tenants.deputies.lifecycle import SUGGESTION
from tenants.deputies.models import DeputySuggestion
from tenants.deputies.policies import POLICY
from tenants.deputies.terms import SuggestionState


@transaction.atomic
def escalate(*, actor: Actor, suggestion_uid: UUID, at: dt.datetime) -> DeputySuggestion:
    """Bring it to the superior office: a letter goes up, and this one waits for the answer. Raises NoSuperior."""
    suggestion = queries.lock_suggestion(suggestion_uid)
    POLICY.permit(actor, "deputies.escalate", suggestion)
    superior = _superior()
    facts = {"to": superior, "round": suggestion.rounds + 1}
    advance(suggestion, SUGGESTION, "escalate", actor=actor, at=at, facts=facts, rounds=suggestion.rounds + 1)
    letters.bring_up(suggestion, to=superior, at=at)
    return suggestion


@transaction.atomic
def enter_from_below(
    *,
    actor: Actor,
    from_office: str,
    origin_uid: UUID,
    origin_round: int,
    title: str,
    content: str,
    lead_name: str,
    village: str,
    is_confidential: bool,
    at: dt.datetime,
) -> DeputySuggestion:
    """Enter here what an office below could not solve. Idempotent. Raises LetterMisdirected."""
    POLICY.permit(actor, "deputies.correspond")
    _refuse_not_below(from_office)
    already = queries.find_entered(from_office, origin_uid, origin_round)
    if already is not None:
        return already
    suggestion = DeputySuggestion(
        created_at=at,
        title=title,
        content=content,
        lead_name=lead_name,
        village=village,
        is_confidential=is_confidential,
        level=queries.level_here(),
        origin_office=from_office,
        origin_uid=origin_uid,
        origin_round=origin_round,
        state=SUGGESTION.start,
    )
    suggestion.save(force_insert=True)
    facts = {"from": from_office, "origin": origin_uid, "round": origin_round}
    record("deputies.enter_from_below", suggestion, actor=actor, at=at, facts=facts, words=(title, content))
    publish(events.DeputySuggestionSubmitted(at=at, suggestion_uid=suggestion.uid, origin_office=from_office))
    return suggestion


@transaction.atomic
def settle_above(
    *,
    actor: Actor,
    suggestion_uid: UUID,
    from_office: str,
    round: int,
    level: str,
    reply_class: str,
    reply: str,
    at: dt.datetime,
) -> DeputySuggestion:
    """It was settled above: closed here too, and reported further down if it came from there. Idempotent."""
    suggestion = queries.lock_suggestion(suggestion_uid)
    POLICY.permit(actor, "deputies.correspond", suggestion)
    _refuse_not_above(from_office)
    if suggestion.state == SuggestionState.ESCALATED and suggestion.rounds == round:
        facts = {"by": from_office, "level": level, "round": round}
        advance(
            suggestion, SUGGESTION, "settle_above", actor=actor, at=at, facts=facts, words=(reply,), reply=reply,
            reply_class=reply_class, solved_at_level=level, closed_at=at,
        )  # fmt: skip
        finish(suggestion, at=at)
    return suggestion


@transaction.atomic
def take_back(
    *,
    actor: Actor,
    suggestion_uid: UUID,
    from_office: str,
    round: int,
    ground: str,
    reason: str,
    at: dt.datetime,
) -> DeputySuggestion:
    """The superior did not take it: it is this office's to handle again. Idempotent."""
    suggestion = queries.lock_suggestion(suggestion_uid)
    POLICY.permit(actor, "deputies.correspond", suggestion)
    _refuse_not_above(from_office)
    if suggestion.state == SuggestionState.ESCALATED and suggestion.rounds == round:
        facts = {"by": from_office, "ground": ground, "round": round}
        advance(
            suggestion, SUGGESTION, "send_back", actor=actor, at=at, facts=facts, words=(reason,),
            decline_ground=ground, decline_reason=reason,
        )  # fmt: skip
    ring()
    return suggestion


# ── rules ─────────────────────────────────────────────────────────────────────────────────────


def _superior() -> str:
    """Code of the office above that takes letters. The province holds no deputies' suggestions of this platform."""
    code = current_office().parent_id
    above = directory.find_office(code) if code else None
    if above is None or above.is_province or not above.is_serving:
        raise NoSuperior()
    return above.code


def _refuse_not_below(code: str) -> None:
    below = directory.find_office(code)
    if below is None or below.parent_id != current_code():
        raise LetterMisdirected(office=code)


def _refuse_not_above(code: str) -> None:
    if current_office().parent_id != code:
        raise LetterMisdirected(office=code)
