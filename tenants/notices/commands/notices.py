"""The life of a public notice: drafted, posted, hung up, closed when its days are over, or retracted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.kernel.actor import Actor
from commons.kernel.clock import date_of
from commons.outbox.commands import publish, ring
from commons.rulebook import queries as rulebook
from commons.rulebook.workdays import nth_working_day
from tenants.notices import events, privacy, queries
from tenants.notices.errors import (
    CheckDateInvalid,
    CheckNumbersInvalid,
    FollowsAnother,
    ItemsInvalid,
    NotPosted,
    OpinionsOpen,
    PeriodInvalid,
    PeriodTooShort,
    PersonalDataFound,
    PlaceDateInvalid,
    StillRunning,
    TextInvalid,
)
from tenants.notices.lifecycle import NOTICE
from tenants.notices.models import AwarenessCheck, NoticePeriod, NoticePlace, PublicNotice
from tenants.notices.policies import POLICY
from tenants.notices.terms import WITH_PERIOD, NoticeKind, NoticeState, PlaceKind
from tenants.notices.wording import cleaned

MOST_ITEMS = 100
LONGEST_PERIOD = 250
MOST_ASKED = 100_000


@transaction.atomic
def set_periods(*, actor: Actor, cycle_uid: UUID, year: int, adoption_uid: UUID, at: dt.datetime) -> NoticePeriod:
    """Fix how long this year's notices hang. `cycles` calls it when a year is opened; it is not changed afterwards."""
    POLICY.permit(actor, "notices.set_periods")
    body = rulebook.in_force(adoption_uid).body
    period = NoticePeriod(
        cycle_uid=cycle_uid,
        year=year,
        adoption_uid=adoption_uid,
        preliminary_days=body["preliminary_days"],
        result_days=body["result_days"],
    )
    period.save(force_insert=True)
    record("notices.set_periods", period, actor=actor, at=at, facts={"year": year, **body})
    return period


@transaction.atomic
def draft_notice(
    *,
    actor: Actor,
    cycle_uid: UUID,
    kind: NoticeKind,
    title: str,
    body: str,
    items: Sequence[Mapping[str, str]] = (),
    days: int | None = None,
    follows: UUID | None = None,
    at: dt.datetime,
) -> PublicNotice:
    """Begin a notice of a year. `days` may only lengthen the period that the year's rule demands (1-46, 1-78).

    `follows` makes it a 二次公示 (1-42) after another one of the same kind.
    """
    POLICY.permit(actor, "notices.draft_notice")
    kind = NoticeKind(kind)
    before = _before(follows, cycle_uid, kind)
    notice = PublicNotice(
        cycle_uid=cycle_uid,
        kind=kind,
        round_no=before.round_no + 1 if before else 1,
        follows=before,
        title=cleaned(title, "title", "标题", 200),
        body=cleaned(body, "body", "正文", 20_000),
        items=_items(items),
        days=_days(cycle_uid, kind, days),
        state=NOTICE.start,
        created_at=at,
    )
    notice.save(force_insert=True)
    facts = {"kind": kind, "days": notice.days, "items": len(notice.items), "round": notice.round_no}
    record("notices.draft_notice", notice, actor=actor, at=at, facts=facts, words=(notice.title, notice.body))
    return notice


@transaction.atomic
def revise_notice(
    *,
    actor: Actor,
    uid: UUID,
    title: str,
    body: str,
    items: Sequence[Mapping[str, str]],
    days: int | None = None,
    at: dt.datetime,
) -> PublicNotice:
    """Write a draft anew. What is posted is never edited: it is retracted, or followed by another."""
    notice = queries.lock(uid)
    POLICY.permit(actor, "notices.revise_notice", notice)
    if notice.state != NoticeState.DRAFT:
        raise NotPosted(state=NoticeState(notice.state).label)
    notice.title, notice.body = cleaned(title, "title", "标题", 200), cleaned(body, "body", "正文", 20_000)
    notice.items, notice.days = _items(items), _days(notice.cycle_uid, NoticeKind(notice.kind), days)
    notice.save(update_fields=["title", "body", "items", "days"])
    facts = {"days": notice.days, "items": len(notice.items)}
    record("notices.revise_notice", notice, actor=actor, at=at, facts=facts, words=(notice.title, notice.body))
    return notice


@transaction.atomic
def post_notice(*, actor: Actor, uid: UUID, at: dt.datetime) -> PublicNotice:
    """Publish: from here on its days are counted. Raises PersonalDataFound."""
    notice = queries.lock(uid)
    POLICY.permit(actor, "notices.post_notice", notice)
    _refuse_personal_data(notice)
    posted_on = date_of(at)
    until_on, estimated = nth_working_day(posted_on, notice.days, rulebook.calendar()) if notice.days else (None, False)
    advance(
        notice,
        NOTICE,
        "post_notice",
        actor=actor,
        at=at,
        facts={"kind": notice.kind, "days": notice.days, "until": until_on, "estimated": estimated},
        posted_at=at,
        posted_on=posted_on,
        until_on=until_on,
        estimated=estimated,
    )
    publish(events.NoticePosted(at=at, notice_uid=notice.uid, cycle_uid=notice.cycle_uid, kind=notice.kind))
    return notice


@transaction.atomic
def record_place(
    *, actor: Actor, notice_uid: UUID, kind: PlaceKind, detail: str, put_up_on: dt.date, at: dt.datetime
) -> NoticePlace:
    """Note where else it hangs: screens, chat groups, boards (1-43, 1-44, 1-45, 1-52)."""
    notice = queries.lock(notice_uid)
    POLICY.permit(actor, "notices.record_place", notice)
    if notice.state != NoticeState.POSTED or notice.posted_on is None:
        raise NotPosted(state=NoticeState(notice.state).label)
    least, most = notice.posted_on, date_of(at)
    if not least <= put_up_on <= most:
        raise PlaceDateInvalid(field="put_up_on", least=least.isoformat(), most=most.isoformat())
    place = NoticePlace(
        notice=notice, kind=PlaceKind(kind), detail=cleaned(detail, "detail", "具体地点", 100), put_up_on=put_up_on
    )
    place.save(force_insert=True)
    record("notices.record_place", notice, actor=actor, at=at, facts={"place": place.kind, "on": put_up_on})
    ring()
    return place


@transaction.atomic
def record_check(
    *, actor: Actor, notice_uid: UUID, held_on: dt.date, place: str, asked: int, aware: int, at: dt.datetime
) -> AwarenessCheck:
    """How many of those asked knew of it (1-54, 1-79). Of one day and place the last entry stands; the trail keeps each.

    Raises NotPosted, CheckDateInvalid, CheckNumbersInvalid.
    """
    notice = queries.lock(notice_uid)
    POLICY.permit(actor, "notices.record_check", notice)
    if notice.state not in (NoticeState.POSTED, NoticeState.CLOSED) or notice.posted_on is None:
        raise NotPosted(state=NoticeState(notice.state).label)
    least, most = notice.posted_on, date_of(at)
    if not least <= held_on <= most:
        raise CheckDateInvalid(field="held_on", least=least.isoformat(), most=most.isoformat())
    if not 0 < asked <= MOST_ASKED or not 0 <= aware <= asked:
        raise CheckNumbersInvalid(field="aware", most=MOST_ASKED)
    check, _ = AwarenessCheck.objects.update_or_create(
        notice=notice,
        held_on=held_on,
        place=cleaned(place, "place", "抽查地点", 60),
        defaults={"asked": asked, "aware": aware},
    )
    facts = {"check": check.uid, "on": held_on, "asked": asked, "aware": aware}
    record("notices.record_check", notice, actor=actor, at=at, facts=facts)
    ring()
    return check


@transaction.atomic
def close_notice(*, actor: Actor, uid: UUID, at: dt.datetime) -> PublicNotice:
    """Declare that it ran. Raises StillRunning up to and on its last day, OpinionsOpen while one has no answer."""
    notice = queries.lock(uid)
    POLICY.permit(actor, "notices.close_notice", notice)
    NOTICE.step("close_notice", notice.state)
    counts = queries.opinion_counts(notice.uid)
    _refuse_while_running(notice, date_of(at))
    _refuse_unanswered(counts)
    facts = {"kind": notice.kind, "opinions": counts.received, "adopted": counts.adopted}
    advance(notice, NOTICE, "close_notice", actor=actor, at=at, facts=facts, closed_at=at)
    publish(
        events.NoticeClosed(
            at=at,
            notice_uid=notice.uid,
            cycle_uid=notice.cycle_uid,
            kind=notice.kind,
            opinions=counts.received,
            adopted=counts.adopted,
        )
    )
    return notice


@transaction.atomic
def retract_notice(*, actor: Actor, uid: UUID, reason: str, at: dt.datetime) -> PublicNotice:
    """Take it back, with a reason. Its days count for nothing any more."""
    notice = queries.lock(uid)
    POLICY.permit(actor, "notices.retract_notice", notice)
    why = cleaned(reason, "reason", "撤回理由", 200)
    advance(
        notice,
        NOTICE,
        "retract_notice",
        actor=actor,
        at=at,
        facts={"kind": notice.kind},
        words=(why,),
        retracted_at=at,
        retraction_reason=why,
    )
    publish(events.NoticeRetracted(at=at, notice_uid=notice.uid, cycle_uid=notice.cycle_uid, kind=notice.kind))
    return notice


def _before(follows: UUID | None, cycle_uid: UUID, kind: NoticeKind) -> PublicNotice | None:
    if follows is None:
        return None
    before = queries.lock(follows)
    if (before.cycle_uid, before.kind, before.state) != (cycle_uid, kind, NoticeState.CLOSED):
        raise FollowsAnother(field="follows")
    return before


def _days(cycle_uid: UUID, kind: NoticeKind, wanted: int | None) -> int | None:
    """Working days of this notice: at least what the year's rule says; kinds without a period hang until taken down."""
    if wanted is not None and not 1 <= wanted <= LONGEST_PERIOD:
        raise PeriodInvalid(field="days")
    period = queries.periods(cycle_uid)
    if kind not in WITH_PERIOD:
        return wanted
    least = period.preliminary_days if kind == NoticeKind.PRELIMINARY else period.result_days
    if wanted is not None and wanted < least:
        raise PeriodTooShort(field="days", kind=kind.label, least=least, days=wanted)
    return wanted or least


def _items(items: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    if len(items) > MOST_ITEMS:
        raise ItemsInvalid(field="items", most=MOST_ITEMS)
    try:
        return [
            {
                "title": cleaned(item["title"], "items", "项目名称", 200),
                "content": cleaned(content, "items", "项目内容", 5000) if (content := item.get("content", "")) else "",
            }
            for item in items
        ]
    except (TextInvalid, KeyError, TypeError, AttributeError) as odd:
        raise ItemsInvalid(field="items", most=MOST_ITEMS) from odd


def _refuse_personal_data(notice: PublicNotice) -> None:
    """The publish gate: what is public never shows a phone or an identity number."""
    places = [("title", "标题", notice.title), ("body", "正文", notice.body)]
    places += [
        ("items", f"第 {no} 项", f"{item['title']}\n{item['content']}") for no, item in enumerate(notice.items, start=1)
    ]
    for field, place, words in places:
        if what := privacy.personal_data_in(words):
            raise PersonalDataFound(field=field, place=place, what=what)


def _refuse_while_running(notice: PublicNotice, on: dt.date) -> None:
    if notice.until_on is not None and on <= notice.until_on:
        tomorrow = notice.until_on + dt.timedelta(days=1)
        raise StillRunning(until=notice.until_on, from_on=tomorrow)


def _refuse_unanswered(counts: queries.OpinionCounts) -> None:
    if counts.waiting:
        raise OpinionsOpen(count=counts.waiting)
