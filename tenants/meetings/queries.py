"""Reading the meetings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from commons.access import queries as access
from commons.kernel.actor import Actor, Role
from commons.kernel.tenancy import current_office
from tenants.meetings.convening import convenable
from tenants.meetings.errors import AskerNotPresent, EnquiryNotFound, ItemNotFound, SessionNotFound
from tenants.meetings.models import AgendaItem, Attendance, Decision, Enquiry, Minutes, Session
from tenants.meetings.policies import POLICY
from tenants.meetings.terms import EnquiryState, ItemKind, ItemState, SessionKind, SessionState


@dataclass(frozen=True)
class SessionFacts:
    """A session with its figures: 应到 `expected` (None until it was set), 实到 `voting`, all who came `present`."""

    uid: UUID
    cycle_uid: UUID | None
    kind: str
    title: str
    term_no: int | None
    session_no: int | None
    held_on: dt.date
    place: str
    state: str
    opened_at: dt.datetime | None
    closed_at: dt.datetime | None
    expected: int | None
    voting: int
    present: int


@dataclass(frozen=True)
class Present:
    """Somebody who came."""

    seat_uid: UUID
    account_uid: UUID | None
    name: str
    votes: bool


@dataclass(frozen=True)
class EnquiryFigures:
    """1-62: 25 asked, 23 answered on the spot, the open 2 tracked."""

    asked: int
    on_spot: int
    afterwards: int

    @property
    def open(self) -> int:
        return self.asked - self.on_spot - self.afterwards


def kinds_here() -> tuple[SessionKind, ...]:
    """What this office may convene."""
    office = current_office()
    return convenable(office.body, office.level)


# ── sessions ──────────────────────────────────────────────────────────────────────────────────


def visible_to(viewer: Actor) -> QuerySet[Session]:
    """Every session, to whoever attends meetings here; newest first."""
    rows = Session.objects.order_by("-held_on", "-uid")
    return rows if POLICY.may(viewer, "meetings.read") else rows.none()


def get(viewer: Actor, uid: UUID) -> Session:
    found = visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise SessionNotFound()
    return found


def lock(uid: UUID) -> Session:
    found = Session.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise SessionNotFound()
    return found


def session(uid: UUID) -> SessionFacts:
    """For other rooms: values, not the row. Raises SessionNotFound."""
    found = (
        Session.objects.filter(uid=uid)
        .annotate(came=Count("attendances"), voting=Count("attendances", filter=Q(attendances__votes=True)))
        .first()
    )
    if found is None:
        raise SessionNotFound()
    return SessionFacts(
        uid=found.uid,
        cycle_uid=found.cycle_uid,
        kind=found.kind,
        title=found.title,
        term_no=found.term_no,
        session_no=found.session_no,
        held_on=found.held_on,
        place=found.place,
        state=found.state,
        opened_at=found.opened_at,
        closed_at=found.closed_at,
        expected=found.expected,
        voting=found.voting,
        present=found.came,
    )


def sessions_of(cycle_uid: UUID) -> list[SessionFacts]:
    """The sessions of a year, in the order they are held; cancelled ones left out."""
    rows = Session.objects.filter(cycle_uid=cycle_uid).exclude(state=SessionState.CANCELLED)
    return [session(uid) for uid in rows.order_by("held_on", "uid").values_list("uid", flat=True)]


def taking_sign_ins(on: dt.date) -> QuerySet[Session]:
    """Sessions that take sign-ins on that day: under way, or planned and their day has come."""
    waiting = Q(state=SessionState.PLANNED, held_on__lte=on)
    return Session.objects.filter(Q(state=SessionState.OPEN) | waiting).order_by("held_on", "uid")


def sign_in_path(row: Session) -> str:
    """Where the QR code at the door leads: it names the session and carries the door's code."""
    return f"/desk/sessions/{row.uid}/sign-in/?code={row.door_code}"


# ── agenda ────────────────────────────────────────────────────────────────────────────────────


def agenda_of(session_uid: UUID) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.filter(session_id=session_uid).order_by("position")


def item_in_turn(session_uid: UUID) -> AgendaItem | None:
    """The item under way, or else the next one that is waiting."""
    rows = agenda_of(session_uid)
    under_way = rows.filter(state=ItemState.UNDER_WAY).first()
    return under_way or rows.filter(state=ItemState.PENDING).first()


def unfinished_before_vote(session_uid: UUID) -> list[str]:
    """Items that the agenda puts before the vote and that are neither done nor put off, by their titles."""
    vote = agenda_of(session_uid).filter(kind=ItemKind.VOTE).first()
    if vote is None:
        return []
    waiting = agenda_of(session_uid).filter(position__lt=vote.position)
    return list(waiting.filter(state__in=(ItemState.PENDING, ItemState.UNDER_WAY)).values_list("title", flat=True))


def lock_item(uid: UUID) -> AgendaItem:
    found = AgendaItem.objects.select_for_update(of=("self",)).select_related("session").filter(uid=uid).first()
    if found is None:
        raise ItemNotFound()
    return found


# ── attendance ────────────────────────────────────────────────────────────────────────────────


def attendances_of(session_uid: UUID) -> QuerySet[Attendance]:
    """Who came, in the order they signed in."""
    return Attendance.objects.filter(session_id=session_uid).order_by("uid")


def present(session_uid: UUID) -> list[Present]:
    rows = attendances_of(session_uid).values_list("seat_uid", "account_uid", "name", "votes")
    return [Present(*row) for row in rows]


def present_count(session_uid: UUID, *, voting_only: bool) -> int:
    rows = Attendance.objects.filter(session_id=session_uid)
    return (rows.filter(votes=True) if voting_only else rows).count()


def find_attendance(session_uid: UUID, seat_uid: UUID) -> Attendance | None:
    return Attendance.objects.filter(session_id=session_uid, seat_uid=seat_uid).first()


def seat_at(session_uid: UUID, account_uid: UUID | None) -> UUID:
    """The seat from which somebody asks: where she signed in. Raises AskerNotPresent."""
    rows = Attendance.objects.filter(session_id=session_uid, account_uid=account_uid)
    found = rows.values_list("seat_uid", flat=True).first() if account_uid is not None else None
    if found is None:
        raise AskerNotPresent()
    return found


# ── enquiries ─────────────────────────────────────────────────────────────────────────────────


def enquiries_visible_to(viewer: Actor) -> QuerySet[Enquiry]:
    """Everything asked, to who attends; to a unit what was assigned to it. Newest first."""
    rows = Enquiry.objects.select_related("session").order_by("-uid")
    if POLICY.may(viewer, "meetings.read"):
        return rows
    return access.granted(viewer, "answer_enquiry", rows) if viewer.holds(Role.UNIT) else rows.none()


def enquiry(viewer: Actor, uid: UUID) -> Enquiry:
    found = enquiries_visible_to(viewer).filter(uid=uid).first()
    if found is None:
        raise EnquiryNotFound()
    return found


def lock_enquiry(uid: UUID) -> Enquiry:
    found = Enquiry.objects.select_for_update(of=("self",)).select_related("session").filter(uid=uid).first()
    if found is None:
        raise EnquiryNotFound()
    return found


def open_enquiries(session_uid: UUID | None = None) -> QuerySet[Enquiry]:
    """Not answered yet, oldest first: of one session, or of all (the staff's to-do list)."""
    rows = Enquiry.objects.exclude(state=EnquiryState.ANSWERED).select_related("session").order_by("uid")
    return rows if session_uid is None else rows.filter(session_id=session_uid)


def enquiry_figures(session_uid: UUID) -> EnquiryFigures:
    return _enquiry_figures(Enquiry.objects.filter(session_id=session_uid))


def enquiry_figures_of_cycle(cycle_uid: UUID) -> EnquiryFigures:
    """Over all meetings of a year that were not cancelled."""
    asked = Enquiry.objects.filter(session__cycle_uid=cycle_uid)
    return _enquiry_figures(asked.exclude(session__state=SessionState.CANCELLED))


def _enquiry_figures(rows: QuerySet[Enquiry]) -> EnquiryFigures:
    figures = rows.aggregate(
        asked=Count("uid"),
        on_spot=Count("uid", filter=Q(answered_on_spot=True)),
        afterwards=Count("uid", filter=Q(answered_on_spot=False)),
    )
    return EnquiryFigures(**figures)


# ── what the meeting passed ────────────────────────────────────────────────────────────────────


def decisions_of(session_uid: UUID) -> QuerySet[Decision]:
    """In the order in which they were put."""
    return Decision.objects.filter(session_id=session_uid).order_by("uid")


# ── minutes ───────────────────────────────────────────────────────────────────────────────────


def minutes_of(session_uid: UUID) -> QuerySet[Minutes]:
    """Newest edition first."""
    return Minutes.objects.filter(session_id=session_uid).order_by("-edition")


# ── files ─────────────────────────────────────────────────────────────────────────────────────


def may_read_session(actor: Actor, uid: UUID) -> bool:
    """Whether the papers of this session are hers to open."""
    return visible_to(actor).filter(uid=uid).exists()
