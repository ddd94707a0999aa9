"""Strict reading of parsed JSON: each function takes a value and where it stands, and returns it typed.

Whatever is not exactly what was asked for raises `Malformed` with one Chinese sentence: where, what is wrong, what to
do. Nothing is converted on the way: "3", 3.0 and true are not the number 3.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import TypeGuard

from commons.kernel.errors import Malformed

# Nine digits are more than any roll has; the bound keeps a hostile file from asking for a huge power of ten.
_FRACTION = re.compile(r"([0-9]{1,9})/([0-9]{1,9})")
_LONGEST_ECHO = 40


def record(
    value: object, where: str, *, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> dict[str, object]:
    """An object that has every `required` field and no field beyond `required` and `optional`."""
    found = mapping(value, where)
    for name in found:
        if name not in required and name not in optional:
            raise Malformed(f"{where} 中有不认识的字段 {shown(name)}，请删去或改为：{'、'.join(required + optional)}。")
    for name in required:
        if name not in found:
            raise Malformed(f"{where} 缺少字段 {shown(name)}，请补上。")
    return found


def mapping(value: object, where: str) -> dict[str, object]:
    """An object whatever its keys, which are texts."""
    if not isinstance(value, Mapping):
        raise Malformed(f"{where} 应为一个对象，现为 {shown(value)}，请改正。")
    return {text(name, f"{where} 的字段名"): item for name, item in value.items()}


def items(value: object, where: str) -> list[tuple[str, object]]:
    """A list, each item with its own place, numbered from 1 as people count."""
    if not isinstance(value, list | tuple):
        raise Malformed(f"{where} 应为一个列表，现为 {shown(value)}，请改正。")
    return [(f"{where} 第 {number} 项", item) for number, item in enumerate(value, start=1)]


def whole(value: object, where: str, *, least: int) -> int:
    """A whole number not below `least`."""
    if not is_whole(value) or value < least:
        raise Malformed(f"{where} 应为不小于 {least} 的整数，现为 {shown(value)}，请改正。")
    return value


def is_whole(value: object) -> TypeGuard[int]:
    """Whether it is a whole number; true and false are not, though Python would count with them."""
    return isinstance(value, int) and not isinstance(value, bool)


def flag(value: object, where: str) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise Malformed(f"{where} 应为 true 或 false，现为 {shown(value)}，请改正。")
    return value


def text(value: object, where: str) -> str:
    """A text that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise Malformed(f"{where} 应为非空文字，现为 {shown(value)}，请改正。")
    return value


def one_of[Word: StrEnum](value: object, where: str, words: tuple[Word, ...]) -> Word:
    """One of the given words, as the member it names."""
    for word in words:
        if isinstance(value, str) and value == word.value:
            return word
    raise Malformed(f"{where} 应为 {'、'.join(words)} 之一，现为 {shown(value)}，请改正。")


def fraction(value: object, where: str) -> Fraction:
    """A fraction written like "2/3"; not a decimal, not a percentage, because a limit must be exact."""
    parts = _FRACTION.fullmatch(value) if isinstance(value, str) else None
    if parts is None or int(parts[2]) == 0:
        raise Malformed(f'{where} 应为写成 "2/3" 这样的分数，现为 {shown(value)}，请改正。')
    return Fraction(int(parts[1]), int(parts[2]))


def shown(value: object) -> str:
    """What was found, on one line and cut short, to be quoted in a sentence."""
    line = json.dumps(value, ensure_ascii=False, default=repr).encode(errors="replace").decode()
    return line if len(line) <= _LONGEST_ECHO else line[:_LONGEST_ECHO] + "…"
