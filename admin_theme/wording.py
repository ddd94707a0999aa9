"""How figures, money and dates are written. Pure: the template filters, spreadsheets and documents all ask here."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

NOT_YET = "尚未采集"  # a figure nobody has given yet is never written as 0
NO_DATE = "—"

FEN_IN_YUAN = 100
FEN_IN_WAN = 1_000_000
SMALLEST_IN_WAN = FEN_IN_WAN // 100  # below 0.01 万元 the yuan are written out, or a small sum would read as nothing


def plain(value: Decimal, places: int = 2) -> str:
    """Thousands separated, at most `places` decimals, no trailing zeros."""
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{rounded:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def yuan_text(fen: int) -> str:
    return f"{plain(Decimal(fen) / FEN_IN_YUAN)} 元"


def wan_text(fen: int | None) -> str:
    """1244000000 → 1,244 万元."""
    if fen is None:
        return NOT_YET
    if 0 < abs(fen) < SMALLEST_IN_WAN:
        return yuan_text(fen)
    return f"{plain(Decimal(fen) / FEN_IN_WAN)} 万元"


def figure_text(value: object) -> str:
    """A figure as it stands on a tile or in a ledger: 1244 → 1,244; None → 尚未采集; words stay words."""
    if value is None or value == "":
        return NOT_YET
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return plain(number) if number.is_finite() else NOT_YET


def percent_text(share: object) -> str:
    """A share of one: 0.875 → 87.5%."""
    if share is None or share == "":
        return NOT_YET
    try:
        number = Decimal(str(share))
    except InvalidOperation:
        return NOT_YET
    return f"{plain(number * 100)}%" if number.is_finite() else NOT_YET


def as_date(value: object) -> date | None:
    if isinstance(value, str):
        try:
            value = parse_datetime(value) if "T" in value else parse_date(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value if isinstance(value, date) else None


def date_text(value: object) -> str:
    """2026年11月22日."""
    day = as_date(value)
    return f"{day.year}年{day.month}月{day.day}日" if day else NO_DATE


def month_text(value: object) -> str:
    """2026年11月, of any day in it."""
    day = as_date(value)
    return f"{day.year}年{day.month}月" if day else NO_DATE


def datetime_text(value: object) -> str:
    """2026年11月22日 10:05, in the office's time zone."""
    if isinstance(value, str):
        try:
            value = parse_datetime(value)
        except ValueError:
            return NO_DATE
    if not isinstance(value, datetime):
        return date_text(value)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{date_text(local)} {local:%H:%M}"
