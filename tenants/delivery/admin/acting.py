"""Who presses, and the commands as buttons call them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from commons.kernel import clock
from commons.kernel.actor import Actor


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def by(command: Callable[..., Any], subject: str = "project_uid") -> Callable[..., Any]:
    """The command as a button calls it: about the record on the page, by whoever presses, now."""

    def run(*, request: HttpRequest, obj: Any, **values: Any) -> Any:
        return command(actor=actor_of(request), at=clock.now(), **{subject: obj.uid}, **values)

    return run
