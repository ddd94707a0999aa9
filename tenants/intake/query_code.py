"""The citizen's query code: unguessable, and typeable from a paper slip. Pure.

Twelve characters in three groups, `7K3M-9QTX-4B2F`: eleven random ones (54 bits) and a check character. The alphabet is
Crockford's without Z, so that it has a prime number of characters: then the weighted sum catches every single wrong
character and every swap of two. What people confuse when copying is read as what was meant (O as 0, I and L as 1, Z as 2,
U as V).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXY"
LENGTH: Final = 12
_GROUP: Final = 4
_PRIME: Final = len(ALPHABET)  # 31
_MEANT: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "Z": "2", "U": "V"})


def draw(pick: Callable[[str], str]) -> str:
    """A new code; `pick` chooses one character (`secrets.choice`)."""
    body = "".join(pick(ALPHABET) for _ in range(LENGTH - 1))
    return body + _check(body)


def read(typed: str) -> str | None:
    """The code as it was issued, from whatever a person typed; None if it cannot have been issued."""
    letters = unicodedata.normalize("NFKC", typed[:100]).upper().translate(_MEANT)
    code = "".join(letter for letter in letters if letter.isalnum())
    if len(code) != LENGTH or not set(code) <= set(ALPHABET) or _check(code[:-1]) != code[-1]:
        return None
    return code


def shown(code: str) -> str:
    """In groups, as it is printed on the slip."""
    return "-".join(code[start : start + _GROUP] for start in range(0, LENGTH, _GROUP))


def _check(body: str) -> str:
    """Weights 2 … 12, the check character itself weighs 1: all different and below the prime."""
    total = sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(body, 2))
    return ALPHABET[-total % _PRIME]
