"""1-62: 25 asked, 23 answered on the spot, the open 2 tracked until they are answered afterwards."""

from __future__ import annotations

import datetime as dt

import pytest

from commons.access.queries import has_grant
from commons.kernel.actor import Role
from commons.kernel.lifecycle import WrongStep
from commons.kernel.policy import Hidden, NotPermitted
from tenants.meetings import commands, queries
from tenants.meetings.errors import AskerNotPresent, DueInThePast, EnquiryNotFound, SessionNotRunning, TextInvalid
from tenants.meetings.models import Enquiry, Session
from tenants.meetings.terms import EnquiryState, SessionKind
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.meetings import DAY, came, session
from tests.factories.people import AT, actor, as_actor, member

DUE = DAY + dt.timedelta(days=14)


def asked(at: Session, text: str = "工期为何推迟？") -> Enquiry:
    return commands.ask(actor=actor(Role.CLERK), session_uid=at.uid, seat_uid=came(at).seat_uid, text=text, at=AT)


def test_of_25_questions_23_are_answered_on_the_spot_and_2_are_tracked(street: str) -> None:
    """1-62; 现场问询 (2-38)."""
    clerk = actor(Role.CLERK)
    made = session(kind=SessionKind.ASSEMBLY, title="议政代表会", is_open=True)
    seat = came(made).seat_uid
    questions = [
        commands.ask(actor=clerk, session_uid=made.uid, seat_uid=seat, text=f"问题{n}", at=AT) for n in range(1, 26)
    ]
    for each in questions[:23]:
        commands.answer_enquiry(actor=clerk, enquiry_uid=each.uid, answer="现场答复", at=AT)
    commands.close_session(actor=clerk, session_uid=made.uid, at=AT)
    figures = queries.enquiry_figures(made.uid)
    assert (figures.asked, figures.on_spot, figures.afterwards, figures.open) == (25, 23, 0, 2)
    assert [each.text for each in queries.open_enquiries(made.uid)] == ["问题24", "问题25"]

    unit = member(Role.UNIT, name="城建办")
    for each in questions[23:]:
        commands.assign_enquiry(
            actor=clerk, enquiry_uid=each.uid, unit_account_uid=unit.uid, unit_name="城建办", due_on=DUE, at=AT
        )
    commands.answer_enquiry(actor=as_actor(unit), enquiry_uid=questions[23].uid, answer="已列入下月计划", at=AT)
    figures = queries.enquiry_figures(made.uid)
    assert (figures.asked, figures.on_spot, figures.afterwards, figures.open) == (25, 23, 1, 1)
    assert list(queries.open_enquiries()) == [questions[24]]


def test_a_question_leaves_no_words_in_the_evidence(town: str) -> None:
    enquiry = asked(session(is_open=True), text="老旧小区的暖气为什么不热？")
    entry = last_entry(enquiry)
    assert entry == {"act": "meetings.ask", "states": ("", ""), "facts": {"subject": None}}
    assert told()[-1] == "meetings.EnquiryAsked"


def test_only_who_signed_in_asks_and_only_for_herself(town: str) -> None:
    made, deputy = session(is_open=True), actor(Role.DEPUTY)
    with pytest.raises(AskerNotPresent):
        commands.ask(actor=deputy, session_uid=made.uid, seat_uid=deputy.account_uid, text="问题", at=AT)
    hers, others = came(made, account_uid=deputy.account_uid), came(made, account_uid=actor().account_uid)
    before = footprint()
    with pytest.raises(Hidden):
        commands.ask(actor=deputy, session_uid=made.uid, seat_uid=others.seat_uid, text="问题", at=AT)
    assert footprint() == before
    made_by_her = commands.ask(actor=deputy, session_uid=made.uid, seat_uid=hers.seat_uid, text="问题", at=AT)
    assert (made_by_her.asker_name, made_by_her.state) == ("陈测试", EnquiryState.ASKED)


def test_no_question_before_the_session_opens_and_none_without_words(town: str) -> None:
    made = session()
    with pytest.raises(SessionNotRunning):
        asked(made)
    commands.open_session(actor=actor(Role.CLERK), session_uid=made.uid, at=AT)
    with pytest.raises(TextInvalid) as refused:
        asked(made, text="\u3000 ")
    assert refused.value.data["field"] == "text"


def test_a_unit_sees_and_answers_only_what_was_assigned_to_it(town: str) -> None:
    made, clerk = session(is_open=True), actor(Role.CLERK)
    mine, not_mine = asked(made), asked(made)
    unit = member(Role.UNIT, name="交通办")
    commands.assign_enquiry(
        actor=clerk, enquiry_uid=mine.uid, unit_account_uid=unit.uid, unit_name="交通办", due_on=DUE, at=AT
    )
    who = as_actor(unit)
    assert list(queries.enquiries_visible_to(who)) == [mine]
    with pytest.raises(EnquiryNotFound):
        queries.enquiry(who, not_mine.uid)
    with pytest.raises(Hidden):
        commands.answer_enquiry(actor=who, enquiry_uid=not_mine.uid, answer="越权", at=AT)
    answered = commands.answer_enquiry(actor=who, enquiry_uid=mine.uid, answer="已完成", at=AT)
    assert (answered.state, answered.answered_on_spot) == (EnquiryState.ANSWERED, True)
    assert not has_grant(who, "answer_enquiry", mine)
    assert acts(mine) == ["meetings.ask", "meetings.assign_enquiry", "meetings.answer_enquiry"]
    assert last_entry(mine)["facts"] == {"on_spot": True}
    with pytest.raises(WrongStep):
        commands.answer_enquiry(actor=clerk, enquiry_uid=mine.uid, answer="再答", at=AT)


def test_an_answer_is_due_from_today_on_and_assigning_is_for_the_staff(town: str) -> None:
    enquiry, unit = asked(session(is_open=True)), member(Role.UNIT)
    given = {"enquiry_uid": enquiry.uid, "unit_account_uid": unit.uid, "unit_name": "财政办", "at": AT}
    with pytest.raises(DueInThePast):
        commands.assign_enquiry(actor=actor(Role.CLERK), due_on=DAY - dt.timedelta(days=1), **given)
    with pytest.raises(NotPermitted):
        commands.assign_enquiry(actor=actor(Role.DEPUTY), due_on=DUE, **given)
    enquiry.refresh_from_db()
    assert (enquiry.state, acts(enquiry)) == (EnquiryState.ASKED, ["meetings.ask"])
