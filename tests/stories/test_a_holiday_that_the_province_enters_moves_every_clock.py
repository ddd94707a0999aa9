"""放假调休: the province enters a year once; 公示, the wait for a rating, reminders and returns all count by it."""

from __future__ import annotations

import datetime as dt

from commons.reporting import queries as reporting
from commons.rulebook import queries as rulebook
from commons.rulebook.terms import Kind
from tenants.deputies import deadlines
from tenants.oversight import reminding
from tests.factories.people import AT
from tests.factories.rulebook import enter_holidays

MONDAY = AT.date()  # 2 March 2026
DUE = dt.date(2026, 3, 13)


def clocks() -> dict[str, object]:
    calendar, rule = rulebook.calendar(), rulebook.rule_of("440703101", Kind.SUGGESTION_DEADLINES, on=MONDAY)
    asked = reporting.Asked("2026", 2026, DUE, ("440703",), "", None, None, None)
    return {
        "rating": deadlines.rating_due(MONDAY, rule, calendar),
        "return": asked.days_left(MONDAY, calendar),
        "step": reminding.step(DUE, MONDAY, calendar),
        "light": reminding.light(DUE, None, MONDAY, calendar).why,
    }


def test_a_week_off_moves_all_of_them(town: str) -> None:
    assert clocks() == {"rating": dt.date(2026, 3, 30), "return": 9, "step": None, "light": "还有 9 个工作日"}
    enter_holidays(2026, "2026-03-03 至 2026-03-09 休 测试假")
    assert clocks() == {"rating": dt.date(2026, 4, 6), "return": 4, "step": 7, "light": "还有 4 个工作日"}
