"""A session is convened, opened and closed; its agenda is worked through (1-55, 1-56, 3-41)."""

from __future__ import annotations

import pytest

from commons.kernel.actor import Role
from commons.kernel.lifecycle import WrongStep
from commons.kernel.policy import NotPermitted
from tenants.meetings import commands, queries
from tenants.meetings.errors import (
    AgendaClosed,
    ItemUnderWay,
    KindNotConvenable,
    NumberInvalid,
    SessionExists,
    SessionNotFound,
    SessionNotRunning,
    TextInvalid,
)
from tenants.meetings.models import Session
from tenants.meetings.terms import ItemKind, ItemState, SessionKind, SessionState
from tests.factories.evidence import acts, footprint, last_entry, told
from tests.factories.meetings import DAY, came, session
from tests.factories.people import AT, actor


def test_a_town_convenes_its_congress_by_term_and_session(town: str) -> None:
    made = session()
    assert (made.state, made.term_no, made.session_no, made.office_code) == (SessionState.PLANNED, 18, 3, town)
    assert last_entry(made) == {
        "act": "meetings.convene",
        "states": ("", ""),
        "facts": {"kind": "congress", "term_no": 18, "session_no": 3, "held_on": "2026-03-02", "expected": 60},
    }
    assert told() == ["meetings.SessionConvened"]


def test_a_street_convenes_an_assembly_and_no_congress(street: str) -> None:
    assert session(kind=SessionKind.ASSEMBLY, title="白沙街道议政代表会").state == SessionState.PLANNED
    before = footprint()
    with pytest.raises(KindNotConvenable) as refused:
        session(kind=SessionKind.CONGRESS)
    assert str(refused.value) == (
        "本机构不能召集“人民代表大会会议”，可以召集的是：议政代表会、人大街道工委会议。请重新选择会议类型。"
    )
    assert (Session.objects.count(), footprint()) == (1, before)


def test_a_town_has_no_standing_committee(town: str) -> None:
    with pytest.raises(KindNotConvenable):
        session(kind=SessionKind.STANDING_COMMITTEE)


def test_a_county_convenes_its_standing_committee(county: str) -> None:
    assert session(kind=SessionKind.STANDING_COMMITTEE, title="区人大常委会第三十次会议").state == "planned"


def test_one_number_is_given_once_until_the_session_is_cancelled(town: str) -> None:
    first = session()
    with pytest.raises(SessionExists):
        session()
    commands.cancel_session(actor=actor(Role.CLERK), session_uid=first.uid, reason="台风改期", at=AT)
    assert session().session_no == 3


@pytest.mark.parametrize(("title", "term_no"), [("", 18), ("  ", 18), ("长" * 101, 18)])
def test_a_title_is_needed_and_not_longer_than_a_line(town: str, title: str, term_no: int) -> None:
    with pytest.raises(TextInvalid) as refused:
        session(title=title, term_no=term_no)
    assert refused.value.data["field"] == "title"


@pytest.mark.parametrize("expected", [0, -1, 100_001])
def test_the_number_expected_is_a_number_of_people(town: str, expected: int) -> None:
    with pytest.raises(NumberInvalid) as refused:
        session(expected=expected)
    assert refused.value.data["field"] == "expected"


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.GOVERNMENT, Role.AUDITOR, Role.UNIT, Role.RESIDENT])
def test_convening_is_for_the_staff_and_leaves_nothing_behind(town: str, role: Role) -> None:
    before = footprint()
    with pytest.raises(NotPermitted):
        session(by=actor(role))
    assert (Session.objects.count(), footprint()) == (0, before)


def test_the_number_expected_may_be_put_right_while_the_session_runs(town: str) -> None:
    made = session(is_open=True)
    commands.set_expected(actor=actor(Role.CLERK), session_uid=made.uid, expected=58, at=AT)
    assert queries.session(made.uid).expected == 58
    assert last_entry(made)["facts"] == {"from": 60, "to": 58}
    commands.close_session(actor=actor(Role.CLERK), session_uid=made.uid, at=AT)
    with pytest.raises(SessionNotRunning):
        commands.set_expected(actor=actor(Role.CLERK), session_uid=made.uid, expected=57, at=AT)


def test_a_session_opens_once_and_says_who_was_there(town: str) -> None:
    made = session()
    came(made)
    opened = commands.open_session(actor=actor(Role.CLERK), session_uid=made.uid, at=AT)
    assert (opened.state, opened.opened_at) == (SessionState.OPEN, AT)
    assert last_entry(made) == {
        "act": "meetings.open",
        "states": ("planned", "open"),
        "facts": {"expected": 60, "present": 1},
    }
    with pytest.raises(WrongStep):
        commands.open_session(actor=actor(Role.CLERK), session_uid=made.uid, at=AT)


def test_closing_puts_off_what_the_agenda_did_not_reach(town: str) -> None:
    made, clerk = session(is_open=True), actor(Role.CLERK)
    report = commands.add_agenda_item(
        actor=clerk,
        session_uid=made.uid,
        kind=ItemKind.REPORT,
        title="听取上年度民生实事项目落实情况报告",
        presenter="镇长",
        at=AT,
    )
    vote = commands.add_agenda_item(
        actor=clerk, session_uid=made.uid, kind=ItemKind.VOTE, title="票决民生实事项目", at=AT
    )
    assert [each.position for each in (report, vote)] == [1, 2]
    commands.begin_item(actor=clerk, item_uid=report.uid, at=AT)
    with pytest.raises(ItemUnderWay):
        commands.begin_item(actor=clerk, item_uid=vote.uid, at=AT)
    with pytest.raises(ItemUnderWay):
        commands.close_session(actor=clerk, session_uid=made.uid, at=AT)
    commands.finish_item(actor=clerk, item_uid=report.uid, at=AT)
    closed = commands.close_session(actor=clerk, session_uid=made.uid, at=AT)
    assert (closed.state, closed.closed_at) == (SessionState.CLOSED, AT)
    assert [each.state for each in queries.agenda_of(made.uid)] == [ItemState.DONE, ItemState.PUT_OFF]
    assert acts(vote) == ["meetings.add_agenda_item", "meetings.put_off_item"]
    assert last_entry(made) == {
        "act": "meetings.close",
        "states": ("open", "closed"),
        "facts": {"expected": 60, "present": 0, "asked": 0, "on_spot": 0},
    }
    assert told()[-1] == "meetings.SessionClosed"
    with pytest.raises(AgendaClosed):
        commands.add_agenda_item(actor=clerk, session_uid=made.uid, kind=ItemKind.OTHER, title="其他", at=AT)


def test_an_item_is_begun_only_while_the_session_runs_and_may_be_put_off(town: str) -> None:
    made, clerk = session(), actor(Role.CLERK)
    item = commands.add_agenda_item(
        actor=clerk, session_uid=made.uid, kind=ItemKind.DISCUSSION, title="分组讨论候选项目", at=AT
    )
    with pytest.raises(SessionNotRunning):
        commands.begin_item(actor=clerk, item_uid=item.uid, at=AT)
    assert commands.put_off_item(actor=clerk, item_uid=item.uid, at=AT).state == ItemState.PUT_OFF


def test_minutes_are_amended_by_a_further_edition_and_the_first_one_stays(town: str) -> None:
    made, clerk = session(), actor(Role.CLERK)
    with pytest.raises(SessionNotRunning):
        commands.record_minutes(actor=clerk, session_uid=made.uid, text="会议记录", at=AT)
    commands.open_session(actor=clerk, session_uid=made.uid, at=AT)
    commands.record_minutes(actor=clerk, session_uid=made.uid, text="会议记录", at=AT)
    second = commands.record_minutes(actor=clerk, session_uid=made.uid, text="会议记录（更正）", at=AT)
    assert [(m.edition, m.text) for m in queries.minutes_of(made.uid)] == [(2, "会议记录（更正）"), (1, "会议记录")]
    entry = last_entry(second)
    assert entry == {"act": "meetings.record_minutes", "states": ("", ""), "facts": {"edition": 2}}


def test_a_deputy_does_not_preside(town: str) -> None:
    made = session()
    before = footprint()
    with pytest.raises(NotPermitted):
        commands.open_session(actor=actor(Role.DEPUTY), session_uid=made.uid, at=AT)
    made.refresh_from_db()
    assert (made.state, footprint()) == (SessionState.PLANNED, before)


def test_the_neighbour_does_not_find_the_session(town: str) -> None:
    from commons.kernel.tenancy import in_office
    from tests.conftest import NEIGHBOUR

    made = session()
    with in_office(NEIGHBOUR):
        with pytest.raises(SessionNotFound):
            queries.session(made.uid)
        assert list(queries.visible_to(actor(Role.CLERK))) == []
        with pytest.raises(SessionNotFound):
            commands.open_session(actor=actor(Role.CLERK), session_uid=made.uid, at=AT)


def test_who_attends_no_meetings_sees_no_sessions(town: str) -> None:
    session()
    assert queries.visible_to(actor(Role.DEPUTY)).count() == 1
    assert queries.visible_to(actor(Role.RESIDENT)).count() == 0
    with pytest.raises(SessionNotFound):
        queries.get(actor(Role.UNIT), session(session_no=4).uid)


def test_the_sessions_of_a_year_are_listed_without_the_cancelled_one(town: str) -> None:
    from commons.kernel.models import new_uid

    cycle = new_uid()
    kept = session(cycle_uid=cycle)
    dropped = session(cycle_uid=cycle, session_no=4)
    session(session_no=5)
    commands.cancel_session(actor=actor(Role.DIRECTOR), session_uid=dropped.uid, reason="并入下次会议", at=AT)
    assert [(each.uid, each.held_on) for each in queries.sessions_of(cycle)] == [(kept.uid, DAY)]
