"""代表网络问政: its clues and questions, and who may read which.

The questions are an exam (考卷, 3-35): nobody who will be asked sees them before.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from tenants.delivery import money
from tenants.deputies import queries as deputies
from tenants.documents import queries as documents
from tenants.documents.queries import AttachmentFacts
from tenants.oversight.errors import ClueNotFound, HearingNotFound
from tenants.oversight.models import Clue, Hearing, HearingSigner
from tenants.oversight.terms import ASKED, OWED, ClueState, HearingKind, HearingState

_NONE = Q(pk__in=[])
_ALL = (Role.CLERK, Role.DIRECTOR, Role.AUDITOR, Role.SYSTEM)


@dataclass(frozen=True)
class ShowFigures:
    """A year of 网络问政. The slips are those on the answers: 满意 and 基本满意 among all."""

    clues: int
    groups: int
    askers: int
    handed: int
    solved: int
    slips: int
    favourable: int


def sees_questions(viewer: Actor) -> bool:
    """Who prepares the show, and who audits it."""
    return viewer.holds(*_ALL)


def shows(viewer: Actor) -> QuerySet[Hearing]:
    """The staff: all; the government: those that were held; a deputy: those that still collect, and those she asks at."""
    collecting = Q(state=HearingState.CALLED, theme="") if viewer.holds(Role.DEPUTY) else _NONE
    return _shows(viewer, collecting)


def _shows(viewer: Actor, more: Q) -> QuerySet[Hearing]:
    rows = Hearing.objects.filter(kind=HearingKind.SHOW)
    if sees_questions(viewer):
        return rows
    if viewer.holds(Role.GOVERNMENT):
        more |= Q(held_on__isnull=False)
    if viewer.holds(Role.DEPUTY):
        asking = HearingSigner.objects.filter(mandate_uid__in=_mandates(viewer))
        more |= Q(pk__in=asking.values("hearing_id"))
    return rows.filter(more)


def show(viewer: Actor, uid: UUID) -> Hearing:
    found = shows(viewer).filter(uid=uid).first()
    if found is None:
        raise HearingNotFound()
    return found


def clues(viewer: Actor) -> QuerySet[Clue]:
    """The staff: all; the government: what was asked, once the show is held; a deputy: her own, and those she asks."""
    rows = Clue.objects.select_related("show", "asker")
    if sees_questions(viewer):
        return rows
    wanted = _NONE
    if viewer.holds(Role.GOVERNMENT):
        wanted |= Q(show__held_on__isnull=False, state__in=ASKED)
    if viewer.holds(Role.DEPUTY):
        mine = _mandates(viewer)
        wanted |= Q(mandate_uid__in=mine) | Q(asker__mandate_uid__in=mine)
    return rows.filter(wanted)


def clue(viewer: Actor, uid: UUID) -> Clue:
    found = clues(viewer).filter(uid=uid).first()
    if found is None:
        raise ClueNotFound()
    return found


def may_read_show(viewer: Actor, uid: UUID) -> bool:
    """For its film and its letters: who asks at it, and once it is held the government."""
    return _shows(viewer, _NONE).filter(uid=uid).exists()


def show_of(clue_uid: UUID) -> UUID:
    found = Clue.objects.filter(uid=clue_uid).values_list("show_id", flat=True).first()
    if found is None:
        raise ClueNotFound()
    return found


def lock_clue(uid: UUID) -> Clue:
    found = Clue.objects.select_for_update(of=("self",)).select_related("show", "asker").filter(uid=uid).first()
    if found is None:
        raise ClueNotFound()
    return found


def askers_of(row: Hearing) -> QuerySet[HearingSigner]:
    return row.signers.order_by("name", "uid")


def owed(row: Hearing) -> int:
    """Questions that are chosen and not yet solved."""
    return row.clues.filter(state__in=OWED).count()


def missing_of(row: Hearing) -> list[str]:
    """What a show lacks before it can be held."""
    lacking = {
        "主题": not row.theme,
        "问政代表": not row.signers.exists(),
        "选用的问题": not row.clues.filter(state__in=ASKED).exists(),
    }
    return [word for word, is_missing in lacking.items() if is_missing]


def topics_of(rows: QuerySet[Clue]) -> list[tuple[str, int, int]]:
    """For the 研判 (3-34, 3-38): a topic, how many clues, from how many groups; the most frequent first."""
    counted = rows.order_by().values_list("topic").annotate(all=Count("uid"), of=Count("group", distinct=True))
    return sorted(counted, key=lambda each: (-each[1], each[0]))


def show_figures(year: int) -> ShowFigures:
    counted = Clue.objects.filter(show__year=year).aggregate(
        all=Count("uid"),
        groups=Count("group", distinct=True),
        handed=Count("uid", filter=Q(document_uid__isnull=False)),
        solved=Count("uid", filter=Q(state=ClueState.SOLVED)),
        slips=Sum(F("satisfied") + F("basically_satisfied") + F("dissatisfied")),
        favourable=Sum(F("satisfied") + F("basically_satisfied")),
    )
    askers = HearingSigner.objects.filter(hearing__year=year, hearing__kind=HearingKind.SHOW)
    return ShowFigures(
        clues=counted["all"],
        groups=counted["groups"],
        askers=askers.values("mandate_uid").distinct().count(),
        handed=counted["handed"],
        solved=counted["solved"],
        slips=counted["slips"] or 0,
        favourable=counted["favourable"] or 0,
    )


# ── for everybody ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class PublicQuestion:
    topic: str
    text: str
    unit_name: str
    asked_by: str
    answer: str
    answered_by: str
    rate: Decimal | None
    report: str
    state: str
    is_solved: bool


@dataclass(frozen=True)
class PublicShow:
    """What the portal shows of a published show. Neither groups nor what was not chosen."""

    uid: UUID
    theme: str
    on: str
    host: str
    broadcast_url: str
    askers: list[str]
    films: list[AttachmentFacts]
    questions: list[PublicQuestion]
    solved: int


def published_shows() -> QuerySet[Hearing]:
    """The newest first."""
    rows = Hearing.objects.filter(kind=HearingKind.SHOW, published_on__isnull=False)
    return rows.order_by("-held_on", "-uid")


def published_show(uid: UUID) -> PublicShow:
    row = published_shows().filter(uid=uid).first()
    if row is None:
        raise HearingNotFound()
    asked = row.clues.filter(state__in=ASKED).select_related("asker").order_by("unit_name", "uid")
    questions = [_public(each) for each in asked]
    return PublicShow(
        uid=row.uid,
        theme=row.theme,
        on=clock.in_words(row.held_on),
        host=row.host,
        broadcast_url=row.broadcast_url,
        askers=[each.name for each in askers_of(row)],
        films=documents.attachments_of(row.uid, public_only=True),
        questions=questions,
        solved=sum(each.is_solved for each in questions),
    )


def rate_of(row: Clue) -> Decimal | None:
    """满意率 of the answer: 满意 and 基本满意 among the slips; None before anybody filled one in."""
    content = row.satisfied + row.basically_satisfied
    return money.rate(content, content + row.dissatisfied)


def _public(row: Clue) -> PublicQuestion:
    return PublicQuestion(
        topic=row.topic,
        text=row.text,
        unit_name=row.unit_name,
        asked_by=row.asker.name if row.asker else "",
        answer=row.answer,
        answered_by=row.answered_by,
        rate=rate_of(row),
        report=row.report if row.state in (ClueState.REPORTED, ClueState.SOLVED) else "",
        state=row.get_state_display(),
        is_solved=row.state == ClueState.SOLVED,
    )


def _mandates(viewer: Actor) -> Collection[UUID]:
    seat = deputies.mandate_of(viewer.account_uid, clock.today())
    return [seat.mandate_uid] if seat else []
