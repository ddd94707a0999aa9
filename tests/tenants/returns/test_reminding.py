"""To-dos of returns: below, three working days before, on the day and one day after; above, what waits to be answered."""

from __future__ import annotations

import datetime as dt

import pytest

from commons.kernel.tenancy import in_office
from commons.outbox import relay
from commons.reporting import commands as reporting
from tenants.cycles import commands as cycles
from tenants.notices import queries as notices
from tenants.returns import commands
from tests.conftest import COUNTY, TOWN
from tests.factories.people import AT, Role, actor, as_actor, member

DUE = dt.date(2026, 3, 13)  # a Friday


@pytest.fixture
def clerk(town: str) -> object:
    return as_actor(member(Role.CLERK))


def ask(period: str | None = None) -> None:
    with in_office(COUNTY):
        reporting.open_period(actor=actor(Role.DIRECTOR), year=2026, period=period, due_on=DUE, note="逐项核对", at=AT)


def morning(day: int) -> int:
    return commands.remind_of_returns(actor=actor(Role.SYSTEM), today=dt.date(2026, 3, day), at=AT)


def todos(who) -> list[tuple[str, dt.date | None]]:
    return [(todo.title if hasattr(todo, "title") else todo.label, todo.due_on) for todo in notices.todos(who, on=DUE)]


def test_an_office_is_reminded_when_it_is_opened_before_on_and_after_the_day_each_once(clerk) -> None:
    ask()
    said = []
    for day in (3, 4, 9, 10, 11, 13, 14, 16, 17):
        if morning(day):
            said.append((day, todos(clerk)))
    assert said == [
        (3, [("填报2026报表", DUE)]),
        (10, [("2026报表即将截止，请核对上报", DUE)]),
        (13, [("2026报表今天截止，请上报", DUE)]),
        (16, [("2026报表已逾期，请尽快上报", DUE)]),
    ]


def test_after_a_week_without_a_worker_only_the_reminder_of_today_is_sent(clerk) -> None:
    ask()
    assert (morning(16), morning(16)) == (1, 0)
    assert todos(clerk) == [("2026报表已逾期，请尽快上报", DUE)]


def test_who_is_asked_nothing_hears_nothing(clerk) -> None:
    assert morning(3) == 0


def test_filing_clears_the_to_do_and_the_superior_gets_one(clerk) -> None:
    ask()
    morning(3)
    with in_office(COUNTY):
        above = as_actor(member(Role.CLERK))
    cycles.open_cycle(actor=actor(Role.DIRECTOR), year=2026, term_no=18, session_no=3, at=AT)
    compiled = commands.compile_return(actor=clerk, year=2026, at=AT)
    filed = commands.file_return(actor=actor(Role.DIRECTOR), uid=compiled.uid, at=AT)
    assert (todos(clerk), morning(10)) == ([], 0)
    relay.drain_all()
    with in_office(COUNTY):
        assert todos(above) == [("接收棠下镇2026报表", None)]
        reporting.send_back_return(actor=actor(Role.DIRECTOR), uid=filed.return_uid, reason="请核对", at=AT)
    relay.drain_all()
    with in_office(COUNTY):
        assert todos(above) == []
    assert todos(clerk) == [("2026报表被退回，请更正后重新上报", None)]
    again = commands.compile_return(actor=clerk, year=2026, at=AT)
    commands.file_return(actor=actor(Role.DIRECTOR), uid=again.uid, at=AT)
    assert todos(clerk) == []


def test_a_return_for_the_province_waits_in_its_console_not_on_a_to_do_list(town: str) -> None:
    from commons.kernel.models import new_uid
    from commons.kernel.tenancy import in_commons
    from commons.reporting.events import ReturnDecided, ReturnFiled
    from tenants.returns import handlers

    with in_commons():
        handlers.on_filed(ReturnFiled(at=AT, return_uid=new_uid(), office_code=TOWN, period="2026"))
        handlers.on_decided(ReturnDecided(at=AT, return_uid=new_uid()))
        handlers.after_mail()
