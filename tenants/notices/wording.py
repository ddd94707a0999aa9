"""Text as it is taken in: NFC, without signs a database refuses, stripped, neither empty nor too long. Pure."""

from __future__ import annotations

import unicodedata

from tenants.notices.errors import TextInvalid


def cleaned(value: str, field: str, label: str, most: int) -> str:
    """Raises TextInvalid naming the field."""
    text = unicodedata.normalize("NFC", value).replace("\x00", "").strip()
    if not 0 < len(text) <= most:
        raise TextInvalid(field=field, label=label, most=most)
    return text
