"""Sessions as tests want them: convened and, where asked, open."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from commons.kernel.actor import Actor, Role
from commons.kernel.models import new_uid
from tenants.meetings import commands
from tenants.meetings.models import Attendance, Session
from tenants.meetings.terms import SessionKind, SignInMethod
from tests.factories.people import AT, actor

DAY = dt.date(2026, 3, 2)  # the local date of AT


def session(
    *,
    kind: SessionKind = SessionKind.CONGRESS,
    title: str = "第十八届人民代表大会第三次会议",
    term_no: int | None = 18,
    session_no: int | None = 3,
    expected: int | None = 60,
    cycle_uid: UUID | None = None,
    is_open: bool = False,
    by: Actor | None = None,
) -> Session:
    clerk = by or actor(Role.CLERK)
    made = commands.convene(
        actor=clerk,
        cycle_uid=cycle_uid,
        kind=kind,
        title=title,
        held_on=DAY,
        place="镇政府三楼会议室",
        at=AT,
        term_no=term_no,
        session_no=session_no,
        expected=expected,
    )
    return commands.open_session(actor=clerk, session_uid=made.uid, at=AT) if is_open else made


def came(to: Session, *, name: str = "陈测试", account_uid: UUID | None = None, votes: bool = True) -> Attendance:
    """Somebody with a seat, signed in by the clerk."""
    return commands.sign_in(
        actor=actor(Role.CLERK),
        session_uid=to.uid,
        seat_uid=new_uid(),
        account_uid=account_uid,
        name=name,
        votes=votes,
        method=SignInMethod.CLERK,
        at=AT,
    )
