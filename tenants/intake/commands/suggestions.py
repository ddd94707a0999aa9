"""A suggestion's way through the desk: submitted, screened, returned and amended, declined, merged, nominated."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.identity.errors import PhoneInvalid
from commons.identity.phones import normalise
from commons.kernel.actor import Actor
from commons.kernel.clock import date_of
from commons.kernel.confidential import blind_index
from commons.outbox.commands import publish, ring
from tenants.cycles import queries as cycles
from tenants.documents import commands as documents
from tenants.documents.sniffing import IMAGE, film_of, sniff
from tenants.documents.terms import MediaType
from tenants.intake import events, likeness, queries, query_code, texts
from tenants.intake.commands.contacts import forget_sooner, keep_contact
from tenants.intake.errors import (
    ActivityStruck,
    CampaignNotOpen,
    ChannelNotYours,
    ChannelShut,
    HeldLater,
    NoCycleCollecting,
    NotAmended,
    NotAPhoto,
    NotAVideo,
    NotCollecting,
    OneMatterOnly,
    TooManyPhotos,
    VideoNotTaken,
    VideoTooLarge,
)
from tenants.intake.lifecycle import SUGGESTION
from tenants.intake.models import Activity, Amendment, Campaign, Outcome, Suggestion
from tenants.intake.policies import POLICY
from tenants.intake.terms import Channel, DeclineReason, Field, OutcomeKind

RESIDENTS = "群众"  # what the trail says when somebody writes for a resident: never the resident's name


@dataclass(frozen=True)
class Photo:
    """A picture or film as it was uploaded; `documents` redraws or strips it, so that no place or time leaves the phone."""

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
    video: Photo | None = None,
    campaign_uid: UUID | None = None,
    for_resident: bool = False,
    heard_on: dt.date | None = None,
    proposed_by: str = "",
    activity_uid: UUID | None = None,
) -> Slip:
    """Take a suggestion in. Without a campaign it belongs to the standing collection (常态征集).

    `title` may be left out: it is then the first words of the content. `for_resident`: somebody with an account writes for a
    resident without one (1-20); the trail says so. `activity_uid`: the visit or session where it was heard; `proposed_by`: the
    department behind it (3-43). The year's 征集办法 says which ways are open, whether it is taken outside a campaign, and what
    may hang on it. Raises ChannelNotYours, ChannelShut, CampaignNotOpen, NotCollecting, ActivityNotFound, ActivityStruck,
    HeldLater, TextRefused, OneMatterOnly, PhoneInvalid, TooManyPhotos, NotAPhoto, VideoNotTaken, VideoTooLarge, NotAVideo,
    and what `documents` refuses.
    """
    POLICY.permit(actor, "intake.submit")
    channel = Channel(channel)
    _refuse_foreign_channel(actor, channel)
    campaign = _open_campaign(campaign_uid, date_of(at)) if campaign_uid else None
    cycle = cycles.cycle(campaign.cycle_uid) if campaign else cycles.find_collecting_cycle(date_of(at))
    rule = queries.rule_for(cycle, on=date_of(at))
    _refuse_shut_channel(rule, channel)
    if campaign is None and not rule.standing:
        campaign = _campaign_of_the_day(date_of(at))
    _refuse_photos(photos, rule)
    films = _refuse_video(video, rule) if video else frozenset()
    activity = _heard_at(actor, activity_uid) if activity_uid else None
    if heard_on and heard_on > date_of(at):
        raise HeldLater(field="heard_on")
    for_resident = for_resident and not actor.is_anonymous
    code = query_code.draw(secrets.choice)
    body = _content(content)
    _refuse_several_matters(body, rule)
    suggestion = Suggestion(
        campaign=campaign,
        cycle_uid=campaign.cycle_uid if campaign else cycle.uid if cycle else None,
        query_digest=blind_index(code),
        title=_title(title or texts.opening(body)),
        content=body,
        channel=channel,
        field=Field(field),
        village=_village(village),
        heard_on=heard_on or (activity.held_on if activity else None),
        proposed_by=texts.line(proposed_by, field="proposed_by", label="提出单位", at_most=60, at_least=0),
        activity=activity,
        for_resident=for_resident,
        entered_by_uid=actor.account_uid,
        entered_by_name="" if actor.is_anonymous else actor.name,
        created_at=at,
    )
    suggestion.likeness = likeness.key(suggestion.title, suggestion.content)
    name = texts.line(contact_name, field="contact_name", label="姓名", at_most=30, at_least=0)
    phone = _phone(contact_phone)
    suggestion.save(force_insert=True)
    keep_contact(suggestion, name=name, phone=phone, at=at)
    for each in (*photos, *([video] if video else ())):
        documents.attach(
            actor=actor,
            subject_type=suggestion._meta.label_lower,
            subject_uid=suggestion.uid,
            filename=each.filename,
            content=each.content,
            films=films,
            public=False,
            at=at,
        )
    record(
        "intake.submit",
        suggestion,
        actor=actor.acting_for(RESIDENTS) if for_resident else actor,
        at=at,
        facts={
            "channel": channel,
            "field": suggestion.field,
            "photos": len(photos),
            **({"video": True} if video else {}),
            "cycle": suggestion.cycle_uid,
        },
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
    """The holder of the query code amends what was returned. Raises NotAmended, OneMatterOnly."""
    suggestion = queries.lock_by_code(code)
    POLICY.permit(actor, "intake.amend", suggestion)
    SUGGESTION.step("resubmit", suggestion.state)
    new = _title(title), _content(content)
    year = cycles.cycle(suggestion.cycle_uid) if suggestion.cycle_uid else None
    _refuse_several_matters(new[1], queries.rule_for(year, on=date_of(at)))
    if new == (suggestion.title, suggestion.content):
        raise NotAmended()
    Amendment(suggestion=suggestion, title=suggestion.title, content=suggestion.content, made_at=at).save()
    changes: dict[str, Any] = {"title": new[0], "content": new[1], "likeness": likeness.key(*new)}
    advance(suggestion, SUGGESTION, "resubmit", actor=actor, at=at, words=new, **changes)
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
def classify_suggestion(*, actor: Actor, uid: UUID, field: Field, village: str, at: dt.datetime) -> Suggestion:
    """改正归类: whoever writes on a phone need not know the eight fields; the desk does."""
    suggestion = queries.lock(uid)
    POLICY.permit(actor, "intake.classify", suggestion)
    facts = {"from": suggestion.field, "to": Field(field)}
    suggestion.field, suggestion.village = Field(field), _village(village)
    suggestion.save(update_fields=["field", "village"])
    record("intake.classify", suggestion, actor=actor, at=at, facts=facts, words=(suggestion.village,))
    ring()
    return suggestion


@transaction.atomic
def note_likeness(*, actor: Actor, at: dt.datetime) -> int:
    """For suggestions from before there was a likeness: how many got theirs. Nothing is left to do the second time."""
    POLICY.permit(actor, "intake.note_likeness")
    rows = list(queries.without_likeness()[:1000])
    for each in rows:
        each.likeness = likeness.key(each.title, each.content)
    Suggestion.objects.bulk_update(rows, ["likeness"], batch_size=200)
    return len(rows)


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


def _heard_at(actor: Actor, uid: UUID) -> Activity:
    activity = queries.activity(actor, uid)
    if activity.struck_at:
        raise ActivityStruck(field="activity_uid")
    return activity


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


def _village(village: str) -> str:
    return texts.line(village, field="village", label="村（社区）", at_most=60, at_least=0)


def _content(content: str) -> str:
    return texts.prose(content, field="content", label="内容", at_most=2000, at_least=5)


def _reply(reply: str) -> str:
    return texts.prose(reply, field="reply", label="给提议人的答复", at_most=500, at_least=5)


def _reason(reason: str) -> str:
    return texts.reason(reason)


def _refuse_foreign_channel(actor: Actor, channel: Channel) -> None:
    if not actor.holds(*channel.writers):
        raise ChannelNotYours(field="channel", channel=channel.label)


def _refuse_shut_channel(rule: queries.Rule, channel: Channel) -> None:
    if channel not in rule.channels:
        raise ChannelShut(field="channel", channel=channel.label)


def _campaign_of_the_day(on: dt.date) -> Campaign:
    """只在集中征集期受理: what names no campaign belongs to the one that is open."""
    campaign = queries.collecting_campaigns(on).first()
    if campaign is None:
        raise NotCollecting()
    return campaign


def _refuse_several_matters(content: str, rule: queries.Rule) -> None:
    if rule.one_matter and (count := texts.matters(content)) > 1:
        raise OneMatterOnly(field="content", count=count)


def _refuse_video(video: Photo, rule: queries.Rule) -> frozenset[str]:
    """The kinds of film that this one may be."""
    if not rule.video_mb:
        raise VideoNotTaken(field="video")
    if len(video.content) > rule.video_mb * queries.MEGABYTE:
        raise VideoTooLarge(field="video", most=rule.video_mb)
    if film_of(video.content) not in rule.video_types:
        kinds = "、".join(MediaType(each).label.split()[0] for each in sorted(rule.video_types))
        raise NotAVideo(field="video", kinds=kinds)
    return rule.video_types


def _refuse_photos(photos: Sequence[Photo], rule: queries.Rule) -> None:
    if len(photos) > rule.photos_most:
        raise TooManyPhotos(field="photos", limit=rule.photos_most)
    if any(sniff(photo.content) != IMAGE for photo in photos):
        raise NotAPhoto(field="photos")
