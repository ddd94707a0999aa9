"""One content has one encoding: what one reader takes for a zero or a repetition, another might take for something else."""

from __future__ import annotations

import json
import re
from typing import Any

_HEX = re.compile(r"(?:[0-9a-f]{2})*")
_OUTSIDE_WORDS = re.compile(r'("(?:[^"\\]|\\.)*")|\s+')


def unhex(word: object) -> bytes:
    """Bytes from lower-case hex digits and nothing between them. Raises ValueError."""
    if not isinstance(word, str) or not _HEX.fullmatch(word):
        raise ValueError(f"not hex: {str(word)[:20]}")
    return bytes.fromhex(word)


def loads(raw: bytes) -> Any:
    """JSON that says nothing twice and writes no number in two ways: whole numbers only, and apart from white space not a
    character more than it takes. Raises ValueError.
    """
    text = raw.decode()
    found = json.loads(text, parse_float=_refuse, parse_constant=_refuse)
    shortest = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    if len(_OUTSIDE_WORDS.sub(r"\1", text)) != len(shortest):
        raise ValueError("not in its shortest form")
    return found


def _refuse(word: str) -> None:
    raise ValueError(f"not a whole number: {word}")
