"""Mobile numbers as people type them. Pure."""

from __future__ import annotations

import re
import unicodedata

from commons.identity.errors import PhoneInvalid

_MOBILE = re.compile(r"^1[3-9]\d{9}$")


def normalise(typed: str) -> str:
    """11 digits from `+86 138-0000 0000`, full-width digits and the like. Raises PhoneInvalid."""
    digits = re.sub(r"[\s\-()·.]", "", unicodedata.normalize("NFKC", typed or ""))
    digits = re.sub(r"^(\+?86|0086)(?=1)", "", digits)
    if not _MOBILE.match(digits):
        raise PhoneInvalid(field="phone")
    return digits
