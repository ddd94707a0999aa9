"""Fields that are unreadable in the database: SM4-GCM (GB/T 32907) with a key id, and HMAC-SM3 blind indexes to find by.

A stored value is `v1:<base64(nonce ‖ tag ‖ ciphertext)>`. Losing the key loses the data; it lives outside the database
(`RENDA_FIELD_KEY`, or generated once under RENDA_HOME). A kernel module by decision 0009.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from django.db import models

_VERSION = "v1:"


def conceal(text: str) -> str:
    """Encrypt; "" stays "" so that a field erased by schedule is visibly empty."""
    if not text:
        return ""
    nonce = secrets.token_bytes(12)
    encryptor = Cipher(algorithms.SM4(settings.FIELD_KEY), modes.GCM(nonce)).encryptor()
    body = encryptor.update(text.encode()) + encryptor.finalize()
    return _VERSION + base64.b64encode(nonce + encryptor.tag + body).decode()


def reveal(stored: str) -> str:
    """Decrypt what `conceal` made. Raises ValueError when it was altered or the key is another one."""
    if not stored:
        return ""
    if not stored.startswith(_VERSION):
        raise ValueError("not a concealed value of a known version")
    raw = base64.b64decode(stored.removeprefix(_VERSION))
    nonce, tag, body = raw[:12], raw[12:28], raw[28:]
    decryptor = Cipher(algorithms.SM4(settings.FIELD_KEY), modes.GCM(nonce, tag)).decryptor()
    try:
        return (decryptor.update(body) + decryptor.finalize()).decode()
    except Exception as wrong:  # InvalidTag has no message of its own
        raise ValueError(
            "a concealed value was altered, or the field key is not the one it was written with"
        ) from wrong


def blind_index(text: str) -> str:
    """64 hex digits by which an exact value can be found without being readable."""
    return hmac.new(settings.INDEX_KEY, text.encode(), "sm3").hexdigest()


class ConcealedText(models.TextField):
    """Text that only this program can read. Not searchable: put a `blind_index` beside it where it must be found."""

    def get_prep_value(self, value: Any) -> Any:
        return conceal(value) if value is not None else None

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return reveal(value) if value is not None else None


def masked_phone(phone: str) -> str:
    """138****5678"""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "****"
