"""The words of a letter between two offices, sealed. Pure but for the field key.

An event never carries a person's words readably, yet the superior office must read a suggestion to handle it. So the
letter carries codes in the clear and its words in one field, concealed with the deployment's field key (SM4-GCM) and
bound to the addressee and the record: cut out and pasted into another letter, it does not open.
"""

from __future__ import annotations

import json
from uuid import UUID

from commons.kernel.confidential import conceal, reveal


def seal(*, to: str, about: UUID, words: dict[str, str]) -> str:
    return conceal(json.dumps({"to": to, "about": str(about), "words": words}, ensure_ascii=False))


def unseal(sealed: str, *, to: str, about: UUID) -> dict[str, str]:
    """The words. Raises ValueError when the letter was altered, or sealed for another office or record."""
    letter = json.loads(reveal(sealed))
    if (letter["to"], letter["about"]) != (to, str(about)):
        raise ValueError("a sealed letter was opened by somebody it was not written to")
    words: dict[str, str] = letter["words"]
    return words
