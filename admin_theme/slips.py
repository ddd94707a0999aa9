"""A slip of paper with a link on it, as words and as a QR code: shown once, printed, handed over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import segno


def slip(*, heading: str, facts: Iterable[tuple[str, object]], link: str, hint: str) -> dict[str, Any]:
    """What `admin/slip.html` shows. The picture is made here, so the link goes to nobody else."""
    qr = segno.make(link, error="m").svg_data_uri(scale=4, border=4)
    return {"heading": heading, "facts": list(facts), "link": link, "hint": hint, "qr": qr}
