"""Reading notices: what hangs and for how long, what was said to it, what waits for whom; and the gates of the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from commons.kernel.actor import Actor, Role
from commons.kernel.lifecycle import GateAnswer
from tenants.notices.errors import NoticeNotFound, NotificationNotFound, OpinionNotFound, PeriodsUnknown
from tenants.notices.models import (
    AwarenessCheck,
    Dispatch,
    NoticePeriod,
    NoticePlace,
    Notification,
    Opinion,
    OpinionContact,
    PublicNotice,
)
from tenants.notices.policies import POLICY
from tenants.notices.terms import WITH_PERIOD, NoticeKind, NoticeState, OpinionChannel, OpinionState

_PUBLISHED = (NoticeState.POSTED, NoticeState.CLOSED)
_SEES_ALL = (Role.CLERK, Role.DIRECTOR, Role.GOVERNMENT, Role.AUDITOR, Role.SYSTEM)
_DESK = "/admin/notices/publicnotice/"


@dataclass(frozen=True)
class OpinionCounts:
    """1-47: what came in, what was adopted. Counted from the rows, never kept."""

    received: int = 0
    adopted: int = 0
    declined: int = 0

    @property
    def waiting(self) -> int:
        return self.received - self.adopted - self.declined


@dataclass(frozen=True)
class Awareness:
    """1-54: how many were asked whether they knew, and how many did."""

    asked: int
    aware: int


@dataclass(frozen=True)
class Item:
    """One project as the notice shows it."""

    no: int
    title: str
    content: str


@dataclass(frozen=True)
class Place:
    kind: str
    detail: str
    put_up_on: dt.date


@dataclass(frozen=True)
class NoticeFacts:
    """A notice, for other rooms and for the portal."""

    uid: UUID
    cycle_uid: UUID
    kind: NoticeKind
    round_no: int
    title: str
    body: str
    items: tuple[Item, ...]
    state: NoticeState
    days: int | None
    posted_on: dt.date | None
    until_on: dt.date | None
    estimated: bool
    places: tuple[Place, ...]
    opinions: OpinionCounts

    def takes_opinions(self, on: dt.date) -> bool:
        return self.state == NoticeState.POSTED and (self.until_on is None or on <= self.until_on)


@dataclass(frozen=True)
class Todo:
    """One thing to do: what, where, until when."""

    label: str
    href: str
    due_on: dt.date | None
    note: str = ""


# ── notices ───────────────────────────────────────────────────────────────────────────────────


def visible_to(viewer: Actor) -> QuerySet[PublicNotice]:
    """The list form of `notices.read`."""
    rows = PublicNotice.objects.all()
    return rows if viewer.holds(*_SEES_ALL) else rows.filter(state__in=_PUBLISHED)


def public_notices(*, kinds: Iterable[NoticeKind] = ()) -> QuerySet[PublicNotice]:
    """What citizens see, the newest first."""
    rows = PublicNotice.objects.filter(state__in=_PUBLISHED)
    chosen = tuple(kinds)
    return (rows.filter(kind__in=chosen) if chosen else rows).order_by("-posted_at", "-uid")


def notice(viewer: Actor, uid: UUID) -> NoticeFacts:
    """Raises NoticeNotFound, also for a draft that is not the viewer's to see."""
    found = PublicNotice.objects.prefetch_related("places").filter(uid=uid).first()
    if found is None or not POLICY.may(viewer, "notices.read", found):
        raise NoticeNotFound()
    return facts_of(found)


def facts_of(row: PublicNotice) -> NoticeFacts:
    return NoticeFacts(
        uid=row.uid,
        cycle_uid=row.cycle_uid,
        kind=NoticeKind(row.kind),
        round_no=row.round_no,
        title=row.title,
        body=row.body,
        items=tuple(Item(no, item["title"], item["content"]) for no, item in enumerate(row.items, start=1)),
        state=NoticeState(row.state),
        days=row.days,
        posted_on=row.posted_on,
        until_on=row.until_on,
        estimated=row.estimated,
        places=tuple(
            Place(place.get_kind_display(), place.detail, place.put_up_on)
            for place in sorted(row.places.all(), key=lambda place: place.uid)
        ),
        opinions=opinion_counts(row.uid),
    )


def notices_of(cycle_uid: UUID) -> QuerySet[PublicNotice]:
    """Every notice of a year in the order it was drafted."""
    return PublicNotice.objects.filter(cycle_uid=cycle_uid).order_by("uid")


def published_by_kind(cycle_uid: UUID) -> dict[str, int]:
    """Notices of a year that were posted and not retracted, by kind (1-79)."""
    rows = PublicNotice.objects.filter(cycle_uid=cycle_uid, state__in=_PUBLISHED).order_by()
    return dict.fromkeys(NoticeKind.values, 0) | dict(rows.values_list("kind").annotate(Count("uid")))


def places_of_cycle(cycle_uid: UUID) -> int:
    """Where the year's notices hang, beside the portal (1-43, 1-44, 1-52)."""
    return NoticePlace.objects.filter(notice__cycle_uid=cycle_uid, notice__state__in=_PUBLISHED).count()


def checks_of(notice_uid: UUID) -> QuerySet[AwarenessCheck]:
    return AwarenessCheck.objects.filter(notice_id=notice_uid).order_by("held_on", "place")


def awareness_of_cycle(cycle_uid: UUID) -> Awareness:
    """Of the year's notices that were not retracted (1-54, 1-79)."""
    rows = AwarenessCheck.objects.filter(notice__cycle_uid=cycle_uid, notice__state__in=_PUBLISHED)
    return Awareness(**rows.aggregate(asked=Coalesce(Sum("asked"), 0), aware=Coalesce(Sum("aware"), 0)))


def lock(uid: UUID) -> PublicNotice:
    found = PublicNotice.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise NoticeNotFound()
    return found


def periods(cycle_uid: UUID) -> NoticePeriod:
    """Raises PeriodsUnknown."""
    found = NoticePeriod.objects.filter(cycle_uid=cycle_uid).first()
    if found is None:
        raise PeriodsUnknown()
    return found


def years() -> QuerySet[NoticePeriod]:
    """The years that notices may be drafted for, the newest first."""
    return NoticePeriod.objects.order_by("-year", "cycle_uid")


def closed_notices() -> QuerySet[PublicNotice]:
    """What a 二次公示 may follow, the newest first."""
    return PublicNotice.objects.filter(state=NoticeState.CLOSED, kind__in=WITH_PERIOD).order_by("-uid")


# ── opinions ──────────────────────────────────────────────────────────────────────────────────


def opinions_of(viewer: Actor, notice_uid: UUID) -> QuerySet[Opinion]:
    """What was said, the newest first. Raises NotPermitted, NoticeNotFound."""
    POLICY.permit(viewer, "notices.read_opinions")
    if not PublicNotice.objects.filter(uid=notice_uid).exists():
        raise NoticeNotFound()
    return Opinion.objects.filter(notice_id=notice_uid).order_by("-uid")


def all_opinions(viewer: Actor) -> QuerySet[Opinion]:
    """Opinions on every notice, for those who answer them; for all others none."""
    rows = Opinion.objects.select_related("notice").order_by("-uid")
    return rows if POLICY.may(viewer, "notices.read_opinions") else rows.none()


def opinion_counts(notice_uid: UUID) -> OpinionCounts:
    return _counts(Opinion.objects.filter(notice_id=notice_uid))


def opinion_counts_of_cycle(cycle_uid: UUID) -> OpinionCounts:
    """Over all notices of a year that were not retracted."""
    return _counts(Opinion.objects.filter(notice__cycle_uid=cycle_uid).exclude(notice__state=NoticeState.RETRACTED))


def opinions_by_channel(notice_uid: UUID) -> dict[OpinionChannel, OpinionCounts]:
    """The same counts channel by channel, in the order of the channels; channels without an opinion are left out."""
    rows = Opinion.objects.filter(notice_id=notice_uid).order_by().values_list("channel", "state")
    counted: dict[str, dict[str, int]] = {}
    for channel, state, count in rows.annotate(Count("uid")):
        counted.setdefault(channel, {})[state] = count
    return {
        channel: OpinionCounts(
            received=sum(counted[channel].values()),
            adopted=counted[channel].get(OpinionState.ADOPTED, 0),
            declined=counted[channel].get(OpinionState.DECLINED, 0),
        )
        for channel in OpinionChannel
        if channel in counted
    }


def lock_opinion(uid: UUID) -> Opinion:
    found = Opinion.objects.select_for_update(of=("self",)).select_related("notice").filter(uid=uid).first()
    if found is None:
        raise OpinionNotFound()
    return found


def contact_of(opinion_uid: UUID) -> OpinionContact | None:
    """Who may be reached about an opinion, unless nobody left a name or it was erased. Shown in full by `reveal_contact`."""
    return OpinionContact.objects.filter(opinion_id=opinion_uid, erased_at=None).first()


def contacts_to_erase(closed_before: dt.datetime) -> QuerySet[OpinionContact]:
    """Contacts of notices that were done with before then."""
    done = Q(opinion__notice__closed_at__lt=closed_before) | Q(opinion__notice__retracted_at__lt=closed_before)
    return OpinionContact.objects.filter(done, erased_at=None).order_by("opinion_id")


def _counts(rows: QuerySet[Opinion]) -> OpinionCounts:
    figures = rows.aggregate(
        received=Count("uid"),
        adopted=Count("uid", filter=Q(state=OpinionState.ADOPTED)),
        declined=Count("uid", filter=Q(state=OpinionState.DECLINED)),
    )
    return OpinionCounts(**figures)


# ── gates of the year ─────────────────────────────────────────────────────────────────────────


def gate_notice_ran(cycle_uid: UUID) -> GateAnswer:
    """1-46: the screened list was published back and its working days are over."""
    return _ran(cycle_uid, NoticeKind.PRELIMINARY)


def gate_result_notice_ran(cycle_uid: UUID) -> GateAnswer:
    """1-78."""
    return _ran(cycle_uid, NoticeKind.RESULT)


def gate_opinions_answered(cycle_uid: UUID) -> GateAnswer:
    """1-47: nobody's opinion is left without an answer."""
    waiting = opinion_counts_of_cycle(cycle_uid).waiting
    return GateAnswer("公示意见已逐条答复", waiting == 0, f"请答复其余 {waiting} 条意见" if waiting else "", _DESK)


def _ran(cycle_uid: UUID, kind: NoticeKind) -> GateAnswer:
    """Closing a notice is what proves that it ran; another one still hanging (二次公示) has to be waited for."""
    label = f"{kind.label}已满期并办结"
    rows = list(PublicNotice.objects.filter(cycle_uid=cycle_uid, kind=kind).order_by("uid"))
    running = [row for row in rows if row.state == NoticeState.POSTED]
    if running:
        last = running[-1]
        return GateAnswer(
            label, False, f"请等到{last.until_on:%Y年%-m月%-d日}届满后办结公示", f"{_DESK}{last.uid}/change/"
        )
    if any(row.state == NoticeState.CLOSED for row in rows):
        return GateAnswer(label, True, "", _DESK)
    drafts = [row for row in rows if row.state == NoticeState.DRAFT]
    return GateAnswer(label, False, f"请发布{kind.label}" if drafts else f"请起草并发布{kind.label}", _DESK)


# ── notifications and to-dos ──────────────────────────────────────────────────────────────────


def dispatches_of(viewer: Actor) -> QuerySet[Dispatch]:
    """Everything that was sent to the viewer, the newest first."""
    rows = Dispatch.objects.select_related("notification").order_by("-uid")
    return rows.filter(account_uid=viewer.account_uid) if viewer.account_uid else rows.none()


def was_sent(key: str) -> bool:
    """Whether anybody was ever notified of this matter."""
    return Notification.objects.filter(key=key).exists()


def waiting_matters(prefix: str) -> list[str]:
    """Keys beginning so that still stand on somebody's to-do list."""
    rows = Notification.objects.filter(key__startswith=prefix, dispatches__settled_at=None)
    return sorted(set(rows.values_list("key", flat=True)))


def lock_dispatch(uid: UUID) -> Dispatch:
    found = Dispatch.objects.select_for_update(of=("self",)).select_related("notification").filter(uid=uid).first()
    if found is None:
        raise NotificationNotFound()
    return found


def todos(viewer: Actor, *, on: dt.date) -> list[Todo]:
    """What waits for this person: matters sent to them that are not settled, and for the staff the notices themselves."""
    mine = [
        Todo(sent.notification.title, sent.notification.href, sent.notification.due_on, sent.notification.body)
        for sent in dispatches_of(viewer).filter(settled_at=None).order_by("uid")
    ]
    return [*mine, *(_desk_todos(on) if viewer.holds(Role.CLERK, Role.DIRECTOR) else ())]


def _desk_todos(on: dt.date) -> list[Todo]:
    """One line a notice: opinions to answer while it hangs, closing it once its last day has passed."""
    waiting = Count("opinions", filter=Q(opinions__state=OpinionState.RECEIVED))
    rows = PublicNotice.objects.filter(state=NoticeState.POSTED).annotate(waiting=waiting).order_by("until_on", "uid")
    found = []
    for row in rows:
        href = f"{_DESK}{row.uid}/change/"
        if row.waiting:
            found.append(Todo(f"答复公示意见：{row.title}", href, row.until_on, f"{row.waiting} 条待答复"))
        elif row.until_on is not None and row.until_on < on and row.kind in WITH_PERIOD:
            found.append(Todo(f"办结公示：{row.title}", href, row.until_on, "公示期已满"))
    return found
