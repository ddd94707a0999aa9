"""What people type, made fit to keep: trimmed, one kind of line end, no control characters, neither empty nor too long.

Also used downstream (a pure module). Every refusal names the field.
"""

from __future__ import annotations

import re
import unicodedata

from tenants.intake.errors import TextRefused


def line(value: str, *, field: str, label: str, at_most: int, at_least: int = 1) -> str:
    """One line of text: what is more than one space between words becomes one."""
    return _fit(" ".join(_readable(value, field, label).split()), field, label, at_most, at_least)


def prose(value: str, *, field: str, label: str, at_most: int, at_least: int = 1) -> str:
    """Text of several lines."""
    lines = _readable(value, field, label).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _fit("\n".join(each.rstrip() for each in lines).strip(), field, label, at_most, at_least)


def reason(value: str) -> str:
    """Why an act of the desk was done."""
    return line(value, field="reason", label="理由", at_most=200, at_least=2)


def opening(text: str, at_most: int = 24) -> str:
    """What a text begins with, for a title: its first sentence, or as much of it as fits."""
    first = re.split(r"[，。；！？\n,.;!?]", text.strip(), maxsplit=1)[0].strip()
    words = first if len(first) >= 4 else " ".join(text.split())
    return words[:at_most].rstrip("，。；、 ")


# 一、 （一） 1. 1、 (1) ① 第一 at the beginning of a line
_ORDINAL = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[)）]|\d{1,2}[、.．](?!\d)|[①-⑳]|第[一二三四五六七八九十]+[、，,：:条])",
    re.M,
)


def matters(text: str) -> int:
    """How many matters a text lists by number, one a line; 1 where it lists none (一事一提, domain §5.1)."""
    return max(1, len(_ORDINAL.findall(text)))


def _readable(value: str, field: str, label: str) -> str:
    if not isinstance(value, str):
        raise TextRefused(reason=f"{label}应为文字，请重新填写。", field=field)
    text = unicodedata.normalize("NFC", value)
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\r\t" for letter in text):
        raise TextRefused(reason=f"{label}中有无法识别的字符，请删除后重新填写。", field=field)
    return text


def _fit(text: str, field: str, label: str, at_most: int, at_least: int) -> str:
    if at_least and not text:
        raise TextRefused(reason=f"请填写{label}。", field=field)
    if len(text) < at_least:
        raise TextRefused(reason=f"{label}太短，请至少写 {at_least} 个字。", field=field, at_least=at_least)
    if len(text) > at_most:
        raise TextRefused(
            reason=f"{label}最多 {at_most} 个字，现为 {len(text)} 个字，请删减。", field=field, at_most=at_most
        )
    return text
