"""`renda check --database default`: Django's own checks, and whether sessions with the database stay our own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import OperationalError, connections

from commons.kernel.sessions import SessionsShared


def sessions_stay_our_own(*, databases: Sequence[str] | None, **_: Any) -> list[CheckMessage]:
    """E001 where a pooler mixes offices up. Not to be reached is not its business."""
    try:
        for alias in databases or ():
            connections[alias].ensure_connection()
    except SessionsShared as shared:
        return [Error(shared.sentence, id="infra.E001")]
    except OperationalError:
        return []
    return []
