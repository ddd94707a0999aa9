"""Writing the meetings: convene, set the agenda, sign in, open, ask and answer, record, close."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
import uuid
from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction

from commons.access import commands as access
from commons.audit.commands import advance, record
from commons.identity import queries as identity
from commons.identity.terms import MembershipKind
from commons.kernel import clock
from commons.kernel.actor import Actor, Role, system
from commons.kernel.tenancy import current_code
from commons.outbox.commands import publish, ring
from tenants.meetings import events, queries
from tenants.meetings.errors import (
    AgendaClosed,
    AskerNotPresent,
    DoorCodeWrong,
    DueInThePast,
    ExpectedMissing,
    HandsRefused,
    ItemUnderWay,
    KindNotConvenable,
    NumberInvalid,
    SessionExists,
    SessionNotRunning,
    SignInClosed,
    SignInTooEarly,
    TextInvalid,
)
from tenants.meetings.lifecycle import ENQUIRY, ITEM, SESSION
from tenants.meetings.models import AgendaItem, Attendance, Decision, Enquiry, Minutes, Session
from tenants.meetings.policies import POLICY
from tenants.meetings.terms import DecisionKind, ItemKind, ItemState, SessionKind, SessionState, SignInMethod
from tenants.meetings.wording import plain

# ── the session ───────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def convene(
    *,
    actor: Actor,
    cycle_uid: UUID | None,
    kind: SessionKind,
    title: str,
    held_on: dt.date,
    place: str,
    at: dt.datetime,
    term_no: int | None = None,
    session_no: int | None = None,
    expected: int | None = None,
) -> Session:
    """Call a meeting this office may call (`convening.py`). Raises KindNotConvenable, SessionExists."""
    POLICY.permit(actor, "meetings.convene")
    _refuse_foreign_kind(kind)
    session = Session(
        created_at=at,
        cycle_uid=cycle_uid,
        kind=kind,
        title=_words(title, "title", "会议名称", 100),
        held_on=held_on,
        place=_words(place, "place", "地点", 100, empty=True),
        term_no=_number(term_no, "term_no", "届", 1, 99),
        session_no=_number(session_no, "session_no", "次", 1, 999),
        expected=_number(expected, "expected", "应到人数", 1, 100_000),
        door_code=f"{secrets.randbelow(10**8):08d}",
        state=SESSION.start,
    )
    try:
        with transaction.atomic():
            session.save(force_insert=True)
    except IntegrityError as taken:
        raise SessionExists(term_no=term_no, session_no=session_no, kind=SessionKind(kind).label) from taken
    facts = {"kind": kind, "term_no": term_no, "session_no": session_no, "held_on": held_on, "expected": expected}
    record("meetings.convene", session, actor=actor, at=at, facts=facts, words=(session.title,))
    publish(events.SessionConvened(at=at, session_uid=session.uid, cycle_uid=cycle_uid, kind=kind))
    return session


@transaction.atomic
def set_expected(*, actor: Actor, session_uid: UUID, expected: int, at: dt.datetime) -> Session:
    """Say how many are to come with a vote (应到); it may be put right until the session is closed."""
    session = queries.lock(session_uid)
    POLICY.permit(actor, "meetings.convene", session)
    _refuse_ended(session)
    before, session.expected = session.expected, _number(expected, "expected", "应到人数", 1, 100_000)
    session.save(update_fields=["expected"])
    record("meetings.set_expected", session, actor=actor, at=at, facts={"from": before, "to": expected})
    return session


@transaction.atomic
def open_session(*, actor: Actor, session_uid: UUID, at: dt.datetime) -> Session:
    session = queries.lock(session_uid)
    POLICY.permit(actor, "meetings.preside", session)
    voting = queries.present_count(session_uid, voting_only=True)
    facts = {"expected": session.expected, "present": voting}
    advance(session, SESSION, "open", actor=actor, at=at, facts=facts, opened_at=at)
    publish(events.SessionOpened(at=at, session_uid=session.uid, cycle_uid=session.cycle_uid, kind=session.kind))
    return session


@transaction.atomic
def close_session(*, actor: Actor, session_uid: UUID, at: dt.datetime) -> Session:
    """Close; what the agenda did not reach is put off. Raises ItemUnderWay while an item is being dealt with."""
    session = queries.lock(session_uid)
    POLICY.permit(actor, "meetings.preside", session)
    SESSION.step("close", session.state)
    items = list(queries.agenda_of(session_uid).select_for_update())
    _refuse_item_under_way(items)
    for item in items:
        if item.state == ItemState.PENDING:
            advance(item, ITEM, "put_off_item", actor=actor, at=at)
    present = queries.present_count(session_uid, voting_only=True)
    asked = queries.enquiry_figures(session_uid)
    facts = {"expected": session.expected, "present": present, "asked": asked.asked, "on_spot": asked.on_spot}
    advance(session, SESSION, "close", actor=actor, at=at, facts=facts, closed_at=at)
    publish(
        events.SessionClosed(
            at=at,
            session_uid=session.uid,
            cycle_uid=session.cycle_uid,
            kind=session.kind,
            present=present,
            asked=asked.asked,
            answered_on_spot=asked.on_spot,
        )
    )
    return session


@transaction.atomic
def cancel_session(*, actor: Actor, session_uid: UUID, reason: str, at: dt.datetime) -> Session:
    """Call it off before it opens; its number becomes free again."""
    session = queries.lock(session_uid)
    POLICY.permit(actor, "meetings.convene", session)
    reason = _words(reason, "reason", "取消原因", 200)
    advance(session, SESSION, "cancel", actor=actor, at=at, words=(reason,))
    ring()
    return session


# ── the agenda ────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def add_agenda_item(
    *,
    actor: Actor,
    session_uid: UUID,
    kind: ItemKind,
    title: str,
    at: dt.datetime,
    presenter: str = "",
    paper_uid: UUID | None = None,
) -> AgendaItem:
    """Put one more item at the end of the agenda, also while the session runs."""
    session = queries.lock(session_uid)
    POLICY.permit(actor, "meetings.set_agenda", session)
    if session.state not in (SessionState.PLANNED, SessionState.OPEN):
        raise AgendaClosed(state=session.get_state_display())
    last = queries.agenda_of(session_uid).last()
    item = AgendaItem(
        created_at=at,
        session=session,
        position=last.position + 1 if last else 1,
        kind=kind,
        title=_words(title, "title", "议程", 100),
        presenter=_words(presenter, "presenter", "报告人", 60, empty=True),
        paper_uid=paper_uid,
        state=ITEM.start,
    )
    item.save(force_insert=True)
    facts = {"position": item.position, "kind": kind}
    record("meetings.add_agenda_item", item, actor=actor, at=at, facts=facts, words=(item.title,))
    return item


@transaction.atomic
def begin_item(*, actor: Actor, item_uid: UUID, at: dt.datetime) -> AgendaItem:
    """One item at a time, and only while the session runs."""
    item = queries.lock_item(item_uid)
    POLICY.permit(actor, "meetings.preside", item)
    _refuse_not_running(item.session)
    _refuse_item_under_way(queries.agenda_of(item.session_id))
    advance(item, ITEM, "begin_item", actor=actor, at=at)
    return item


@transaction.atomic
def finish_item(*, actor: Actor, item_uid: UUID, at: dt.datetime) -> AgendaItem:
    item = queries.lock_item(item_uid)
    POLICY.permit(actor, "meetings.preside", item)
    advance(item, ITEM, "finish_item", actor=actor, at=at)
    return item


@transaction.atomic
def put_off_item(*, actor: Actor, item_uid: UUID, at: dt.datetime) -> AgendaItem:
    item = queries.lock_item(item_uid)
    POLICY.permit(actor, "meetings.preside", item)
    advance(item, ITEM, "put_off_item", actor=actor, at=at)
    return item


# ── who came ──────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def sign_in(
    *,
    actor: Actor,
    session_uid: UUID,
    seat_uid: UUID | None,
    account_uid: UUID | None,
    name: str,
    votes: bool,
    method: SignInMethod,
    at: dt.datetime,
    code: str = "",
) -> Attendance:
    """Somebody has come. Signing in twice changes nothing and returns the first time.

    Deputies enter by `deputies.commands.duties.attend`, which knows whose seat it is and whether it votes. Without a
    seat it is a guest. Raises SignInClosed, SignInTooEarly, DoorCodeWrong.
    """
    session = queries.lock(session_uid)
    name = _words(name, "name", "姓名", 60)
    seat = seat_uid or account_uid or uuid.uuid5(session_uid, name)
    attendance = Attendance(
        created_at=at,
        session=session,
        seat_uid=seat,
        account_uid=account_uid,
        name=name,
        votes=votes and seat_uid is not None,
        method=method,
    )
    POLICY.permit(actor, "meetings.sign_in", attendance)
    _refuse_sign_in(session, method, code, at)
    already = queries.find_attendance(session_uid, seat)
    if already is not None:
        return already
    attendance.save(force_insert=True)
    record("meetings.sign_in", attendance, actor=actor, at=at, facts={"votes": attendance.votes, "method": method})
    return attendance


# ── enquiries ─────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def ask(
    *,
    actor: Actor,
    session_uid: UUID,
    seat_uid: UUID,
    text: str,
    at: dt.datetime,
    subject_uid: UUID | None = None,
) -> Enquiry:
    """A question from the floor, by whoever signed in, with or without a vote. Raises AskerNotPresent."""
    session = queries.lock(session_uid)
    asker = queries.find_attendance(session_uid, seat_uid)
    POLICY.permit(actor, "meetings.ask", asker or Attendance(account_uid=actor.account_uid))
    _refuse_not_running(session)
    if asker is None:
        raise AskerNotPresent()
    enquiry = Enquiry(
        created_at=at,
        session=session,
        seat_uid=seat_uid,
        asker_name=asker.name,
        text=_words(text, "text", "问题", 1000),
        subject_uid=subject_uid,
        state=ENQUIRY.start,
    )
    enquiry.save(force_insert=True)
    record("meetings.ask", enquiry, actor=actor, at=at, facts={"subject": subject_uid}, words=(enquiry.text,))
    publish(events.EnquiryAsked(at=at, enquiry_uid=enquiry.uid, session_uid=session.uid))
    return enquiry


@transaction.atomic
def assign_enquiry(
    *, actor: Actor, enquiry_uid: UUID, unit_account_uid: UUID, unit_name: str, due_on: dt.date, at: dt.datetime
) -> Enquiry:
    """Hand what was not answered on the spot to a unit: it sees the question and may answer until it has."""
    enquiry = queries.lock_enquiry(enquiry_uid)
    POLICY.permit(actor, "meetings.assign_enquiry", enquiry)
    unit_name = _words(unit_name, "unit_name", "答复单位", 60)
    if due_on < clock.date_of(at):
        raise DueInThePast(field="due_on")
    unit = identity.account(unit_account_uid)
    advance(
        enquiry,
        ENQUIRY,
        "assign_enquiry",
        actor=actor,
        at=at,
        facts={"unit": unit_account_uid, "due_on": due_on},
        unit_account_uid=unit_account_uid,
        unit_name=unit_name,
        due_on=due_on,
    )
    machine = system(current_code())
    access.appoint(actor=machine, account=unit, kind=MembershipKind.UNIT, roles=[Role.UNIT], at=at)
    access.grant(account=unit, permission="answer_enquiry", on=enquiry)
    return enquiry


@transaction.atomic
def answer_enquiry(*, actor: Actor, enquiry_uid: UUID, answer: str, at: dt.datetime) -> Enquiry:
    """On the spot while the session runs, afterwards once it is closed; either way the question is done with."""
    enquiry = queries.lock_enquiry(enquiry_uid)
    POLICY.permit(actor, "meetings.answer_enquiry", enquiry)
    answer = _words(answer, "answer", "答复", 2000)
    on_spot = enquiry.session.state == SessionState.OPEN
    advance(
        enquiry,
        ENQUIRY,
        "answer_enquiry",
        actor=actor,
        at=at,
        facts={"on_spot": on_spot},
        words=(answer,),
        answer=answer,
        answered_on_spot=on_spot,
        answered_at=at,
    )
    if enquiry.unit_account_uid is not None:
        access.withdraw(account=identity.account(enquiry.unit_account_uid), permission="answer_enquiry", on=enquiry)
    publish(events.EnquiryAnswered(at=at, enquiry_uid=enquiry.uid, session_uid=enquiry.session_id, on_spot=on_spot))
    return enquiry


# ── what the meeting passes ──────────────────────────────────────────────────────────────────────


@transaction.atomic
def decide(
    *,
    actor: Actor,
    session_uid: UUID,
    kind: DecisionKind,
    title: str,
    approve: int,
    oppose: int,
    abstain: int,
    at: dt.datetime,
    expected: int | None = None,
    subject_uid: UUID | None = None,
) -> Decision:
    """Record what the meeting decided by a show of hands, passed or not.

    More than half of all who have a vote here (地方组织法 25); of an assembly, which no law binds, more than half of those
    present. `expected`: all of them, where the caller knows better than the session. Raises ExpectedMissing, HandsRefused.
    """
    session = queries.lock(session_uid)
    POLICY.permit(actor, "meetings.decide", session)
    _refuse_not_running(session)
    present = queries.present_count(session_uid, voting_only=True)
    hands = approve + oppose + abstain
    if min(approve, oppose, abstain) < 0 or not 1 <= hands <= present:
        raise HandsRefused(field="approve", hands=hands, present=present)
    base = present if session.kind == SessionKind.ASSEMBLY else expected or session.expected
    if base is None:
        raise ExpectedMissing()
    decision = Decision(
        created_at=at,
        session=session,
        kind=kind,
        title=_words(title, "title", "名称", 200),
        subject_uid=subject_uid,
        base=base,
        present=present,
        approve=approve,
        oppose=oppose,
        abstain=abstain,
        passed=2 * approve > base,
    )
    decision.save(force_insert=True)
    facts = {"approve": approve, "oppose": oppose, "abstain": abstain, "base": base, "passed": decision.passed}
    record("meetings.decide", decision, actor=actor, at=at, facts=facts, words=(decision.title,))
    return decision


# ── minutes ───────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def record_minutes(*, actor: Actor, session_uid: UUID, text: str, at: dt.datetime) -> Minutes:
    """Write the minutes, or a further edition of them, during the session or after it."""
    session = queries.lock(session_uid)
    POLICY.permit(actor, "meetings.record_minutes", session)
    if session.state not in (SessionState.OPEN, SessionState.CLOSED):
        raise SessionNotRunning(state=session.get_state_display())
    newest = queries.minutes_of(session_uid).first()
    minutes = Minutes(
        created_at=at,
        session=session,
        edition=newest.edition + 1 if newest else 1,
        text=_words(text, "text", "会议记录", 50_000),
        author_uid=actor.account_uid,
        author_name=actor.name,
    )
    minutes.save(force_insert=True)
    facts = {"edition": minutes.edition}
    record("meetings.record_minutes", minutes, actor=actor, at=at, facts=facts, words=(minutes.text,))
    return minutes


# ── rules ─────────────────────────────────────────────────────────────────────────────────────


def _refuse_foreign_kind(kind: str) -> None:
    allowed = queries.kinds_here()
    if kind not in allowed:
        raise KindNotConvenable(kind=SessionKind(kind).label, allowed="、".join(each.label for each in allowed))


def _refuse_ended(session: Session) -> None:
    if session.state not in (SessionState.PLANNED, SessionState.OPEN):
        raise SessionNotRunning(state=session.get_state_display())


def _refuse_not_running(session: Session) -> None:
    if session.state != SessionState.OPEN:
        raise SessionNotRunning(state=session.get_state_display())


def _refuse_sign_in(session: Session, method: str, code: str, at: dt.datetime) -> None:
    if session.state not in (SessionState.PLANNED, SessionState.OPEN):
        raise SignInClosed(state=session.get_state_display())
    if session.state == SessionState.PLANNED and clock.date_of(at) < session.held_on:
        raise SignInTooEarly(held_on=session.held_on)
    if method == SignInMethod.QR and not hmac.compare_digest(code.encode(), session.door_code.encode()):
        raise DoorCodeWrong()


def _refuse_item_under_way(items: Iterable[AgendaItem]) -> None:
    for item in items:
        if item.state == ItemState.UNDER_WAY:
            raise ItemUnderWay(position=item.position)


def _words(text: str, field: str, label: str, limit: int, *, empty: bool = False) -> str:
    return plain(text, field=field, label=label, limit=limit, refusal=TextInvalid, empty=empty)


def _number(value: int | None, field: str, label: str, least: int, most: int) -> int | None:
    if value is not None and not least <= value <= most:
        raise NumberInvalid(field=field, label=label, least=least, most=most)
    return value
