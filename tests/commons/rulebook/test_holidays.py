"""放假调休: the province enters a year, every office counts by it (1-46, 1-78)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commons.kernel import tenancy
from commons.kernel.actor import Role
from commons.kernel.errors import Malformed
from commons.kernel.policy import NotPermitted
from commons.rulebook import commands, queries
from commons.rulebook.errors import HolidaysRefused
from commons.rulebook.holidays import read_days, write_days
from commons.rulebook.models import HolidayYear
from commons.rulebook.workdays import NATIONAL, Calendar, nth_working_day
from tests.factories.people import AT, actor

SPRING = """
2031-01-01 休 元旦
2031-01-22 至 2031-01-24 休 春节
2031-01-25 班
"""


def test_days_are_read_as_people_write_them() -> None:
    assert read_days(SPRING, 2031) == {
        date(2031, 1, 1): False,
        date(2031, 1, 22): False,
        date(2031, 1, 23): False,
        date(2031, 1, 24): False,
        date(2031, 1, 25): True,
    }


@settings(max_examples=60)
@given(st.dictionaries(st.dates(date(2031, 1, 1), date(2031, 2, 9)), st.booleans(), min_size=1, max_size=12))
def test_what_is_written_is_read_back(days: dict[date, bool]) -> None:
    assert read_days(write_days(days), 2031) == days


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("", "放假安排是空的"),
        ("春节放假七天", "第 1 行看不懂"),
        ("2031-02-30 休", "第 1 行看不懂"),
        ("2032-01-01 休", "不在 2031 年内"),
        ("2031-01-01 休\n2031-01-01 班", "第 2 行的 2031-01-01 重复"),
        ("2031-01-24 至 2031-01-22 休", "起止日期不对"),
        ("2031-01-01 至 2031-12-31 休", "起止日期不对"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_line(lines: str, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        read_days(lines, 2031)


def test_a_year_entered_by_the_province_is_official_and_counts() -> None:
    """Seven working days across the holiday; the same without the entry is estimated."""
    days = read_days(SPRING, 2031)
    entered = Calendar(days, frozenset({2031}))
    assert nth_working_day(date(2031, 1, 20), 7, entered) == (date(2031, 1, 31), False)
    assert nth_working_day(date(2031, 1, 20), 7, NATIONAL) == (date(2031, 1, 29), True)


def editor(role: Role = Role.TEMPLATE_EDITOR):
    return actor(role)


@pytest.mark.django_db
def test_only_the_provinces_editors_enter_a_year_and_the_last_entry_holds(town: str) -> None:
    with tenancy.in_commons():
        with pytest.raises(NotPermitted):
            commands.enter_holidays(actor=editor(Role.CLERK), year=2031, source="测试通知", lines=SPRING, at=AT)
        with pytest.raises(HolidaysRefused):
            commands.enter_holidays(actor=editor(), year=2031, source="测试通知", lines="春节", at=AT)
        assert HolidayYear.objects.count() == 0
        commands.enter_holidays(actor=editor(), year=2031, source="测试通知", lines=SPRING, at=AT)
        commands.enter_holidays(actor=editor(), year=2031, source="更正通知", lines="2031-01-23 休", at=AT)
    calendar = queries.calendar()
    assert (calendar.is_workday(date(2031, 1, 22)), calendar.is_workday(date(2031, 1, 23))) == (True, False)
    assert calendar.is_official(date(2031, 6, 2))
