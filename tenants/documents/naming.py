"""A file's name as people may see it (quality.md B10). Files themselves are stored by their digest, never by name. Pure."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 80
_UNNAMED = "附件"
_SEPARATORS = re.compile(r"[/\\]")
_FORBIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # control, bidi and zero-width signs, surrogates, line ends


def display_name(filename: str, extension: str) -> str:
    """The last part of `filename` without anything that could mislead, under the extension of what it really is."""
    last = _SEPARATORS.split(unicodedata.normalize("NFC", _without_surrogates(filename)))[-1]
    clean = "".join(sign for sign in last if unicodedata.category(sign) not in _FORBIDDEN)
    stem = " ".join(clean.split()).strip(". ")
    if stem.lower().endswith(extension):
        stem = stem[: -len(extension)]
    elif (dot := stem.rfind(".")) > 0 and re.fullmatch(r"[A-Za-z0-9]{1,5}", stem[dot + 1 :]):
        stem = stem[:dot]
    return (stem[: LONGEST - len(extension)].strip(". ") or _UNNAMED) + extension


def _without_surrogates(text: str) -> str:
    return text.encode("utf-8", "ignore").decode("utf-8")
