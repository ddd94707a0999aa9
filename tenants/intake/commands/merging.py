"""Two that are one matter, and one that grew out of another: 并案 and 线索关联, both with a way back."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.kernel.actor import Actor
from commons.outbox.commands import publish, ring
from tenants.intake import events, queries, texts
from tenants.intake.errors import (
    MergedIntoItself,
    MergeOfPrimary,
    NotLinked,
    OriginKnown,
    OriginOfItself,
    PrimaryNotOpen,
)
from tenants.intake.lifecycle import SUGGESTION
from tenants.intake.models import Merge, Origin, Suggestion
from tenants.intake.policies import POLICY
from tenants.intake.terms import SuggestionState


@transaction.atomic
def merge_suggestions(*, actor: Actor, primary_uid: UUID, absorbed_uid: UUID, reason: str, at: dt.datetime) -> Merge:
    """并案: `absorbed` is handled together with `primary`; both origins stay, each with its own query code.

    Raises MergedIntoItself, MergeOfPrimary (a chain would hide where it leads), PrimaryNotOpen.
    """
    if primary_uid == absorbed_uid:
        raise MergedIntoItself(field="primary_uid")
    first, second = sorted(
        (primary_uid, absorbed_uid)
    )  # the same order for everybody: no two merges wait for each other
    rows = {uid: queries.lock(uid) for uid in (first, second)}
    primary, absorbed = rows[primary_uid], rows[absorbed_uid]
    POLICY.permit(actor, "intake.merge", absorbed)
    if primary.state not in (SuggestionState.SUBMITTED, SuggestionState.SCREENED, SuggestionState.NOMINATED):
        raise PrimaryNotOpen(field="primary_uid", state=primary.get_state_display())
    if queries.has_absorbed(absorbed):
        raise MergeOfPrimary()
    words = texts.reason(reason)
    advance(absorbed, SUGGESTION, "merge", actor=actor, at=at, facts={"primary": primary_uid}, words=(words,))
    merge = Merge(absorbed=absorbed, primary=primary, reason=words, merged_at=at)
    merge.save(force_insert=True)
    publish(
        events.SuggestionMerged(
            at=at, suggestion_uid=absorbed_uid, cycle_uid=absorbed.cycle_uid, primary_uid=primary_uid
        )
    )
    return merge


@transaction.atomic
def undo_merge(*, actor: Actor, uid: UUID, reason: str, at: dt.datetime) -> Suggestion:
    """撤销并案: the absorbed suggestion stands for itself again, and is screened again."""
    suggestion = queries.lock(uid)
    POLICY.permit(actor, "intake.merge", suggestion)
    SUGGESTION.step("undo_merge", suggestion.state)
    merge = Merge.objects.select_for_update().get(absorbed=suggestion, undone_at=None)
    merge.undone_at, merge.undone_reason = at, texts.reason(reason)
    merge.save(update_fields=["undone_at", "undone_reason"])
    advance(
        suggestion,
        SUGGESTION,
        "undo_merge",
        actor=actor,
        at=at,
        facts={"primary": merge.primary_id},
        words=(merge.undone_reason,),
    )
    publish(events.MergeUndone(at=at, suggestion_uid=uid, cycle_uid=suggestion.cycle_uid, primary_uid=merge.primary_id))
    return suggestion


@transaction.atomic
def link_clue(*, actor: Actor, clue_uid: UUID, suggestion_uid: UUID, reason: str, at: dt.datetime) -> Origin:
    """关联线索: `suggestion` grew out of `clue`. Many to many; both go their own ways (1-51, domain §5.1 两向转化).

    Raises OriginOfItself, SuggestionNotFound, OriginKnown.
    """
    if clue_uid == suggestion_uid:
        raise OriginOfItself(field="suggestion_uid")
    rows = {uid: queries.lock(uid) for uid in sorted((clue_uid, suggestion_uid))}
    clue, suggestion = rows[clue_uid], rows[suggestion_uid]
    POLICY.permit(actor, "intake.link", clue)
    if queries.standing_origin(clue_uid, suggestion_uid):
        raise OriginKnown(field="suggestion_uid")
    origin = Origin(clue=clue, suggestion=suggestion, reason=texts.reason(reason), linked_at=at)
    origin.save(force_insert=True)
    record("intake.link_clue", clue, actor=actor, at=at, facts={"suggestion": suggestion_uid}, words=(origin.reason,))
    ring()
    return origin


@transaction.atomic
def undo_link(*, actor: Actor, clue_uid: UUID, suggestion_uid: UUID, reason: str, at: dt.datetime) -> Origin:
    """撤销关联. The row stays and says why. Raises NotLinked."""
    clue = queries.lock(clue_uid)
    POLICY.permit(actor, "intake.link", clue)
    origin = queries.standing_origin(clue_uid, suggestion_uid)
    if origin is None:
        raise NotLinked(field="suggestion_uid")
    origin.undone_at, origin.undone_reason = at, texts.reason(reason)
    origin.save(update_fields=["undone_at", "undone_reason"])
    facts = {"suggestion": suggestion_uid}
    record("intake.undo_link", clue, actor=actor, at=at, facts=facts, words=(origin.undone_reason,))
    ring()
    return origin
