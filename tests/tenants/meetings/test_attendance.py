"""Who came: by the clerk, by oneself, by the code at the door; twice is harmless (代表法 34: others attend without a vote)."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection, connections

from commons.kernel.actor import Actor, Role
from commons.kernel.models import new_uid
from commons.kernel.policy import Hidden, NotPermitted
from commons.kernel.tenancy import in_office
from tenants.meetings import commands, queries
from tenants.meetings.errors import DoorCodeWrong, SignInClosed, SignInTooEarly
from tenants.meetings.models import Attendance, Session
from tenants.meetings.terms import SignInMethod
from tests.conftest import TOWN
from tests.factories.evidence import acts, footprint, last_entry
from tests.factories.meetings import came, session
from tests.factories.people import AT, actor


def by_herself(who: Actor, to: Session, *, method: SignInMethod = SignInMethod.SELF, code: str = "") -> Attendance:
    return commands.sign_in(
        actor=who,
        session_uid=to.uid,
        seat_uid=who.account_uid,
        account_uid=who.account_uid,
        name=who.name,
        votes=True,
        method=method,
        at=AT,
        code=code,
    )


def test_a_deputy_signs_in_and_is_counted_among_those_who_vote(town: str) -> None:
    made, deputy = session(), actor(Role.DEPUTY)
    signed = by_herself(deputy, made)
    assert queries.present(made.uid) == [queries.Present(deputy.account_uid, deputy.account_uid, "测试人员", True)]
    assert last_entry(signed) == {
        "act": "meetings.sign_in",
        "states": ("", ""),
        "facts": {"votes": True, "method": "self"},
    }


def test_signing_in_twice_changes_nothing(town: str) -> None:
    made, deputy = session(), actor(Role.DEPUTY)
    first, second = by_herself(deputy, made), by_herself(deputy, made)
    assert (first.uid, queries.present_count(made.uid, voting_only=False)) == (second.uid, 1)
    assert acts(first) == ["meetings.sign_in"]


def test_the_code_at_the_door_names_the_session_and_must_be_its_own(town: str) -> None:
    made, other, deputy = session(), session(session_no=4), actor(Role.DEPUTY)
    assert queries.sign_in_path(made) == f"/desk/sessions/{made.uid}/sign-in/?code={made.door_code}"
    with pytest.raises(DoorCodeWrong):
        by_herself(deputy, made, method=SignInMethod.QR, code=other.door_code + "x")
    assert queries.present(made.uid) == []
    by_herself(deputy, made, method=SignInMethod.QR, code=made.door_code)
    assert queries.present_count(made.uid, voting_only=True) == 1


def test_guests_and_deputies_of_other_levels_are_present_without_a_vote(town: str) -> None:
    made, clerk = session(), actor(Role.CLERK)
    came(made)
    came(made, name="区代表", votes=False)
    for _ in range(2):  # a guest without seat and account is known by name
        commands.sign_in(
            actor=clerk,
            session_uid=made.uid,
            seat_uid=None,
            account_uid=None,
            name="列席人员",
            votes=True,
            method=SignInMethod.CLERK,
            at=AT,
        )
    assert queries.present_count(made.uid, voting_only=True) == 1
    assert queries.present_count(made.uid, voting_only=False) == 3
    facts = queries.session(made.uid)
    assert (facts.expected, facts.voting, facts.present) == (60, 1, 3)


def test_nobody_signs_in_for_somebody_else(town: str) -> None:
    made, deputy = session(), actor(Role.DEPUTY)
    before = footprint()
    with pytest.raises(Hidden):
        commands.sign_in(
            actor=deputy,
            session_uid=made.uid,
            seat_uid=new_uid(),
            account_uid=new_uid(),
            name="别人",
            votes=True,
            method=SignInMethod.SELF,
            at=AT,
        )
    with pytest.raises(NotPermitted):
        by_herself(actor(Role.GOVERNMENT), made)
    assert (queries.present(made.uid), footprint()) == ([], before)


def test_sign_in_begins_on_the_day_and_ends_with_the_session(town: str) -> None:
    made, deputy = session(), actor(Role.DEPUTY)
    with pytest.raises(SignInTooEarly):
        commands.sign_in(
            actor=deputy,
            session_uid=made.uid,
            seat_uid=deputy.account_uid,
            account_uid=deputy.account_uid,
            name="早到",
            votes=True,
            method=SignInMethod.SELF,
            at=AT - dt.timedelta(days=1),
        )
    commands.open_session(actor=actor(Role.CLERK), session_uid=made.uid, at=AT)
    commands.close_session(actor=actor(Role.CLERK), session_uid=made.uid, at=AT)
    with pytest.raises(SignInClosed):
        by_herself(deputy, made)


def test_two_sign_ins_at_the_same_moment_leave_one_row_and_no_error(committed: str) -> None:
    with in_office(TOWN):
        made = session()
        deputy = actor(Role.DEPUTY)
    gate, failures = threading.Barrier(2), []

    def press() -> None:
        try:
            with in_office(TOWN):
                gate.wait(timeout=10)
                by_herself(deputy, made)
        except Exception as failure:
            failures.append(failure)
        finally:
            connections["default"].close()

    presses = [threading.Thread(target=press) for _ in range(2)]  # noqa: TID251 (each enters its office itself)
    for each in presses:
        each.start()
    for each in presses:
        each.join(timeout=30)
    assert failures == []
    with in_office(TOWN):
        assert queries.present_count(made.uid, voting_only=True) == 1
        assert acts(Attendance.objects.get()) == ["meetings.sign_in"]
    connection.close()
