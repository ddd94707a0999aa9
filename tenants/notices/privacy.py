"""Finds what a public notice must never show: mobile numbers, identity-card numbers and where somebody lives. Pure.

Real offices have published ID numbers by accident. Signs that people put between digits are looked through; a sum of
money with thousands separators is no person's number, and an office's landline may stand in a notice, and so may the place of
a project (街道, 小区, 门牌号): a home is a flat in a building, a house number in a villagers' group, or what is called a home address.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator

MOBILE, IDENTITY, ADDRESS = "手机号码", "身份证号码", "家庭住址"

_CHECK = "xX\u00d7\u03a7\u0425"  # the last place of an ID number, also as people mistype it: ×, Greek Χ, Cyrillic Х
_BETWEEN = r"[ .\-_*\u00b7\u2010-\u2015]{0,2}"  # what people put between digits; a comma separates thousands or numbers
_RUN = re.compile(rf"[0-9](?:{_BETWEEN}[0-9])*(?:{_BETWEEN}[{_CHECK}])?")
_PART = re.compile(rf"[0-9]+|[{_CHECK}]")
_MOBILE = re.compile(r"(?:0{0,2}86)?1[3-9][0-9]{9}")
_LONG_ID = re.compile(rf"[0-9]{{17}}[0-9{_CHECK}]")
_SHORT_ID = re.compile(r"[0-9]{15}")
_REGIONS = frozenset((*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66)))
_BEYOND = frozenset({71, 81, 82, 83, 91})  # 台湾 香港 澳门, residents' permits, permanent residents
_MOST_PARTS = 18
_FIGURE = r"[0-9一二三四五六七八九十百]{1,5}"
_HOUSES, _GROUPS, _STOPS = "号楼|栋|幢|座|单元|梯", "村民小组|组|队", "，。；、"
_DOOR, _OF = "号", "之"
_ROOM, _NO_ROOM, _NO_HOUSE = "室|号房|房", "屋|间|产|改", "线|路|楼|井|泵|桩|点"
_CALLED, _WITHHELD = "家庭住址|户籍住址|现住址|居住址|住址", "略|无|不公开|已隐去"
_ADDRESS = re.compile(
    rf"(?:{_FIGURE}|[A-Za-z])\s?(?:{_HOUSES})[^{_STOPS}\n]{{0,8}}?{_FIGURE}\s?(?:{_ROOM})(?!{_NO_ROOM})"
    rf"|{_FIGURE}\s?{_DOOR}(?:{_OF}{_FIGURE})?\s?{_FIGURE}\s?(?:{_ROOM})(?!{_NO_ROOM})"
    rf"|{_FIGURE}\s?(?:{_GROUPS})\s?{_FIGURE}\s?{_DOOR}(?!{_NO_HOUSE})"
    rf"|(?:{_CALLED})[\s:{_STOPS}]*(?!{_WITHHELD})[^\s{_STOPS}]{{4}}"
)


def personal_data_in(text: str) -> str | None:
    """`MOBILE`, `IDENTITY` or `ADDRESS`, whichever is found first; None where the text is clean."""
    plain = _plain(text)
    for run in _RUN.finditer(plain):
        for number in _readings(_PART.findall(run.group())):
            if _is_identity(number):
                return IDENTITY
            if _MOBILE.fullmatch(number.rstrip(_CHECK)):
                return MOBILE
    return ADDRESS if _ADDRESS.search(plain) else None


def _plain(text: str) -> str:
    """Digits of every script become ASCII; invisible signs disappear; a circled number stands by itself."""
    visible = (sign for sign in text if unicodedata.category(sign) != "Cf")
    return "".join(_folded(sign) for sign in visible)


def _folded(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    folded = unicodedata.normalize("NFKC", sign)
    return f" {folded} " if unicodedata.category(sign) == "No" else folded


def _readings(parts: list[str]) -> Iterator[str]:
    """The numbers that a run may be read as: neighbouring groups together, if they look like one number in groups.

    A row of small counts is not read together; digits spaced out one by one are.
    """
    if all(len(part) == 1 for part in parts):
        yield "".join(parts)
        return
    for start, part in enumerate(parts):
        if len(part) >= 3 or part == "86":
            for end in range(start + 1, min(len(parts), start + _MOST_PARTS) + 1):
                yield "".join(parts[start:end])


def _is_identity(number: str) -> bool:
    """18 places (region, birth date, order, check sign) or the old 15. With a wrong check digit it is still somebody's."""
    if _LONG_ID.fullmatch(number):
        birth = number[6:14]
    elif _SHORT_ID.fullmatch(number):
        birth = "19" + number[6:12]
    else:
        return False
    return int(number[:2]) in _REGIONS | _BEYOND and _is_date(birth)


def _is_date(digits: str) -> bool:
    try:
        return 1900 <= dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= 2100
    except ValueError:
        return False
