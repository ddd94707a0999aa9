"""Who lets the first administrator in. Accounts and roles are known in rooms above this one, which hand it in
(`infra/wiring.py`); the step may be taken twice."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from commons.directory.models import Office
from commons.kernel.actor import Actor


class Inviter(Protocol):
    def __call__(self, office: Office, *, actor: Actor, at: dt.datetime) -> None: ...


_inviters: list[Inviter] = []


def install(inviter: Inviter) -> None:
    _inviters[:] = [inviter]


def invite(office: Office, *, actor: Actor, at: dt.datetime) -> None:
    for inviter in _inviters:
        inviter(office, actor=actor, at=at)
