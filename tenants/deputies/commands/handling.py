"""Deputies' suggestions from the units' side: assigned, handed back, given an opinion on, answered, redone, extended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from commons.access import commands as access
from commons.audit.commands import advance, record
from commons.identity import queries as identity
from commons.identity.terms import MembershipKind
from commons.kernel import clock
from commons.kernel.actor import Actor, Role, system
from commons.kernel.tenancy import current_code
from commons.outbox.commands import publish, ring
from commons.rulebook import queries as rulebook
from tenants.deputies import deadlines, events, queries
from tenants.deputies.commands.checks import words
from tenants.deputies.commands.closing import end_handlings
from tenants.deputies.errors import (
    DueInvalid,
    ExtendedAlready,
    HandBackTooLate,
    NotAnAssistingUnit,
    NotTheLeadUnit,
    OnlyDissatisfiedIsRedone,
    UnitTwice,
)
from tenants.deputies.lifecycle import SUGGESTION
from tenants.deputies.models import DeputySuggestion, Handling
from tenants.deputies.policies import POLICY
from tenants.deputies.terms import HandlingRole, Rating, ReplyClass, SuggestionState


@dataclass(frozen=True)
class Unit:
    """A unit as the assigning office names it."""

    account_uid: UUID
    name: str


@transaction.atomic
def assign(
    *,
    actor: Actor,
    suggestion_uid: UUID,
    lead: Unit,
    at: dt.datetime,
    assisting: Sequence[Unit] = (),
    due_on: dt.date | None = None,
) -> DeputySuggestion:
    """交办: one unit leads (主办), others may assist (协办). Each sees and answers exactly this suggestion.

    The reply is due within the rule's months (at most three) unless an earlier day is named; the trail says whether it was
    assigned within the rule's days (交办期限). Raises DueInvalid, UnitTwice.
    """
    suggestion = queries.lock_suggestion(suggestion_uid)
    POLICY.permit(actor, "deputies.assign", suggestion)
    units = [lead, *assisting]
    _refuse_unit_twice(units)
    today = clock.date_of(at)
    latest = deadlines.reply_due(today, queries.deadlines_on(today))
    due = due_on or latest
    _refuse_due(due, latest, at)
    assign_by = queries.assign_due(suggestion)
    facts = {
        "lead": lead.account_uid,
        "assisting": [each.account_uid for each in assisting],
        "due_on": due,
        "on_time": assign_by is None or today <= assign_by,
    }
    advance(suggestion, SUGGESTION, "assign", actor=actor, at=at, facts=facts, due_on=due, is_extended=False)
    for unit in units:
        _take_on(suggestion, unit, HandlingRole.LEAD if unit is lead else HandlingRole.ASSISTING, at=at)
    publish(events.DeputySuggestionAssigned(at=at, suggestion_uid=suggestion.uid, due_on=due))
    return suggestion


@transaction.atomic
def hand_back(*, actor: Actor, suggestion_uid: UUID, reason: str, at: dt.datetime) -> DeputySuggestion:
    """The lead unit says that it is not the right one; the suggestion waits to be assigned again. Raises HandBackTooLate."""
    suggestion = queries.lock_suggestion(suggestion_uid)
    POLICY.permit(actor, "deputies.answer", suggestion)
    handling = _refuse_other_than(HandlingRole.LEAD, actor, suggestion)
    _refuse_late(clock.date_of(handling.created_at), clock.date_of(at))
    reason = words(reason, "reason", "退回原因", 500)
    advance(suggestion, SUGGESTION, "hand_back", actor=actor, at=at, words=(reason,), due_on=None)
    end_handlings(suggestion, at=at)
    ring()
    return suggestion


@transaction.atomic
def extend(*, actor: Actor, suggestion_uid: UUID, due_on: dt.date, at: dt.datetime) -> DeputySuggestion:
    """A wide or difficult matter gets longer, once: as the rule says, never above six months (代表法 2025)."""
    suggestion = queries.lock_suggestion(suggestion_uid)
    POLICY.permit(actor, "deputies.assign", suggestion)
    SUGGESTION.step("answer", suggestion.state)
    if suggestion.is_extended:
        raise ExtendedAlready()
    handling = queries.lead_handling(suggestion.uid)
    assigned_on = clock.date_of(handling.created_at)
    latest = deadlines.reply_due(assigned_on, queries.deadlines_on(assigned_on), extended=True)
    _refuse_due(due_on, latest, at)
    suggestion.due_on, suggestion.is_extended = due_on, True
    suggestion.save(update_fields=["due_on", "is_extended"])
    record("deputies.extend", suggestion, actor=actor, at=at, facts={"due_on": due_on})
    ring()
    return suggestion


@transaction.atomic
def give_opinion(*, actor: Actor, suggestion_uid: UUID, opinion: str, at: dt.datetime) -> Handling:
    """An assisting unit tells the lead unit what it can do; the trail says whether within the rule's time (协办意见期限)."""
    suggestion = queries.lock_suggestion(suggestion_uid)
    POLICY.permit(actor, "deputies.answer", suggestion)
    SUGGESTION.step("answer", suggestion.state)
    handling = _refuse_other_than(HandlingRole.ASSISTING, actor, suggestion)
    handling.opinion, handling.opinion_at = words(opinion, "opinion", "协办意见", 2000), at
    handling.save(update_fields=["opinion", "opinion_at"])
    until = _until("assist_within", clock.date_of(handling.created_at))
    facts = {"on_time": clock.date_of(at) <= until}
    record("deputies.give_opinion", handling, actor=actor, at=at, facts=facts, words=(handling.opinion,))
    return handling


@transaction.atomic
def answer(
    *, actor: Actor, suggestion_uid: UUID, reply: str, reply_class: ReplyClass, at: dt.datetime
) -> DeputySuggestion:
    """The lead unit replies to the deputy and says of which class the reply is."""
    suggestion = queries.lock_suggestion(suggestion_uid)
    POLICY.permit(actor, "deputies.answer", suggestion)
    _refuse_other_than(HandlingRole.LEAD, actor, suggestion)
    reply = words(reply, "reply", "答复", 5000)
    on_time = suggestion.due_on is not None and clock.date_of(at) <= suggestion.due_on
    facts = {"class": reply_class, "on_time": on_time}
    advance(
        suggestion, SUGGESTION, "answer", actor=actor, at=at, facts=facts, words=(reply,), reply=reply,
        reply_class=reply_class, replied_at=at,
    )  # fmt: skip
    publish(events.DeputySuggestionAnswered(at=at, suggestion_uid=suggestion.uid, reply_class=reply_class))
    return suggestion


@transaction.atomic
def redo(*, actor: Actor, suggestion_uid: UUID, due_on: dt.date, at: dt.datetime) -> DeputySuggestion:
    """The deputy was dissatisfied: the same units handle it again; the first rating stays in the evidence."""
    suggestion = queries.lock_suggestion(suggestion_uid)
    POLICY.permit(actor, "deputies.assign", suggestion)
    if suggestion.state == SuggestionState.RATED and suggestion.rating != Rating.DISSATISFIED:
        raise OnlyDissatisfiedIsRedone()
    today = clock.date_of(at)
    _refuse_due(due_on, deadlines.redo_due(today, queries.deadlines_on(today)), at)
    facts = {"due_on": due_on, "redone": suggestion.redone + 1}
    advance(
        suggestion, SUGGESTION, "redo", actor=actor, at=at, facts=facts, due_on=due_on, rating="", rated_at=None,
        redone=suggestion.redone + 1,
    )  # fmt: skip
    publish(events.DeputySuggestionAssigned(at=at, suggestion_uid=suggestion.uid, due_on=due_on))
    return suggestion


# ── rules ─────────────────────────────────────────────────────────────────────────────────────


def _take_on(suggestion: DeputySuggestion, unit: Unit, role: HandlingRole, *, at: dt.datetime) -> None:
    account = identity.account(unit.account_uid)
    Handling(
        created_at=at,
        suggestion=suggestion,
        role=role,
        unit_account_uid=unit.account_uid,
        unit_name=words(unit.name, "unit_name", "承办单位", 60),
    ).save(force_insert=True)
    machine = system(current_code())
    access.appoint(actor=machine, account=account, kind=MembershipKind.UNIT, roles=[Role.UNIT], at=at)
    access.grant(account=account, permission="answer_suggestion", on=suggestion)


def _refuse_unit_twice(units: Sequence[Unit]) -> None:
    if len({unit.account_uid for unit in units}) != len(units):
        raise UnitTwice(field="assisting")


def _refuse_late(assigned_on: dt.date, today: dt.date) -> None:
    """承办单位退回期限: the rule of the day on which it was assigned."""
    until = _until("return_within", assigned_on)
    if today > until:
        raise HandBackTooLate(until=until)


def _until(field: str, assigned_on: dt.date) -> dt.date:
    return deadlines.day_after(assigned_on, queries.deadlines_on(assigned_on)[field], rulebook.calendar())


def _refuse_due(due_on: dt.date, latest: dt.date, at: dt.datetime) -> None:
    if not clock.date_of(at) < due_on <= latest:
        raise DueInvalid(field="due_on", latest=latest)


def _refuse_other_than(role: HandlingRole, actor: Actor, suggestion: DeputySuggestion) -> Handling:
    handling = queries.find_handling(suggestion.uid, actor.account_uid)
    if handling is None or handling.role != role:
        raise NotTheLeadUnit() if role == HandlingRole.LEAD else NotAnAssistingUnit()
    return handling
