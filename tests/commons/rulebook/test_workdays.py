"""工作日: the real calendars of 2025 and 2026, and what is said where there is none."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commons.kernel.errors import Malformed
from commons.rulebook.workdays import NATIONAL, Calendar, answer, nth_working_day, working_days_between
from infra.engines import main


def test_the_example_of_the_contract():
    assert answer("2025-09-26", 7) == {"from": "2025-09-26", "days": 7, "until": "2025-10-13", "estimated": False}


def command(start: str, days: int, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    """What `renda workdays` says at a terminal."""
    assert main(["workdays", "--from", start, "--days", str(days), "--json"]) == 0
    said: dict[str, object] = json.loads(capsys.readouterr().out)
    return said


# The seventh working day of a 公示 (1-46), the fifth of a result's (1-78), and what lies in their way. Every answer was
# counted by hand on the State Council's notices; a comment gives the days where there are more than one can see at once.
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
    # 261 weekdays − 19 given off (2+6+1+3+1+1+5) + 6 rest days worked
    "the whole announced year 2026 has 248 working days": ("2025-12-31", 248, "2026-12-31"),
    # 国办发明电〔2021〕11 号: 2022
    "元旦 2022: three days off, Saturday to Monday": ("2021-12-31", 1, "2022-01-04"),
    "春节 2022: the Saturday before is worked": ("2022-01-28", 1, "2022-01-29"),
    "春节 2022: the Sunday before is worked too": ("2022-01-29", 1, "2022-01-30"),
    "春节 2022: off from Monday the 31st to Sunday the 6th": ("2022-01-30", 1, "2022-02-07"),
    # 25–28, Saturday 29, Sunday 30, 7 February
    "春节 2022: seven days of notice from Monday the 24th, six of them in a row": ("2022-01-24", 7, "2022-02-07"),
    "清明 2022: the Saturday before is worked": ("2022-04-01", 1, "2022-04-02"),
    "清明 2022: off from Sunday to Tuesday": ("2022-04-02", 1, "2022-04-06"),
    "劳动节 2022: the Sunday of the week before is worked": ("2022-04-22", 1, "2022-04-24"),
    "劳动节 2022: five days off": ("2022-04-29", 1, "2022-05-05"),
    # 5, 6, Saturday 7, 9, 10
    "劳动节 2022: five days of notice take in the Saturday after": ("2022-04-29", 5, "2022-05-10"),
    "端午 2022: a Friday makes a long weekend and nobody pays for it": ("2022-06-02", 1, "2022-06-06"),
    "中秋 2022: a Monday for the festival that fell on Saturday": ("2022-09-09", 1, "2022-09-13"),
    "国庆 2022: Saturday and Sunday after are worked": ("2022-09-30", 2, "2022-10-09"),
    # 8, 9, 10, 11, 12, 13, 14: seven working days in seven days
    "国庆 2022: seven days of notice from the last day before": ("2022-09-30", 7, "2022-10-14"),
    # 260 weekdays − 18 given off (1+5+2+3+1+1+5) + 7 rest days worked
    "the year 2022 has 249 working days, the last one a Friday": ("2021-12-31", 249, "2022-12-30"),
    # 国办发明电〔2022〕16 号: 2023
    "元旦 2023 begins on the last day of 2022": ("2022-12-30", 1, "2023-01-03"),
    # 27, 28, 29, 30, then 3, 4, 5 January
    "seven days of notice over the turn to 2023": ("2022-12-26", 7, "2023-01-05"),
    "春节 2023: the Saturday after is worked": ("2023-01-20", 1, "2023-01-28"),
    # 17, 18, 19, 20, Saturday 28, Sunday 29, 30
    "春节 2023: seven days of notice from Monday the 16th": ("2023-01-16", 7, "2023-01-30"),
    "清明 2023 is one Wednesday": ("2023-04-04", 1, "2023-04-06"),
    "劳动节 2023: the Sunday before is worked": ("2023-04-21", 1, "2023-04-23"),
    "劳动节 2023: off from Saturday to Wednesday": ("2023-04-28", 1, "2023-05-04"),
    "劳动节 2023: the Saturday after is worked, the Sunday is not": ("2023-05-05", 2, "2023-05-08"),
    "端午 2023: Thursday to Saturday, and the Sunday is worked": ("2023-06-21", 1, "2023-06-25"),
    # Sunday 25, 26, 27, 28, 29
    "端午 2023: five days of notice begin on a Sunday": ("2023-06-21", 5, "2023-06-29"),
    "中秋 and 国庆 2023: eight days off from 29 September": ("2023-09-28", 1, "2023-10-07"),
    # 26, 27, 28, Saturday 7, Sunday 8, 9, 10
    "中秋 and 国庆 2023: seven days of notice from Monday the 25th": ("2023-09-25", 7, "2023-10-10"),
    # 260 weekdays − 18 given off (1+5+1+3+2+6) + 7 rest days worked
    "the year 2023 has 249 working days": ("2022-12-31", 249, "2023-12-29"),
    # 国办发明电〔2023〕7 号: 2024
    "元旦 2024 is the Monday": ("2023-12-29", 1, "2024-01-02"),
    "春节 2024: the Sunday of the week before is worked": ("2024-02-02", 1, "2024-02-04"),
    "除夕 2024 was only commended as a day off and is a working day": ("2024-02-08", 1, "2024-02-09"),
    "春节 2024: off from Saturday to Saturday, and the Sunday is worked": ("2024-02-09", 1, "2024-02-18"),
    # 6, 7, 8, 9, Sunday 18, 19, 20
    "春节 2024: seven days of notice from Monday the 5th": ("2024-02-05", 7, "2024-02-20"),
    "29 February 2024 is a working day like any other": ("2024-02-28", 2, "2024-03-01"),
    "清明 2024: Thursday to Saturday, and the Sunday is worked": ("2024-04-03", 1, "2024-04-07"),
    "劳动节 2024: the Sunday before is worked": ("2024-04-26", 1, "2024-04-28"),
    # 6, 7, 8, 9, 10, Saturday 11
    "劳动节 2024: the sixth day after it is a Saturday": ("2024-04-30", 6, "2024-05-11"),
    "端午 2024 is the Monday": ("2024-06-07", 1, "2024-06-11"),
    "中秋 2024: the Saturday before is worked": ("2024-09-13", 1, "2024-09-14"),
    "中秋 2024: Sunday to Tuesday off": ("2024-09-14", 1, "2024-09-18"),
    # Sunday 29, 30, then 8, 9, 10, 11, Saturday 12
    "国庆 2024: seven days of notice begin on a Sunday and end on a Saturday": ("2024-09-27", 7, "2024-10-12"),
    "国庆 2024: the Sunday after that Saturday is not worked": ("2024-10-12", 1, "2024-10-14"),
    # Saturday 14, 18, 19, 20, 23, 24, 25, 26, 27, Sunday 29, 30, then 8 October
    "twelve working days of 2024 reach over two holidays": ("2024-09-13", 12, "2024-10-08"),
    # 262 weekdays of a leap year − 19 given off (1+5+2+3+1+2+5) + 8 rest days worked
    "the leap year 2024 has 251 working days": ("2023-12-31", 251, "2024-12-31"),
    # 国办发明电〔2024〕12 号: 2025
    "春节 2025: the Sunday before is worked": ("2025-01-24", 1, "2025-01-26"),
    "春节 2025: off from 除夕, a Tuesday, to the next Tuesday": ("2025-01-27", 1, "2025-02-05"),
    "春节 2025: the Saturday after is worked": ("2025-02-07", 1, "2025-02-08"),
    "清明 2025: Friday to Sunday": ("2025-04-03", 1, "2025-04-07"),
    "劳动节 2025: the Sunday before is worked": ("2025-04-25", 1, "2025-04-27"),
    "劳动节 2025: Thursday to Monday": ("2025-04-30", 1, "2025-05-06"),
    "端午 2025: Saturday to Monday": ("2025-05-30", 1, "2025-06-03"),
    # 9, 10, Saturday 11, 13, 14
    "国庆 2025: five days of a result's notice posted on the eve": ("2025-09-30", 5, "2025-10-14"),
    # 261 weekdays − 18 given off (1+6+1+3+1+6) + 5 rest days worked
    "the year 2025 has 248 working days": ("2024-12-31", 248, "2025-12-31"),
    "a notice posted on a Saturday begins to count on Monday": ("2025-06-14", 1, "2025-06-16"),
    "a notice posted on a Sunday runs its five days until Friday": ("2025-06-15", 5, "2025-06-20"),
    "posted on a Sunday that is worked, that Sunday does not count": ("2025-09-28", 1, "2025-09-29"),
    "posted on a Saturday that is worked, that Saturday does not count": ("2025-10-11", 5, "2025-10-17"),
    # 国办发明电〔2025〕7 号: 2026
    "元旦 2026: Thursday to Saturday": ("2025-12-31", 1, "2026-01-04"),
    # 26, 29, 30, 31, Sunday 4, 5, 6
    "seven days of notice over the turn to 2026": ("2025-12-25", 7, "2026-01-06"),
    "劳动节 2026: Friday to Tuesday": ("2026-04-30", 1, "2026-05-06"),
    "劳动节 2026: the Saturday after is worked": ("2026-05-08", 1, "2026-05-09"),
    "端午 2026: Friday to Sunday": ("2026-06-18", 1, "2026-06-22"),
    "国庆 2026: the Sunday eleven days before is worked": ("2026-09-18", 1, "2026-09-20"),
    "中秋 2026: Friday to Sunday": ("2026-09-24", 1, "2026-09-28"),
    # 28, 29, 30, then 8, 9, Saturday 10, 12
    "中秋 and 国庆 2026: seven days of notice reach over both": ("2026-09-24", 7, "2026-10-12"),
    "two days before the last announced one": ("2026-12-29", 2, "2026-12-31"),
}


@pytest.mark.parametrize(("start", "days", "until"), COUNTED.values(), ids=COUNTED.keys())
def test_counted_by_the_official_calendar(start, days, until, capsys):
    assert command(start, days, capsys) == {"from": start, "days": days, "until": until, "estimated": False}


ESTIMATED = {
    "a year without a calendar goes by its weekdays, New Year's Day among them": ("2029-12-31", 1, "2030-01-01"),
    "a year without a calendar rests on Saturday and Sunday": ("2030-01-04", 1, "2030-01-07"),
    "a notice that runs over into an unannounced year is estimated": ("2026-12-28", 5, "2027-01-04"),
    "years before the calendars are estimated too": ("2003-12-26", 1, "2003-12-29"),
    "the day it starts from is part of the way": ("2003-12-31", 1, "2004-01-02"),
    "元旦 2027 is a Friday and nobody has said yet that it is off": ("2026-12-31", 1, "2027-01-01"),
    # 8, 9, 10, 11, 12, 15, 16 February: 春节 2027 is on the 6th
    "春节 2027 is not known and its week is counted": ("2027-02-05", 7, "2027-02-16"),
    "国庆 2027 is not known and its Friday is counted": ("2027-09-30", 1, "2027-10-01"),
    "the turn to 2028 falls on a weekend": ("2027-12-31", 1, "2028-01-03"),
    "29 February 2028 is a Tuesday": ("2028-02-28", 1, "2028-02-29"),
    "2100 has no 29 February, and its 28th is a Sunday": ("2100-02-26", 1, "2100-03-01"),
    "劳动节 2003 was a Thursday, a year before the calendars": ("2003-04-30", 1, "2003-05-01"),
    "the turn of the century fell on a weekend": ("1999-12-31", 1, "2000-01-03"),
    "the first day of all is a Monday": ("0001-01-01", 1, "0001-01-02"),
    "the last day of all is a Friday": ("9999-12-30", 1, "9999-12-31"),
}


@pytest.mark.parametrize(("start", "days", "until"), ESTIMATED.values(), ids=ESTIMATED.keys())
def test_estimated_where_nobody_has_announced_anything(start, days, until, capsys):
    assert command(start, days, capsys) == {"from": start, "days": days, "until": until, "estimated": True}


# 国办发明电〔2021〕11、〔2022〕16、〔2023〕7、〔2024〕12、〔2025〕7 号, copied out by hand: first and last day off; days worked.
ANNOUNCED = {
    2022: (
        "0101-0103 0131-0206 0403-0405 0430-0504 0603-0605 0910-0912 1001-1007 1231-1231",
        "0129 0130 0402 0424 0507 1008 1009",
    ),
    2023: (
        "0101-0102 0121-0127 0405-0405 0429-0503 0622-0624 0929-1006",
        "0128 0129 0423 0506 0625 1007 1008",
    ),
    2024: (
        "0101-0101 0210-0217 0404-0406 0501-0505 0610-0610 0915-0917 1001-1007",
        "0204 0218 0407 0428 0511 0914 0929 1012",
    ),
    2025: ("0101-0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008", "0126 0208 0427 0928 1011"),
    2026: (
        "0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007",
        "0104 0214 0228 0509 0920 1010",
    ),
}


@pytest.mark.parametrize("year", ANNOUNCED)
def test_every_day_of_the_year_is_what_the_state_council_announced(year: int) -> None:
    off, worked = (text.split() for text in ANNOUNCED[year])
    spans = [span.split("-") for span in off]

    def announced(day: date) -> bool:
        name = f"{day:%m%d}"
        return name in worked or (day.weekday() < 5 and not any(first <= name <= last for first, last in spans))

    days = [date(year, 1, 1) + timedelta(n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    assert [day for day in days if NATIONAL.is_workday(day) != announced(day)] == []
    assert all(NATIONAL.is_official(day) for day in days)


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
