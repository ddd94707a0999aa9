"""Reading an engine's case and printing its figures, exactly.

A case is what a JSON reader hands over: objects, lists, strings, numbers. Each reader returns an exact value (Fraction,
int, str) or raises `Malformed` with one Chinese sentence naming the place (`where`) and the remedy. Nothing is converted on
the way: "3", 3.0 and true are not the number 3. Pure: no Django,
and no arithmetic on binary floats; a float that a JSON reader already made is taken by its shortest decimal text, which
is what somebody wrote.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeGuard

from commons.kernel.errors import Malformed

LARGEST = 10**12  # no count of people, point or weight comes near it; a bound keeps hostile figures cheap
_FIGURE = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,12})?")
_IN_CODE = re.compile(r"[!-~]$|\.[^\s.]+$")  # `method.seats`, `marks.甲`
_RATIO = re.compile(r"([0-9]{1,12})/([0-9]{1,12})")


def shown(value: object) -> str:
    """The value as a sentence may quote it: short, on one line, never a whole structure."""
    match value:
        case None:
            return "空值"
        case bool():
            return "true" if value else "false"
        case str():
            printable = "".join(sign if sign.isprintable() else "□" for sign in value)
            return f"“{printable[:30]}…”" if len(printable) > 30 else f"“{printable}”"
        case int() if abs(value) > LARGEST:
            return "过大的数"
        case int() | float() | Decimal():
            return str(value)
        case Mapping():
            return "一个对象"
        case list() | tuple():
            return "一个列表"
    return "无法识别的内容"


def _at(where: str) -> str:
    """The place as it begins a sentence: a space between a name in code and the Chinese that follows it."""
    name = where.rstrip()
    return f"{name} " if _IN_CODE.search(name) else name


def instead(value: object) -> str:
    """What stands there instead, as a sentence says it."""
    quoted = shown(value)
    return f"现为 {quoted}" if quoted[:1].isascii() else f"现为{quoted}"


def storable(value: object) -> None:
    """Whether a database can keep it: no NUL and no half of a surrogate pair, which JSON can write and text cannot hold."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (TypeError, ValueError, RecursionError) as unreadable:
        raise Malformed("内容中有无法保存的字符或数值，请删去后重试。") from unreadable
    if "\\u0000" in text:
        raise Malformed("内容中有空字符，请删去后重试。")


def record(value: object, where: str, required: Iterable[str], optional: Iterable[str] = ()) -> Mapping[str, object]:
    """A JSON object with all of `required` and nothing beyond `optional`: a misspelt rule must not be a silent one."""
    if not isinstance(value, Mapping):
        raise Malformed(f"{_at(where)}应为 JSON 对象，{instead(value)}，请按格式说明填写。")
    required = tuple(required)
    for field in required:
        if field not in value:
            raise Malformed(f"{_at(where)}缺少字段 {field}，请补上。")
    known = {*required, *optional}
    for field in value:
        if field not in known:
            raise Malformed(f"{_at(where)}中的字段{shown(field)}无法识别，请核对拼写或删去。")
    return value


def mapping(value: object, where: str) -> Mapping[str, object]:
    """A JSON object whatever its fields, none of them blank."""
    if not isinstance(value, Mapping):
        raise Malformed(f"{_at(where)}应为 JSON 对象，{instead(value)}，请按格式说明填写。")
    for field in value:
        word(field, f"{_at(where)}的字段名")
    return value


def items(value: object, where: str, *, may_be_empty: bool = False) -> tuple[object, ...]:
    """A JSON list."""
    if not isinstance(value, list | tuple):
        raise Malformed(f"{_at(where)}应为列表，{instead(value)}，请改为列表。")
    if not value and not may_be_empty:
        raise Malformed(f"{_at(where)}不能为空列表，请至少填写一项。")
    return tuple(value)


def numbered(value: object, where: str, *, may_be_empty: bool = False, unit: str = "项") -> list[tuple[str, object]]:
    """A JSON list, each item with its own place, numbered from 1 as people count."""
    found = items(value, where, may_be_empty=may_be_empty)
    return [(f"{_at(where)}第 {number} {unit}", item) for number, item in enumerate(found, start=1)]


def words(value: object, where: str, *, may_be_empty: bool = False) -> tuple[str, ...]:
    """A JSON list of names, each once."""
    return distinct((word(item, where) for item in items(value, where, may_be_empty=may_be_empty)), where)


def word(value: object, where: str) -> str:
    """A name: a string that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise Malformed(f"{_at(where)}应为不空的文字，{instead(value)}，请改正。")
    return value


def distinct(names: Iterable[str], where: str) -> tuple[str, ...]:
    """The names as they are, none twice."""
    seen: dict[str, None] = {}
    for name in names:
        if name in seen:
            raise Malformed(f"{_at(where)}中{shown(name)}出现了两次，请只保留一个。")
        seen[name] = None
    return tuple(seen)


def choice[Value](value: object, where: str, table: Mapping[str, Value]) -> Value:
    """What `table` holds under the word given."""
    if not isinstance(value, str) or value not in table:
        raise Malformed(f"{_at(where)}应为 {'、'.join(table)} 之一，{instead(value)}，请改正。")
    return table[value]


def one_of[Word: StrEnum](value: object, where: str, known: tuple[Word, ...]) -> Word:
    """One of the known words, as the member it names."""
    for member in known:
        if isinstance(value, str) and value == member.value:
            return member
    raise Malformed(f"{_at(where)}应为 {'、'.join(known)} 之一，{instead(value)}，请改正。")


def flag(value: object, where: str) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise Malformed(f"{_at(where)}应为 true 或 false，{instead(value)}，请改正。")
    return value


def is_whole(value: object) -> TypeGuard[int]:
    """Whether it is a whole number; true and false are not, though Python would count with them."""
    return isinstance(value, int) and not isinstance(value, bool)


def whole(value: object, where: str, *, least: int = 0) -> int:
    """A number of people, votes or places: a JSON integer not below `least`."""
    if not is_whole(value) or not least <= value <= LARGEST:
        raise Malformed(f"{_at(where)}应为不小于 {least} 的整数，{instead(value)}，请改正。")
    return value


def figure(value: object, where: str, *, at_most: Fraction | int = LARGEST) -> Fraction:
    """A decimal figure (points, weights) from 0 to `at_most`: a JSON number, or a string such as "91.5"."""
    written = isinstance(value, int | float | Decimal | str) and not isinstance(value, bool)
    text = "" if isinstance(value, int) and abs(value) > LARGEST else str(value)
    if not written or not _FIGURE.fullmatch(text):
        raise Malformed(f'{_at(where)}应为不小于 0 的数，如 60 或 "91.5"，{instead(value)}，请改正。')
    exact = Fraction(text)
    if exact > at_most:
        raise Malformed(f"{_at(where)}不能超过 {at_most}，{instead(value)}，请改正。")
    return exact


def share(value: object, where: str) -> Fraction:
    """A part of a whole, 0 to 1, written as a string: "2/3", "80%" or "0.8"."""
    exact = _share(value) if isinstance(value, str) else None
    if exact is None or exact > 1:
        raise Malformed(f'{_at(where)}应为 0 到 1 之间的比例，写作 "2/3" 或 "80%"，{instead(value)}，请改正。')
    return exact


def ratio(value: object, where: str) -> Fraction:
    """A fraction written like "2/3"; no decimal and no percentage, because a legal limit must be exact. May exceed 1."""
    exact = _ratio(value) if isinstance(value, str) else None
    if exact is None:
        raise Malformed(f'{_at(where)}应为写成 "2/3" 这样的分数，{instead(value)}，请改正。')
    return exact


def _share(text: str) -> Fraction | None:
    if "/" in text:
        return _ratio(text)
    if _FIGURE.fullmatch(text.removesuffix("%")):
        return Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    return None


def _ratio(text: str) -> Fraction | None:
    parts = _RATIO.fullmatch(text)
    return Fraction(int(parts[1]), int(parts[2])) if parts and int(parts[2]) else None


def weights(parts: Iterable[Fraction], where: str) -> None:
    """Weights share out one hundred, no more and no less."""
    total = sum(parts, Fraction(0))
    if total != 100:
        raise Malformed(f"{_at(where)}的权重合计应为 100，现为 {half_up(total)}，请调整。")


def half_up(value: Fraction) -> Decimal:
    """Two places, a half upwards, as a bulletin prints it (never banker's rounding). `value` is not negative."""
    hundredths = (value * 200 + 1) // 2
    return Decimal(hundredths).scaleb(-2)
