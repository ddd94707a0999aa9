"""Conditions of policy tables that ask for a grant on the row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commons.access import queries
from commons.kernel.policy import Condition


def granted(permission: str, *, of: Callable[[Any], Any] | None = None) -> Condition:
    """Holds when the actor was given `permission` on the record itself, or on `of(record)`.

    A row one was not given is hidden, not forbidden.
    """
    target = of or (lambda obj: obj)
    return Condition(
        f"granted:{permission}",
        lambda actor, obj: obj is not None and queries.has_grant(actor, permission, target(obj)),
        "这条记录没有分配给您。",
        hides=True,
    )
