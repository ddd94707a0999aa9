"""Words as people type them: stripped, neither empty nor too long, refused with the field's name. Pure."""

from __future__ import annotations

from commons.kernel.errors import Invalid


def plain(text: str, *, field: str, label: str, limit: int, refusal: type[Invalid], empty: bool = False) -> str:
    """`text` stripped; raises `refusal` when it is empty (unless `empty` may be) or longer than `limit`."""
    stripped = (text or "").strip()
    if "\x00" in stripped or len(stripped) > limit or not (stripped or empty):
        raise refusal(field=field, label=label, limit=limit)
    return stripped
