"""What every act of this room shares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar

from api.views import ActView
from commons.kernel.actor import Actor
from tenants.deputies.policies import POLICY


class Command(ActView):
    """One command. The record in the address reaches it under the name it has there."""

    policy = POLICY
    command: ClassVar[Callable[..., Any]]
    record: ClassVar[str] = ""

    def act(self, actor: Actor, at: dt.datetime, **values: Any) -> Any:
        if "uid" in values:
            values[self.record] = values.pop("uid")
        return type(self).command(actor=actor, at=at, **values)
