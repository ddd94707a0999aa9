import re
from datetime import UTC, date, datetime
from decimal import Decimal

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from admin_theme import wording
from admin_theme.templatetags.admin_theme import wan

FEN = st.integers(min_value=-(10**15), max_value=10**15)


def read(text: str) -> Decimal:
    number, unit = text.split(" ")
    return Decimal(number.replace(",", "")) * {"万元": 1_000_000, "元": 100}[unit]


@given(FEN)
def test_money_in_wan_is_within_half_of_its_last_digit(fen: int) -> None:
    assert abs(read(wording.wan_text(fen)) - fen) <= 5_000


@given(FEN)
def test_money_never_has_more_than_two_decimals(fen: int) -> None:
    assert re.fullmatch(r"-?[\d,]+(\.\d{1,2})? (万元|元)", wording.wan_text(fen))


@given(FEN)
def test_the_exact_yuan_stand_in_the_title(fen: int) -> None:
    title = re.search(r'title="([^"]+)"', wan(fen))
    assert title is not None
    assert read(title.group(1)) == fen


@given(FEN.filter(bool))
def test_a_sum_that_is_not_nothing_never_reads_as_nothing(fen: int) -> None:
    assert read(wording.wan_text(fen)) != 0


def test_money_as_an_office_writes_it() -> None:
    assert wording.wan_text(124_400_000_00) == "12,440 万元"
    assert wording.wan_text(123_456_789) == "123.46 万元"
    assert wording.wan_text(0) == "0 万元"
    assert wording.wan_text(99_99) == "99.99 元"


def test_what_is_not_collected_is_never_written_as_nothing() -> None:
    assert wan(None) == wording.wan_text(None) == wording.percent_text(None) == wording.figure_text(None) == "尚未采集"
    assert wording.figure_text(0) == "0"


def test_figures_and_shares() -> None:
    assert wording.figure_text("1244000") == "1,244,000"
    assert wording.figure_text("12.50") == "12.5"
    assert wording.figure_text(Decimal("NaN")) == "尚未采集"
    assert wording.percent_text(Decimal("0.87504")) == "87.5%"
    assert wording.percent_text(1) == "100%"


def test_dates_are_written_out() -> None:
    assert wording.date_text(date(2026, 11, 2)) == "2026年11月2日"
    assert wording.date_text("2026-11-22") == "2026年11月22日"
    assert wording.date_text(None) == wording.date_text("不是日期") == wording.date_text("2026-13-40") == "—"
    with timezone.override("Asia/Shanghai"):
        late = datetime(2026, 11, 21, 17, 5, tzinfo=UTC)
        assert wording.datetime_text(late) == "2026年11月22日 01:05"
        assert wording.date_text(late) == "2026年11月22日"
