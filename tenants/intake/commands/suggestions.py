"""A suggestion's way through the desk: submitted, screened, returned and amended, declined, merged, nominated."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.identity.errors import PhoneInvalid
from commons.identity.phones import normalise
from commons.kernel.actor import Actor
from commons.kernel.clock import date_of
from commons.kernel.confidential import blind_index
from commons.outbox.commands import publish
from tenants.cycles import queries as cycles
from tenants.documents import commands as documents
from tenants.documents.sniffing import IMAGE, sniff
from tenants.intake import events, queries, query_code, texts
from tenants.intake.commands.contacts import forget_sooner, keep_contact
from tenants.intake.errors import (
    CampaignNotOpen,
    ChannelNotYours,
    MergedIntoItself,
    MergeOfPrimary,
    NoCycleCollecting,
    NotAmended,
    NotAPhoto,
    PrimaryNotOpen,
    TooManyPhotos,
)
from tenants.intake.lifecycle import SUGGESTION
from tenants.intake.models import Amendment, Campaign, Merge, Outcome, Suggestion
from tenants.intake.policies import POLICY
from tenants.intake.terms import Channel, DeclineReason, Field, OutcomeKind, SuggestionState

MAX_PHOTOS = 6
RESIDENTS = "群众"  # what the trail says when somebody writes for a resident: never the resident's name


@dataclass(frozen=True)
class Photo:
    """A picture as it was uploaded; `documents` re-encodes it, so that no place or time leaves the phone."""

    filename: str
    content: bytes


@dataclass(frozen=True)
class Slip:
    """回执: the query code in groups, to be shown once and never again; only its digest is kept."""

    uid: UUID
    query_code: str
    suggestion: Suggestion


@transaction.atomic
def submit_suggestion(
    *,
    actor: Actor,
    title: str,
    content: str,
    channel: Channel,
    field: Field,
    at: dt.datetime,
    village: str = "",
    contact_name: str = "",
    contact_phone: str = "",
    photos: Sequence[Photo] = (),
    campaign_uid: UUID | None = None,
    for_resident: bool = False,
) -> Slip:
    """Take a suggestion in. Without a campaign it belongs to the standing collection (常态征集).

    `for_resident`: somebody with an account writes for a resident without one (1-20); the trail says so.
    Raises ChannelNotYours, CampaignNotOpen, TextRefused, PhoneInvalid, TooManyPhotos, NotAPhoto, and what `documents` refuses.
    """
    POLICY.permit(actor, "intake.submit")
    channel = Channel(channel)
    _refuse_foreign_channel(actor, channel)
    _refuse_other_than_photos(photos)
    campaign = _open_campaign(campaign_uid, date_of(at)) if campaign_uid else None
    for_resident = for_resident and not actor.is_anonymous
    code = query_code.draw(secrets.choice)
    suggestion = Suggestion(
        campaign=campaign,
        cycle_uid=campaign.cycle_uid if campaign else _collecting(date_of(at)),
        query_digest=blind_index(code),
        title=_title(title),
        content=_content(content),
        channel=channel,
        field=Field(field),
        village=texts.line(village, field="village", label="村（社区）", at_most=60, at_least=0),
        for_resident=for_resident,
        entered_by_uid=actor.account_uid,
        entered_by_name="" if actor.is_anonymous else actor.name,
        created_at=at,
    )
    name = texts.line(contact_name, field="contact_name", label="姓名", at_most=30, at_least=0)
    phone = _phone(contact_phone)
    suggestion.save(force_insert=True)
    keep_contact(suggestion, name=name, phone=phone, at=at)
    for photo in photos:
        documents.attach(
            actor=actor,
            subject_type=suggestion._meta.label_lower,
            subject_uid=suggestion.uid,
            filename=photo.filename,
            content=photo.content,
            public=False,
            at=at,
        )
    record(
        "intake.submit",
        suggestion,
        actor=actor.acting_for(RESIDENTS) if for_resident else actor,
        at=at,
        facts={"channel": channel, "field": suggestion.field, "photos": len(photos), "cycle": suggestion.cycle_uid},
        words=(suggestion.title, suggestion.content),
    )
    publish(
        events.SuggestionSubmitted(
            at=at, suggestion_uid=suggestion.uid, cycle_uid=suggestion.cycle_uid, channel=channel
        )
    )
    return Slip(suggestion.uid, query_code.shown(code), suggestion)


@transaction.atomic
def screen_suggestion(*, actor: Actor, uid: UUID, at: dt.datetime) -> Suggestion:
    """初审通过: it is a livelihood matter, clear enough to be worked on."""
    suggestion = queries.lock(uid)
    POLICY.permit(actor, "intake.screen", suggestion)
    advance(suggestion, SUGGESTION, "screen", actor=actor, at=at)
    publish(events.SuggestionScreened(at=at, suggestion_uid=uid, cycle_uid=suggestion.cycle_uid))
    return suggestion


@transaction.atomic
def return_suggestion(*, actor: Actor, uid: UUID, reply: str, at: dt.datetime) -> Suggestion:
    """Ask the citizen to complete it; `reply` says what is missing and is read by whoever holds the query code."""
    suggestion = queries.lock(uid)
    POLICY.permit(actor, "intake.screen", suggestion)
    words = _reply(reply)
    advance(suggestion, SUGGESTION, "return", actor=actor, at=at, words=(words,), reply=words)
    publish(events.SuggestionReturned(at=at, suggestion_uid=uid, cycle_uid=suggestion.cycle_uid))
    return suggestion


@transaction.atomic
def resubmit(*, actor: Actor, code: str, title: str, content: str, at: dt.datetime) -> Suggestion:
    """The holder of the query code amends what was returned. Raises NotAmended when nothing was changed."""
    suggestion = queries.lock_by_code(code)
    POLICY.permit(actor, "intake.amend", suggestion)
    SUGGESTION.step("resubmit", suggestion.state)
    new = _title(title), _content(content)
    if new == (suggestion.title, suggestion.content):
        raise NotAmended()
    Amendment(suggestion=suggestion, title=suggestion.title, content=suggestion.content, made_at=at).save()
    advance(suggestion, SUGGESTION, "resubmit", actor=actor, at=at, words=new, title=new[0], content=new[1])
    publish(events.SuggestionResubmitted(at=at, suggestion_uid=suggestion.uid, cycle_uid=suggestion.cycle_uid))
    return suggestion


@transaction.atomic
def decline_suggestion(*, actor: Actor, uid: UUID, reason: DeclineReason, reply: str, at: dt.datetime) -> Suggestion:
    """不予采纳, with a reason of the list and words for the citizen. The contact is then kept half a year only."""
    suggestion = queries.lock(uid)
    POLICY.permit(actor, "intake.screen", suggestion)
    words, why = _reply(reply), DeclineReason(reason)
    advance(
        suggestion,
        SUGGESTION,
        "decline",
        actor=actor,
        at=at,
        facts={"reason": why},
        words=(words,),
        decline_reason=why,
        reply=words,
    )
    forget_sooner(suggestion, at=at)
    publish(events.SuggestionDeclined(at=at, suggestion_uid=uid, cycle_uid=suggestion.cycle_uid, reason=why))
    return suggestion


@transaction.atomic
def reinstate_suggestion(*, actor: Actor, uid: UUID, reason: str, at: dt.datetime) -> Suggestion:
    """恢复办理: the refusal was a mistake. It is screened again."""
    suggestion = queries.lock(uid)
    POLICY.permit(actor, "intake.screen", suggestion)
    words = _reason(reason)
    advance(suggestion, SUGGESTION, "reinstate", actor=actor, at=at, words=(words,), decline_reason="", reply="")
    publish(events.SuggestionReinstated(at=at, suggestion_uid=uid, cycle_uid=suggestion.cycle_uid))
    return suggestion


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
    words = _reason(reason)
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
    merge.undone_at, merge.undone_reason = at, _reason(reason)
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
def nominate_suggestion(*, actor: Actor, uid: UUID, at: dt.datetime) -> Suggestion:
    """推荐评议. One that still waits joins the collecting cycle now. Raises NoCycleCollecting."""
    suggestion = queries.lock(uid)
    POLICY.permit(actor, "intake.nominate", suggestion)
    cycle_uid = suggestion.cycle_uid or _collecting(date_of(at))
    if cycle_uid is None:
        raise NoCycleCollecting()
    advance(suggestion, SUGGESTION, "nominate", actor=actor, at=at, facts={"cycle": cycle_uid}, cycle_uid=cycle_uid)
    publish(events.SuggestionNominated(at=at, suggestion_uid=uid, cycle_uid=cycle_uid))
    return suggestion


@transaction.atomic
def note_outcome(
    *,
    actor: Actor,
    suggestion_uid: UUID,
    outcome: OutcomeKind,
    at: dt.datetime,
    title: str = "",
    subject_uid: UUID | None = None,
) -> None:
    """What a later room made of it (called downward by that room); noting the same twice changes nothing.

    `subject_uid` is the proposal, candidate or project it became, `title` its public name.
    """
    suggestion = queries.lock(suggestion_uid)
    POLICY.permit(actor, "intake.note_outcome", suggestion)
    kind = OutcomeKind(outcome)
    noted, new = Outcome.objects.get_or_create(
        suggestion=suggestion,
        kind=kind,
        subject_uid=subject_uid,
        defaults={"title": title[:120], "noted_at": at},
    )
    if new:
        facts = {"outcome": kind, "subject": subject_uid}
        record("intake.note_outcome", suggestion, actor=actor, at=at, facts=facts, words=(noted.title,))


@transaction.atomic
def adopt_waiting(*, actor: Actor, at: dt.datetime) -> int:
    """Suggestions that came while no cycle was open join the one that collects now. Idempotent."""
    POLICY.permit(actor, "intake.assign_cycle")
    cycle_uid = _collecting(date_of(at))
    if cycle_uid is None:
        return 0
    rows = list(queries.waiting().select_for_update())
    for suggestion in rows:
        suggestion.cycle_uid = cycle_uid
        suggestion.save(update_fields=["cycle_uid"])
        record("intake.assign_cycle", suggestion, actor=actor, at=at, facts={"cycle": cycle_uid})
    return len(rows)


def _collecting(on: dt.date) -> UUID | None:
    cycle = cycles.find_collecting_cycle(on)
    return cycle.uid if cycle else None


def _open_campaign(uid: UUID, on: dt.date) -> Campaign:
    """Not locked: a thousand people may submit at once, and one of them may be a second late."""
    campaign = queries.collecting_campaigns(on).filter(uid=uid).first()
    if campaign is None:
        raise CampaignNotOpen(field="campaign_uid")
    return campaign


def _phone(typed: str) -> str:
    if not typed.strip():
        return ""
    try:
        return normalise(typed)
    except PhoneInvalid as wrong:
        raise PhoneInvalid(field="contact_phone") from wrong


def _title(title: str) -> str:
    return texts.line(title, field="title", label="标题", at_most=60, at_least=4)


def _content(content: str) -> str:
    return texts.prose(content, field="content", label="内容", at_most=2000, at_least=5)


def _reply(reply: str) -> str:
    return texts.prose(reply, field="reply", label="给提议人的答复", at_most=500, at_least=5)


def _reason(reason: str) -> str:
    return texts.line(reason, field="reason", label="理由", at_most=200, at_least=2)


def _refuse_foreign_channel(actor: Actor, channel: Channel) -> None:
    if not actor.holds(*channel.writers):
        raise ChannelNotYours(field="channel", channel=channel.label)


def _refuse_other_than_photos(photos: Sequence[Photo]) -> None:
    if len(photos) > MAX_PHOTOS:
        raise TooManyPhotos(field="photos", limit=MAX_PHOTOS)
    if any(sniff(photo.content) != IMAGE for photo in photos):
        raise NotAPhoto(field="photos")
