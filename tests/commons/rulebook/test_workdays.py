"""工作日: the real calendars of 2025 and 2026, and what is said where there is none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commons.kernel.errors import Malformed
from commons.rulebook.workdays import NATIONAL, Calendar, answer, nth_working_day, working_days_between


def test_the_example_of_the_contract():
    assert answer("2025-09-26", 7) == {"from": "2025-09-26", "days": 7, "until": "2025-10-13", "estimated": False}


# The seventh working day of a 公示 (1-46), the fifth of a result's (1-78), and what lies in their way.
COUNTED = {
    "an ordinary Monday is followed by Tuesday": ("2025-06-09", 1, "2025-06-10"),
    "a Friday is followed by Monday": ("2025-06-13", 1, "2025-06-16"),
    "seven working days without a holiday are nine days of the calendar": ("2025-06-09", 7, "2025-06-18"),
    "five working days from a Friday end on the next Friday": ("2025-06-13", 5, "2025-06-20"),
    "国庆 and 中秋 2025: eight days off from 1 October": ("2025-09-30", 1, "2025-10-09"),
    "国庆 2025: the Sunday before is worked": ("2025-09-26", 1, "2025-09-28"),
    "国庆 2025: the Saturday after is worked": ("2025-10-10", 1, "2025-10-11"),
    "国庆 2025: the Sunday after that is not": ("2025-10-11", 1, "2025-10-13"),
    "a notice that starts inside the holiday starts counting after it": ("2025-10-03", 1, "2025-10-09"),
    "元旦 2025 is one day in the middle of a week": ("2024-12-31", 1, "2025-01-02"),
    "春节 2025: seven days of notice across the holiday": ("2025-01-23", 7, "2025-02-08"),
    "春节 2026: nine days off from 15 to 23 February": ("2026-02-14", 1, "2026-02-24"),
    "春节 2026: the Saturday before is worked": ("2026-02-13", 1, "2026-02-14"),
    "春节 2026: the Saturday after is worked": ("2026-02-27", 1, "2026-02-28"),
    "春节 2026: seven days of notice from Wednesday the 11th": ("2026-02-11", 7, "2026-02-27"),
    "元旦 2026: the Sunday after is worked": ("2026-01-01", 1, "2026-01-04"),
    "清明 2026 takes the Monday": ("2026-04-03", 1, "2026-04-07"),
    "国庆 2026: the Saturday after is worked": ("2026-10-09", 1, "2026-10-10"),
    "国庆 2020 shared 1 October with 中秋 and lasted eight days": ("2020-09-30", 1, "2020-10-09"),
    "春节 2020 was lengthened by decree to 2 February": ("2020-01-23", 1, "2020-02-03"),
    "the whole announced year 2026 has 248 working days": ("2025-12-31", 248, "2026-12-31"),
}


@pytest.mark.parametrize(("start", "days", "until"), COUNTED.values(), ids=COUNTED.keys())
def test_counted_by_the_official_calendar(start, days, until):
    assert answer(start, days) == {"from": start, "days": days, "until": until, "estimated": False}


ESTIMATED = {
    "a year without a calendar goes by its weekdays, New Year's Day among them": ("2029-12-31", 1, "2030-01-01"),
    "a year without a calendar rests on Saturday and Sunday": ("2030-01-04", 1, "2030-01-07"),
    "a notice that runs over into an unannounced year is estimated": ("2026-12-28", 5, "2027-01-04"),
    "years before the calendars are estimated too": ("2003-12-26", 1, "2003-12-29"),
    "the day it starts from is part of the way": ("2003-12-31", 1, "2004-01-02"),
}


@pytest.mark.parametrize(("start", "days", "until"), ESTIMATED.values(), ids=ESTIMATED.keys())
def test_estimated_where_nobody_has_announced_anything(start, days, until):
    assert answer(start, days) == {"from": start, "days": days, "until": until, "estimated": True}


def test_the_last_announced_day_is_still_certain():
    assert answer("2026-12-30", 1) == {"from": "2026-12-30", "days": 1, "until": "2026-12-31", "estimated": False}


def test_a_province_may_close_its_offices_on_a_day_of_its_own():
    typhoon = Calendar({date(2025, 9, 24): False})
    assert nth_working_day(date(2025, 9, 23), 1, typhoon) == (date(2025, 9, 25), False)
    assert nth_working_day(date(2025, 9, 23), 1, NATIONAL) == (date(2025, 9, 24), False)


def test_a_province_may_have_a_rest_day_worked():
    assert nth_working_day(date(2025, 6, 13), 1, Calendar({date(2025, 6, 14): True})) == (date(2025, 6, 14), False)


def test_a_newly_announced_year_entered_by_the_province_is_no_estimate():
    new_year = Calendar({date(2027, 1, 1): False, date(2027, 1, 2): False, date(2027, 1, 3): True})
    assert nth_working_day(date(2026, 12, 31), 1, new_year) == (date(2027, 1, 3), False)
    assert nth_working_day(date(2026, 12, 31), 2, new_year) == (date(2027, 1, 4), True)


def test_the_table_a_calendar_was_given_may_change_later_without_changing_the_calendar():
    table = {date(2025, 6, 16): False}
    calendar = Calendar(table)
    table.clear()
    assert not calendar.is_workday(date(2025, 6, 16))


def test_the_answer_follows_the_calendar_it_is_given():
    closed_monday = Calendar({date(2025, 6, 16): False})
    assert answer("2025-06-13", 1, closed_monday)["until"] == "2025-06-17"


def test_between_counts_the_last_day_and_not_the_first():
    assert working_days_between(date(2025, 9, 26), date(2025, 10, 13), NATIONAL) == (7, False)
    assert working_days_between(date(2025, 6, 9), date(2025, 6, 9), NATIONAL) == (0, False)
    assert working_days_between(date(2025, 6, 13), date(2025, 6, 15), NATIONAL) == (0, False)


def test_between_says_when_it_had_to_guess():
    assert working_days_between(date(2026, 12, 31), date(2027, 1, 4), NATIONAL) == (2, True)
    assert working_days_between(date(2003, 12, 31), date(2004, 1, 2), NATIONAL) == (1, True)


MALFORMED = {
    "no day at all": (("2025-06-09", 0), "不小于 1"),
    "days backwards": (("2025-06-09", -3), "现为 -3"),
    "days as a string": (("2025-06-09", "7"), "整数"),
    "half days": (("2025-06-09", 1.5), "整数"),
    "a truth for days": (("2025-06-09", True), "整数"),
    "the 30th of February": (("2025-02-30", 1), "真实存在"),
    "a date without dashes": (("20250926", 1), "2025-09-26"),
    "a week date": (("2025-W39-5", 1), "2025-09-26"),
    "a Chinese date": (("2025年9月26日", 1), "2025-09-26"),
    "a date with an hour": (("2025-09-26T00:00:00", 1), "2025-09-26"),
    "no date": (("", 1), "真实存在"),
    "a number for a date": ((20250926, 1), "真实存在"),
    "more days than there are until the year 9999": (("2025-06-09", 10**12), "9999 年"),
    "working days that run out just before the year 9999 does": (("9999-12-20", 10), "9999 年"),
}


@pytest.mark.parametrize(("arguments", "names"), MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_in_one_sentence(arguments, names):
    with pytest.raises(Malformed) as refused:
        answer(*arguments)
    sentence = str(refused.value)
    assert names in sentence
    assert sentence.endswith("。")
    assert sentence.count("。") == 1


def test_a_period_that_ends_before_it_starts_is_malformed():
    with pytest.raises(Malformed, match="截止日期 2025-06-08 早于起始日期 2025-06-09"):
        working_days_between(date(2025, 6, 9), date(2025, 6, 8), NATIONAL)


days = st.dates(date(2003, 1, 1), date(2028, 12, 31))
periods = st.integers(1, 40)
tables = st.dictionaries(st.dates(date(2025, 1, 1), date(2025, 3, 31)), st.booleans(), max_size=20)


@settings(max_examples=150, deadline=None)
@given(days, periods)
def test_a_period_never_ends_on_a_rest_day_and_always_after_its_start(start, n):
    until, _ = nth_working_day(start, n, NATIONAL)
    assert NATIONAL.is_workday(until)
    assert until >= start + timedelta(n)


@settings(max_examples=150, deadline=None)
@given(days, periods)
def test_one_more_day_ends_later(start, n):
    assert nth_working_day(start, n + 1, NATIONAL)[0] > nth_working_day(start, n, NATIONAL)[0]


@settings(max_examples=150, deadline=None)
@given(days, periods)
def test_starting_later_never_ends_earlier(start, n):
    assert nth_working_day(start + timedelta(1), n, NATIONAL)[0] >= nth_working_day(start, n, NATIONAL)[0]


@settings(max_examples=150, deadline=None)
@given(days, periods, periods)
def test_two_periods_one_after_the_other_are_one_period(start, first, second):
    middle, guessed_first = nth_working_day(start, first, NATIONAL)
    end, guessed_second = nth_working_day(middle, second, NATIONAL)
    assert nth_working_day(start, first + second, NATIONAL) == (end, guessed_first or guessed_second)


@settings(max_examples=150, deadline=None)
@given(st.dates(date(2024, 12, 1), date(2025, 4, 30)), periods, tables)
def test_counting_back_finds_the_days_that_were_counted_whatever_the_province_entered(start, n, table):
    calendar = Calendar(table)
    until, estimated = nth_working_day(start, n, calendar)
    assert working_days_between(start, until, calendar) == (n, estimated)


@settings(max_examples=100, deadline=None)
@given(days, st.booleans())
def test_the_entered_table_always_wins(day, workday):
    calendar = Calendar({day: workday})
    assert (calendar.is_workday(day), calendar.is_official(day)) == (workday, True)
