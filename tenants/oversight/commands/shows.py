"""代表网络问政 (3-32 … 3-40): clues, 研判 and theme, who asks, the film; then every question until it is solved.

The show itself is a hearing: `commands.hearings` calls, holds and concludes it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction

from commons.audit.commands import advance, record
from commons.kernel import clock
from commons.kernel.actor import Actor, Role
from commons.outbox.commands import publish, ring
from tenants.deputies import queries as deputies
from tenants.documents import commands as documents
from tenants.documents import queries as papers_kept
from tenants.documents.queries import AttachmentFacts
from tenants.documents.terms import DocumentKind, MediaType
from tenants.intake import texts
from tenants.oversight import events, papers, queries
from tenants.oversight.commands.refusals import refuse_odd_count, refuse_past_deadline
from tenants.oversight.errors import (
    AddressRefused,
    AskerBusy,
    AskerUnknown,
    MoreSlipsThanAskers,
    NoGroupHere,
    NotAShow,
    NothingChosen,
    NothingToHandOver,
    QualityMissing,
    ShowChosen,
    ShowConcluded,
    ShowHeld,
    ShowNotHeld,
    ShowNotPublished,
    ShowPublished,
    SignedTwice,
)
from tenants.oversight.lifecycle import CLUE
from tenants.oversight.models import Clue, Hearing, HearingSigner
from tenants.oversight.policies import POLICY
from tenants.oversight.terms import ClueState, HearingState, Quality

FILM_OF = "oversight.hearing"
_FILMS = frozenset({MediaType.MP4, MediaType.MOV})

# ── before the show ──────────────────────────────────────────────────────────────────────────


@transaction.atomic
def offer_clue(*, actor: Actor, hearing_uid: UUID, topic: str, text: str, at: dt.datetime, group: str = "") -> Clue:
    """A group's clue (3-33), until the theme is chosen: by a deputy for the group she is in, or entered for a group.

    Raises ShowChosen, NoGroupHere, TextRefused.
    """
    show = _lock(hearing_uid)
    POLICY.permit(actor, "oversight.offer_clue", show)
    if show.theme or show.state != HearingState.CALLED:
        raise ShowChosen()
    seat = None
    if not actor.holds(Role.CLERK, Role.DIRECTOR):
        seat = deputies.mandate_of(actor.account_uid, clock.date_of(at))
        if seat is None or not seat.group:
            raise NoGroupHere()
    clue = Clue(
        show=show,
        topic=texts.line(topic, field="topic", label="问题类别", at_most=40),
        text=texts.prose(text, field="text", label="问题", at_most=2000),
        group=seat.group if seat else texts.line(group, field="group", label="代表小组", at_most=60),
        mandate_uid=seat.mandate_uid if seat else None,
        state=CLUE.start,
        created_at=at,
    )
    clue.save(force_insert=True)
    words = (clue.topic, clue.text, clue.group)
    record(
        "oversight.offer_clue", clue, actor=actor, at=at, facts={"show": show.uid}, words=words,
        states=("", clue.state),
    )  # fmt: skip
    ring()
    return clue


@transaction.atomic
def choose_clue(*, actor: Actor, clue_uid: UUID, unit_name: str, at: dt.datetime) -> Clue:
    """研判 (3-34): this will be asked, and that department must answer."""
    clue = _lock_clue(clue_uid)
    POLICY.permit(actor, "oversight.call", clue)
    _refuse_held(clue.show)
    unit = texts.line(unit_name, field="unit_name", label="答复部门", at_most=80)
    advance(clue, CLUE, "choose_clue", actor=actor, at=at, words=(unit,), unit_name=unit, set_aside_why="")
    return clue


@transaction.atomic
def set_aside_clue(*, actor: Actor, clue_uid: UUID, reason: str, at: dt.datetime) -> Clue:
    clue = _lock_clue(clue_uid)
    POLICY.permit(actor, "oversight.call", clue)
    _refuse_held(clue.show)
    _set_aside(clue, reason, actor=actor, at=at)
    return clue


@transaction.atomic
def choose_theme(*, actor: Actor, hearing_uid: UUID, theme: str, reason: str, at: dt.datetime) -> Hearing:
    """The 研判 is over: the theme is chosen, and what was not chosen is set aside, all for this one reason. Raises NothingChosen."""
    show = _lock(hearing_uid)
    POLICY.permit(actor, "oversight.call", show)
    _refuse_held(show)
    if not show.clues.filter(state=ClueState.CHOSEN).exists():
        raise NothingChosen(field="theme")
    show.theme = texts.line(theme, field="theme", label="问政主题", at_most=100)
    show.save(update_fields=["theme"])
    left = list(show.clues.select_for_update().filter(state=ClueState.RAISED).order_by("uid"))
    record(
        "oversight.choose_theme", show, actor=actor, at=at, facts={"set_aside": len(left)}, words=(show.theme, reason)
    )
    for clue in left:
        _set_aside(clue, reason, actor=actor, at=at)
    return show


@transaction.atomic
def announce_show(*, actor: Actor, hearing_uid: UUID, host: str, broadcast_url: str, at: dt.datetime) -> Hearing:
    """Who hosts it (3-37) and where it is, or was, broadcast. Raises AddressRefused."""
    show = _lock(hearing_uid)
    POLICY.permit(actor, "oversight.call", show)
    if show.state == HearingState.CLOSED:
        raise ShowConcluded()
    address = texts.line(broadcast_url, field="broadcast_url", label="播出网址", at_most=300, at_least=0)
    if address and not _is_address(address):
        raise AddressRefused(field="broadcast_url")
    show.host = texts.line(host, field="host", label="主持人", at_most=60, at_least=0)
    show.broadcast_url = address
    show.save(update_fields=["host", "broadcast_url"])
    record("oversight.announce_show", show, actor=actor, at=at, words=(show.host, address))
    return show


@transaction.atomic
def seat_askers(
    *, actor: Actor, hearing_uid: UUID, mandate_uids: Collection[UUID], qualities: Collection[str], at: dt.datetime
) -> list[HearingSigner]:
    """问政代表 (3-36): deputies in office, each with why she was picked. Raises QualityMissing, SignedTwice."""
    show = _lock(hearing_uid)
    POLICY.permit(actor, "oversight.call", show)
    _refuse_held(show)
    picked = [each for each in Quality.values if each in set(qualities)]
    if not picked or not mandate_uids:
        raise QualityMissing(field="qualities")
    seats = {each.mandate_uid: each for each in deputies.in_office(clock.date_of(at))}
    if not set(mandate_uids) <= set(seats):
        raise AskerUnknown(field="mandate_uids")
    if show.signers.filter(mandate_uid__in=mandate_uids).exists():
        raise SignedTwice(field="mandate_uids")
    askers = [
        HearingSigner(hearing=show, mandate_uid=uid, name=seats[uid].name, qualities=picked)
        for uid in dict.fromkeys(mandate_uids)
    ]
    HearingSigner.objects.bulk_create(askers)
    facts = {"askers": list(dict.fromkeys(mandate_uids)), "qualities": picked}
    record("oversight.seat_askers", show, actor=actor, at=at, facts=facts)
    ring()
    return askers


@transaction.atomic
def dismiss_asker(*, actor: Actor, hearing_uid: UUID, mandate_uid: UUID, at: dt.datetime) -> Hearing:
    """Before the show only. Raises AskerUnknown, AskerBusy."""
    show = _lock(hearing_uid)
    POLICY.permit(actor, "oversight.call", show)
    _refuse_held(show)
    asker = _asker(show, mandate_uid)
    if asker.clues.exists():
        raise AskerBusy(field="mandate_uid")
    asker.delete()
    record("oversight.dismiss_asker", show, actor=actor, at=at, facts={"asker": mandate_uid})
    ring()
    return show


@transaction.atomic
def give_question(*, actor: Actor, clue_uid: UUID, mandate_uid: UUID, at: dt.datetime) -> Clue:
    """Which of the deputies asks this. Raises AskerUnknown."""
    clue = _lock_clue(clue_uid)
    POLICY.permit(actor, "oversight.call", clue)
    CLUE.step("answer_clue", clue.state)
    clue.asker = _asker(clue.show, mandate_uid)
    clue.save(update_fields=["asker"])
    record("oversight.give_question", clue, actor=actor, at=at, facts={"asker": mandate_uid})
    return clue


@transaction.atomic
def add_film(*, actor: Actor, hearing_uid: UUID, filename: str, content: bytes, at: dt.datetime) -> AttachmentFacts:
    """问题短片, the “考卷” (3-35). Nobody who will be asked sees it before the show. Raises what `documents.attach` raises."""
    show = _lock(hearing_uid)
    POLICY.permit(actor, "oversight.call", show)
    if show.state == HearingState.CLOSED:
        raise ShowConcluded()
    kept = documents.attach(
        actor=actor, subject_type=FILM_OF, subject_uid=show.uid, filename=filename, content=content, films=_FILMS,
        public=show.published_on is not None, at=at,
    )  # fmt: skip
    return next(each for each in papers_kept.attachments_of(show.uid) if each.uid == kept.uid)


# ── at the show and after it ─────────────────────────────────────────────────────────────────


@transaction.atomic
def answer_clue(
    *,
    actor: Actor,
    clue_uid: UUID,
    answer: str,
    answered_by: str,
    at: dt.datetime,
    satisfied: int = 0,
    basically_satisfied: int = 0,
    dissatisfied: int = 0,
) -> Clue:
    """What the department said there and then (3-37), and the deputies' slips on it. Raises AskerUnknown, MoreSlipsThanAskers."""
    clue = _lock_clue(clue_uid)
    POLICY.permit(actor, "oversight.call", clue)
    CLUE.step("answer_clue", clue.state)
    if clue.asker_id is None or not clue.show.theme:
        raise AskerUnknown(field="answer")
    said = texts.prose(answer, field="answer", label="现场答复", at_most=3000)
    who = texts.line(answered_by, field="answered_by", label="答复人", at_most=60)
    slips = {"satisfied": satisfied, "basically_satisfied": basically_satisfied, "dissatisfied": dissatisfied}
    for name, label in (("satisfied", "满意"), ("basically_satisfied", "基本满意"), ("dissatisfied", "不满意")):
        refuse_odd_count(slips[name], field=name, label=label)
    askers = clue.show.signers.count()
    if sum(slips.values()) > askers:
        raise MoreSlipsThanAskers(field="satisfied", slips=sum(slips.values()), askers=askers)
    advance(
        clue, CLUE, "answer_clue", actor=actor, at=at, facts=slips, words=(said, who),
        answer=said, answered_by=who, **slips,
    )  # fmt: skip
    ring()
    return clue


@transaction.atomic
def hand_over(*, actor: Actor, hearing_uid: UUID, due_on: dt.date, at: dt.datetime) -> list[Clue]:
    """问题以文件形式交政府相关部门 (3-39): one numbered letter a department, with its questions. Raises ShowNotHeld, NothingToHandOver."""
    show = _lock(hearing_uid)
    POLICY.permit(actor, "oversight.call", show)
    if show.state == HearingState.CLOSED:
        raise ShowConcluded()
    if show.held_on is None:
        raise ShowNotHeld()
    refuse_past_deadline(due_on, at)
    wanted = show.clues.select_for_update().filter(state__in=(ClueState.CHOSEN, ClueState.ANSWERED))
    by_unit: dict[str, list[Clue]] = defaultdict(list)
    for clue in wanted.order_by("unit_name", "uid"):
        by_unit[clue.unit_name].append(clue)
    if not by_unit:
        raise NothingToHandOver()
    for unit, clues in by_unit.items():
        letter = documents.issue(
            actor=actor,
            kind=DocumentKind.LETTER,
            title=f"关于交办代表网络问政问题的函（{unit}）",
            body=papers.of_questions(show, unit, clues, due_on),
            subject_type=FILM_OF,
            subject_uid=show.uid,
            at=at,
        )
        for clue in clues:
            facts = {"document": letter.uid, "due_on": due_on}
            advance(
                clue, CLUE, "hand_over_clue", actor=actor, at=at, facts=facts, document_uid=letter.uid, due_on=due_on
            )
    handed = [clue for clues in by_unit.values() for clue in clues]
    publish(events.CluesHandedOver(at=at, hearing_uid=show.uid, year=show.year, clues=len(handed)))
    return handed


@transaction.atomic
def report_clue(*, actor: Actor, clue_uid: UUID, report: str, at: dt.datetime) -> Clue:
    """What the department did. Late is late, but never refused."""
    clue = _lock_clue(clue_uid)
    POLICY.permit(actor, "oversight.report_clue", clue)
    words = texts.prose(report, field="report", label="办理情况", at_most=3000)
    today = clock.date_of(at)
    facts = {"late": clue.is_overdue(today)}
    advance(clue, CLUE, "report_clue", actor=actor, at=at, facts=facts, words=(words,), report=words, reported_on=today)
    return clue


@transaction.atomic
def return_clue(*, actor: Actor, clue_uid: UUID, demand: str, due_on: dt.date, at: dt.datetime) -> Clue:
    """跟踪问效 (3-40): not solved yet; again, by a new day."""
    clue = _lock_clue(clue_uid)
    POLICY.permit(actor, "oversight.call", clue)
    refuse_past_deadline(due_on, at)
    words = texts.prose(demand, field="demand", label="办理要求", at_most=1000)
    facts = {"due_on": due_on}
    advance(clue, CLUE, "return_clue", actor=actor, at=at, facts=facts, words=(words,), demand=words, due_on=due_on)
    return clue


@transaction.atomic
def solve_clue(*, actor: Actor, clue_uid: UUID, at: dt.datetime) -> Clue:
    """It is solved, by what the department reported."""
    clue = _lock_clue(clue_uid)
    POLICY.permit(actor, "oversight.call", clue)
    advance(clue, CLUE, "solve_clue", actor=actor, at=at, solved_on=clock.date_of(at))
    publish(events.ClueSolved(at=at, clue_uid=clue.uid, hearing_uid=clue.show_id, year=clue.show.year))
    return clue


@transaction.atomic
def publish_show(*, actor: Actor, hearing_uid: UUID, at: dt.datetime) -> Hearing:
    """On the portal from now on: theme, film, questions and what became of them. Raises ShowNotHeld, ShowPublished."""
    show = _lock(hearing_uid)
    POLICY.permit(actor, "oversight.publish", show)
    if show.held_on is None:
        raise ShowNotHeld()
    if show.published_on is not None:
        raise ShowPublished()
    return _set_published(show, clock.date_of(at), actor=actor, at=at)


@transaction.atomic
def withdraw_show(*, actor: Actor, hearing_uid: UUID, at: dt.datetime) -> Hearing:
    """Off the portal again. Raises ShowNotPublished."""
    show = _lock(hearing_uid)
    POLICY.permit(actor, "oversight.publish", show)
    if show.published_on is None:
        raise ShowNotPublished()
    return _set_published(show, None, actor=actor, at=at)


def _set_aside(clue: Clue, reason: str, *, actor: Actor, at: dt.datetime) -> None:
    why = texts.line(reason, field="reason", label="未选用原因", at_most=300)
    advance(clue, CLUE, "set_aside_clue", actor=actor, at=at, words=(why,), set_aside_why=why, asker=None)


def _set_published(show: Hearing, on: dt.date | None, *, actor: Actor, at: dt.datetime) -> Hearing:
    show.published_on = on
    show.save(update_fields=["published_on"])
    films = papers_kept.attachments_of(show.uid)
    for each in films:
        documents.set_public(actor=actor, uid=each.uid, public=on is not None, at=at)
    facts = {"published": on is not None, "films": len(films)}
    record("oversight.publish_show", show, actor=actor, at=at, facts=facts)
    return show


def _lock(hearing_uid: UUID) -> Hearing:
    show = queries.lock_hearing(hearing_uid)
    if not show.is_show:
        raise NotAShow()
    return show


def _lock_clue(clue_uid: UUID) -> Clue:
    """The show first, as everywhere: two acts on one show never wait for each other crosswise."""
    queries.lock_hearing(queries.show_of(clue_uid))
    return queries.lock_clue(clue_uid)


def _asker(show: Hearing, mandate_uid: UUID) -> HearingSigner:
    found = show.signers.filter(mandate_uid=mandate_uid).first()
    if found is None:
        raise AskerUnknown(field="mandate_uid")
    return found


def _refuse_held(show: Hearing) -> None:
    if show.state != HearingState.CALLED:
        raise ShowHeld()


def _is_address(text: str) -> bool:
    """What a link may lead to: a page of the web, and no script."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
